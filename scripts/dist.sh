#!/usr/bin/env bash
# Packs the tool with all it needs at run time: vesp-VERSION-linux-x86_64.tar.gz, vesp_VERSION_amd64.deb and SHA256SUMS
# in OUT. The same input gives the same bytes: names are sorted, owners are root, no time is later than
# SOURCE_DATE_EPOCH, by default the commit's.
# usage: dist.sh BUILD FIRMWARE OUT (BUILD is the scratch path of a build with --static-swift-stdlib)
set -euo pipefail
umask 022
build=$1 firmware=$2 out=$3
version=$(scripts/version.sh)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The newest version of symbols called $2 that the file $1 needs.
needed() { objdump -T "$1" | grep -o "(${2}_[0-9.]*)" | tr -d '()' | sed "s/^${2}_//" | sort -Vu | tail -n 1; }

# The licenses of what is linked into the tool and the guest images.
licenses() {
    local swift
    swift=$(dirname "$(dirname "$(readlink -f "$(command -v "${SWIFT:-swift}")")")")
    for part in "Swift runtime:$swift/share/swift/LICENSE.txt" \
        "swift-argument-parser:$build/checkouts/swift-argument-parser/LICENSE.txt" "Yams:$build/checkouts/Yams/LICENSE" \
        "SwiftNIO:$build/checkouts/swift-nio/LICENSE.txt" "SwiftNIO, notice:$build/checkouts/swift-nio/NOTICE.txt" \
        "swift-atomics:$build/checkouts/swift-atomics/LICENSE.txt" \
        "swift-collections:$build/checkouts/swift-collections/LICENSE.txt" \
        "swift-log:$build/checkouts/swift-log/LICENSE.txt" "swift-log, notice:$build/checkouts/swift-log/NOTICE.txt" \
        "swift-certificates:$build/checkouts/swift-certificates/LICENSE.txt" \
        "swift-certificates, notice:$build/checkouts/swift-certificates/NOTICE.txt" \
        "swift-asn1:$build/checkouts/swift-asn1/LICENSE.txt" \
        "swift-asn1, notice:$build/checkouts/swift-asn1/NOTICE.txt" \
        "swift-crypto, with BoringSSL:$build/checkouts/swift-crypto/LICENSE.txt" \
        "swift-crypto, notice:$build/checkouts/swift-crypto/NOTICE.txt" \
        "GRDB:$build/checkouts/GRDB.swift/LICENSE" "SQLite:/usr/share/doc/libsqlite3-dev/copyright" \
        "mbedTLS:/usr/share/doc/libmbedtls-dev/copyright" \
        "BearSSL, in guest images:.build/bearssl/LICENSE.txt" \
        "picolibc, in guest images:/usr/share/doc/picolibc-xtensa-lx106-elf/copyright"; do
        printf '==== %s ====\n\n' "${part%%:*}"
        cat "${part#*:}"
        echo
    done
}

mkdir -p "$out"
strip -o "$work/vesp" "$build/release/vesp"
(cd "$firmware" && find . -name '*.elf') | while read -r image; do
    # Sections for a debugger are nine tenths of an image, and no run reads them.
    mkdir -p "$(dirname "$work/firmware/$image")"
    xtensa-lx106-elf-strip --strip-debug -o "$work/firmware/$image" "$firmware/$image"
done
DESTDIR=$work/root scripts/install.sh "$work/vesp" "$work/firmware" /usr >/dev/null
install -d "$work/root/usr/share/doc/vesp"
licenses >"$work/root/usr/share/doc/vesp/copyright"

name=vesp-$version-linux-x86_64
archive() {
    tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --format=gnu "$@"
}
archive -C "$work/root" --transform "s,^usr,$name," -cf - usr | gzip -9n >"$out/$name.tar.gz"

gzip -9n "$work/root/usr/share/man/man1/vesp.1"
install -d "$work/root/DEBIAN"
cat >"$work/root/DEBIAN/control" <<CONTROL
Package: vesp
Version: $version
Architecture: amd64
Maintainer: vesp developers <vesp@users.noreply.github.com>
Installed-Size: $(du -k --apparent-size -s "$work/root/usr" | cut -f 1)
Depends: libc6 (>= $(needed "$work/vesp" GLIBC)), libstdc++6 (>= 12), libgcc-s1
Recommends: libslirp0
Section: devel
Priority: optional
Description: virtual ESP8266 that says what a TLS handshake costs
 Executes LX106 machine code under a cycle budget: how long a handshake stalls
 the chip, whether a watchdog bites, whether it fits in RAM, and what cures it.
CONTROL
dpkg-deb --root-owner-group -Zxz --build "$work/root" "$out/vesp_${version}_amd64.deb" >/dev/null

(cd "$out" && sha256sum "$name.tar.gz" "vesp_${version}_amd64.deb" | tee SHA256SUMS)
