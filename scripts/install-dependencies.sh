#!/bin/sh
# Installs the Debian packages named as arguments that are missing.
# Without root or sudo: lists them and exits 69 (an external service is unavailable).
set -eu

missing=""
for package in "$@"; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    echo "missing packages, and neither root nor sudo to install them:$missing" >&2
    echo "install them with: apt-get install$missing" >&2
    exit 69
fi

echo "installing:$missing" >&2
$as_root apt-get update -qq || { echo "apt-get update failed" >&2; exit 69; }
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null || {
    echo "apt-get could not install:$missing" >&2
    exit 69
}
