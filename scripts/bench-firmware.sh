#!/bin/sh
# Simulated seconds per second of CPU time of unmodified firmware. MicroPython: from power-on to its prompt with everything
# that starting a run takes, idle at the prompt without and with an access point in range, connected and asleep, joining a
# network and completing a TLS handshake, and counting in a loop; an Arduino application whose loop() never rests, with a
# station in its network. And what MicroPython at its prompt costs as a board on the desk (`vesp board`), at a real one's
# pace. Without the images (`make test-firmware`) nothing.
# Usage: scripts/bench-firmware.sh VESP
set -eu
vesp=$1
image=.build/test-firmware/micropython.bin
[ -f "$image" ] || exit 0
work=$(mktemp -d)
board=
trap '[ -z "$board" ] || kill "$board" 2>/dev/null || true; rm -rf "$work"' EXIT

# CPU time of running FILE for SECONDS; a run that its time limit ends may exit with 1.
cpu() {
    /usr/bin/time -f '%U %S' -o "$work/time" "$vesp" run "$1" --time-limit "$2" --quiet >/dev/null || [ $? -eq 1 ]
    awk 'END { print $1 + $2 }' "$work/time"
}

# NAME FILE FROM TO: the speed between two moments.
speed() {
    start=0
    [ "$3" = 0 ] || start=$(cpu "$2" "$3")
    end=$(cpu "$2" "$4")
    awk -v name="$1" -v from="$3" -v to="$4" -v start="$start" -v end="$end" 'BEGIN {
        spent = end - start; if (spent < 0.01) spent = 0.01
        printf "%-24s %7.0f simulated s per s CPU\n", name, (to - from) / spent
    }'
}

speed "MicroPython, boot" "$image" 0 3.63
speed "MicroPython, prompt" "$image" 10 210
speed "MicroPython, prompt, Wi-Fi" benchmarks/micropython-wifi.yml 10 210
speed "MicroPython, connected" benchmarks/micropython-connected.yml 10 210
speed "MicroPython, WPA2 and TLS" Fixtures/user-firmware/wifi-tls.yml 0 8.8
speed "MicroPython, counting" benchmarks/micropython-loop.yml 6 16
speed "Arduino, with a station" benchmarks/arduino-station.yml 10 30

# NAME FILE SECONDS: the share of a core that a board on the desk takes at its prompt, which comes behind a line with help().
idle_board() {
    "$vesp" board "$2" --serial tcp:0 --verbose >/dev/null 2>"$work/console" &
    board=$!
    until grep -q 'help()' "$work/console"; do
        kill -0 $board || return 1
        sleep 0.1
    done
    start=$(board_ticks)
    sleep "$3"
    end=$(board_ticks)
    kill -INT $board
    wait $board
    board=
    awk -v name="$1" -v ticks=$((end - start)) -v hertz="$(getconf CLK_TCK)" -v seconds="$3" 'BEGIN {
        printf "%-24s %7.1f %% of a core\n", name, 100 * ticks / hertz / seconds
    }'
}

# CPU time of $board so far, in ticks of the kernel (proc(5), stat: utime and stime).
board_ticks() {
    awk '{ print $14 + $15 }' "/proc/$board/stat"
}

idle_board "MicroPython, on the desk" "$image" 20
