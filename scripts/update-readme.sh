#!/usr/bin/env bash
# update-readme.sh FILE: replaces the block after each line `<!-- report -->` with what the last command shown before it
# prints. A command may exit with 0 or 1 (a bad verdict). One about firmware of others is left out where that is missing.
set -euo pipefail
file=$1
begin='<!-- report -->' end='<!-- end of report -->'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One line for each block: its command, without the comment.
awk -v begin="$begin" '
    /^(\.build\/release\/)?vesp / { command = $0; sub(/ *#.*/, "", command) }
    $0 == begin { print command; command = "" }
' "$file" > "$work/commands"
count=$(grep -c . "$work/commands" || true)
[ "$count" -gt 0 ] && [ "$count" -eq "$(grep -cx -- "$begin" "$file")" ] \
    && [ "$count" -eq "$(grep -cx -- "$end" "$file")" ] || {
    echo "update-readme.sh: $file: no command or no marker lines" >&2
    exit 65
}
number=0
while read -r command; do
    number=$((number + 1))
    case $command in
    *user-firmware* | *test-firmware*)
        [ -e .build/test-firmware/micropython.bin ] || {
            echo "update-readme.sh: $file: left as it is, needs make test-firmware: $command" >&2
            continue
        } ;;
    esac
    code=0
    PATH=.build/release:$PATH sh -c "$command" < /dev/null > "$work/$number" || code=$?
    [ "$code" -le 1 ] || exit "$code"
done < "$work/commands"
awk -v begin="$begin" -v end="$end" -v work="$work" '
    $0 == end { isOld = 0 }
    !isOld { print }
    $0 == begin {
        report = work "/" ++number
        if ((getline line < report) > 0) {
            print "```"
            do print line; while ((getline line < report) > 0)
            print "```"
            isOld = 1
        }
    }
' "$file" > "$work/new"
cat "$work/new" > "$file"
