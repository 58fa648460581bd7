#!/usr/bin/env bash
# Static analysis of the addon: clang-tidy and clang's analyzer with the checks of .clang-tidy, then what
# the compiled addon calls where only async-signal-safe functions may be called. Both must find nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

tidy=$(command -v clang-tidy-19 clang-tidy-18 clang-tidy-17 clang-tidy-16 | head -1 || true)
if [ -z "$tidy" ]; then
  echo 'not run: there is no clang-tidy, version 16 to 19' >&2
  exit 1
fi
node_headers=$(node -p "require('path').resolve(process.execPath, '../../include/node')")
napi_headers=$(node -p "require('node-addon-api').include_dir")
options=(
  -std=c++17 -isystem "$node_headers" -isystem "$napi_headers"
  -DNAPI_VERSION=8 -DNODE_ADDON_API_DISABLE_CPP_EXCEPTIONS -DNODE_GYP_MODULE_NAME=realfork
)
printf '%s\n' native/*.cc native/fork/*.cc |
  xargs -P "$(nproc)" -I{} "$tidy" --quiet {} -- "${options[@]}" 2>&1 |
  { grep -v -e 'warnings\? generated' -e '^Suppressed' -e '^Use -header-filter' || true; }
# xargs fails if one of its commands does, and pipefail sees it.

node scripts/check-signal-safety.js
