#!/bin/sh
# Puts the upstream tarball of a package of Debian bookworm into DIRECTORY, pinned by SHA-256.
# Usage: fetch-tarball.sh DIRECTORY TARBALL PACKAGE=VERSION SHA256 [FILE]
# FILE, if it is not empty, is taken instead of Debian's archive. Exits 69 when there is no such tarball.
set -eu

directory=$1 tarball=$2 package=$3 sha256=$4 file=${5:-}

fail() { echo "${package%%=*}: $1" >&2; exit 69; }

mkdir -p "$directory"
if [ -n "$file" ]; then
    cp "$file" "$directory/$tarball" 2>/dev/null || fail "cannot read $file"
else
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    "$(dirname "$0")/fetch-debian.sh" "$directory" bookworm source "$package" 2>"$log" || fail "$(tail -n 1 "$log")"
fi
echo "$sha256  $directory/$tarball" | sha256sum -c --quiet - >/dev/null 2>&1 ||
    fail "${file:-$tarball} is not the tarball of ${package#*=}"
