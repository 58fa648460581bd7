#!/usr/bin/env bash
# Cross-compiles the addon for arm64 into build-arm64/realfork.node, warnings being errors.
# Needs Debian's g++-aarch64-linux-gnu.
set -euo pipefail
source "$(dirname "$0")/build-copy.sh"

export CC=aarch64-linux-gnu-gcc CXX=aarch64-linux-gnu-g++ AR=aarch64-linux-gnu-ar
CXXFLAGS=-Werror build_copy --arch=arm64

mkdir -p build-arm64
cp "$work/build/Release/realfork.node" build-arm64/
aarch64-linux-gnu-readelf -h build-arm64/realfork.node | grep Machine
