#!/bin/sh
# Makes the certificates a run takes when it is given none, which examples and tests use too: server chains of the shape and size AWS IoT sends, a device CA and device
# certificates. New keys at every run; shapes, names, sizes (DER) and validity stay. Needs openssl 3.
#
#   root-ca.pem                      RSA-2048 root and P-256 root, what a device trusts
#   root-ca-rsa.pem                  the first alone, for a device that knows RSA only
#   server-rsa-2048.chain.pem        leaf, intermediate: 2530 bytes, so that the flight is AWS' older one of about 3032
#   server-p256.chain.pem            P-256 leaf (870), P-256 intermediate signed by the RSA root (1134), as AWS' older one
#   server-rsa-2048-ats.chain.pem    leaf (1445), intermediate (1101), two cross-signed roots (1174, 1145), as ATS sends
#   server-p256-ats.chain.pem        P-256 leaf and intermediate under the P-256 root; sizes assumed, no source names any
#   device-rsa-2048, device-p256     certificate and key in the forms AWS hands out; device-ca issued them
#   device-p256-with-ca.pem          the second with its CA, as just-in-time registration wants it
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
export work
trap 'rm -rf "$work"' EXIT
host=a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com

# configuration PADDING: writes ca.cnf; PADDING zero bytes go into a private extension (under the example OID 2.999).
configuration() {
    zeros=$(printf '%0*d' $(($1 * 2)) 0)
    cat >"$work/ca.cnf" <<CONFIG
.include $PWD/ca.cnf
[cross]
basicConstraints = critical,CA:TRUE
keyUsage = critical,digitalSignature,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
2.999.1 = DER:$zeros
[issuer]
basicConstraints = critical,CA:TRUE
keyUsage = critical,digitalSignature,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
crlDistributionPoints = URI:http://crl.example.com/root.crl
authorityInfoAccess = OCSP;URI:http://ocsp.example.com,caIssuers;URI:http://crt.example.com/root.cer
2.999.1 = DER:$zeros
[server]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth,clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = DNS:$host,DNS:*.iot.us-east-1.amazonaws.com,DNS:localhost,IP:127.0.0.1
crlDistributionPoints = URI:http://crl.example.com/server.crl
authorityInfoAccess = OCSP;URI:http://ocsp.example.com,caIssuers;URI:http://crt.example.com/server.cer
2.999.1 = DER:$zeros
[device]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
CONFIG
}
: >"$work/index"
echo 1000000000000000000000000000000000000000 >"$work/serial"

rsa() { openssl genrsa -traditional -out "$1.key.pem" 2048 2>/dev/null; }
ec() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key.pem"; }
der_size() { openssl x509 -in "$1" -outform DER | wc -c; }

# sign NAME SUBJECT EXTENSIONS ISSUER [KEY]: certifies KEY (NAME's own by default); ISSUER "self" for a root.
sign() {
    openssl req -new -key "${5:-$1}.key.pem" -subj "$2" -out "$work/request.pem"
    issuer=$4
    [ "$issuer" = self ] || issuer="-cert $4.pem -keyfile $4.key.pem"
    [ "$issuer" = self ] && issuer="-selfsign -keyfile $1.key.pem"
    # shellcheck disable=SC2086
    openssl ca -batch -config "$work/ca.cnf" -extensions "$3" -notext -in "$work/request.pem" \
        -startdate 20200101000000Z -enddate 20491231235959Z -out "$1.pem" $issuer 2>/dev/null
}

# sized SIZE NAME SUBJECT EXTENSIONS ISSUER [KEY]: as sign, padded to SIZE bytes of DER. Signatures of EC issuers vary by
# up to three bytes, so a few attempts may be needed.
sized() {
    size=$1
    shift
    padding=128
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
        configuration "$padding"
        sign "$@"
        difference=$((size - $(der_size "$1.pem")))
        [ "$difference" -eq 0 ] && return
        padding=$((padding + difference))
        [ "$padding" -ge 1 ] || { echo "$1 does not fit into $size bytes" >&2; exit 1; }
    done
    echo "$1 does not reach $size bytes" >&2
    exit 1
}

configuration 1
server="/CN=*.iot.us-east-1.amazonaws.com"
rsa root-rsa
sign root-rsa "/C=US/O=Example Trust Services/CN=Example Root CA 1" authority self
ec root-ec
sign root-ec "/C=US/O=Example Trust Services/CN=Example Root CA 3" authority self

rsa server-rsa-2048
rsa intermediate-rsa
sized 1310 intermediate-rsa "/C=US/O=Example/OU=Example Trust Network/CN=Example Class 3 Secure Server CA - G4" issuer root-rsa
sized 1220 server-rsa-2048 "$server" server intermediate-rsa
cat server-rsa-2048.pem intermediate-rsa.pem >server-rsa-2048.chain.pem

ec server-p256
ec intermediate-ecc
sized 1134 intermediate-ecc "/C=US/O=Example/OU=Example Trust Network/CN=Example Class 3 ECC 256 bit SSL CA - G2" issuer root-rsa
sized 870 server-p256 "$server" server intermediate-ecc
cat server-p256.pem intermediate-ecc.pem >server-p256.chain.pem

rsa top
sign top "/C=US/ST=Arizona/L=Scottsdale/O=Example Technologies, Inc./CN=Example Class 2 Certification Authority" authority self
rsa services
sized 1145 services "/C=US/ST=Arizona/L=Scottsdale/O=Example Technologies, Inc./CN=Example Services Root CA - G2" cross top
sized 1174 cross-rsa "/C=US/O=Example Trust Services/CN=Example Root CA 1" cross services root-rsa
rsa intermediate-ats
sized 1101 intermediate-ats "/C=US/O=Example/OU=Server CA 1B/CN=Example" issuer root-rsa
sized 1445 server-ats "$server" server intermediate-ats server-rsa-2048
cat server-ats.pem intermediate-ats.pem cross-rsa.pem services.pem >server-rsa-2048-ats.chain.pem

ec intermediate-ec
sized 700 intermediate-ec "/C=US/O=Example/OU=Server CA 3A/CN=Example" issuer root-ec
sized 870 server-ec "$server" server intermediate-ec server-p256
cat server-ec.pem intermediate-ec.pem >server-p256-ats.chain.pem

rsa device-ca
sign device-ca "/OU=Example Web Services O\=Example L\=Seattle ST\=Washington C\=US" authority self
rsa device-rsa-2048
sign device-rsa-2048 "/CN=Fictitious IoT Certificate" device device-ca
ec device-p256
sign device-p256 "/CN=Fictitious IoT Certificate" device device-ca

cat root-rsa.pem root-ec.pem >root-ca.pem
cp root-rsa.pem root-ca-rsa.pem
cat device-p256.pem device-ca.pem >device-p256-with-ca.pem
for name in root-rsa root-ec intermediate-rsa intermediate-ecc intermediate-ats intermediate-ec top services; do
    rm -f "$name.pem" "$name.key.pem"
done
rm -f server-rsa-2048.pem server-p256.pem server-ats.pem server-ec.pem cross-rsa.pem
