#!/usr/bin/env python3
"""No code for a newer machine may be reached from an older one.

Every *_simd.cc is compiled once per instruction set. An inline function of a shared header, compiled into such an object,
could be the copy that the linker keeps for the whole program, and then crash an old machine before it has chosen. So
these objects may define nothing but what stands in their own namespace.

    python3 scripts/check_isa_objects.py build/release/src/kernels
"""
import pathlib
import re
import subprocess
import sys


def strangers(path, isa):
    names = subprocess.run(["nm", "--defined-only", "--extern-only", "-C", str(path)], check=True, capture_output=True,
                           text=True).stdout
    for line in names.splitlines():
        parts = line.split(" ", 2)
        if len(parts) == 3 and f"::{isa}::" not in parts[2]:
            yield parts[2]


def main():
    folder = pathlib.Path(sys.argv[1])
    seen, failed = 0, False
    for path in sorted(folder.rglob("*_simd.cc.o")):
        isa = re.search(r"_(baseline|avx2|avx512)\.dir", path.as_posix()).group(1)
        seen += 1
        for name in strangers(path, isa):
            print(f"{path.name} ({isa}): defines {name}, which stands outside its namespace")
            failed = True
    if seen == 0:
        print(f"{folder}: no *_simd.cc.o; build first")
        failed = True
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
