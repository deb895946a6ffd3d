#!/usr/bin/env bash
# update-history.sh FILE HISTORY: replaces the block between FILE's history markers with the table of HISTORY, the lines
# that `HISTORY=… make bench` appended.
set -euo pipefail
file=$1 history=$2
begin='<!-- history: make docs -->' end='<!-- /history -->'
grep -qxF -- "$begin" "$file" && grep -qxF -- "$end" "$file" || {
    echo "update-history.sh: $file: no marker lines" >&2
    exit 65
}
table=$(mktemp)
trap 'rm -f "$table"' EXIT
{
    sed "\\%^$begin\$%q" "$file"
    awk -F '\t' '
        NR == 1 {
            print "| commit | what it brought | vesp, s CPU | QEMU, s CPU | ratio | RSA-2048 run, s CPU | peak, MB |"
            print "|---|---|--:|--:|--:|--:|--:|"
            next
        }
        { printf "| `%s` | %s | %s | %s | %s | %s | %.0f |\n", $1, $2, $4, $5, $6, $7, $8 / 1024 }
        !seen[$3]++ { machines = machines (machines ? ", " : "") $3 }
        END { printf "\nMeasured on: %s.\n", machines }
    ' "$history"
    sed -n "\\%^$end\$%,\$p" "$file"
} >"$table"
cat "$table" >"$file"
