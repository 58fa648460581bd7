#!/usr/bin/env bash
# Cross-compiles the addon for arm64 into build-arm64/realfork.node, warnings being errors.
# Needs Debian's g++-aarch64-linux-gnu.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r package.json binding.gyp native "$work"
ln -s "$PWD/node_modules" "$work/node_modules"

export CC=aarch64-linux-gnu-gcc CXX=aarch64-linux-gnu-g++ AR=aarch64-linux-gnu-ar
export CXXFLAGS=-Werror
npx node-gyp rebuild --silent --arch=arm64 -C "$work"

mkdir -p build-arm64
cp "$work/build/Release/realfork.node" build-arm64/
file -b build-arm64/realfork.node 2>/dev/null || aarch64-linux-gnu-readelf -h build-arm64/realfork.node | grep Machine
