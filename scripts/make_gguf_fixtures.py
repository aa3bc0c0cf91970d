#!/usr/bin/env python3
"""Writes src/model/testdata/gguf: the tiny checkpoints of scripts/make_model_fixtures.py as GGUF files.

Each family's tensors get the names, the order of rows and the metadata keys that the format prescribes for it, so
that the logits recorded beside the checkpoint must come out of the GGUF file too. Needs numpy. Names as arguments
choose families. --check generates the 64 greedy tokens with llama.cpp (package xllamacpp) from f32 copies in a
temporary folder and says which families agree; --out and --f32 choose where and how files are written.
"""
import argparse
import json
import math
import pathlib
import re
import struct
import sys
import tempfile

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "src/model/testdata"
U32, F32, BOOL, STRING, ARRAY = 4, 6, 7, 8, 9
TENSOR_F32, TENSOR_BF16 = 0, 30
ALIGNMENT = 32


def read_safetensors(path):
    """Name to (f32 values, whether they were bf16)."""
    data = path.read_bytes()
    header_bytes = struct.unpack("<Q", data[:8])[0]
    tensors = {}
    for name, entry in json.loads(data[8:8 + header_bytes]).items():
        if name == "__metadata__":
            continue
        first, last = (8 + header_bytes + offset for offset in entry["data_offsets"])
        if entry["dtype"] != "BF16":
            sys.exit(f"{path}: {name} is {entry['dtype']}; the fixtures are BF16")
        values = np.frombuffer(data[first:last], np.uint16).astype(np.uint32) << 16
        tensors[name] = values.view(np.float32).reshape(entry["shape"])
    return tensors


class GgufFile:
    """A GGUF v3 file in the making."""

    def __init__(self, architecture):
        self.architecture = architecture
        self.metadata, self.tensors = [], []
        self.add("general.architecture", STRING, architecture)

    @staticmethod
    def text(value):
        return struct.pack("<Q", len(value.encode())) + value.encode()

    def value(self, kind, value):
        if kind == STRING:
            return self.text(value)
        return struct.pack({U32: "<I", F32: "<f", BOOL: "<?", 5: "<i"}[kind], value)

    def add(self, key, kind, value):
        self.metadata.append(self.text(key) + struct.pack("<I", kind) + self.value(kind, value))

    def add_list(self, key, kind, values):
        body = struct.pack("<IQ", kind, len(values)) + b"".join(self.value(kind, value) for value in values)
        self.metadata.append(self.text(key) + struct.pack("<I", ARRAY) + body)

    def own(self, key, kind, value):
        self.add(f"{self.architecture}.{key}", kind, value)

    def tensor(self, name, values, as_f32):
        self.tensors.append((name, np.ascontiguousarray(values, np.float32), as_f32 or values.ndim < 2))

    def write(self, path):
        infos, data = [], b""
        for name, values, as_f32 in self.tensors:
            bits = values.view(np.uint32)
            stored = values.tobytes() if as_f32 else (bits >> 16).astype(np.uint16).tobytes()
            extents = struct.pack(f"<{values.ndim}Q", *reversed(values.shape))
            infos.append(self.text(name) + struct.pack("<I", values.ndim) + extents +
                         struct.pack("<IQ", TENSOR_F32 if as_f32 else TENSOR_BF16, len(data)))
            data += stored + b"\0" * (-len(stored) % ALIGNMENT)
        head = b"GGUF" + struct.pack("<IQQ", 3, len(self.tensors), len(self.metadata))
        head += b"".join(self.metadata) + b"".join(infos)
        path.write_bytes(head + b"\0" * (-len(head) % ALIGNMENT) + data)


# Tensor names, HF to GGUF, "N" the layer. Families share what they name alike.
LLAMA = {
    "model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output",
    "model.layers.N.input_layernorm": "blk.N.attn_norm", "model.layers.N.post_attention_layernorm": "blk.N.ffn_norm",
    "model.layers.N.self_attn.q_proj": "blk.N.attn_q", "model.layers.N.self_attn.k_proj": "blk.N.attn_k",
    "model.layers.N.self_attn.v_proj": "blk.N.attn_v", "model.layers.N.self_attn.o_proj": "blk.N.attn_output",
    "model.layers.N.self_attn.q_norm": "blk.N.attn_q_norm", "model.layers.N.self_attn.k_norm": "blk.N.attn_k_norm",
    "model.layers.N.self_attn.qkv_proj": "blk.N.attn_qkv", "model.layers.N.mlp.gate_up_proj": "blk.N.ffn_up",
    "model.layers.N.mlp.gate_proj": "blk.N.ffn_gate", "model.layers.N.mlp.up_proj": "blk.N.ffn_up",
    "model.layers.N.mlp.down_proj": "blk.N.ffn_down", "model.layers.N.mlp.c_fc": "blk.N.ffn_up",
    "model.layers.N.mlp.c_proj": "blk.N.ffn_down", "model.layers.N.block_sparse_moe.gate": "blk.N.ffn_gate_inp",
}
GEMMA = {**LLAMA, "model.layers.N.post_attention_layernorm": "blk.N.post_attention_norm",
         "model.layers.N.pre_feedforward_layernorm": "blk.N.ffn_norm",
         "model.layers.N.post_feedforward_layernorm": "blk.N.post_ffw_norm"}
GPT2 = {
    "transformer.wte": "token_embd", "transformer.wpe": "position_embd", "transformer.ln_f": "output_norm",
    "lm_head": "output", "transformer.h.N.ln_1": "blk.N.attn_norm", "transformer.h.N.ln_2": "blk.N.ffn_norm",
    "transformer.h.N.attn.c_attn": "blk.N.attn_qkv", "transformer.h.N.attn.c_proj": "blk.N.attn_output",
    "transformer.h.N.mlp.c_fc": "blk.N.ffn_up", "transformer.h.N.mlp.c_proj": "blk.N.ffn_down",
}
NEOX = {
    "gpt_neox.embed_in": "token_embd", "gpt_neox.final_layer_norm": "output_norm", "embed_out": "output",
    "gpt_neox.layers.N.input_layernorm": "blk.N.attn_norm",
    "gpt_neox.layers.N.post_attention_layernorm": "blk.N.ffn_norm",
    "gpt_neox.layers.N.attention.query_key_value": "blk.N.attn_qkv",
    "gpt_neox.layers.N.attention.dense": "blk.N.attn_output",
    "gpt_neox.layers.N.mlp.dense_h_to_4h": "blk.N.ffn_up", "gpt_neox.layers.N.mlp.dense_4h_to_h": "blk.N.ffn_down",
}
BLOOM = {
    "transformer.word_embeddings": "token_embd", "transformer.word_embeddings_layernorm": "token_embd_norm",
    "transformer.ln_f": "output_norm", "lm_head": "output", "transformer.h.N.input_layernorm": "blk.N.attn_norm",
    "transformer.h.N.post_attention_layernorm": "blk.N.ffn_norm",
    "transformer.h.N.self_attention.query_key_value": "blk.N.attn_qkv",
    "transformer.h.N.self_attention.dense": "blk.N.attn_output",
    "transformer.h.N.mlp.dense_h_to_4h": "blk.N.ffn_up", "transformer.h.N.mlp.dense_4h_to_h": "blk.N.ffn_down",
}
# Of two norms the format calls the MLP's the first.
FALCON = {**BLOOM, "transformer.h.N.ln_mlp": "blk.N.attn_norm", "transformer.h.N.ln_attn": "blk.N.attn_norm_2"}
MPT = {
    "transformer.wte": "token_embd", "transformer.norm_f": "output_norm", "lm_head": "output",
    "transformer.blocks.N.norm_1": "blk.N.attn_norm", "transformer.blocks.N.norm_2": "blk.N.ffn_norm",
    "transformer.blocks.N.attn.Wqkv": "blk.N.attn_qkv", "transformer.blocks.N.attn.out_proj": "blk.N.attn_output",
    "transformer.blocks.N.ffn.up_proj": "blk.N.ffn_up", "transformer.blocks.N.ffn.down_proj": "blk.N.ffn_down",
}
# model_type: GGUF's architecture, names, norm ("rms" or "layer").
FAMILIES = {
    "llama": ("llama", LLAMA, "rms"), "mistral": ("llama", LLAMA, "rms"), "mixtral": ("llama", LLAMA, "rms"),
    "qwen2": ("qwen2", LLAMA, "rms"), "qwen3": ("qwen3", LLAMA, "rms"), "phi3": ("phi3", LLAMA, "rms"),
    "gemma2": ("gemma2", GEMMA, "rms"), "gemma3_text": ("gemma3", GEMMA, "rms"),
    "starcoder2": ("starcoder2", LLAMA, "layer"), "gpt2": ("gpt2", GPT2, "layer"),
    "gpt_bigcode": ("starcoder", GPT2, "layer"), "gpt_neox": ("gptneox", NEOX, "layer"),
    "falcon": ("falcon", FALCON, "layer"), "bloom": ("bloom", BLOOM, "layer"), "mpt": ("mpt", MPT, "layer"),
}


def first(config, *names, default=None):
    return next((config[name] for name in names if config.get(name) is not None), default)


class Converter:
    def __init__(self, name, as_f32, split_experts):
        self.folder = FOLDER / name
        self.config = json.loads((self.folder / "config.json").read_text())
        self.tensors = read_safetensors(self.folder / "model.safetensors")
        self.kind = self.config["model_type"]
        self.architecture, self.names, self.norm = FAMILIES[self.kind]
        self.as_f32, self.split_experts = as_f32, split_experts
        self.file = GgufFile(self.architecture)
        config = self.config
        self.n_layers = first(config, "num_hidden_layers", "n_layer", "n_layers")
        self.d_model = first(config, "hidden_size", "n_embd", "d_model", "n_embed")
        self.n_heads = first(config, "num_attention_heads", "n_head", "n_heads")
        self.head_dim = first(config, "head_dim", default=self.d_model // self.n_heads)
        new_falcon = self.kind == "falcon" and config.get("new_decoder_architecture")
        one_kv_head = self.kind == "gpt_bigcode" or (self.kind == "falcon" and not new_falcon)
        self.n_kv_heads = 1 if one_kv_head and config.get("multi_query", True) else first(
            config, "num_key_value_heads", "num_kv_heads", default=self.n_heads)

    def run(self, path):
        self.sizes()
        self.positions()
        self.vocabulary()
        for name, values in sorted(self.tensors.items()):
            if ".experts." not in name:
                self.tensor(name, values)
        if self.kind == "mixtral":
            self.experts()
        self.file.write(path)

    def sizes(self):
        config, own = self.config, self.file.own
        own("block_count", U32, self.n_layers)
        own("context_length", U32, first(config, "max_position_embeddings", "n_positions", "max_seq_len", "seq_length",
                                         default=2048))
        own("embedding_length", U32, self.d_model)
        d_ff = first(config, "intermediate_size", "n_inner", "ffn_hidden_size",
                     default=self.d_model * first(config, "expansion_ratio", default=4))
        own("feed_forward_length", U32, d_ff)
        own("attention.head_count", U32, self.n_heads)
        own("attention.head_count_kv", U32, self.n_kv_heads)
        if config.get("head_dim"):
            own("attention.key_length", U32, self.head_dim)
            own("attention.value_length", U32, self.head_dim)
        epsilon = first(config, "rms_norm_eps", "layer_norm_epsilon", "layer_norm_eps", "norm_epsilon")
        own("attention.layer_norm_rms_epsilon" if self.norm == "rms" else "attention.layer_norm_epsilon", F32, epsilon)
        if self.kind.startswith("gemma"):
            own("attention.scale", F32, 1 / math.sqrt(config["query_pre_attn_scalar"]))
        for key in ("attn_logit_softcapping", "final_logit_softcapping"):
            if config.get(key):
                own(key, F32, config[key])
        if self.kind == "gpt_neox":
            own("use_parallel_residual", BOOL, config["use_parallel_residual"])
        if self.kind == "mpt":
            own("attention.max_alibi_bias", F32, float(config["attn_config"]["alibi_bias_max"]))
        if self.kind == "mixtral":
            own("expert_count", U32, config["num_local_experts"])
            own("expert_used_count", U32, config["num_experts_per_tok"])
        types = config.get("layer_types")
        windowed = config.get("use_sliding_window", self.kind not in ("qwen2", "qwen3"))
        if config.get("sliding_window") and windowed:
            own("attention.sliding_window", U32, config["sliding_window"])
            if types:
                flags = [kind == "sliding_attention" for kind in types]
                period = types.index("full_attention") + 1
                key = "attention.sliding_window_pattern"
                # The format has a period for the families that were published with one, else a list.
                if self.kind.startswith("gemma") and flags == [i % period != period - 1 for i in range(len(flags))]:
                    own(key, U32, period)
                else:
                    self.file.add_list(f"{self.architecture}.{key}", BOOL, flags)

    def positions(self):
        config, own = self.config, self.file.own
        rope = config.get("rope_parameters")
        if rope is None or self.kind in ("bloom", "mpt"):
            return
        if "full_attention" in rope:
            own("rope.freq_base_swa", F32, rope["sliding_attention"]["rope_theta"])
            rope = rope["full_attention"]
        rotary = int(self.head_dim * first(rope, "partial_rotary_factor", default=first(
            config, "rotary_pct", "partial_rotary_factor", default=1.0)))
        own("rope.dimension_count", U32, rotary)
        own("rope.freq_base", F32, rope["rope_theta"])
        kind = rope["rope_type"]
        if kind in ("linear", "yarn"):
            own("rope.scaling.type", STRING, kind)
            own("rope.scaling.factor", F32, rope["factor"])
        if kind in ("yarn", "longrope"):
            own("rope.scaling.original_context_length", U32, rope["original_max_position_embeddings"])
        if kind == "longrope":
            longer = config["max_position_embeddings"] / rope["original_max_position_embeddings"]
            scale = math.sqrt(1 + math.log(longer) / math.log(rope["original_max_position_embeddings"]))
            own("rope.scaling.attn_factor", F32, scale if longer > 1 else 1.0)
            for length in ("short", "long"):
                factors = np.array(rope[f"{length}_factor"], np.float32)
                self.file.tensor(f"rope_factors_{length}.weight", factors, True)
        if kind == "llama3":
            self.file.tensor("rope_freqs.weight", self.llama3_divisors(rope), True)

    def llama3_divisors(self, rope):
        pairs = np.arange(0, self.head_dim, 2) / self.head_dim
        wavelengths = 2 * math.pi * rope["rope_theta"] ** pairs
        turns = rope["original_max_position_embeddings"] / wavelengths
        low, high = rope["low_freq_factor"], rope["high_freq_factor"]
        kept = np.clip((turns - low) / (high - low), 0, 1)
        return (1 / ((1 - kept) / rope["factor"] + kept)).astype(np.float32)

    def vocabulary(self):
        """Made up: readers want one, the logits do not depend on it. The end is a token that the text doesn't have."""
        n = self.config["vocab_size"]
        end = max(set(range(n)) - set(map(int, (self.folder / "ids.txt").read_text().split())))
        self.file.add("tokenizer.ggml.model", STRING, "llama")
        self.file.add_list("tokenizer.ggml.tokens", STRING, [f"\u2581t{i}" for i in range(n)])
        self.file.add_list("tokenizer.ggml.scores", F32, [-float(i) for i in range(n)])
        self.file.add_list("tokenizer.ggml.token_type", 5, [3 if i == end else 1 for i in range(n)])
        for key in ("unknown", "bos", "eos"):
            self.file.add(f"tokenizer.ggml.{key}_token_id", U32, end)
        self.file.add("tokenizer.ggml.add_bos_token", BOOL, False)

    def tensor(self, name, values):
        stem, end = name.rsplit(".", 1)
        found = re.search(r"\.(\d+)\.", stem)
        layer = found.group(1) if found else ""
        target = self.names[stem.replace(f".{layer}.", ".N.", 1) if found else stem].replace("N", layer)
        self.file.tensor(f"{target}.{end}", self.in_order(target, values), self.as_f32)

    def in_order(self, target, values):
        """Rows as the format's readers expect them."""
        if self.kind == "gpt2" and values.ndim == 2 and target.startswith("blk."):
            values = values.T  # stored with the inputs outermost
        if target.endswith("attn_qkv") and self.kind in ("falcon", "bloom", "gpt_neox"):
            # For each key-value head its queries, its key, its value; the format wants all queries first.
            group = self.n_heads // self.n_kv_heads
            parts = values.reshape(self.n_kv_heads, group + 2, self.head_dim, -1)
            q, k, v = parts[:, :group], parts[:, group], parts[:, group + 1]
            values = np.concatenate([part.reshape(-1, parts.shape[-1]) for part in (q, k, v)]).reshape(values.shape)
        if self.architecture == "llama" and re.search(r"attn_[qk]$", target):
            # Readers turn neighbours; the checkpoint has the halves of each head one after the other.
            halves = values.reshape(-1, 2, self.head_dim // 2, *values.shape[1:])
            values = halves.swapaxes(1, 2).reshape(values.shape)
        if self.kind.startswith("gemma") and target.endswith("norm"):
            values = values + 1
        return values

    def experts(self):
        names = (("w1", "ffn_gate"), ("w3", "ffn_up"), ("w2", "ffn_down"))
        for layer in range(self.n_layers):
            for theirs, ours in names:
                stem = f"model.layers.{layer}.block_sparse_moe.experts"
                all_of_layer = [self.tensors[f"{stem}.{i}.{theirs}.weight"]
                                for i in range(self.config["num_local_experts"])]
                if not self.split_experts:
                    self.file.tensor(f"blk.{layer}.{ours}_exps.weight", np.stack(all_of_layer), self.as_f32)
                    continue
                for i, values in enumerate(all_of_layer):
                    self.file.tensor(f"blk.{layer}.{ours}.{i}.weight", values, self.as_f32)


def check(name, folder):
    """The 64 greedy tokens by llama.cpp, which has no windows outside Gemma, takes Gemma's scale from its width, does not
    read split experts and rounds GELU to f16: there tokens differ."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(folder / f"{name}.gguf")
    params.n_ctx, params.warmup, params.cpuparams.n_threads = 256, False, 1
    params.cache_type_k = params.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_F32
    source = name.replace("-split", "")
    prompt, greedy = ([int(word) for word in line.split()]
                      for line in (FOLDER / source / "ids.txt").read_text().splitlines())
    reply = xllamacpp.Server(params).handle_completions(
        {"prompt": prompt, "n_predict": len(greedy), "max_tokens": len(greedy), "temperature": 0.0,
         "n_probs": 1, "cache_prompt": False})
    steps = reply["choices"][0].get("logprobs", {}).get("content", [])
    found = [step["id"] for step in steps]
    same = next((i for i, (a, b) in enumerate(zip(found, greedy)) if a != b), min(len(found), len(greedy)))
    print(f"{name}: llama.cpp makes {same} of the {len(greedy)} recorded tokens", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--out", type=pathlib.Path, default=FOLDER / "gguf")
    parser.add_argument("--f32", action="store_true", help="matrices in f32 instead of bf16")
    parser.add_argument("--check", action="store_true", help="generate with llama.cpp instead of writing")
    arguments = parser.parse_args()
    every = sorted(folder.name for folder in FOLDER.iterdir() if (folder / "config.json").exists())
    # The first GPT has no name in the format.
    names = arguments.names or [name for name in every if name != "gpt1"] + ["mixtral-split"]
    with tempfile.TemporaryDirectory() as scratch:
        out = pathlib.Path(scratch) if arguments.check else arguments.out
        out.mkdir(parents=True, exist_ok=True)
        for name in names:
            source = name.replace("-split", "")
            Converter(source, arguments.f32 or arguments.check, name != source).run(out / f"{name}.gguf")
            if arguments.check:
                check(name, out)


if __name__ == "__main__":
    main()
