#!/usr/bin/env python3
"""What models take in memory, from their published shapes: the tables of docs/guide/choosing-a-model.md.

    scripts/model_sizes.py                  weights, and keys and values, of some models
    scripts/model_sizes.py --memory 16      the longest context that fits beside the weights in 16 GB

Decimal GB. Weights: parameters times bits. Keys and values of a token: 2 * layers * KV heads * head width values.
"""
import argparse

# name: parameters, layers, KV heads, head width, context, vocabulary * model width (the output matrix)
MODELS = {
    "Qwen2.5-1.5B": (1.54e9, 28, 2, 128, 32768, 151936 * 1536),
    "Phi-3-mini-128k": (3.82e9, 32, 32, 96, 131072, 32064 * 3072),
    "Qwen3-4B": (4.02e9, 36, 8, 128, 40960, 151936 * 2560),
    "Mistral-7B-v0.3": (7.25e9, 32, 8, 128, 32768, 32768 * 4096),
    "Qwen2.5-7B": (7.62e9, 28, 4, 128, 32768, 152064 * 3584),
    "Llama-3.1-8B": (8.03e9, 32, 8, 128, 131072, 128256 * 4096),
    "Gemma-2-9B": (9.24e9, 42, 8, 256, 8192, 256000 * 3584),
    "Qwen2.5-14B": (14.77e9, 48, 8, 128, 32768, 152064 * 5120),
    "Qwen3-32B": (32.8e9, 64, 8, 128, 40960, 151936 * 5120),
    "Mixtral-8x7B": (46.7e9, 32, 8, 128, 32768, 32000 * 4096),
    "Llama-3.1-70B": (70.6e9, 80, 8, 128, 131072, 128256 * 8192),
}
BITS = {"bf16": 16.0, "q8_0": 8.5, "q4_k": 4.5}
OUTPUT_BITS = {"bf16": 16.0, "q8_0": 8.5, "q4_k": 6.5625}  # `quantize` keeps the output matrix at q6_k at least
KV_BITS = {"f16": 16.0, "q8_0": 8.5, "q4_0": 4.5}
WORK_BYTES = 1.0e9  # activations of a chunk, unpacked tiles, the system's own needs: rather too much


def weight_bytes(model, kind):
    parameters, output = model[0], model[5]
    return ((parameters - output) * BITS[kind] + output * OUTPUT_BITS[kind]) / 8


def token_bytes(model, kind):
    _, layers, heads, width, _, _ = model
    return 2 * layers * heads * width * KV_BITS[kind] / 8


def print_sizes():
    print("| model | weights bf16 | q8_0 | q4_k | 8k tokens f16 | 32k tokens f16 | 32k tokens q8_0 |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, model in MODELS.items():
        weights = [weight_bytes(model, kind) / 1e9 for kind in BITS]
        cache = [token_bytes(model, kind) * n / 1e9 for kind, n in (("f16", 8192), ("f16", 32768), ("q8_0", 32768))]
        print(f"| {name} | " + " | ".join(f"{size:.1f}" for size in weights + cache) + " |")


def context_text(model, memory, weights, kv):
    tokens = (memory - WORK_BYTES - weight_bytes(model, weights)) / token_bytes(model, kv)
    if tokens < 2048:
        return "-"
    return "all" if tokens >= model[4] else f"{int(tokens) // 1024}k"


def print_fits(gigabytes):
    columns = [(weights, kv) for weights in BITS for kv in ("f16", "q8_0")]
    print("| model | context | " + " | ".join(f"{weights}, KV {kv}" for weights, kv in columns) + " |")
    print("| --- " * (len(columns) + 2) + "|")
    for name, model in MODELS.items():
        fits = [context_text(model, gigabytes * 1e9, weights, kv) for weights, kv in columns]
        print(f"| {name} | {model[4] // 1024}k | " + " | ".join(fits) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--memory", type=float, metavar="GB", help="memory of the machine or the GPU")
    memory = parser.parse_args().memory
    print_sizes() if memory is None else print_fits(memory)


if __name__ == "__main__":
    main()
