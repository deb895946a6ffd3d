#!/bin/sh
# Unpacks the pinned mbedTLS sources into DIRECTORY.
# Usage: fetch.sh DIRECTORY. MBEDTLS_TARBALL=FILE takes the upstream tarball from FILE instead of Debian's archive.
set -eu

version=2.28.3
work=$1.fetch
rm -rf "$work" "$1"
scripts/fetch-tarball.sh "$work" "mbedtls_$version.orig.tar.gz" "mbedtls=$version-1" \
    3b4953aa55a681e084d31892d9904cc5328d6b4958ea57b90ae4b4f94ae69a8d "${MBEDTLS_TARBALL:-}"
mkdir "$work/new"
tar -xzf "$work/mbedtls_$version.orig.tar.gz" -C "$work/new" --strip-components=1
mv "$work/new" "$1"
rm -rf "$work"
