#!/bin/sh
# Makes the certificates of the fixtures: chains of AWS-like shape for the endpoint, a device CA and device certificates.
# Validity 2020–2049, as AWS issues them. Run in this directory; needs openssl 3.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
host=a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com

cat >"$work/ca.cnf" <<CONFIG
[ca]
default_ca = this
[this]
database = $work/index
serial = $work/serial
new_certs_dir = $work
default_md = sha256
policy = anything
unique_subject = no
[anything]
countryName = optional
organizationName = optional
organizationalUnitName = optional
commonName = supplied
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,digitalSignature,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[server]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth,clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = DNS:$host,DNS:*.iot.us-east-1.amazonaws.com,DNS:localhost,IP:127.0.0.1
crlDistributionPoints = URI:http://crl.example.com/server.crl
authorityInfoAccess = OCSP;URI:http://ocsp.example.com,caIssuers;URI:http://crt.example.com/server.cer
[device]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
CONFIG
: >"$work/index"
echo 1000 >"$work/serial"

rsa() { openssl genrsa -traditional -out "$1" 2048 2>/dev/null; }
ec() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }

# sign NAME SUBJECT EXTENSIONS ISSUER: certifies NAME.key.pem; ISSUER "self" for a root.
sign() {
    openssl req -new -key "$1.key.pem" -subj "$2" -out "$work/request.pem"
    if [ "$4" = self ]; then
        set -- "$1" "$2" "$3" -selfsign -keyfile "$1.key.pem"
    else
        set -- "$1" "$2" "$3" -cert "$4.pem" -keyfile "$4.key.pem"
    fi
    name=$1
    extensions=$3
    shift 3
    openssl ca -batch -config "$work/ca.cnf" -extensions "$extensions" -notext -in "$work/request.pem" \
        -startdate 20200101000000Z -enddate 20491231235959Z -out "$name.pem" "$@" 2>/dev/null
}

rsa root-rsa.key.pem
sign root-rsa "/C=US/O=Example Trust Services/CN=Example Root CA 1" authority self
ec root-ec.key.pem
sign root-ec "/C=US/O=Example Trust Services/CN=Example Root CA 3" authority self
rsa intermediate-rsa.key.pem
sign intermediate-rsa "/C=US/O=Example/OU=Server CA 1B/CN=Example Server CA" authority root-rsa
ec intermediate-ec.key.pem
sign intermediate-ec "/C=US/O=Example/OU=Server CA 3A/CN=Example Server CA EC" authority root-ec
rsa server-rsa-2048.key.pem
sign server-rsa-2048 "/CN=*.iot.us-east-1.amazonaws.com" server intermediate-rsa
ec server-p256.key.pem
sign server-p256 "/CN=*.iot.us-east-1.amazonaws.com" server intermediate-ec
rsa device-ca.key.pem
sign device-ca "/C=US/O=Example/CN=Example Device CA" authority self
rsa device-rsa-2048.key.pem
sign device-rsa-2048 "/CN=vesp device RSA-2048" device device-ca
ec device-p256.key.pem
sign device-p256 "/CN=vesp device P-256" device device-ca

cat server-rsa-2048.pem intermediate-rsa.pem >server-rsa-2048.chain.pem
cat server-p256.pem intermediate-ec.pem >server-p256.chain.pem
cat root-rsa.pem root-ec.pem >root-ca.pem
rm -f intermediate-*.pem server-rsa-2048.pem server-p256.pem root-rsa.pem root-ec.pem root-rsa.key.pem root-ec.key.pem
