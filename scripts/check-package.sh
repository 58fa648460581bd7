#!/usr/bin/env bash
# Packs what would be published, with the prebuilt binary of this machine, and uses it as a user would:
# installed elsewhere, without a compiler, required from CommonJS and imported by name from ESM.
set -euo pipefail
cd "$(dirname "$0")/.."

# In a copy: prebuildify takes the compiled addon away from where it was.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/package" "$work/user"
cp -r package.json README.md LICENSE CHANGELOG.md binding.gyp native lib docs dist "$work/package"
ln -s "$PWD/node_modules" "$work/package/node_modules"
(cd "$work/package" && npm run --silent prebuild >/dev/null)
tarball=$work/$(cd "$work/package" && npm pack --silent --ignore-scripts --pack-destination "$work")

npx publint --strict "$tarball"
npx attw "$tarball"

cd "$work/user"
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
test "$(node by-name.mjs)" = 'ESM 42'
test "$(node by-require.cjs)" = 'CommonJS 43'
