#!/bin/sh
# Unpacks the pinned BearSSL sources into DIRECTORY and makes the interpreters of its T0 programs read them from flash.
# Usage: fetch.sh DIRECTORY. BEARSSL_TARBALL=FILE takes Debian's tarball from FILE instead of Debian's archive.
set -eu

version=0.6+dfsg.1
work=$1.fetch
rm -rf "$work" "$1"
scripts/fetch-tarball.sh "$work" "bearssl_$version.orig.tar.xz" "bearssl=$version-3" \
    102a625bd8f6155260867a50c508df8d8c3f796985dd744df1a68e5cd1a79004 "${BEARSSL_TARBALL:-}"
mkdir "$work/new"
tar -xJf "$work/bearssl_$version.orig.tar.xz" -C "$work/new" --strip-components=1
grep -l t0_codeblock -r "$work/new/src" --include='*.c' | xargs sed -i -f "$(dirname "$0")/flash.sed"
mv "$work/new" "$1"
rm -rf "$work"
