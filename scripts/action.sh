#!/usr/bin/env bash
# The steps of action.yml.
#   resolve   writes name and folder of the release's tarball to GITHUB_OUTPUT
#   install   fetches the tarball of VESP_VERSION from VESP_RELEASES unless it is there, holds it to VESP_SHA256 or the
#             release's SHA256SUMS, unpacks it and puts it on the PATH
#   run       runs vesp with the words of VESP_ARGS: quotes count, nothing is expanded
set -euo pipefail
version=${VESP_VERSION:-$("$(dirname "$0")/version.sh")}
version=${version#v}
name=vesp-$version-linux-x86_64
folder=$RUNNER_TEMP/vesp-$version

fetch() { [ -s "$folder/$1" ] || curl -fsSL --retry 3 -o "$folder/$1" "$VESP_RELEASES/v$version/$1"; }

resolve() {
    [ "$(uname -sm)" = "Linux x86_64" ] || { echo "::error::vesp needs a Linux runner on x86-64"; exit 69; }
    printf 'name=%s\nfolder=%s\n' "$name" "$folder" >>"$GITHUB_OUTPUT"
}

install() {
    mkdir -p "$folder"
    fetch "$name.tar.gz" || { echo "::error::no release $version at $VESP_RELEASES"; exit 69; }
    expected=${VESP_SHA256:-}
    if [ -z "$expected" ]; then
        fetch SHA256SUMS
        expected=$(awk -v file="$name.tar.gz" '$2 == file { print $1 }' "$folder/SHA256SUMS")
    fi
    echo "$expected  $folder/$name.tar.gz" | sha256sum --check --quiet || {
        rm -f "$folder/$name.tar.gz"
        echo "::error::$name.tar.gz has another SHA-256 than $expected"
        exit 65
    }
    mkdir -p "$RUNNER_TEMP/vesp-tool"
    tar -C "$RUNNER_TEMP/vesp-tool" -xzf "$folder/$name.tar.gz"
    echo "$RUNNER_TEMP/vesp-tool/$name/bin" >>"$GITHUB_PATH"
}

run() {
    local words=()
    mapfile -d '' -t words < <(xargs printf '%s\0' <<<"$VESP_ARGS")
    wait $! || { echo "::error::args: $VESP_ARGS"; exit 64; }
    exec vesp "${words[@]}"
}

"$1"
