#!/usr/bin/env bash
# Builds what platforms without fork() get, and tests that the calls work and that fork() says so.
set -euo pipefail
source "$(dirname "$0")/build-copy.sh"
CXXFLAGS='-DREALFORK_PORTABLE -Werror' build_copy

export REALFORK_PREBUILD=$work
node -e "
  const assert = require('node:assert')
  assert.throws(() => require('realfork').fork(), { code: 'ERR_FORK_UNSUPPORTED' })
"
# But for what needs fork(), the assembly, or a second copy of the addon.
node node_modules/jest/bin/jest.js test/posix -t '^(?!.*(child of fork|profiler|SIGBUS))' "$@"
