#!/usr/bin/env bash
# Runs the random tests again and again for MINUTES, every time with the next seed, so that an hour's worth can be split
# over the runs of a CI: the first seed is VESP_SEED, else the commit. A failing seed is the last one printed.
# usage: fuzz.sh MINUTES
set -euo pipefail
cd "$(dirname "$0")/.."
swift=${SWIFT:-swift}
end=$((SECONDS + 60 * ${1:-10}))
commit=$(git rev-parse --short=8 HEAD 2>/dev/null || echo 1)
seed=${VESP_SEED:-$((16#$commit))}
export VESP_FUZZ_ROUNDS=${VESP_FUZZ_ROUNDS:-10}

$swift build --build-tests
while :; do
    echo "VESP_SEED=$seed VESP_FUZZ_ROUNDS=$VESP_FUZZ_ROUNDS"
    VESP_SEED=$seed $swift test --skip-build --filter 'Fuzz|PathAgreement'
    seed=$((seed + 1))
    [ "$SECONDS" -lt "$end" ] || break
done
