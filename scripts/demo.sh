#!/usr/bin/env bash
# Sets this machine up, builds the program, and combines an example backlog into its current state.
set -euo pipefail
cd "$(dirname "$0")/.."

backlog=examples/loan-desk/azure-devops.csv
out=build/demo

scripts/setup.sh

# Who has built the tests keeps them; who has not needs no test library for this.
tests=OFF
if grep -qs 'ST_BUILD_TESTS:BOOL=ON' build/release/CMakeCache.txt; then tests=ON; fi
echo "demo: building (minutes the first time, seconds later)"
mkdir -p build
cmake --preset release -DST_BUILD_TESTS=$tests > build/configure.log 2>&1 || { cat build/configure.log; exit 1; }
cmake --build --preset release --target storytransformer

status=0
build/release/storytransformer combine "$backlog" --out "$out" || status=$?
if [ "$status" -gt 1 ]; then exit "$status"; fi

cat << END

The stories in $backlog, told as they stand today:
  $out/state.html   open it in a browser: search, filters, evidence on click, a slider through time
  $out/state.md     the same, for a merge request
  $out/state.json   the same, for programs
END
if [ "$status" -eq 1 ]; then echo "Some statements need a person's eye; they stand under 'needs review'."; fi
