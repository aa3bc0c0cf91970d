#!/usr/bin/env bash
# Installs what packages.txt names and this machine lacks. With --test also what only the tests need ("test: NAME").
set -euo pipefail
cd "$(dirname "$0")/.."

with_tests=no
case "${1:-}" in
  "") ;;
  --test) with_tests=yes ;;
  *) echo "usage: scripts/setup.sh [--test]" >&2; exit 2 ;;
esac

wanted=()
while read -r line; do
  case "$line" in
    "" | "#"*) ;;
    "test: "*) [ "$with_tests" = no ] || wanted+=("${line#test: }") ;;
    *) wanted+=("$line") ;;
  esac
done < packages.txt

if ! command -v apt-get > /dev/null || ! command -v dpkg-query > /dev/null; then
  echo "setup: no apt-get here, so nothing was installed; needed are the equivalents of: ${wanted[*]}" >&2
  exit 0
fi

missing=()
for package in "${wanted[@]}"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo > /dev/null; then
    echo "setup: not root and no sudo here; as root, run: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

echo "setup: installing ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
