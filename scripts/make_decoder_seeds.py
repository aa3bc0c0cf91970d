#!/usr/bin/env python3
"""Writes the first inputs of the fuzz target decoder to fuzz/corpus/decoder: a small config.json of every family, and the
smallest GGUF file that each family's reader accepts. Needs numpy, as scripts/make_gguf_fixtures.py, whose writer it uses."""
import json
import pathlib

import numpy as np

import make_gguf_fixtures as fixtures

CORPUS = pathlib.Path(__file__).resolve().parent.parent / "fuzz/corpus/decoder"
WIDTH, VOCABULARY, HIDDEN, CONTEXT = 8, 4, 8, 8
SIZES = {"vocab_size": 12, "hidden_size": 16, "n_embd": 16, "d_model": 16, "num_attention_heads": 2, "n_head": 2, "n_heads": 2,
         "num_key_value_heads": 1, "num_kv_heads": 1, "intermediate_size": 16, "head_dim": 8, "sliding_window": 4,
         "max_position_embeddings": 32, "n_positions": 32, "max_seq_len": 32}


def config_seed(folder):
    config = json.loads((folder / "config.json").read_text())
    config = {key: SIZES.get(key, value) if value is not None else None for key, value in config.items()}
    dull = ("architectures", "transformers_version", "use_cache", "dtype", "bos_token_id", "eos_token_id", "pad_token_id")
    for key in dull:
        config.pop(key, None)
    if "longrope" in json.dumps(config):
        config["rope_parameters"]["original_max_position_embeddings"] = 32
    return json.dumps(config, separators=(",", ":")).encode()


def gguf_seed(architecture, path):
    rms = architecture in ("llama", "qwen2", "qwen3", "phi3", "gemma2", "gemma3")
    file = fixtures.GgufFile(architecture)
    own, tensor = file.own, lambda name, *shape: file.tensor(name, np.full(shape, 0.25, np.float32), True)
    for key, value in (("block_count", 1), ("context_length", CONTEXT), ("embedding_length", WIDTH),
                       ("feed_forward_length", HIDDEN), ("attention.head_count", 1), ("attention.sliding_window", 2)):
        own(key, fixtures.U32, value)
    own("attention.layer_norm_rms_epsilon" if rms else "attention.layer_norm_epsilon", fixtures.F32, 1e-5)
    if architecture == "mpt":
        own("attention.max_alibi_bias", fixtures.F32, 8.0)
    tensor("token_embd.weight", VOCABULARY, WIDTH)
    norms = ["output_norm", "blk.0.attn_norm"] + ([] if architecture == "falcon" else ["blk.0.ffn_norm"])
    norms += ["token_embd_norm"] if architecture == "bloom" else []
    norms += ["blk.0.post_attention_norm", "blk.0.post_ffw_norm"] if architecture.startswith("gemma") else []
    norms += ["blk.0.attn_q_norm", "blk.0.attn_k_norm"] if architecture in ("qwen3", "gemma3") else []
    biased = not rms and architecture != "mpt"
    for norm in norms:
        tensor(norm + ".weight", WIDTH)
        if biased:
            tensor(norm + ".bias", WIDTH)
    if architecture in ("gpt2", "starcoder"):
        tensor("position_embd.weight", CONTEXT, WIDTH)
    for name in ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_down"):
        tensor(f"blk.0.{name}.weight", WIDTH, WIDTH)
    tensor("blk.0.ffn_up.weight", HIDDEN, WIDTH)
    if rms:
        tensor("blk.0.ffn_gate.weight", HIDDEN, WIDTH)
    if architecture == "qwen2":
        for name in ("q", "k", "v"):
            tensor(f"blk.0.attn_{name}.bias", WIDTH)
    file.write(path)


def main():
    CORPUS.mkdir(parents=True, exist_ok=True)
    for folder in sorted(fixtures.FOLDER.iterdir()):
        if (folder / "config.json").exists():
            (CORPUS / f"config-{folder.name}").write_bytes(b"\0" + config_seed(folder))
    for architecture in sorted({family[0] for family in fixtures.FAMILIES.values()}):
        path = CORPUS / f"gguf-{architecture}"
        gguf_seed(architecture, path)
        path.write_bytes(b"\1" + path.read_bytes())


main()
