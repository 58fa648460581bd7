#!/usr/bin/env bash
# Runs tests on arm64: Debian's kernel boots under qemu-system-aarch64, without a disk and with no network but the
# loopback, and runs scripts/arm64/init. The Node is one of those of scripts/node-versions.json:
#   test-arm64.sh [MAJOR [PART of the name of a test, or short]]
# Needs Debian with qemu-system-arm, cpio and g++-aarch64-linux-gnu.
set -euo pipefail
cd "$(dirname "$0")/.."

needed=(qemu-system-aarch64 cpio aarch64-linux-gnu-g++)
for tool in "${needed[@]}"; do
  command -v "$tool" >/dev/null && continue
  echo "not run: $tool is not installed"
  exit "${REQUIRE_ARM64:-0}"
done

major=${1:-24}
version=$(node -p "require('./scripts/node-versions.json')['$major'] ?? ''")
if [ -z "$version" ]; then
  echo "Expected a version of scripts/node-versions.json; got $major"
  exit 2
fi

scripts/build-arm64.sh
cache=${XDG_CACHE_HOME:-$HOME/.cache}/realfork-arm64
scripts/arm64/obtain.sh "$cache" "$version"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
scripts/arm64/make-image.sh "$cache" "$version" >"$work/image"

# With everything that the emulator knows: pointer authentication, atomic instructions, vectors of any length.
machine=(-machine virt -cpu max,pauth-impdef=on -smp 2 -m 3072)
devices=(-nic none -display none -monitor none -serial stdio -no-reboot)
kernel=(-kernel "$cache/system/vmlinuz" -initrd "$work/image" -append "console=ttyAMA0 quiet panic=-1 -- ${2:-}")
limit_seconds=1200
timeout --foreground "$limit_seconds" qemu-system-aarch64 "${machine[@]}" "${devices[@]}" "${kernel[@]}" </dev/null |
  sed -u 's|\r$||' | tee "$work/console" || echo 'the guest was ended'

if grep -q '^verdict: passed$' "$work/console"; then exit 0; fi
grep -q '^verdict: ' "$work/console" || echo "no verdict within $limit_seconds s"
exit 1
