#!/bin/bash
# Speed of vesp and of qemu-system-xtensa on the same ELF, alternating in the same run, medians; then whole handshakes.
# Usage: bench.sh VESP ELF
# RUNS=n       repetitions (5)
# HISTORY=file appends one line: commit, what it brought (NOTE=text, else its subject), machine, CPU seconds of both,
#              ratio, CPU seconds of an RSA-2048 run, its peak memory
set -euo pipefail
vesp=$1
elf=$2
runs=${RUNS:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Runs a command; appends "elapsed-seconds CPU-seconds peak-KB" to file $1. The shell's clock has milliseconds.
measure() {
    local file=$1 ok=${2#allow:} TIMEFORMAT='%3R %3U %3S'
    shift 2
    { time /usr/bin/time -o "$work/peak" -f '%M' "$@" >"$work/out" 2>&1 </dev/null; } 2>"$work/time" || {
        local code=$?
        [ "$code" = "$ok" ] || { echo "failed: $*" >&2; cat "$work/out" >&2; exit 70; }
    }
    echo "$(tail -n 1 "$work/time") $(tail -n 1 "$work/peak")" | awk '{ printf "%.3f %.3f %d\n", $1, $2 + $3, $4 }' >>"$file"
}

# Median of column $2 of file $1.
median() { awk -v c="$2" '{ print $c }' "$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

"$vesp" exec "$elf" --json "$work/exec.json" >/dev/null </dev/null
instructions=$(sed -n 's/.*"instructions" *: *\([0-9]*\).*/\1/p' "$work/exec.json" | head -n 1)
for ((i = 0; i < runs; i++)); do
    measure "$work/vesp" allow:0 "$vesp" exec "$elf"
    measure "$work/interpreted" allow:0 "$vesp" exec "$elf" --engine interpreted
    measure "$work/qemu" allow:0 qemu-system-xtensa -M sim -cpu lx106 -m 4M -semihosting -nographic -monitor none \
        -serial none -kernel "$elf"
    # The RSA scenario is a demonstration of a trip: it ends with 1.
    measure "$work/rsa" allow:1 "$vesp" run Fixtures/scenarios/rsa-2048-80mhz.yml --no-bounds --quiet
    measure "$work/profiled" allow:1 "$vesp" run Fixtures/scenarios/rsa-2048-80mhz.yml --no-bounds --quiet --call-profile
    measure "$work/html" allow:1 "$vesp" run Fixtures/scenarios/rsa-2048-80mhz.yml --no-bounds --quiet \
        --html "$work/report.html"
    measure "$work/p256" allow:0 "$vesp" run Fixtures/scenarios/p-256-160mhz.yml --no-bounds --quiet
    # A debug log of some 300 KB: the guest waits for its UART most of the time.
    measure "$work/uart" allow:1 "$vesp" run Fixtures/scenarios/rsa-2048-80mhz.yml --mbedtls-debug 4 --no-bounds --quiet
    measure "$work/sweep" allow:0 "$vesp" sweep benchmarks/p-256-seeds.yml --quiet
    measure "$work/check" allow:0 "$vesp" check Fixtures/scenarios
    # Ends at its time limit before the first guest instruction has cost a microsecond.
    measure "$work/start" allow:1 "$vesp" run Fixtures/scenarios/p-256-160mhz.yml --no-bounds --quiet --time-limit 0.000001
done

echo "$instructions instructions, median of $runs runs, whole process"
for engine in vesp interpreted qemu; do
    name=$engine
    [ "$engine" = interpreted ] && name="vesp, interpreter alone"
    [ "$engine" = qemu ] && name=qemu-system-xtensa
    awk -v n="$instructions" -v e="$(median "$work/$engine" 1)" -v c="$(median "$work/$engine" 2)" -v name="$name" \
        'BEGIN { printf "%-24s %7.3f s elapsed  %7.3f s CPU  %7.0f MIPS (CPU)\n", name, e, c, n / c / 1e6 }'
done
ratio=$(awk -v q="$(median "$work/qemu" 2)" -v v="$(median "$work/vesp" 2)" 'BEGIN { printf "%.2f", q / v }')
elapsed=$(awk -v q="$(median "$work/qemu" 1)" -v v="$(median "$work/vesp" 1)" 'BEGIN { printf "%.2f", q / v }')
echo "ratio to QEMU            $elapsed elapsed  $ratio CPU"
for run in rsa p256; do
    name="RSA-2048 at 80 MHz"
    [ "$run" = p256 ] && name="P-256 at 160 MHz"
    awk -v e="$(median "$work/$run" 1)" -v m="$(median "$work/$run" 3)" -v name="$name" \
        'BEGIN { printf "%-24s %7.3f s elapsed  %7.0f handshakes per minute  %5.0f MB peak\n", name, e, 60 / e, m / 1024 }'
done

awk -v c="$(median "$work/uart" 2)" -v name="RSA-2048, debug log" \
    'BEGIN { printf "%-24s %7.3f s CPU\n", name, c }'
for run in profiled html; do
    name="  with an exact profile"
    [ "$run" = html ] && name="  with --html"
    awk -v e="$(median "$work/$run" 2)" -v p="$(median "$work/rsa" 2)" -v name="$name" \
        'BEGIN { printf "%-24s %7.3f s CPU  %.2f times the %.3f s of the plain run\n", name, e, e / p, p }'
done

for study in sweep check; do
    name="sweep of 20 cells"
    [ "$study" = check ] && name="check of the fixtures"
    awk -v e="$(median "$work/$study" 1)" -v c="$(median "$work/$study" 2)" -v name="$name" \
        'BEGIN { printf "%-24s %7.3f s elapsed  %7.3f s CPU\n", name, e, c }'
done

awk -v e="$(median "$work/start" 1)" -v c="$(median "$work/start" 2)" -v name="start of a run" \
    'BEGIN { printf "%-24s %7.3f s elapsed  %7.3f s CPU\n", name, e, c }'

if [ -n "${HISTORY:-}" ]; then
    machine=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)
    [ -s "$HISTORY" ] || printf 'commit\tsubject\tmachine\tvesp_cpu_s\tqemu_cpu_s\tratio\trsa_cpu_s\tpeak_kb\n' >"$HISTORY"
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$(git rev-parse --short HEAD)" "${NOTE:-$(git log -1 --format=%s)}" "${machine:-unknown}" \
        "$(median "$work/vesp" 2)" "$(median "$work/qemu" 2)" "$ratio" \
        "$(median "$work/rsa" 2)" "$(median "$work/rsa" 3)" >>"$HISTORY"
fi
