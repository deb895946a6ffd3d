#!/bin/sh
# Unpacks the cross compiler of Debian bullseye, GCC 10.2.1, into DIRECTORY: of the compilers Debian carries it is the
# closest to those that built most published measurements.
# Usage: fetch-gcc.sh DIRECTORY
set -eu

compiler=10.2.1-6+8+b1 binutils=2.35.2-2+3+b2
mkdir -p "$(dirname "$1")"
directory=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
work=$directory.fetch

fail() { echo "gcc-xtensa-lx106: $1" >&2; exit 69; }

rm -rf "$work" "$directory"
mkdir -p "$work"
scripts/fetch-debian.sh "$work" bullseye binary "gcc-xtensa-lx106=$compiler" "binutils-xtensa-lx106=$binutils" \
    2>"$work/log" || fail "$(tail -n 1 "$work/log")"
(cd "$work" && sha256sum -c --quiet - >/dev/null 2>&1 <<SUMS
b797317af036c507bd3b8c08a5af5eff0e0528a3bf3bfd60c903fb14128eac02  gcc-xtensa-lx106_${compiler}_amd64.deb
92e81b42835d0e5fa1ec0af11e8d376d691f6c1e829014a089163e46b534041c  binutils-xtensa-lx106_${binutils}_amd64.deb
SUMS
) || fail "the packages of bullseye are not $compiler and $binutils"
for package in "$work"/*.deb; do dpkg-deb -x "$package" "$directory.new"; done
rm -rf "$work"
mv "$directory.new" "$directory"
