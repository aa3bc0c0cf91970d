#!/usr/bin/env bash
# Re-measures the README's figures of the story wing. scripts/bench.sh [evolution] [as-of] [size] [eta] [guard]; all by default.
# The benchmarks are not part of this repository: they are looked for in ../shared (or $ST_SHARED), and what is not
# there is said and left out. Build first: cmake --preset release && cmake --build --preset release.
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 scripts/bench_stories.py "$@"
