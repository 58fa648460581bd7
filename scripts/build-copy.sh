# Sourced by scripts that build the addon in another way: builds a copy of it in $work, which is removed
# at the end, with the CXXFLAGS and LDFLAGS of the caller. Arguments go to node-gyp.
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build_copy() {
  cp -r package.json binding.gyp native "$work"
  ln -s "$PWD/node_modules" "$work/node_modules"
  npx node-gyp rebuild --silent "$@" -C "$work" >/dev/null
}
