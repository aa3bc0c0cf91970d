#!/usr/bin/env python3
"""Opens GGUF files that `storytransformer quantize` wrote with programs that others wrote.

Needs the packages gguf, numpy and xllamacpp (llama.cpp as a Python module) in a virtual environment:

    python3 -m venv venv && venv/bin/pip install numpy gguf xllamacpp
    venv/bin/python scripts/check_written_gguf.py SOURCE.gguf [--expected TEXT_FILE] WRITTEN.gguf ...

For each written file: gguf's reader parses it, its tensors have the names and shapes of SOURCE (read by gguf too, so it
is a version 2 or 3 file), the relative RMS difference of the decoded values is printed, and llama.cpp generates 200 tokens
from BOS at temperature 0. With --expected, the share of the characters up to the first difference is printed.
"""
import argparse
import pathlib
import sys

import gguf
import numpy as np


def decoded(tensor):
    values = gguf.quants.dequantize(np.array(tensor.data), tensor.tensor_type)
    return values.astype(np.float64).reshape([int(n) for n in tensor.shape][::-1])


def compare_tensors(source, path):
    written = {tensor.name: tensor for tensor in gguf.GGUFReader(path).tensors}
    worst = 0.0
    for tensor in gguf.GGUFReader(source).tensors:
        other = written.pop(tensor.name)
        if list(tensor.shape) != list(other.shape):
            sys.exit(f"{path}: {tensor.name} has shape {list(other.shape)}, expected {list(tensor.shape)}")
        a, b = decoded(tensor), decoded(other)
        worst = max(worst, float(np.sqrt(((a - b) ** 2).mean() / max((a**2).mean(), 1e-30))))
    if written:
        sys.exit(f"{path}: has tensors that the source lacks: {sorted(written)}")
    return worst


def generated(path, n_tokens=200):
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx = 512
    params.cpuparams.n_threads = 1
    params.warmup = False
    server = xllamacpp.Server(params)
    reply = server.handle_completions({"prompt": "", "max_tokens": n_tokens, "temperature": 0.0, "ignore_eos": True})
    return reply["choices"][0]["text"].lstrip(" ")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source")
    parser.add_argument("--expected", type=pathlib.Path)
    parser.add_argument("written", nargs="+")
    arguments = parser.parse_args()
    expected = arguments.expected.read_text().strip() if arguments.expected else None
    for path in arguments.written:
        worst = compare_tensors(arguments.source, path)
        line = f"{path}: gguf reads it, worst relative RMS difference of a tensor {worst:.2e}"
        if expected is not None:
            text = generated(path)
            same = next((i for i, (a, b) in enumerate(zip(text, expected)) if a != b), min(len(text), len(expected)))
            line += f"; llama.cpp: {'the expected text' if text == expected else f'{same} of {len(expected)} characters'}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
