#!/usr/bin/env bash
# Writes the guest's file system to stdout, as the kernel takes it: system, Node, the addon, the compiled tests and
# what runs them.
#   make-image.sh FOLDER NODE_VERSION
set -euo pipefail
cd "$(dirname "$0")/../.."
cache=$1
version=$2
image=$(mktemp -d)
trap 'rm -rf "$image"' EXIT

cp -a "$cache/system/root/." "$image"
cp "$cache/node-$version" "$image/usr/bin/node"
mkdir -p "$image"/{proc,sys,dev,tmp,etc,root}
install -m 755 scripts/arm64/init "$image/init"
echo 'root:x:0:0:root:/root:/bin/sh' >"$image/etc/passwd"
echo '127.0.0.1 localhost' >"$image/etc/hosts"

package=$image/realfork
mkdir -p "$package"/{build/Release,scripts}
cp package.json binding.gyp "$package"
cp build-arm64/realfork.node "$package/build/Release"
cp -r scripts/arm64 "$package/scripts"
cp --parents -r test/fixtures/fork/certificate "$package"
npx tsc -p tsconfig.json --noEmit false --noCheck --outDir "$package/dist"
# The tests look for the programs in dist, which the tests themselves are in, here.
ln -s . "$package/dist/dist"
# The files of other packages that are loaded, and no more.
node scripts/arm64/modules.js | xargs cp --parents -t "$package"

cd "$image"
find . | cpio -o -H newc --quiet
