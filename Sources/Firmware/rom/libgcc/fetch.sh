#!/bin/sh
# Unpacks the arithmetic of GCC's libgcc for Xtensa into DIRECTORY: what the long tests compare the ROM's with.
# Usage: fetch.sh DIRECTORY. LIBGCC_TARBALL=FILE takes Debian's upstream tarball from FILE instead of the archive.
set -eu

version=12.2.0
work=$1.fetch
rm -rf "$work" "$1"
scripts/fetch-tarball.sh "$work" "gcc-12_$version.orig.tar.gz" "gcc-12=$version-14+deb12u1" \
    b8298be16aeeb96a889c6afed0a8e2241b47452e89cc81fe65ea849d5c740fcb "${LIBGCC_TARBALL:-}"
mkdir "$work/gcc" "$work/new"
xtensa=gcc-$version/libgcc/config/xtensa
tar -xzOf "$work/gcc-12_$version.orig.tar.gz" "gcc-12-$version/gcc-$version-dfsg.tar.xz" |
    tar -xJf - -C "$work/gcc" "$xtensa/lib1funcs.S" "$xtensa/ieee754-sf.S" "$xtensa/ieee754-df.S" \
        "gcc-$version/libgcc/libgcc2.c" "gcc-$version/libgcc/libgcc2.h" "gcc-$version/include/longlong.h"
find "$work/gcc" -type f -exec mv {} "$work/new" \;
# Headers that GCC's build generates or that describe its host; libgcc2.c needs nothing of them.
for header in tconfig tsystem coretypes tm libgcc_tm; do : >"$work/new/$header.h"; done
mv "$work/new" "$1"
rm -rf "$work"
