#!/usr/bin/env bash
# Builds what platforms without fork() get, and tests that the calls work and that fork() says so.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r package.json binding.gyp native "$work"
ln -s "$PWD/node_modules" "$work/node_modules"
CXXFLAGS='-DREALFORK_PORTABLE -Werror' npx node-gyp rebuild --silent -C "$work" >/dev/null

export REALFORK_PREBUILD=$work
node -e "
  const assert = require('node:assert')
  assert.throws(() => require('realfork').fork(), { code: 'ERR_FORK_UNSUPPORTED' })
"
# But for what needs fork(), the assembly, or a second copy of the addon.
node node_modules/jest/bin/jest.js test/posix -t '^(?!.*(child of fork|profiler|SIGBUS))' "$@"
