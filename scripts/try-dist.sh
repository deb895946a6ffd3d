#!/usr/bin/env bash
# Tries the packages in DIST on a bare Debian without Swift or compiler: installs, runs, checks, advises,
# uninstalls, and looks for what is left behind. The base system is made once, by debootstrap from the mirror that apt is
# set up with, and kept in CACHE. Exits with 77 where it may not change root or mount /proc.
# usage: try-dist.sh DIST CACHE
set -euo pipefail
# Where debootstrap and chroot are, also for who has no administrator's path.
PATH=$PATH:/usr/sbin:/sbin
suite=bookworm
dist=$(cd "$1" && pwd)
mkdir -p "$2"
cache=$(cd "$2" && pwd)
version=$(scripts/version.sh)
package=$dist/vesp_${version}_amd64.deb archive=$dist/vesp-$version-linux-x86_64.tar.gz

[ "$(id -u)" = 0 ] || { echo "skipped: only root can change root" >&2; exit 77; }
if [ -z "${VESP_TRY_DIST:-}" ]; then
    unshare --mount true 2>/dev/null || { echo "skipped: not allowed to mount /proc in a new root" >&2; exit 77; }
    # What is mounted goes away with the process.
    VESP_TRY_DIST=inside exec unshare --mount "$0" "$@"
fi
root=$(mktemp -d)
trap 'umount "$root/proc" 2>/dev/null; rm -rf --one-file-system "$root"' EXIT

if [ ! -s "$cache/$suite.tar" ]; then
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $suite" | head -n 1)
    debootstrap --variant=minbase "$suite" "$root/base" ${mirror:+"$mirror"} >"$cache/debootstrap.log" 2>&1 || {
        tail -n 20 "$cache/debootstrap.log" >&2
        exit 69
    }
    tar -C "$root/base" -cf "$cache/$suite.tar.new" .
    mv "$cache/$suite.tar.new" "$cache/$suite.tar"
    rm -rf "$root/base"
fi
tar -C "$root" -xf "$cache/$suite.tar"
mount -t proc proc "$root/proc"

inside() { env -i PATH="$path" HOME=/ chroot "$@"; }
as_root() { inside "$root" "$@"; }
as_user() { inside --userspec=1000:1000 "$root" sh -c "cd /tmp/work && $1"; }
fail() { echo "$kind: $*" >&2; exit 1; }

# expect CODE COMMAND...: runs it as a user who may write to /tmp/work alone, its output in $root/tmp/work/output.
expect() {
    local code=0
    as_user "$2" >"$root/tmp/output" 2>&1 || code=$?
    [ "$code" = "$1" ] || { cat "$root/tmp/output" >&2; fail "'$2' exits with $code instead of $1"; }
    echo "$kind: $2: ok"
}
prints() { grep -q -- "$1" "$root/tmp/output" || { cat "$root/tmp/output" >&2; fail "does not print '$1'"; }; }

# Every file but the log and lists of the package manager.
files() { (cd "$root" && find . -path ./var/lib/dpkg -prune -o -path ./var/log -prune -o -path ./tmp -prune -o -path ./proc -prune -o -print | sort); }

exercise() {
    install -d -o 1000 -g 1000 "$root/tmp/work"
    printf 'clock: 80\non_trip: observe\nexpect: {watchdog: soft, trip_in: CertificateVerify}\n' \
        >"$root/tmp/work/scenario.yml"
    expect 0 "vesp --version"
    prints "^$version\$"
    expect 1 "vesp run scenario.yml --html page.html --json record.json"
    prints "^TRIPS: soft watchdog"
    grep -q '"schema_version"' "$root/tmp/work/record.json" || fail "no record"
    expect 0 "vesp check scenario.yml"
    expect 0 "vesp advise scenario.yml"
    expect 0 "vesp fidelity"
    rm -rf "$root/tmp/work" "$root/tmp/output"
}

for tool in swift cc gcc clang ld; do
    [ -z "$(find "$root/usr/bin" "$root/usr/local/bin" -name "$tool")" ] || { echo "not bare: $tool" >&2; exit 70; }
done
before=$(files)

kind="Debian package" path=/usr/sbin:/usr/bin:/sbin:/bin
cp "$package" "$root/tmp/vesp.deb"
as_root dpkg --install /tmp/vesp.deb >/dev/null
exercise
as_root dpkg --purge vesp >/dev/null
left=$(diff <(echo "$before") <(files)) || fail "leaves behind: $left"

kind=tarball path=/opt/vesp-$version-linux-x86_64/bin:$path
tar -C "$root/opt" -xzf "$archive"
exercise
rm -rf "$root/opt/vesp-$version-linux-x86_64"
left=$(diff <(echo "$before") <(files)) || fail "leaves behind: $left"
