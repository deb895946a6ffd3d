#!/bin/sh
# Makes DIRECTORY a Python environment with the tools of others that tests start (esptool, mpremote, miniterm, pytest,
# AWS CLI and SDKs, paho), from PyPI, pinned by SHA-256 in Tests/tools/. None of it is part of vesp. Exits 69 when it cannot be had.
# usage: fetch-test-tools.sh DIRECTORY
set -eu

lists=$(cd "$(dirname "$0")/../Tests/tools" && pwd)
directory=$1
wanted=$(cat "$lists/requirements.txt" "$lists/build-requirements.txt" | sha256sum)

# Its scripts name the folder they were made in: elsewhere, or with another Python, they do not start.
[ "$(cat "$directory/made-of" 2>/dev/null)" = "$wanted" ] && "$directory/bin/pytest" --version >/dev/null 2>&1 && exit 0

log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
    "$directory/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes "$@" >"$log" 2>&1
}
rm -rf "$directory"
{
    /usr/bin/python3 -m venv "$directory" >"$log" 2>&1 &&
        install --only-binary :all: --requirement "$lists/build-requirements.txt" &&
        install --only-binary :all: --no-binary esptool,awsiotpythonsdk --no-build-isolation --requirement "$lists/requirements.txt"
} || {
    echo "test tools cannot be had: $(grep -v '^ *$' "$log" | tail -n 1)" >&2
    rm -rf "$directory"
    exit 69
}
echo "$wanted" >"$directory/made-of"
