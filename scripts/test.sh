#!/usr/bin/env bash
# Everything that a change must pass. Prints a line per step with its seconds; the last line is "N passed, N failed".
#
#   ST_FUZZ_SECONDS=3    seconds a fuzz target
#   ST_TIDY_SECONDS=150  seconds for clang-tidy, newest files first
set -uo pipefail
cd "$(dirname "$0")/.."

logs=build/test-logs
mkdir -p "$logs"
jobs=$(nproc)
passed=0
failed=0
skipped=0
begun=$SECONDS

# say STEP SECONDS RESULT LOG
say() {
  printf '%-5s %5s s  %s\n' "$3" "$2" "$1"
  if [ "$3" = FAIL ]; then
    grep -nE 'error|FAILED|Failure|breach|ERROR' "$4" | head -n 40
    echo "  ... last lines of $4:"
    tail -n 40 "$4"
  fi
}

# check NAME COMMAND...: one step that counts as one test.
check() {
  local name=$1 from=$SECONDS result=ok
  shift
  local log="$logs/${name// /-}.log"
  if "$@" > "$log" 2>&1; then passed=$((passed + 1)); else failed=$((failed + 1)); result=FAIL; fi
  say "$name" $((SECONDS - from)) $result "$log"
  [ $result = ok ]
}

# run_ctest PRESET: counts what ctest counts, skipped tests apart.
run_ctest() {
  local name="tests, $1" from=$SECONDS result=ok
  local log="$logs/ctest-$1.log"
  ctest --preset "$1" -j "$jobs" > "$log" 2>&1 || result=FAIL
  local bad all skips
  read -r bad all < <(sed -nE 's/^[0-9]+% tests passed, ([0-9]+) tests failed out of ([0-9]+).*/\1 \2/p' "$log")
  skips=$(grep -cE '^ *[0-9]+/[0-9]+ Test .*\*\*\*Skipped' "$log")
  if [ -z "${all:-}" ] || [ "$all" -eq 0 ]; then bad=1; all=1; skips=0; result=FAIL; fi
  failed=$((failed + bad))
  skipped=$((skipped + skips))
  passed=$((passed + all - bad - skips))
  say "$name: $((all - bad - skips)) passed, $bad failed, $skips skipped" $((SECONDS - from)) $result "$log"
}

# fuzz_targets: a step each, as many at a time as there are cores; each target runs on one.
fuzz_targets() {
  local targets=(build/dev/fuzz/*_fuzz) target name from=$SECONDS result
  printf '%s\n' "${targets[@]}" | xargs -P "$jobs" -I{} sh -c \
    'name=$(basename {} _fuzz); scripts/fuzz.sh {} > "$0/fuzz-$name.log" 2>&1; echo $? > "$0/fuzz-$name.exit"' "$logs"
  for target in "${targets[@]}"; do
    name=$(basename "$target" _fuzz)
    result=ok
    if [ "$(cat "$logs/fuzz-$name.exit")" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); result=FAIL; fi
    [ $result = ok ] || say "fuzz $name" $((SECONDS - from)) $result "$logs/fuzz-$name.log"
  done
  say "fuzz, ${#targets[@]} targets" $((SECONDS - from)) ok /dev/null
}

build() {
  cmake --preset "$1" -DST_BUILD_TESTS=ON && cmake --build --preset "$1"
}

check_format() {
  git ls-files -- '*.cc' '*.h' '*.cu' '*.cuh' | xargs clang-format --dry-run --Werror
}

check "set-up" scripts/setup.sh --test || exit 1
check "layers" python3 scripts/check_layers.py
check "format" check_format
if check "build, release (g++)" build release; then
  run_ctest release
  check "demo" scripts/demo.sh
  check "snippets in the documents" python3 scripts/check_snippets.py
fi
if check "build, dev (clang, sanitizers, fuzz targets)" build dev; then
  run_ctest dev
  fuzz_targets
  check "naming and bug patterns (clang-tidy)" python3 scripts/tidy.py --build build/dev
fi

echo "$skipped skipped, $((SECONDS - begun)) s in all"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
