#!/usr/bin/env bash
# Builds the addon with AddressSanitizer and UndefinedBehaviorSanitizer and runs the tests of the calls and
# a short soak with it. Extra arguments go to jest.
set -euo pipefail
source "$(dirname "$0")/build-copy.sh"
flags='-fsanitize=address,undefined'
CXXFLAGS="$flags -fno-sanitize-recover=undefined -fno-omit-frame-pointer -g -O1" LDFLAGS=$flags \
  build_copy

export REALFORK_PREBUILD=$work
export LD_PRELOAD
LD_PRELOAD=$(c++ -print-file-name=libasan.so):$(c++ -print-file-name=libubsan.so)
# Node itself is not instrumented: what it leaves to the kernel at its end is no leak of ours, and its
# own handlers of faults must stay in place.
options=detect_leaks=0:handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_abort=0:handle_sigill=0

export ASAN_OPTIONS=$options

node node_modules/jest/bin/jest.js test/posix "$@"
# A revived thread jumps to a stack on which AddressSanitizer has not seen it: it says so, and goes on.
node dist/test/soak/soak.js 100 2>&1 | grep -v -e __asan_handle_no_return -e 'False positive' -e sanitizers/issues
