#!/usr/bin/env python3
"""Writes beams.txt into some folders of src/model/testdata: what the reference library's beam search finds there.

Needs torch and transformers; tests need neither. A line a search: beams, length penalty, most new tokens, end id (or -1),
then the answers, best first: "score: ids". Prompts are those of ids.txt. A search is left out where two candidates are so
near that rounding would decide; as many end ids are tried as it takes to get answers that end and answers that don't.
"""
import pathlib
import sys

import torch
import transformers as hf

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "src/model/testdata"
NEAR = 2e-4


@torch.no_grad()
def search(model, prompt, beams, penalty, new_tokens, end):
    out = model.generate(torch.tensor([prompt]), attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
                         num_beams=beams, num_return_sequences=beams, length_penalty=penalty, early_stopping=False,
                         max_new_tokens=new_tokens, do_sample=False, eos_token_id=end if end >= 0 else None,
                         pad_token_id=2, return_dict_in_generate=True, output_scores=True)
    answers = []
    for ids, score in zip(out.sequences.tolist(), out.sequences_scores.tolist()):
        ids = ids[len(prompt):]
        if end >= 0 and end in ids:
            ids = ids[:ids.index(end)]
        answers.append((score, ids))
    return answers


def make(name):
    folder = FOLDER / name
    model = hf.AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager").float().eval()
    model.generation_config = hf.GenerationConfig()
    prompt = list(map(int, (folder / "ids.txt").read_text().split("\n")[0].split()))
    greedy = list(map(int, (folder / "ids.txt").read_text().split("\n")[1].split()))
    lines = []
    for beams, penalty, new_tokens, end in [(2, 1.0, 12, -1), (4, 1.0, 20, -1), (9, 1.0, 10, -1), (4, 0.0, 20, greedy[3]),
                                            (4, 2.0, 20, greedy[5]), (5, 1.0, 24, greedy[8]), (3, -1.0, 16, greedy[2])]:
        answers = search(model, prompt, beams, penalty, new_tokens, end)
        scores = [score for score, _ in answers]
        if min((a - b for a, b in zip(scores, scores[1:])), default=1.0) < NEAR:
            continue
        lines.append(f"{beams} {penalty} {new_tokens} {end}")
        lines += [f"{score:.6f}: " + " ".join(map(str, ids)) for score, ids in answers]
    (folder / "beams.txt").write_text("\n".join(lines) + "\n")
    print(name, len(lines), "lines")


for family in sys.argv[1:] or ["qwen3", "gpt2"]:
    make(family)
