#!/bin/sh
# Unpacks a cross compiler of another Debian release into DIRECTORY and writes DIRECTORY/gcc, which runs it.
# Usage: fetch-gcc.sh 10.2.1|13.3.0 DIRECTORY
set -eu

case $1 in
10.2.1)
    release=bullseye
    compiler=10.2.1-6+8+b1 compiler_sum=b797317af036c507bd3b8c08a5af5eff0e0528a3bf3bfd60c903fb14128eac02
    binutils=2.35.2-2+3+b2 binutils_sum=92e81b42835d0e5fa1ec0af11e8d376d691f6c1e829014a089163e46b534041c
    ;;
13.3.0)
    release=trixie
    compiler=13.3.0-16+14+b4 compiler_sum=1d61537d9ac09a6aaed48355fee5c63529c644c63ee3636a8c22f52b583d88bd
    binutils=2.44-3+6+b2 binutils_sum=434f0712a0ea19f96fe09a55a3e943a4960408802e8e6031e2c162f6bbb0b235
    ;;
*) echo "usage: fetch-gcc.sh 10.2.1|13.3.0 DIRECTORY" >&2; exit 64 ;;
esac
# It may need a newer C library than this machine has. Which one it is decides nothing, so these have no version.
libraries="libc6 libgcc-s1 libstdc++6 libgmp10 libmpfr6 libmpc3 zlib1g libzstd1"
mkdir -p "$(dirname "$2")"
directory=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
work=$directory.fetch

fail() { echo "gcc-xtensa-lx106 $compiler: $1" >&2; exit 69; }

rm -rf "$work" "$directory" "$directory.new"
mkdir -p "$work"
scripts/fetch-debian.sh "$work" $release binary "gcc-xtensa-lx106=$compiler" "binutils-xtensa-lx106=$binutils" \
    $libraries 2>"$work/log" || fail "$(tail -n 1 "$work/log")"
(cd "$work" && sha256sum -c --quiet - >/dev/null 2>&1 <<SUMS
$compiler_sum  gcc-xtensa-lx106_${compiler}_amd64.deb
$binutils_sum  binutils-xtensa-lx106_${binutils}_amd64.deb
SUMS
) || fail "not the packages of $release that are expected"
for package in "$work"/*.deb; do dpkg-deb -x "$package" "$directory.new"; done
cat >"$directory.new/gcc" <<'RUN'
#!/bin/sh
root=$(cd "$(dirname "$0")" && pwd)
loader=$root/$(cd "$root" && find . -name 'ld-linux-x86-64.so.2' -path '*x86_64-linux-gnu*' | head -n 1)
libraries=$root/usr/lib/x86_64-linux-gnu:$root/lib/x86_64-linux-gnu
exec "$loader" --library-path "$libraries" "$root/usr/bin/xtensa-lx106-elf-gcc" \
    -wrapper "$loader,--library-path,$libraries" "$@"
RUN
chmod +x "$directory.new/gcc"
rm -rf "$work"
mv "$directory.new" "$directory"
