#!/bin/sh
# Unpacks the pinned mbedTLS sources into DIRECTORY.
# Usage: fetch.sh DIRECTORY. MBEDTLS_TARBALL=FILE takes the upstream tarball from FILE instead of Debian's archive.
set -eu

version=2.28.3
sha256=3b4953aa55a681e084d31892d9904cc5328d6b4958ea57b90ae4b4f94ae69a8d
mkdir -p "$(dirname "$1")"
directory=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
work=$directory.fetch
tarball=$work/mbedtls_$version.orig.tar.gz

fail() { echo "mbedtls: $1" >&2; exit 69; }

rm -rf "$work" "$directory"
mkdir -p "$work"
if [ -n "${MBEDTLS_TARBALL:-}" ]; then
    cp "$MBEDTLS_TARBALL" "$tarball" 2>/dev/null || fail "cannot read MBEDTLS_TARBALL=$MBEDTLS_TARBALL"
else
    scripts/fetch-debian.sh "$work" bookworm source "mbedtls=$version-1" 2>"$work/log" || fail "$(tail -n 1 "$work/log")"
fi
echo "$sha256  $tarball" | sha256sum -c --quiet - >/dev/null 2>&1 || fail "$tarball is not the tarball of $version"
mkdir -p "$directory.new"
tar -xzf "$tarball" -C "$directory.new" --strip-components=1
rm -rf "$work"
mv "$directory.new" "$directory"
