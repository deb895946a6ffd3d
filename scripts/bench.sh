#!/bin/sh
# Runs the same ELF five times each under vesp and qemu-system-xtensa, alternating, and prints the medians.
# Usage: bench.sh VESP ELF
set -eu
vesp=$1
elf=$2
runs=${RUNS:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

seconds() {
    start=$(date +%s%N)
    "$@" >"$work/out" 2>&1 </dev/null || { echo "failed: $*" >&2; cat "$work/out" >&2; exit 70; }
    end=$(date +%s%N)
    echo "$start $end" | awk '{ printf "%.4f\n", ($2 - $1) / 1e9 }'
}

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

"$vesp" exec "$elf" --json "$work/exec.json" >"$work/vesp.txt" </dev/null
instructions=$(sed -n 's/.*"instructions" *: *\([0-9]*\).*/\1/p' "$work/exec.json" | head -n 1)
i=0
while [ "$i" -lt "$runs" ]; do
    seconds "$vesp" exec "$elf" >>"$work/vesp"
    seconds qemu-system-xtensa -M sim -cpu lx106 -m 4M -semihosting -nographic -monitor none -serial none \
        -kernel "$elf" >>"$work/qemu"
    i=$((i + 1))
done
awk -v n="$instructions" -v v="$(median "$work/vesp")" -v q="$(median "$work/qemu")" -v r="$runs" 'BEGIN {
    printf "%d instructions, median of %d runs, whole process\n", n, r
    printf "vesp                %8.3f s  %7.1f million instructions per second\n", v, n / v / 1e6
    printf "qemu-system-xtensa  %8.3f s  %7.1f million instructions per second\n", q, n / q / 1e6
    printf "ratio               %8.2f\n", q / v
}'
