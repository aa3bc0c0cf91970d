#!/usr/bin/env python3
"""Records what the reference implementation of the GGUF block formats (ggml) does, for src/quant/reference_test.cc.

Needs numpy and a built libggml-base, which several Python packages bundle (llama-cpp-python, pywhispercpp):

    python3 -m venv venv && venv/bin/pip install numpy pywhispercpp
    venv/bin/python scripts/make_quant_fixtures.py [--libggml FILE] [--stories260k FILE.gguf]

Writes to src/quant/testdata/:
    decode_<format>.bin   edge-case and random blocks, then the floats they decode to
    decode_hashes.txt     SHA-256 of the decoded floats of many pseudo-random blocks (the test makes the same blocks)
    rows_<kind>.f16       rows of 256 values to encode
    encode_errors.txt     the squared error of the reference's encoder, row by row
    encode_stories260k.txt  the same tensor by tensor for that checkpoint, where it is given
Every NaN is written as the bits 7fc00000: which NaN comes out of an addition is up to the compiler.
"""
import argparse
import ctypes
import hashlib
import pathlib
import struct
import sys

import numpy as np

OUT = pathlib.Path(__file__).resolve().parent.parent / "src" / "quant" / "testdata"

# name -> (elements, bytes, places of the half scales, name in ggml)
FORMATS = {
    "q8_0": (32, 34, [0], "q8_0"),
    "q4_0": (32, 18, [0], "q4_0"),
    "q4_1": (32, 20, [0, 2], "q4_1"),
    "q5_0": (32, 22, [0], "q5_0"),
    "q5_1": (32, 24, [0, 2], "q5_1"),
    "q2_k": (256, 84, [80, 82], "q2_K"),
    "q3_k": (256, 110, [108], "q3_K"),
    "q4_k": (256, 144, [0, 2], "q4_K"),
    "q5_k": (256, 176, [0, 2], "q5_K"),
    "q6_k": (256, 210, [208], "q6_K"),
    "iq4_nl": (32, 18, [0], "iq4_nl"),
    "iq4_xs": (256, 136, [0], "iq4_xs"),
}
ENCODED = ["q8_0", "q4_0", "q4_k", "q5_k", "q6_k"]
EDGE_SCALES = [0x0000, 0x8000, 0x0001, 0x83FF, 0x0400, 0x3C00, 0xBC00, 0x7BFF, 0xFBFF, 0x7C00, 0xFC00, 0x7E00, 0xFD01]
HASHED_BLOCKS = 8192


def find_library():
    for entry in map(pathlib.Path, sys.path):
        for pattern in ("llama_cpp/lib/libggml-base.so*", "pywhispercpp.libs/libggml-base*.so*", "libggml-base.so*"):
            found = sorted(entry.glob(pattern))
            if found:
                return found[0]
    sys.exit("no libggml-base found; name one with --libggml")


def splitmix64(seed, count):
    """The generator that the test repeats: count 64-bit numbers as little-endian bytes."""
    with np.errstate(over="ignore"):
        state = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return (z ^ (z >> np.uint64(31))).astype("<u8").tobytes()


class Reference:
    def __init__(self, path):
        self.lib = ctypes.CDLL(str(path))

    def decode(self, form, blocks):
        elements, size, _, name = FORMATS[form]
        n = len(blocks) // size * elements
        out = np.empty(n, np.float32)
        source = np.frombuffer(blocks, np.uint8).copy()
        function = getattr(self.lib, f"dequantize_row_{name}")
        function(source.ctypes.data_as(ctypes.c_void_p), out.ctypes.data_as(ctypes.c_void_p), ctypes.c_int64(n))
        return out

    def decode_half(self, name, bits):
        out = np.empty(bits.size, np.float32)
        function = getattr(self.lib, name)
        function(bits.ctypes.data_as(ctypes.c_void_p), out.ctypes.data_as(ctypes.c_void_p), ctypes.c_int64(bits.size))
        return out

    def encode_half(self, name, floats):
        out = np.empty(floats.size, "<u2")
        function = getattr(self.lib, name)
        function(floats.ctypes.data_as(ctypes.c_void_p), out.ctypes.data_as(ctypes.c_void_p),
                 ctypes.c_int64(floats.size))
        return out.tobytes()

    def encode(self, form, rows):
        """quantize_<type>(source, target, rows, row length, no importance matrix), what its own tool calls."""
        elements, size, _, name = FORMATS[form]
        rows = np.ascontiguousarray(rows, np.float32)
        out = np.zeros(rows.size // elements * size, np.uint8)
        function = getattr(self.lib, f"quantize_{name}")
        function.restype = ctypes.c_size_t
        function(rows.ctypes.data_as(ctypes.c_void_p), out.ctypes.data_as(ctypes.c_void_p),
                 ctypes.c_int64(rows.shape[0]), ctypes.c_int64(rows.shape[1]), None)
        return out.tobytes()

    def squared_errors(self, form, rows):
        decoded = self.decode(form, self.encode(form, rows)).reshape(rows.shape)
        return ((decoded.astype(np.float64) - rows.astype(np.float64)) ** 2).sum(axis=1)


def one_nan(values):
    bits = values.view(np.uint32).copy()
    bits[np.isnan(values)] = 0x7FC00000
    return bits.astype("<u4").tobytes()


def edge_blocks(form, rng):
    """Every special scale with random contents, all zero, all ones, and a few plain random blocks."""
    _, size, places, _ = FORMATS[form]
    blocks = [bytes(size), b"\xff" * size]
    for scale in EDGE_SCALES if len(places) == 1 else EDGE_SCALES[::2]:
        block = bytearray(rng.bytes(size))
        for place in places:
            struct.pack_into("<H", block, place, scale)
        blocks.append(bytes(block))
    for _ in range(4):
        block = bytearray(rng.bytes(size))
        for place in places:
            struct.pack_into("<e", block, place, rng.normal() * 0.05)
        blocks.append(bytes(block))
    if size > 34:  # keep the files small: the hashes cover the rest
        blocks = blocks[:2] + blocks[2::2]
    return b"".join(blocks)


def write_decode_fixtures(reference, rng):
    lines = []
    for form, (_, size, _, _) in FORMATS.items():
        blocks = edge_blocks(form, rng)
        decoded = reference.decode(form, blocks)
        (OUT / f"decode_{form}.bin").write_bytes(struct.pack("<II", len(blocks) // size, decoded.size) + blocks +
                                                 one_nan(decoded))
        many = splitmix64(size, (HASHED_BLOCKS * size + 7) // 8)[: HASHED_BLOCKS * size]
        digest = hashlib.sha256(one_nan(reference.decode(form, many))).hexdigest()
        lines.append(f"{form} {HASHED_BLOCKS} {digest}")
    every = np.arange(65536, dtype=np.uint16)
    for form, name in (("f16", "ggml_fp16_to_fp32_row"), ("bf16", "ggml_bf16_to_fp32_row")):
        digest = hashlib.sha256(one_nan(reference.decode_half(name, every))).hexdigest()
        lines.append(f"{form} 65536 {digest}")
    floats = np.frombuffer(splitmix64(4, 32768), np.float32).copy()
    floats[np.isnan(floats)] = 0  # which NaN a NaN becomes differs between the reference's own code paths
    for form, name in (("to_f16", "ggml_fp32_to_fp16_row"), ("to_bf16", "ggml_fp32_to_bf16_row")):
        lines.append(f"{form} {floats.size} {hashlib.sha256(reference.encode_half(name, floats)).hexdigest()}")
    (OUT / "decode_hashes.txt").write_text("\n".join(lines) + "\n")


def row_kinds(rng):
    shape = (16, 256)
    gaussian = rng.normal(size=shape)
    outliers = rng.normal(size=shape) * 0.02
    for row in outliers:
        row[rng.choice(256, 4, replace=False)] = rng.normal(size=4) * 2
    edges = np.zeros(shape)
    edges[1] = 1.0
    edges[2] = -1.0
    edges[3, 17] = 5.0
    edges[4, 200] = -5.0
    edges[5] = np.linspace(-1, 1, 256)
    edges[6] = np.linspace(1, 2, 256)
    edges[7] = np.linspace(-2, -1, 256)
    edges[8] = np.where(np.arange(256) % 2, 1.0, -1.0)
    edges[9] = rng.normal(size=256) * 1e-6
    edges[10] = rng.normal(size=256) * 1e4
    edges[11] = np.repeat(rng.normal(size=8), 32)
    edges[12] = rng.integers(-1, 2, size=256)
    edges[13] = np.abs(rng.normal(size=256))
    edges[14] = -np.abs(rng.normal(size=256))
    edges[15] = np.repeat(np.exp(np.linspace(-6, 2, 8)), 32) * rng.normal(size=256)
    return {
        "gaussian": gaussian,
        "uniform": rng.uniform(-1, 1, size=shape),
        "outliers": outliers,
        "laplace": rng.laplace(size=shape) * 0.05,
        "shifted": rng.normal(size=shape) * 0.1 + 0.3,
        "edges": edges,
    }


def write_encode_fixtures(reference, rng):
    lines = []
    for kind, rows in row_kinds(rng).items():
        halves = rows.astype("<f2")
        (OUT / f"rows_{kind}.f16").write_bytes(halves.tobytes())
        for form in ENCODED:
            errors = reference.squared_errors(form, halves.astype(np.float32))
            lines.append(f"{kind} {form} " + " ".join(repr(float(error)) for error in errors))
    (OUT / "encode_errors.txt").write_text("\n".join(lines) + "\n")


def write_stories260k(reference, path):
    import gguf  # reads version 2 and 3; the published file is version 1, so give one that was rewritten

    lines = []
    for tensor in gguf.GGUFReader(path).tensors:
        flat = np.array(tensor.data, np.float32).reshape(-1)
        for form in ENCODED:
            length = FORMATS[form][0]
            rows = flat[: flat.size // length * length].reshape(-1, length)
            if rows.size:
                lines.append(f"{tensor.name} {form} {float(reference.squared_errors(form, rows).sum())!r}")
    (OUT / "encode_stories260k.txt").write_text("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--libggml", type=pathlib.Path)
    parser.add_argument("--stories260k", type=pathlib.Path)
    arguments = parser.parse_args()
    library = arguments.libggml or find_library()
    reference = Reference(library)
    OUT.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(20240301)
    write_decode_fixtures(reference, rng)
    write_encode_fixtures(reference, rng)
    if arguments.stories260k:
        write_stories260k(reference, arguments.stories260k)
    print(f"recorded from {library.name}")


if __name__ == "__main__":
    main()
