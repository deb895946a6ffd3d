#!/usr/bin/env bash
# Prints what it takes to start TOOL, in milliseconds of elapsed and of CPU time: the least of 20 runs each, for whatever
# else the machine does only adds.
# usage: startup.sh TOOL
set -euo pipefail
tool=$1
TIMEFORMAT='%3R %3U %3S'

least() {
    for _ in {1..20}; do
        { time "$tool" "$@" >/dev/null; } 2>&1
    done | awk -v arguments="$*" '
        { elapsed = 1000 * $1; cpu = 1000 * ($2 + $3) }
        NR == 1 || elapsed < least { least = elapsed }
        NR == 1 || cpu < least_cpu { least_cpu = cpu }
        END { printf "%3.0f ms elapsed, %3.0f ms CPU  vesp %s\n", least, least_cpu, arguments }'
}

least --version
least run --help
