#!/bin/sh
# Unpacks the arithmetic of GCC's libgcc for Xtensa into DIRECTORY: what the long tests compare the ROM's with.
# Usage: fetch.sh DIRECTORY. LIBGCC_TARBALL=FILE takes Debian's upstream tarball from FILE instead of the archive.
set -eu

version=12.2.0
sha256=b8298be16aeeb96a889c6afed0a8e2241b47452e89cc81fe65ea849d5c740fcb
mkdir -p "$(dirname "$1")"
directory=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
work=$directory.fetch
tarball=$work/gcc-12_$version.orig.tar.gz

fail() { echo "libgcc: $1" >&2; exit 69; }

rm -rf "$work" "$directory"
mkdir -p "$work/gcc"
if [ -n "${LIBGCC_TARBALL:-}" ]; then
    cp "$LIBGCC_TARBALL" "$tarball" 2>/dev/null || fail "cannot read LIBGCC_TARBALL=$LIBGCC_TARBALL"
else
    scripts/fetch-debian.sh "$work" bookworm source "gcc-12=$version-14+deb12u1" 2>"$work/log" ||
        fail "$(tail -n 1 "$work/log")"
fi
echo "$sha256  $tarball" | sha256sum -c --quiet - >/dev/null 2>&1 || fail "$tarball is not the tarball of $version"
xtensa=gcc-$version/libgcc/config/xtensa
tar -xzOf "$tarball" "gcc-12-$version/gcc-$version-dfsg.tar.xz" |
    tar -xJf - -C "$work/gcc" "$xtensa/lib1funcs.S" "$xtensa/ieee754-sf.S" "$xtensa/ieee754-df.S" \
        "gcc-$version/libgcc/libgcc2.c" "gcc-$version/libgcc/libgcc2.h" "gcc-$version/include/longlong.h"
mkdir "$directory.new"
find "$work/gcc" -type f -exec mv {} "$directory.new" \;
# Headers that GCC's build generates or that describe its host; libgcc2.c needs nothing of them.
for header in tconfig tsystem coretypes tm libgcc_tm; do : >"$directory.new/$header.h"; done
rm -rf "$work"
mv "$directory.new" "$directory"
