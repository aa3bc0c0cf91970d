#!/usr/bin/env python3
"""Records what PyTorch and the transformers library compute for small inputs, for src/kernels/golden_test.cc.

Needs: pip install torch transformers numpy. Writes src/kernels/testdata/golden.bin and golden.txt (an index: a line per
array, "name offset count", float32 little endian) and says which versions it asked.

    python3 scripts/make_kernel_fixtures.py
"""
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
import transformers
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

HERE = pathlib.Path(__file__).resolve().parent.parent / "src" / "kernels" / "testdata"


class Recorder:
    def __init__(self):
        self.arrays, self.index, self.size = [], [], 0

    def add(self, name, values):
        values = np.ascontiguousarray(torch.as_tensor(values).detach().to(torch.float32).numpy())
        self.index.append(f"{name} {self.size} {values.size}")
        self.arrays.append(values.tobytes())
        self.size += values.size

    def write(self):
        HERE.mkdir(exist_ok=True)
        (HERE / "golden.bin").write_bytes(b"".join(self.arrays))
        (HERE / "golden.txt").write_text("\n".join(self.index) + "\n")
        print(f"torch {torch.__version__}, transformers {transformers.__version__}: {len(self.index)} arrays,"
              f" {4 * self.size} bytes")


def attention(out):
    """Grouped-query attention over [n_tokens, n_heads, head_dim], by scaled_dot_product_attention in double."""
    n, heads, kv_heads, dim = 21, 6, 2, 32
    q, k, v = (torch.randn(n, h, dim) for h in (heads, kv_heads, kv_heads))
    for name, x in (("q", q), ("k", k), ("v", v)):
        out.add(f"attention.{name}", x)
    at, key = torch.arange(n)[:, None], torch.arange(n)[None, :]
    slopes = torch.tensor([2 ** (-8 * (i + 1) / 4) for i in range(4)] + [2 ** (-8 * (2 * i + 1) / 8) for i in range(2)])
    masks = {
        "none": torch.zeros(n, n),
        "causal": torch.where(key <= at, 0.0, -torch.inf),
        "window": torch.where((key <= at) & (key > at - 5), 0.0, -torch.inf),
        "prefix": torch.where((key <= at) | (key < 7), 0.0, -torch.inf),
        "padding": torch.where((key <= at) & (key % 4 != 1), 0.0, -torch.inf),
    }
    biases = {name: mask.expand(heads, n, n) for name, mask in masks.items()}
    biases["alibi"] = masks["causal"] + slopes[:, None, None] * (key - at)
    for name, bias in biases.items():
        heads_first = [x.double().transpose(0, 1)[None] for x in (q, k, v)]
        y = F.scaled_dot_product_attention(*heads_first, attn_mask=bias.double()[None], enable_gqa=True)
        out.add(f"attention.{name}", y[0].transpose(0, 1))


def gemma2_attention(out):
    """Logit soft capping as Gemma 2's eager attention does it."""
    from transformers.models.gemma2.modeling_gemma2 import eager_attention_forward

    class Module(torch.nn.Module):
        num_key_value_groups = 2
    n, dim = 13, 32
    q, k, v = torch.randn(1, 4, n, dim) * 3, torch.randn(1, 2, n, dim), torch.randn(1, 2, n, dim)
    mask = torch.triu(torch.full((n, n), -torch.inf), 1)[None, None]
    y, _ = eager_attention_forward(Module().eval(), q.double(), k.double(), v.double(), mask.double(), scaling=0.2,
                                   softcap=10.0)
    for name, x in (("q", q[0].transpose(0, 1)), ("k", k[0].transpose(0, 1)), ("v", v[0].transpose(0, 1)), ("y", y[0])):
        out.add(f"gemma2.{name}", x)


def t5_attention(out):
    """T5's relative positions: the bias itself, both ways."""
    from transformers import T5Config
    from transformers.models.t5.modeling_t5 import T5Attention
    for name, is_decoder in (("encoder", False), ("decoder", True)):
        config = T5Config(num_heads=4, d_model=64, d_kv=16, is_decoder=is_decoder)
        layer = T5Attention(config, has_relative_attention_bias=True, layer_idx=0).eval()
        torch.nn.init.normal_(layer.relative_attention_bias.weight)
        out.add(f"t5.{name}.table", layer.relative_attention_bias.weight)
        for query, n_keys in ((0, 300), (150, 300), (299, 300)):
            places = torch.arange(n_keys) - query
            bucket = layer._relative_position_bucket(places, bidirectional=not is_decoder, num_buckets=32,
                                                     max_distance=128)
            out.add(f"t5.{name}.bias{query}", layer.relative_attention_bias(bucket).T)


def alibi(out):
    from transformers.models.bloom.modeling_bloom import build_alibi_tensor
    for heads in (8, 12, 16, 71):
        tensor = build_alibi_tensor(torch.ones(1, 3), heads, torch.float32).reshape(heads, 3)
        out.add(f"alibi.{heads}", tensor[:, 1])


def norms_and_activations(out):
    x = torch.randn(5, 70) * 3 + 1
    weight, bias = torch.randn(70), torch.randn(70)
    for name, value in (("x", x), ("weight", weight), ("bias", bias)):
        out.add(f"norm.{name}", value)
    d = [t.double() for t in (x, weight, bias)]
    out.add("norm.layer", F.layer_norm(d[0], (70,), d[1], d[2], 1e-5))
    out.add("norm.rms", F.rms_norm(d[0], (70,), d[1], 1e-6))
    out.add("norm.softmax", F.softmax(d[0], -1))
    out.add("activation.gelu", F.gelu(d[0]))
    out.add("activation.gelu_tanh", F.gelu(d[0], approximate="tanh"))
    out.add("activation.silu", F.silu(d[0]))
    out.add("activation.relu", F.relu(d[0]))


def rope(out):
    """Every scaling's frequencies from transformers, and its rotation in both layouts."""
    common = dict(hidden_size=64, num_attention_heads=1, head_dim=64, num_hidden_layers=1, intermediate_size=8,
                  vocab_size=8)
    kinds = {
        "linear": (2048, {"rope_type": "linear", "rope_theta": 10000.0, "factor": 4.0}, 100),
        "dynamic": (2048, {"rope_type": "dynamic", "rope_theta": 10000.0, "factor": 2.0}, 5000),
        "yarn": (8192, {"rope_type": "yarn", "rope_theta": 1e6, "factor": 4.0,
                        "original_max_position_embeddings": 2048}, 100),
        "yarn_mscale": (163840, {"rope_type": "yarn", "rope_theta": 10000.0, "factor": 40.0, "mscale": 0.8,
                               "mscale_all_dim": 1.2, "original_max_position_embeddings": 4096, "truncate": False},
                        100),
        "llama3": (131072, {"rope_type": "llama3", "rope_theta": 500000.0, "factor": 8.0, "low_freq_factor": 1.0,
                            "high_freq_factor": 4.0, "original_max_position_embeddings": 8192}, 100),
        "longrope_short": (131072, {"rope_type": "longrope", "rope_theta": 10000.0,
                                    "original_max_position_embeddings": 4096, "factor": 32.0,
                                    "short_factor": [1.0 + 0.01 * i for i in range(32)],
                                    "long_factor": [1.0 + 0.5 * i for i in range(32)]}, 4096),
    }
    kinds["longrope_long"] = (kinds["longrope_short"][0], kinds["longrope_short"][1], 4097)
    for name, (longest, parameters, length) in kinds.items():
        config = transformers.LlamaConfig(max_position_embeddings=longest, rope_parameters=parameters, **common)
        inverse, scale = ROPE_INIT_FUNCTIONS[parameters["rope_type"]](config, torch.device("cpu"), seq_len=length)
        out.add(f"rope.{name}.inverse", inverse)
        out.add(f"rope.{name}.scale", torch.tensor([float(scale)]))
    from transformers.models.gptj.modeling_gptj import rotate_every_two
    from transformers.models.llama.modeling_llama import rotate_half
    x, positions = torch.randn(4, 2, 64), torch.tensor([0.0, 3.0, 1000.0, 40000.0])
    angles = positions[:, None] * (1.0 / 10000 ** (torch.arange(0, 64, 2).float() / 64))[None]
    halves = torch.cat((angles, angles), -1)[:, None]
    pairs = torch.repeat_interleave(angles, 2, -1)[:, None]
    out.add("rope.x", x)
    out.add("rope.halves", x * halves.cos() + rotate_half(x) * halves.sin())
    out.add("rope.neighbours", x * pairs.cos() + rotate_every_two(x[None])[0] * pairs.sin())


def main():
    torch.manual_seed(20240229)
    out = Recorder()
    for part in (attention, gemma2_attention, t5_attention, alibi, norms_and_activations, rope):
        part(out)
    out.write()


if __name__ == "__main__":
    main()
