#!/usr/bin/env bash
# Packs what would be published, with the prebuilt binary of this machine, and uses it as a user would:
# installed elsewhere, without a compiler, required from CommonJS and imported by name from ESM.
set -euo pipefail
cd "$(dirname "$0")/.."

npm run --silent prebuild >/dev/null
work=$(mktemp -d)
trap 'rm -rf "$work" prebuilds' EXIT
tarball=$work/$(npm pack --silent --pack-destination "$work")

npx publint --strict "$tarball"
npx attw "$tarball"

cd "$work"
echo '{ "private": true }' >package.json
CC=false CXX=false npm install --silent --no-audit --no-fund "$tarball"
test ! -e node_modules/realfork/build # nothing was compiled
cat >by-name.mjs <<'JS'
import { fork, waitpid } from 'realfork'
const pid = fork()
if (pid === 0) process.exit(42)
console.log('ESM', waitpid(pid).exitCode)
JS
cat >by-require.cjs <<'JS'
const { fork, waitpid } = require('realfork')
const pid = fork()
if (pid === 0) process.exit(43)
console.log('CommonJS', waitpid(pid).exitCode)
JS
node by-name.mjs | tee /dev/stderr | grep -qx 'ESM 42'
node by-require.cjs | tee /dev/stderr | grep -qx 'CommonJS 43'
