#!/bin/sh
# Unpacks the pinned BearSSL sources into DIRECTORY and makes the interpreters of its T0 programs read them from flash.
# Usage: fetch.sh DIRECTORY. BEARSSL_TARBALL=FILE takes Debian's tarball from FILE instead of Debian's archive.
set -eu

version=0.6+dfsg.1
sha256=102a625bd8f6155260867a50c508df8d8c3f796985dd744df1a68e5cd1a79004
mkdir -p "$(dirname "$1")"
here=$(dirname "$0")
directory=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
work=$directory.fetch
tarball=$work/bearssl_$version.orig.tar.xz

fail() { echo "bearssl: $1" >&2; exit 69; }

rm -rf "$work" "$directory"
mkdir -p "$work"
if [ -n "${BEARSSL_TARBALL:-}" ]; then
    cp "$BEARSSL_TARBALL" "$tarball" 2>/dev/null || fail "cannot read BEARSSL_TARBALL=$BEARSSL_TARBALL"
else
    scripts/fetch-debian.sh "$work" bookworm source "bearssl=$version-3" 2>"$work/log" || fail "$(tail -n 1 "$work/log")"
fi
echo "$sha256  $tarball" | sha256sum -c --quiet - >/dev/null 2>&1 || fail "$tarball is not the tarball of $version"
mkdir -p "$directory.new"
tar -xJf "$tarball" -C "$directory.new" --strip-components=1
sed -i -f "$here/flash.sed" $(grep -l t0_codeblock -r "$directory.new/src" --include='*.c')
rm -rf "$work"
mv "$directory.new" "$directory"
