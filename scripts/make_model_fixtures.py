#!/usr/bin/env python3
"""Writes src/model/testdata: tiny random checkpoints and what the reference library computes with them.

Needs torch and transformers (made with torch 2.15 and transformers 5.23); tests need neither. A folder a family:
config.json and model.safetensors as the library saves them, ids.txt (a prompt, then 64 greedy tokens) and logits.f32
(little endian, [all ids, vocabulary]), computed in f32 with attention spelled out. Names as arguments choose families.
"""
import json
import pathlib
import struct
import sys

import torch
import transformers as hf

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "src/model/testdata"
VOCABULARY, PROMPT_TOKENS, NEW_TOKENS, CONTEXT = 61, 24, 64, 96
LLAMA = dict(vocab_size=VOCABULARY, hidden_size=32, intermediate_size=40, num_hidden_layers=2, num_attention_heads=4,
             num_key_value_heads=2, max_position_embeddings=CONTEXT, bos_token_id=0, eos_token_id=1, pad_token_id=2)
GPT = dict(vocab_size=VOCABULARY, n_embd=32, n_layer=2, n_head=4, n_positions=CONTEXT, bos_token_id=0, eos_token_id=1)
TYPES = ["sliding_attention", "full_attention"]


def rope(kind, **more):
    return {"rope_type": kind, "rope_theta": 10000.0, **more}


FAMILIES = {
    "llama": lambda: hf.LlamaConfig(**LLAMA),
    "llama-tied-biased": lambda: hf.LlamaConfig(**LLAMA, tie_word_embeddings=True, attention_bias=True, mlp_bias=True),
    "llama-3": lambda: hf.LlamaConfig(**LLAMA, head_dim=16, rope_parameters=rope(
        "llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=32)),
    "llama-linear": lambda: hf.LlamaConfig(**LLAMA, rope_parameters=rope("linear", factor=2.0)),
    "llama-yarn": lambda: hf.LlamaConfig(**LLAMA, rope_parameters=rope(
        "yarn", factor=4.0, original_max_position_embeddings=24)),
    "mistral": lambda: hf.MistralConfig(**LLAMA, head_dim=8, sliding_window=16),
    "mixtral": lambda: hf.MixtralConfig(**LLAMA, num_local_experts=4, num_experts_per_tok=2, sliding_window=None),
    "qwen2": lambda: hf.Qwen2Config(**LLAMA),
    "qwen2-window": lambda: hf.Qwen2Config(**LLAMA, use_sliding_window=True, sliding_window=16, layer_types=TYPES),
    "qwen3": lambda: hf.Qwen3Config(**LLAMA, head_dim=16),
    "phi3": lambda: hf.Phi3Config(**LLAMA, sliding_window=None),
    # Not longer than it was first trained on: beyond, the library turns old keys anew where it has no cache.
    "phi3-longrope": lambda: hf.Phi3Config(**{**LLAMA, "max_position_embeddings": 384}, sliding_window=None,
                                           original_max_position_embeddings=96, rope_parameters=rope(
        "longrope", short_factor=[1.0, 1.5, 2.0, 3.0], long_factor=[2.0, 4.0, 6.0, 8.0],
        original_max_position_embeddings=96)),
    "gemma2": lambda: hf.Gemma2Config(**LLAMA, head_dim=16, sliding_window=16, query_pre_attn_scalar=24,
                                      layer_types=TYPES),
    "gemma3": lambda: hf.Gemma3TextConfig(**LLAMA, head_dim=16, sliding_window=16, query_pre_attn_scalar=24,
                                          layer_types=TYPES),
    "starcoder2": lambda: hf.Starcoder2Config(**LLAMA, sliding_window=16),
    "gpt1": lambda: hf.OpenAIGPTConfig(**GPT),
    "gpt2": lambda: hf.GPT2Config(**GPT),
    "starcoder": lambda: hf.GPTBigCodeConfig(**GPT, multi_query=True),
    "gpt-neox": lambda: hf.GPTNeoXConfig(
        vocab_size=VOCABULARY, hidden_size=64, intermediate_size=72, num_hidden_layers=2, num_attention_heads=4,
        max_position_embeddings=CONTEXT, rotary_pct=0.25, bos_token_id=0, eos_token_id=1),
    "falcon-multi-query": lambda: hf.FalconConfig(
        vocab_size=VOCABULARY, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, multi_query=True,
        parallel_attn=True, new_decoder_architecture=False, bias=False, alibi=False, bos_token_id=0, eos_token_id=1,
        max_position_embeddings=CONTEXT),
    "falcon-new": lambda: hf.FalconConfig(
        vocab_size=VOCABULARY, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, num_kv_heads=2,
        parallel_attn=True, new_decoder_architecture=True, bias=False, alibi=False, bos_token_id=0, eos_token_id=1,
        max_position_embeddings=CONTEXT),
    "bloom": lambda: hf.BloomConfig(vocab_size=VOCABULARY, hidden_size=32, n_layer=2, n_head=4, bos_token_id=0,
                                    eos_token_id=1, pad_token_id=2),
    "mpt": lambda: hf.MptConfig(vocab_size=VOCABULARY, d_model=32, n_heads=4, n_layers=2,
                                max_seq_len=CONTEXT),
}


def randomise(model, seed):
    """Weights large enough that the greedy text is not one token over and over; exact in bf16, as they are stored."""
    # What is embedded and read out by the same matrix repeats itself, unless the blocks outweigh it.
    tied = model.get_input_embeddings().weight is model.get_output_embeddings().weight
    random = torch.Generator().manual_seed(seed)
    for name, weight in model.named_parameters():
        noise = torch.randn(weight.shape, generator=random)
        is_norm = weight.dim() == 1 and name.endswith("weight")
        is_table = "emb" in name or "wte" in name
        spread = 0.2 if weight.dim() == 1 else (0.15 if tied else 0.9) if is_table else weight.shape[-1] ** -0.5 * 1.4
        weight.data = ((1.0 if is_norm else 0.0) + noise * spread).bfloat16().float()


@torch.no_grad()
def greedy(model, prompt):
    ids = list(prompt)
    smallest_gap = float("inf")
    for _ in range(NEW_TOKENS):
        last = model(torch.tensor([ids]), use_cache=False).logits[0, -1]
        best = torch.topk(last, 2)
        smallest_gap = min(smallest_gap, float(best.values[0] - best.values[1]))
        ids.append(int(best.indices[0]))
    return ids, model(torch.tensor([ids]), use_cache=False).logits[0].float(), smallest_gap


def make(name):
    config = FAMILIES[name]()
    config._attn_implementation = "eager"
    for seed in range(1, 100):
        model = hf.AutoModelForCausalLM.from_config(config, attn_implementation="eager").float().eval()
        randomise(model, seed)
        model.tie_weights()
        prompt = torch.randint(3, VOCABULARY, (PROMPT_TOKENS,), generator=torch.Generator().manual_seed(seed)).tolist()
        ids, logits, gap = greedy(model, prompt)
        # A near tie would make the greedy text a matter of rounding; few different tokens would prove little.
        if gap > 0.003 and len(set(ids[PROMPT_TOKENS:])) >= 8:
            break
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    model.bfloat16().save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    (folder / "ids.txt").write_text(" ".join(map(str, ids[:PROMPT_TOKENS])) + "\n" +
                                    " ".join(map(str, ids[PROMPT_TOKENS:])) + "\n")
    (folder / "logits.f32").write_bytes(struct.pack(f"<{logits.numel()}f", *logits.flatten().tolist()))
    print(name, "seed", seed, "smallest gap", round(gap, 4), "different", len(set(ids[PROMPT_TOKENS:])),
          "largest logit", round(float(logits.abs().max()), 2),
          sum(f.stat().st_size for f in folder.iterdir()), "bytes")


for family in sys.argv[1:] or FAMILIES:
    make(family)
