#!/bin/sh
# Makes the server chains of scenarios whose `cloud.fault` is about a chain: leaf and intermediate under a root of their own, on the
# keys of the ordinary server. New keys of root and intermediates at every run. Needs openssl 3.
#
#   other-root.pem                     RSA-2048 root; a device trusts it only where a chain's dates are to be all that is wrong
#   server-*-other.chain.pem           valid: the chain of a root that the device does not have
#   server-*-expired.chain.pem         the leaf was valid until 2021
#   server-*-not-yet-valid.chain.pem   the leaf is valid from 2045 on
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
export work
trap 'rm -rf "$work"' EXIT
host=a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com

cat >"$work/ca.cnf" <<CONFIG
.include $PWD/ca.cnf
[server]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth,clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = DNS:$host,DNS:*.iot.us-east-1.amazonaws.com,DNS:localhost,IP:127.0.0.1
CONFIG
: >"$work/index"
echo 2000000000000000000000000000000000000000 >"$work/serial"

# sign NAME SUBJECT EXTENSIONS KEY ISSUER FROM UNTIL: ISSUER "self" for a root.
sign() {
    openssl req -new -key "$4" -subj "$2" -out "$work/request.pem"
    issuer="-cert $work/$5.pem -keyfile $work/$5.key.pem"
    [ "$5" = self ] && issuer="-selfsign -keyfile $4"
    # shellcheck disable=SC2086
    openssl ca -batch -config "$work/ca.cnf" -extensions "$3" -notext -in "$work/request.pem" \
        -startdate "$6" -enddate "$7" -out "$work/$1.pem" $issuer 2>/dev/null
}

openssl genrsa -traditional -out "$work/root.key.pem" 2048 2>/dev/null
sign root "/C=US/O=Other Trust Services/CN=Other Root CA 1" authority "$work/root.key.pem" self \
    20200101000000Z 20491231235959Z
cp "$work/root.pem" other-root.pem
for kind in rsa-2048 p256; do
    case $kind in
        p256) openssl ecparam -name prime256v1 -genkey -noout -out "$work/issuer.key.pem" ;;
        *) openssl genrsa -traditional -out "$work/issuer.key.pem" 2048 2>/dev/null ;;
    esac
    sign issuer "/C=US/O=Other/CN=Other Server CA" authority "$work/issuer.key.pem" root 20200101000000Z 20491231235959Z
    while read -r name from until; do
        sign leaf "/CN=*.iot.us-east-1.amazonaws.com" server "server-$kind.key.pem" issuer "$from" "$until"
        cat "$work/leaf.pem" "$work/issuer.pem" >"server-$kind-$name.chain.pem"
    done <<DATES
other 20200101000000Z 20491231235959Z
expired 20200101000000Z 20210101000000Z
not-yet-valid 20450101000000Z 20491231235959Z
DATES
done
