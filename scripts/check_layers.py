#!/usr/bin/env python3
"""The one rule of ARCHITECTURE.md, checked: includes go down only, and what belongs in one place stands there.

Prints a line per breach, "file:line: what", and exits 1 where there is one.
"""
import pathlib
import re
import sys

# room -> (wings it belongs to, floor). base and lm belong to both wings; the top floor sees everything.
ENGINE = {"tensor": 1, "quant": 2, "kernels": 3, "weights": 4, "tokenizer": 4, "kv": 4, "model": 5, "engine": 6, "scale": 6}
STORY = {"story": 1, "language": 2, "import": 2, "ledger": 3, "guard": 3, "combine": 4, "render": 4, "ask": 5}
SHARED = {"base": 0, "lm": 1}
TOP = {"remote", "server", "cli"}

INCLUDE = re.compile(r'^\s*#\s*include\s*"([a-z_0-9]+)/')
INTRINSICS = re.compile(r"#\s*include\s*<(immintrin|x86intrin|arm_neon|[a-z]mmintrin)\.h>")
CUDA = re.compile(r"#\s*include\s*<cuda|__global__|<<<")
JSON = re.compile(r"#\s*include\s*<(nlohmann/json|simdjson)")
JSON_ROOMS = {"ask", "import", "combine", "render", "ledger", "cli", "server", "remote", "weights", "tokenizer", "engine"}


def may_include(room, other):
    if room == other or other in SHARED and room not in SHARED or room in TOP:
        return True
    if room in SHARED:
        return other in SHARED and SHARED[other] < SHARED[room]
    for wing in (ENGINE, STORY):
        if room in wing:
            return other in wing and wing[other] < wing[room]
    return False


def breaches_in(path, room):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found = INCLUDE.match(line)
        if found and not may_include(room, found.group(1)):
            yield number, f"{room} may not include {found.group(1)}"
        if INTRINSICS.search(line) and not (path.name.endswith("_simd.cc") or "kernels/simd/" in path.as_posix()):
            yield number, "intrinsics belong in *_simd.cc and kernels/simd/"
        if CUDA.search(line) and not (path.suffix in (".cu", ".cuh") or "kernels/cuda/" in path.as_posix()):
            yield number, "CUDA belongs in *_cuda*.cu and kernels/cuda/"
        if JSON.search(line) and room not in JSON_ROOMS and not path.name.endswith("_test.cc"):
            yield number, "JSON belongs where text comes in or goes out"


def main():
    source = pathlib.Path(__file__).resolve().parent.parent / "src"
    known = set(ENGINE) | set(STORY) | set(SHARED) | TOP
    failed = False
    for path in sorted(source.rglob("*")):
        if path.suffix not in (".h", ".cc", ".cu", ".cuh"):
            continue
        room = path.relative_to(source).parts[0]
        if room not in known:
            print(f"{path}:1: {room} is no room of the house")
            failed = True
            continue
        for number, what in breaches_in(path, room):
            print(f"{path.relative_to(source.parent)}:{number}: {what}")
            failed = True
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
