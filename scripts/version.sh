#!/bin/sh
# Prints the version that `vesp --version` has.
sed -n 's/^let version = "\(.*\)"$/\1/p' "$(dirname "$0")/../Sources/vesp/Version.swift"
