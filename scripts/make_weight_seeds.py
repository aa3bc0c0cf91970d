#!/usr/bin/env python3
"""Writes the first inputs of the fuzz targets gguf, safetensors and model_folder to fuzz/corpus/."""
import json
import pathlib
import struct

CORPUS = pathlib.Path(__file__).resolve().parent.parent / "fuzz" / "corpus"


def write(target, name, data):
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def gguf(version):
    count = "<I" if version == 1 else "<Q"

    def text(value):
        data = value.encode()
        return struct.pack(count, len(data)) + data

    def entry(name, extents, kind, offset):
        data = text(name) + struct.pack("<I", len(extents))
        for extent in extents:
            data += struct.pack(count, extent)
        return data + struct.pack("<IQ", kind, offset)

    keys = [
        text("general.architecture") + struct.pack("<I", 8) + text("llama"),
        text("general.alignment") + struct.pack("<II", 4, 32),
        text("llama.block_count") + struct.pack("<II", 4, 2),
        text("llama.attention.head_count_kv") + struct.pack("<II", 9, 5) + struct.pack(count, 2) + struct.pack("<ii", 1, 2),
        text("tokenizer.ggml.tokens") + struct.pack("<II", 9, 8) + struct.pack(count, 2) + text("a") + text("\u2581b"),
        text("tokenizer.ggml.scores") + struct.pack("<II", 9, 6) + struct.pack(count, 2) + struct.pack("<ff", -1, -2.5),
        text("flag") + struct.pack("<IB", 7, 1),
        text("wide") + struct.pack("<Iq", 11, -1),
        text("real") + struct.pack("<Id", 12, 1e-5),
    ]
    tensors = [("a", [32, 2], 2, 0), ("b", [256], 12, 64), ("c", [256], 23, 224), ("d", [4, 2], 0, 384), ("e", [256], 14, 416)]
    data = b"GGUF" + struct.pack("<I", version) + struct.pack(count, len(tensors)) + struct.pack(count, len(keys))
    data += b"".join(keys) + b"".join(entry(*tensor) for tensor in tensors)
    data += bytes(-len(data) % 32)
    return data + bytes(i % 251 for i in range(640))


def safetensors(header, size):
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + bytes(size)


def main():
    for version in (1, 2, 3):
        write("gguf", f"version-{version}", gguf(version))
    tensors = {
        "__metadata__": {"format": "pt"},
        "a": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]},
        "b": {"dtype": "BF16", "shape": [4], "data_offsets": [16, 24]},
        "c": {"dtype": "BOOL", "shape": [], "data_offsets": [24, 25]},
    }
    write("safetensors", "three", safetensors(tensors, 25))
    index = {"metadata": {"total_size": 1}, "weight_map": {"a": "a.safetensors", "b": "b.safetensors"}}
    config = {
        "model_type": "llama", "num_hidden_layers": 1, "hidden_size": 4, "intermediate_size": 4, "num_attention_heads": 1,
        "num_key_value_heads": 1, "head_dim": 4, "max_position_embeddings": 8, "vocab_size": 4, "rms_norm_eps": 1e-5,
        "rope_theta": 1e4, "rope_scaling": {"rope_type": "linear", "factor": 2.0}, "tie_word_embeddings": True,
        "bos_token_id": 1, "eos_token_id": [2, 3],
    }
    tokenizer = {
        "model": {"type": "BPE", "byte_fallback": True, "unk_token": "<unk>", "merges": ["a b", ["ab", "c"]],
                  "vocab": {"<unk>": 0, "<0x41>": 1, "ab": 2, "abc": 3}},
        "added_tokens": [{"id": 4, "content": "<s>", "special": True}],
    }
    for first, name, value in ((0, "index", index), (1, "config", config), (2, "tokenizer", tokenizer)):
        write("model_folder", name, bytes([first]) + json.dumps(value).encode())


if __name__ == "__main__":
    main()
