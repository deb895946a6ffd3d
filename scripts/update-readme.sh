#!/usr/bin/env bash
# update-readme.sh FILE: replaces the block after the line `<!-- report -->` with what the last command shown before it
# prints. The command may exit with 0 or 1 (a bad verdict).
set -euo pipefail
file=$1
begin='<!-- report -->' end='<!-- end of report -->'
command=$(sed "/^$begin\$/,\$d" "$file" | grep -E '^(\.build/release/)?vesp ' | tail -n 1 | sed 's/ *#.*//')
[ -n "$command" ] && grep -qx -- "$begin" "$file" && grep -qx -- "$end" "$file" || {
    echo "update-readme.sh: $file: no command or no marker lines" >&2
    exit 65
}
report=$(mktemp)
trap 'rm -f "$report" "$report.new"' EXIT
code=0
PATH=.build/release:$PATH sh -c "$command" > "$report" || code=$?
[ "$code" -le 1 ] || exit "$code"
{
    sed "/^$begin\$/q" "$file"
    echo '```'
    cat "$report"
    echo '```'
    sed -n "/^$end\$/,\$p" "$file"
} > "$report.new"
cat "$report.new" > "$file"
