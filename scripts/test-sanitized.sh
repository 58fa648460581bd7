#!/usr/bin/env bash
# Builds the addon with AddressSanitizer and UndefinedBehaviorSanitizer and runs tests with it. Extra
# arguments go to jest.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r package.json binding.gyp native "$work"
ln -s "$PWD/node_modules" "$work/node_modules"
CXXFLAGS='-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -g -O1' \
  LDFLAGS='-fsanitize=address,undefined' \
  npx node-gyp rebuild --silent -C "$work" >/dev/null

# Node itself is not instrumented: what it leaves to the kernel at its end is no leak of ours, and a
# revived thread jumps to a stack that the sanitizer has not seen it on.
export REALFORK_PREBUILD=$work
export ASAN_OPTIONS=detect_leaks=0:handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_abort=0:handle_sigill=0:detect_stack_use_after_return=0
LD_PRELOAD=$(c++ -print-file-name=libasan.so):$(c++ -print-file-name=libubsan.so) \
  node node_modules/jest/bin/jest.js "$@"
