#!/usr/bin/env bash
# update-history.sh FILE HISTORY: replaces the block between FILE's history markers with the table of HISTORY, the lines
# that `HISTORY=… make bench` appended.
# update-history.sh FILE HISTORY cloud: the same between the markers of the cloud's history, with the lines of
# `CLOUD_HISTORY=… make bench`.
set -euo pipefail
file=$1 history=$2 kind=${3:+$3 }history
begin="<!-- $kind: make docs -->" end="<!-- /$kind -->"
grep -qxF -- "$begin" "$file" && grep -qxF -- "$end" "$file" || {
    echo "update-history.sh: $file: no marker lines" >&2
    exit 65
}
speed() {
    awk -F '\t' '
        NR == 1 {
            print "| commit | what it brought | vesp, s CPU | QEMU, s CPU | ratio | RSA-2048 run, s CPU | peak, MB |"
            print "|---|---|--:|--:|--:|--:|--:|"
            next
        }
        { printf "| `%s` | %s | %s | %s | %s | %s | %.0f |\n", $1, $2, $4, $5, $6, $7, $8 / 1024 }
        !seen[$3]++ { machines = machines (machines ? ", " : "") $3 }
        END { printf "\nMeasured on: %s.\n", machines }
    ' "$1"
}

cloud() {
    awk -F '\t' '
        NR == 1 {
            printf "| commit | broker | clients | connected a second | CPU of it a client, ms | memory an idle client, KB "
            print "| messages a second | lost | latency, ms: median | 99 % | worst | CPU of it a message, us |"
            print "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
            next
        }
        {
            printf "| `%s` | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", \
                $1, $3, $4, $5, $13, $6, $7, $8, $9, $10, $11, $12
        }
        !seen[$2]++ { machines = machines (machines ? ", " : "") $2 }
        END { printf "\nMeasured on: %s, two cores.\n", machines }
    ' "$1"
}

table=$(mktemp)
trap 'rm -f "$table"' EXIT
{
    sed "\\%^$begin\$%q" "$file"
    if [ "$kind" = history ]; then speed "$history"; else cloud "$history"; fi
    sed -n "\\%^$end\$%,\$p" "$file"
} >"$table"
cat "$table" >"$file"
