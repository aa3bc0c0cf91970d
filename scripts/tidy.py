#!/usr/bin/env python3
"""Runs clang-tidy (.clang-tidy) over src/ in parallel, within a time budget, newest files first.

    scripts/tidy.py [--build build/dev] [--seconds 150] [FILE...]

A file that passed is not run again until it, a header of ours that it includes, or .clang-tidy changes
(build/tidy-cache). Named files are always run, with no budget. Prints findings and, last, how many files were looked
at, known to be clean, and left out for lack of time. Exits 1 where there is a finding.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHE = ROOT / "build" / "tidy-cache"
TOGETHER = re.compile(r'^#include "(/[^"]+\.cc)"', re.MULTILINE)
OUR_INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def fingerprint(path):
    digest = hashlib.sha256((ROOT / ".clang-tidy").read_bytes())
    text = path.read_bytes()
    digest.update(text)
    for name in OUR_INCLUDE.findall(text):
        header = ROOT / "src" / name.decode()
        if header.exists():
            digest.update(header.read_bytes())
    return digest.hexdigest()


def newest_first(paths):
    """By the last commit that touched a file; what is not committed yet comes first."""
    log = subprocess.run(["git", "-C", ROOT, "log", "--format=", "--name-only", "--", "src"], capture_output=True,
                         text=True).stdout.split("\n")
    rank = {}
    for position, name in enumerate(log):
        rank.setdefault(name, position)
    return sorted(paths, key=lambda path: (rank.get(path.relative_to(ROOT).as_posix(), -1), path))


def command_for_each_file(build):
    """Writes compile_commands.json to CACHE with the files that the build compiles together (ST_COMPILE_TOGETHER) one
    by one, each with the command of its group."""
    commands = []
    for entry in json.loads((ROOT / build / "compile_commands.json").read_text()):
        file = pathlib.Path(entry["file"])
        if file.parent.name != "Unity":
            commands.append(entry)
            continue
        for source in TOGETHER.findall(file.read_text()):
            commands.append({**entry, "file": source, "command": entry["command"].replace(entry["file"], source)})
    (CACHE / "compile_commands.json").write_text(json.dumps(commands))


def tidy(path):
    done = subprocess.run(["clang-tidy", "--quiet", "-p", CACHE, str(path)], capture_output=True, text=True, cwd=ROOT)
    return done.returncode == 0, "\n".join(line for line in (done.stdout + done.stderr).splitlines()
                                           if "warnings generated" not in line and not line.startswith("Suppressed"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build/dev", help="a build folder with compile_commands.json of clang")
    parser.add_argument("--seconds", type=float, default=float(os.environ.get("ST_TIDY_SECONDS", 150)))
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    if not (ROOT / options.build / "compile_commands.json").exists():
        sys.exit(f"error: {options.build}/compile_commands.json: not there; run cmake --preset dev first")
    CACHE.mkdir(parents=True, exist_ok=True)
    command_for_each_file(options.build)
    named = [path.resolve() for path in options.files]
    paths = named or newest_first((ROOT / "src").rglob("*.cc"))
    deadline = float("inf") if named else time.monotonic() + options.seconds
    counts = {"looked at": 0, "clean already": 0, "left out": 0}
    failed = False

    def work(path):
        stamp = CACHE / fingerprint(path)
        if not named and stamp.exists():
            return "clean already", ""
        if time.monotonic() > deadline:
            return "left out", ""
        clean, said = tidy(path)
        if clean:
            stamp.touch()
        return "looked at", "" if clean else said

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for what, said in pool.map(work, paths):
            counts[what] += 1
            if said:
                failed = True
                print(said, flush=True)
    print(", ".join(f"{count} {what}" for what, count in counts.items()))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
