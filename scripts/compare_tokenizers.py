#!/usr/bin/env python3
"""Holds ids, tokens and byte offsets of `storytransformer tokenize` against the reference libraries.

  compare_tokenizers.py --binary build/release/storytransformer --data DATA --megabytes 50 [--only gpt2,t5-small]

DATA is a folder with stories/, exports/, haystack/ and tokenizers/hf/. The text is every document found there, cut
into pieces, and then the same pieces again, mutated: characters of many scripts, emoji, marks, control characters and
odd spaces put in, pieces cut and joined. The seed is fixed. Prints a line a tokenizer, and the first differences;
exits 1 where there is one.
"""
import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import sentencepiece

from reference_tokenizers import hf_references, tiktoken_llama3

SCRIPTS = ["Привет мир, как дела", "日本語のテキストです。東京", "你好世界，今天天气", "안녕하세요 세계", "مرحبا بالعالم", "שלום עולם",
           "नमस्ते दुनिया", "สวัสดีชาวโลก", "Γειά σου Κόσμε ΟΔΟΣ", "Ærøskøbing Straße ŒUVRE ﬁn ﬀ ½ ² ٣", "Tiếng Việt ở đâu",
           "বাংলা ভাষা", "தமிழ் மொழி", "ქართული ენა", "አማርኛ", "İstanbul ılık", "é à ñ ế", "가나다",
           "ｆｕｌｌｗｉｄｔｈ　１２３", "㎏ ㌀ ① Ⅻ ㍿"]
EMOJI = ["👍", "👨‍👩‍👧‍👦", "🇩🇪", "❤️", "🏳️‍🌈", "👩🏽‍💻", "🤷🏿‍♀️", "😀😁", "✨"]
ODD = ["\u0000", "\u0001", "\u0008", "\u001b", "\u007f", "\u0085", "\u00a0", "\u00ad", "\u200b", "\u200d", "\u200e", "\u2028",
       "\u2029", "\u202f", "\u3000", "\ufeff", "\ufffd", "\ue000", "\r\n", "\r", "\n\n", "\t", "   ", "        ", "\u0301",
       "\u0323\u0301", "ſ", "'S", "'ſ", "'LL", "don't", "I'VE", "▁", "##", "[MASK]", "<s>", "</s>", "<|endoftext|>", "<mask>",
       " <mask> ", "[UNK]", "<0x0A>", "\U0001d400", "\U000e0041", "ẞ", "ǅ", "ﷺ", "\u1100\u1161\u11a8", "1234567", "3.14159"]


def read_documents(data):
    for folder in ("stories", "exports", "haystack"):
        for path in sorted((data / folder).rglob("*")):
            if not path.is_file() or path.name in ("MANIFEST.tsv", "README.md"):
                continue
            try:
                yield path.read_bytes().decode("utf-8")
            except UnicodeDecodeError:
                continue


def cut(text, chance):
    at = 0
    while at < len(text):
        size = chance.choice((40, 200, 800, 3000))
        yield text[at:at + size]
        at += size


def mutate(piece, chance):
    out = list(piece)
    for _ in range(1 + len(out) // 60):
        at = chance.randrange(len(out) + 1)
        kind = chance.random()
        if kind < 0.4:
            out[at:at] = chance.choice(SCRIPTS)
        elif kind < 0.55:
            out[at:at] = chance.choice(EMOJI)
        elif kind < 0.85:
            out[at:at] = chance.choice(ODD)
        elif kind < 0.9:
            out[at:at] = chr(chance.choice((chance.randrange(0x20, 0x3000), chance.randrange(0xA000, 0xD7FF)))) * 2
        elif kind < 0.95:
            out[at:at + 3] = reversed(out[at:at + 3])
        else:
            out[at:at] = chance.choice(" aA1.\n-é字") * chance.randrange(2, 90)
    return "".join(out)


def write_corpus(data, megabytes, path):
    chance = random.Random(20240229)
    pieces = [piece for text in read_documents(data) for piece in cut(text, chance)]
    written = count = 0
    with open(path, "w", encoding="utf-8") as file:
        round_ = 0
        while written < megabytes * 1e6:
            for piece in pieces:
                text = piece if round_ == 0 else mutate(piece, chance)
                file.write(json.dumps(text, ensure_ascii=False) + "\n")
                written += len(text.encode())
                count += 1
                if written >= megabytes * 1e6:
                    break
            round_ += 1
    return written, count


def byte_offsets(text, offsets):
    if text.isascii():
        return offsets
    places = [0] * (len(text) + 1)
    total = 0
    for i, char in enumerate(text):
        places[i] = total
        total += len(char.encode())
    places[len(text)] = total
    return [(places[a], places[b]) for a, b in offsets]


class HfReference:
    """Ids, tokens, offsets, type ids."""

    def __init__(self, tokenizer):
        self.tokenizer = tokenizer

    def encode(self, texts):
        for text, e in zip(texts, self.tokenizer.encode_batch(texts)):
            yield e.ids, e.tokens, byte_offsets(text, e.offsets), e.type_ids


class TiktokenReference:
    """Ids alone."""

    def __init__(self, encoding, bos):
        self.encoding = encoding
        self.bos = bos

    def encode(self, texts):
        for text in texts:
            yield self.bos + self.encoding.encode(text, allowed_special="all"), None, None, None


class SentencePieceReference:
    """Ids alone. This library never reads special tokens out of a text, so texts that spell one are left out."""

    def __init__(self, path):
        self.model = sentencepiece.SentencePieceProcessor(model_file=str(path))

    def encode(self, texts):
        for text in texts:
            spells_special = any(name in text for name in ("<s>", "</s>", "<unk>"))
            yield None if spells_special else self.model.encode(text), None, None, None


def compare(binary, tokenizer_path, reference, corpus, extra):
    command = [binary, "tokenize", "--tokenizer", str(tokenizer_path), "--jsonl", *extra]
    counts = {"texts": 0, "tokens": 0, "ids": 0, "tokens_differ": 0, "offsets": 0, "types": 0}
    shown = []
    with open(corpus, "rb") as lines, open(corpus, "rb") as again:
        process = subprocess.Popen(command, stdin=lines, stdout=subprocess.PIPE)
        batch = []
        for line in again:
            batch.append(json.loads(line))
            if len(batch) == 512:
                check_batch(reference, batch, process.stdout, counts, shown)
                batch = []
        check_batch(reference, batch, process.stdout, counts, shown)
        process.stdout.close()
        if process.wait() != 0:
            counts["ids"] += 1
            shown.append(f"the program ended with {process.returncode}")
    return counts, shown


def check_batch(reference, texts, output, counts, shown):
    for text, (ids, tokens, offsets, types) in zip(texts, reference.encode(texts)):
        line = output.readline()
        if not line:
            counts["ids"] += 1
            return
        if ids is None:
            continue
        ours = json.loads(line)
        counts["texts"] += 1
        counts["tokens"] += len(ids)
        wrong = None
        if ours["ids"] != list(ids):
            wrong = "ids"
        elif tokens is not None and ours["tokens"] != tokens:
            wrong = "tokens_differ"
        elif offsets is not None and [tuple(o) for o in ours["offsets"]] != [tuple(o) for o in offsets]:
            wrong = "offsets"
        elif types is not None and ours["type_ids"] != list(types):
            wrong = "types"
        if wrong:
            counts[wrong] += 1
            if len(shown) < 12:
                shown.append(describe(text, ours, ids, tokens, offsets, wrong))


def describe(text, ours, ids, tokens, offsets, wrong):
    field = {"ids": ("ids", list(ids)), "tokens_differ": ("tokens", tokens), "offsets": ("offsets", offsets),
             "types": ("type_ids", None)}[wrong]
    mine, theirs = ours[field[0]], field[1]
    at = next((i for i, (a, b) in enumerate(zip(mine, theirs or [])) if list_of(a) != list_of(b)),
              min(len(mine), len(theirs or [])))
    start = ours["offsets"][min(at, len(ours["offsets"]) - 1)][0] if ours["offsets"] else 0
    around = text.encode()[max(0, start - 20):start + 30].decode(errors="ignore")
    return (f"{wrong} at token {at}: {mine[max(0, at - 2):at + 3]} for {(theirs or [])[max(0, at - 2):at + 3]} "
            f"near {around!r}")


def list_of(value):
    return list(value) if isinstance(value, (list, tuple)) else value


def all_references(data):
    folder = data / "tokenizers" / "hf"
    for name, make in hf_references(folder).items():
        yield name, "tokenizers", folder / name, lambda make=make: HfReference(make()), []
    yield ("llama-3/tiktoken", "tiktoken", folder / "llama-3",
           lambda: TiktokenReference(tiktoken_llama3(folder / "llama-3"), [128000]), [])
    models = data / "tokenizers" / "sentencepiece"
    yield ("llama-2/tokenizer.model", "sentencepiece", folder / "llama-2" / "tokenizer.model",
           lambda: SentencePieceReference(folder / "llama-2" / "tokenizer.model"), ["--no-special-tokens"])
    for name in ("test_model.model", "test_ja_model.model"):
        yield (name, "sentencepiece", models / name, lambda name=name: SentencePieceReference(models / name),
               ["--no-special-tokens"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--data", required=True, type=pathlib.Path)
    parser.add_argument("--megabytes", type=float, default=50)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    only = [name for name in options.only.split(",") if name]
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        corpus = pathlib.Path(folder) / "corpus.jsonl"
        written, count = write_corpus(options.data, options.megabytes, corpus)
        print(f"corpus: {written / 1e6:.1f} MB in {count} texts", flush=True)
        for name, library, path, make, extra in all_references(options.data):
            if only and name not in only:
                continue
            begun = time.time()
            counts, shown = compare(options.binary, path, make(), corpus, extra)
            wrong = counts["ids"] + counts["tokens_differ"] + counts["offsets"] + counts["types"]
            failed = failed or wrong > 0
            print(f"{name:30} {library:13} {counts['texts']} texts, {counts['tokens']} tokens; texts that differ in ids "
                  f"{counts['ids']}, in tokens {counts['tokens_differ']}, in offsets {counts['offsets']}, in type ids "
                  f"{counts['types']}  ({time.time() - begun:.0f} s)", flush=True)
            for line in shown:
                print("   ", line)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
