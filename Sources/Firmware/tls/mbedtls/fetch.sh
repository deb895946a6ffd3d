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
mkdir -p "$work/sources" "$work/lists/partial" "$work/cache/archives/partial"
if [ -n "${MBEDTLS_TARBALL:-}" ]; then
    cp "$MBEDTLS_TARBALL" "$tarball" 2>/dev/null || fail "cannot read MBEDTLS_TARBALL=$MBEDTLS_TARBALL"
else
    # A private source list: the system's own Debian entries, for sources.
    for list in /etc/apt/sources.list.d/*.sources; do
        [ -e "$list" ] && sed 's/^Types:.*/Types: deb-src/' "$list" >"$work/sources/$(basename "$list")"
    done
    [ -e /etc/apt/sources.list ] && sed -n 's/^deb /deb-src /p' /etc/apt/sources.list >"$work/sources/system.list"
    set -- -qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/sources" \
        -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache"
    apt-get "$@" update 2>"$work/log" || fail "apt-get update failed: $(tail -n 1 "$work/log")"
    (cd "$work" && apt-get "$@" source --download-only "mbedtls=$version-1" >/dev/null 2>log) ||
        fail "apt-get source failed: $(tail -n 1 "$work/log")"
fi
echo "$sha256  $tarball" | sha256sum -c --quiet - >/dev/null 2>&1 || fail "$tarball is not the tarball of $version"
mkdir -p "$directory.new"
tar -xzf "$tarball" -C "$directory.new" --strip-components=1
rm -rf "$work"
mv "$directory.new" "$directory"
