#!/bin/sh
# Installs the built tool with all it needs at run time.
# usage: install.sh TOOL FIRMWARE-DIR PREFIX (DESTDIR is put before PREFIX)
set -eu
tool=$1 firmware=$2 prefix=$3
root="${DESTDIR:-}$prefix"
share="$root/share/vesp"

install -d "$root/bin" "$share/Profiles" "$share/firmware" "$share/schemas" \
    "$root/share/man/man1" "$root/share/bash-completion/completions" "$root/share/zsh/site-functions" \
    "$root/share/fish/vendor_completions.d"
install -m 755 "$tool" "$root/bin/vesp"
install -m 644 Profiles/*.yml "$share/Profiles/"
install -m 644 "$firmware"/*.elf "$share/firmware/"
for folder in "$firmware"/fidelity/gcc-*; do
    install -d "$share/firmware/fidelity/${folder##*/}"
    install -m 644 "$folder"/*.elf "$share/firmware/fidelity/${folder##*/}/"
done
for folder in certificates fidelity fidelity/assumptions fidelity/field fidelity/profiles fidelity/stand-in signatures systems; do
    install -d "$share/Resources/$folder"
    find "Resources/$folder" -maxdepth 1 \( -name '*.pem' -o -name '*.yml' -o -name '*.txt' \) \
        -exec install -m 644 -t "$share/Resources/$folder" {} +
done
install -m 644 schemas/* "$share/schemas/"

# Written in place: a file that could not be made must not be installed empty.
made=$(mktemp)
trap 'rm -f "$made"' EXIT
generate() {
    destination=$1
    shift
    "$tool" "$@" >"$made"
    install -m 644 "$made" "$destination"
}
generate "$root/share/man/man1/vesp.1" manual
generate "$root/share/bash-completion/completions/vesp" --generate-completion-script bash
generate "$root/share/zsh/site-functions/_vesp" --generate-completion-script zsh
generate "$root/share/fish/vendor_completions.d/vesp.fish" --generate-completion-script fish
echo "installed: $root/bin/vesp"
