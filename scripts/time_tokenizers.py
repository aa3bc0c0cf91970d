#!/usr/bin/env python3
"""Times the reference libraries and this project's benchmark program in one run, one thread each.

  time_tokenizers.py --bench build/bench/bench/tokenizer_bench --data DATA [--text FILE]

Prints MB/s of processor time a library and tokenizer, and the ratio. Needs PyPI's tokenizers and tiktoken.
"""
import argparse
import json
import os
import pathlib
import subprocess
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

from reference_tokenizers import hf_references, tiktoken_llama3  # noqa: E402: the settings above come first


def megabytes_per_second(size_bytes, work, rounds=3):
    best = float("inf")
    for _ in range(rounds):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return size_bytes / best / 1e6


def ours(bench, folder, text_path):
    environment = dict(os.environ, ST_TOKENIZERS=str(folder), ST_TEXT=str(text_path))
    reply = subprocess.run([bench, "--benchmark_filter=^(prose|load)/", "--benchmark_format=json"], env=environment,
                           check=True, capture_output=True, text=True)
    speeds, loads = {}, {}
    size = text_path.stat().st_size
    for row in json.loads(reply.stdout)["benchmarks"]:
        kind, name = row["name"].split("/", 1)
        if kind == "prose":
            speeds[name] = size / (row["cpu_time"] / 1e3) / 1e6
        else:
            loads[name] = row["cpu_time"]
    return speeds, loads


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", required=True)
    parser.add_argument("--data", required=True, type=pathlib.Path)
    parser.add_argument("--text", type=pathlib.Path)
    options = parser.parse_args()
    folder = options.data / "tokenizers" / "hf"
    text_path = options.text or options.data / "haystack" / "war-and-peace.txt"
    text = text_path.read_text(encoding="utf-8")
    size = len(text.encode())
    speeds, loads = ours(options.bench, folder, text_path)
    for name, make in hf_references(folder).items():
        reference = make()
        theirs = megabytes_per_second(size, lambda: reference.encode(text), 1)
        print(f"{name:30} {speeds[name]:7.1f} MB/s  tokenizers {theirs:6.2f} MB/s  {speeds[name] / theirs:6.1f} times"
              f"  load {loads[name]:6.1f} ms", flush=True)
    encoding = tiktoken_llama3(folder / "llama-3")
    theirs = megabytes_per_second(size, lambda: encoding.encode_ordinary(text))
    print(f"{'llama-3':30} {speeds['llama-3']:7.1f} MB/s  tiktoken   {theirs:6.2f} MB/s  {speeds['llama-3'] / theirs:6.1f} times")


if __name__ == "__main__":
    main()
