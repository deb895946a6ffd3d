#!/bin/bash
# Load on `vesp cloud serve` and on mosquitto, one after the other with the same certificates, by benchmarks/cloud: clients that
# are let in by mutual TLS, messages at QoS 1 from one half of them to the other.
# Usage: bench-cloud.sh VESP CLOUD-BENCH
# SECONDS_OF_LOAD=n (60), CLIENTS=n (1000), RATE=n messages a second (5000)
# HISTORY=file appends a line per broker: commit, machine, figures
set -euo pipefail
vesp=$1 bench=$2
certificates=Resources/certificates
work=$(mktemp -d)
broker=
trap '[ -z "$broker" ] || kill "$broker" 2>/dev/null || true; rm -rf "$work"' EXIT
ulimit -n "$(ulimit -H -n)"

# Waits for a line of FILE that matches PATTERN.
await() {
    for ((i = 0; i < 100; i++)); do
        grep -qs "$2" "$1" && return
        kill -0 "$broker" || break
        sleep 0.1
    done
    cat "$1" >&2
    exit 70
}

# NAME PORT: the load on the broker that runs, which ends afterwards.
load() {
    local code=0
    "$bench" --name "$1" --port "$2" --pid "$broker" --ca $certificates/root-ca.pem \
        --cert $certificates/device-p256.pem --key $certificates/device-p256.key.pem \
        --clients "${CLIENTS:-1000}" --rate "${RATE:-5000}" --seconds "${SECONDS_OF_LOAD:-60}" \
        --figures "$work/figures" || code=$?
    kill "$broker"
    wait "$broker" || true
    broker=
    return $code
}

# A port that is free now.
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# Those who may read the server's key: mosquitto gives its root's rights away.
cp $certificates/*.pem "$work"
chmod -R a+rX "$work"
port=$(free_port)
cat >"$work/mosquitto.conf" <<CONFIGURATION
listener $port 127.0.0.1
cafile $work/device-ca.pem
certfile $work/server-p256-ats.chain.pem
keyfile $work/server-p256.key.pem
require_certificate true
tls_version tlsv1.2
allow_anonymous true
set_tcp_nodelay true
CONFIGURATION
mosquitto -c "$work/mosquitto.conf" >"$work/mosquitto" 2>&1 &
broker=$!
await "$work/mosquitto" ' running'
code=0
load "mosquitto $(mosquitto -h | sed -n '1s/.*version //p')" "$port" || code=$?

"$vesp" cloud serve --device $certificates/device-p256.pem --mqtt-port 0 --control-port 0 >"$work/vesp" 2>"$work/vesp.log" &
broker=$!
await "$work/vesp" '^mqtt '
load "vesp cloud serve" "$(sed -n 's/^mqtt .*://p' "$work/vesp")" || code=$?
grep -Ev ' (info|debug) ' "$work/vesp.log" | head -n 5 >&2 || true

if [ -n "${HISTORY:-}" ]; then
    [ -s "$HISTORY" ] || printf '%s\t' commit machine broker clients connects_per_s idle_kb messages_per_s lost \
        median_ms p99_ms worst_ms cpu_us_per_message cpu_ms_per_client | sed 's/.$/\n/' >"$HISTORY"
    machine=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)
    while IFS= read -r line; do
        printf '%s\t%s\t%s\n' "$(git rev-parse --short HEAD)" "${machine:-unknown}" "$line"
    done <"$work/figures" >>"$HISTORY"
fi
exit "$code"
