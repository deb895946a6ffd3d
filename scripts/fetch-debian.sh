#!/bin/sh
# Downloads packages of a Debian release into DIRECTORY through private apt directories: the machine's own lists and
# packages stay as they are.
# Usage: fetch-debian.sh DIRECTORY RELEASE binary|source PACKAGE=VERSION...
# A release that has left the mirrors is taken from archive.debian.org. Exits 69 when none has the packages.
set -eu

directory=$1 release=$2 kind=$3
shift 3
mirror=$(cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null |
    grep -o 'https\{0,1\}://[^ ]*/debian/\{0,1\}\( \|$\)' | head -n 1 | tr -d ' ')

# fetch ARCHIVE
fetch() {
    rm -rf "$work"
    mkdir -p "$work/sources" "$work/lists/partial" "$work/cache/archives/partial"
    [ "$kind" = source ] && types=deb-src || types=deb
    cat >"$work/sources/debian.sources" <<STANZA
Types: $types
URIs: $1
Suites: $release
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
STANZA
    set -- -qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/sources" \
        -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" -o Acquire::Check-Valid-Until=false \
        -o APT::Sandbox::User=root -o Dir::State::Status=/dev/null
    apt-get "$@" update >"$work/log" 2>&1 || return 1
    [ "$kind" = source ] && command="source --download-only" || command=download
    # shellcheck disable=SC2086
    (cd "$directory" && apt-get "$@" $command $packages >/dev/null 2>"$work/log")
}

packages="$*"
mkdir -p "$directory"
directory=$(cd "$directory" && pwd)
work=$directory/apt
for archive in "${mirror:-http://deb.debian.org/debian}" http://archive.debian.org/debian; do
    if fetch "$archive"; then
        rm -rf "$work"
        exit 0
    fi
done
echo "$packages: $(tail -n 1 "$work/log")" >&2
exit 69
