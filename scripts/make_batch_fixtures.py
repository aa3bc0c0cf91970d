#!/usr/bin/env python3
"""Records what the reference library makes of batches that are cut and padded.

  make_batch_fixtures.py [src/tokenizer/testdata]

Reads tokenizers out of the fixtures that make_tokenizer_fixtures.py wrote there and writes batches.jsonl, a line a batch:
{"tokenizer": the fixture's name, "arguments": those of `storytransformer tokenize`, "lines": its input, "rows": the lines
that must come out}. A pair's windows beside a text's windows are left out for the template whose pair has type 0: there
the library gives them type 1, and to all other windows of the same template 0. Needs PyPI's tokenizers; the file is part of the repository, so nobody who builds or tests needs it.
"""
import json
import pathlib
import sys

from tokenizers import Tokenizer

from make_tokenizer_fixtures import byte_spans

TEXTS = ["As a customer, I want to cancel my order until it is packed.", "Käufer möchte 日本語の注文", "", "sent",
         ["As a shop owner", "I want 3 reminders in 14 days, at 9:30 and 17:45."],
         ["The state of the order is one of: new, paid, packed, sent, cancelled.", "déjà passée"],
         ["We've tried; they're late! We've tried; they're late!", "The system sends 3 reminders in 14 days, at 9:30 and 17:45."]]
SINGLE = [text for text in TEXTS if isinstance(text, str)]
PAIRS = [text for text in TEXTS if isinstance(text, list)]

LONGEST = {"direction": "right"}
# truncation, padding, texts
CASES = [
    (None, LONGEST, TEXTS),
    (None, {"direction": "left"}, TEXTS),
    (None, {"length": 24}, TEXTS),
    (None, {"length": 20, "direction": "left", "pad_to_multiple_of": 8}, SINGLE),
    (None, {"pad_to_multiple_of": 16}, TEXTS),
    ({"max_length": 8}, None, TEXTS),
    ({"max_length": 8}, LONGEST, TEXTS),
    ({"max_length": 12, "stride": 3}, LONGEST, SINGLE),
    ({"max_length": 9, "stride": 2, "direction": "left"}, {"length": 12}, SINGLE),
    ({"max_length": 14, "stride": 1}, {"length": 16, "direction": "left"}, PAIRS),
    ({"max_length": 15}, LONGEST, PAIRS),
    ({"max_length": 20, "stride": 2, "direction": "left"}, LONGEST, PAIRS),
    ({"max_length": 60, "strategy": "only_first"}, LONGEST, PAIRS[1:2]),
    ({"max_length": 30, "stride": 4, "strategy": "only_first"}, LONGEST, PAIRS[1:2]),
    ({"max_length": 30, "stride": 4, "strategy": "only_second"}, {"pad_to_multiple_of": 8}, PAIRS[:1]),
    ({"max_length": 26, "strategy": "only_second", "direction": "left"}, None, PAIRS[:1]),
]


def arguments(truncation, padding, overflow, special):
    out = [] if special else ["--no-special-tokens"]
    if truncation:
        out += ["--max-length", str(truncation["max_length"])]
        names = {"stride": "--stride", "strategy": "--truncation", "direction": "--truncation-side"}
        for key in names.keys() & truncation.keys():
            out += [names[key], str(truncation[key])]
        out += ["--overflow"] if overflow else []
    if padding is not None:
        out += ["--pad", str(padding.get("length", "longest"))]
        if "direction" in padding:
            out += ["--pad-side", padding["direction"]]
        if "pad_to_multiple_of" in padding:
            out += ["--pad-multiple", str(padding["pad_to_multiple_of"])]
    return sorted_pairs(out)


def sorted_pairs(words):
    """Options in one order whatever the order of a set; a flag stands alone."""
    options = []
    for word in words:
        if word.startswith("--"):
            options.append([word])
        else:
            options[-1].append(word)
    return [word for option in sorted(options) for word in option]


def row(encoding, text):
    first, second = text if isinstance(text, list) else (text, "")
    offsets = []
    for offset, sequence in zip(encoding.offsets, encoding.sequence_ids):
        offsets += byte_spans(second if sequence == 1 else first, [offset])
    return {"ids": encoding.ids, "tokens": encoding.tokens, "offsets": offsets, "type_ids": encoding.type_ids,
            "attention_mask": encoding.attention_mask}


def batch(name, tokenizer, case, overflow, special):
    truncation, padding, texts = case
    tokenizer.no_truncation()
    tokenizer.no_padding()
    if truncation:
        tokenizer.enable_truncation(**truncation)
    if padding is not None:
        pad = next(token for token in ("[PAD]", "</s>") if tokenizer.token_to_id(token) is not None)
        tokenizer.enable_padding(**padding, pad_token=pad, pad_id=tokenizer.token_to_id(pad))
    made = tokenizer.encode_batch([tuple(text) if isinstance(text, list) else text for text in texts],
                                  add_special_tokens=special)
    rows = [row(encoding, text) for encoding, text in zip(made, texts)]
    if overflow:
        for encoding, text, out in zip(made, texts, rows):
            out["overflowing"] = [row(part, text) for part in encoding.overflowing]
    call = arguments(truncation, padding, overflow, special)
    if padding is not None and pad != "[PAD]":
        call += ["--pad-token", pad]
    lines = [{"text": text[0], "pair": text[1]} if isinstance(text, list) else text for text in texts]
    return {"tokenizer": name, "arguments": call, "lines": lines, "rows": rows}


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "src/tokenizer/testdata")
    out = []
    for name in ("wordpiece", "roberta", "unigram"):
        fixture = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        tokenizer = Tokenizer.from_str(json.dumps(fixture["tokenizer"]))
        for case in CASES:
            out.append(batch(name, tokenizer, case, False, True))
            texts = case[2] if name != "unigram" else [text for text in case[2] if isinstance(text, str)]
            if case[0] and texts:
                out.append(batch(name, tokenizer, (*case[:2], texts), True, True))
        out.append(batch(name, tokenizer, CASES[7], True, False))
    text = "".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in out)
    (folder / "batches.jsonl").write_text(text, encoding="utf-8")
    print(len(out), "batches")


if __name__ == "__main__":
    main()
