#!/usr/bin/env bash
# scripts/fuzz.sh build/dev/fuzz/NAME_fuzz [SECONDS]: runs a fuzz target on a copy of fuzz/corpus/NAME.
# The same seed each time, so that a change is not blamed for what luck found; ST_FUZZ_SEED=0 for another each run.
# What makes it fail is left at build/fuzz/NAME-*.
set -euo pipefail
cd "$(dirname "$0")/.."

target=$1
seconds=${2:-${ST_FUZZ_SECONDS:-3}}
name=$(basename "$target" _fuzz)
mkdir -p build/fuzz
corpus=$(mktemp -d "build/fuzz/$name.XXXXXX")
trap 'rm -rf "$corpus"' EXIT
if [ -d "fuzz/corpus/$name" ]; then cp -r "fuzz/corpus/$name/." "$corpus"; fi
"$target" "$corpus" -seed="${ST_FUZZ_SEED:-1}" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=65536 \
  -artifact_prefix="build/fuzz/$name-" -print_final_stats=1
