"""The reference libraries, one tokenizer each, built from the files that this project's own readers are given.

Where a folder holds no tokenizer.json the reference is put together from the same files, the way the model's authors
publish it. Needs PyPI's tokenizers, sentencepiece and tiktoken; used by the comparing and timing scripts only.
"""
import base64
import json
import pathlib

import tiktoken
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
          r"|\s+(?!\S)|\s+")
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
LLAMA3_SPECIAL = (["<|begin_of_text|>", "<|end_of_text|>"] + [f"<|reserved_special_token_{i}|>" for i in range(4)] +
                  ["<|start_header_id|>", "<|end_header_id|>", "<|reserved_special_token_4|>", "<|eot_id|>"] +
                  [f"<|reserved_special_token_{i}|>" for i in range(5, 251)])


def byte_bpe(folder, split=None, normalizer=None, special=()):
    made = Tokenizer(models.BPE.from_file(str(folder / "vocab.json"), str(folder / "merges.txt")))
    if normalizer:
        made.normalizer = normalizer
    if split:
        made.pre_tokenizer = pre_tokenizers.Sequence([
            pre_tokenizers.Split(Regex(split), "isolated"), pre_tokenizers.ByteLevel(False, use_regex=False)])
    else:
        made.pre_tokenizer = pre_tokenizers.ByteLevel(False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(name, normalized=False, special=True) for name in special])
    return made


def bert(folder, lowercase):
    vocab = models.WordPiece.read_file(str(folder / "vocab.txt"))
    made = Tokenizer(models.WordPiece(vocab, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.BertProcessing(("[SEP]", vocab["[SEP]"]), ("[CLS]", vocab["[CLS]"]))
    made.decoder = decoders.WordPiece()
    made.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    return made


def tiktoken_llama3(folder):
    ranks = {}
    for line in (folder / "tokenizer.model").read_bytes().splitlines():
        token, rank = line.split()
        ranks[base64.b64decode(token)] = int(rank)
    return tiktoken.Encoding("llama3", pat_str=LLAMA3, mergeable_ranks=ranks,
                             special_tokens={name: len(ranks) + i for i, name in enumerate(LLAMA3_SPECIAL)})


def hf_llama3(folder):
    """The tiktoken file as Hugging Face's converter writes it: every way to split a token is a merge."""
    ranks = tiktoken_llama3(folder)._mergeable_ranks
    chars = byte_chars()
    vocab = {"".join(chars[b] for b in token): rank for token, rank in ranks.items()}
    merges = []
    for token, rank in ranks.items():
        here = [(token[:i], token[i:]) for i in range(1, len(token)) if token[:i] in ranks and token[i:] in ranks]
        merges += [(rank, ranks[a], ranks[b], a, b) for a, b in here]
    merges.sort(key=lambda m: m[:3])
    named = [("".join(chars[x] for x in a), "".join(chars[x] for x in b)) for _, _, _, a, b in merges]
    made = Tokenizer(models.BPE(vocab, named, ignore_merges=True))
    made.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(LLAMA3), "isolated"), pre_tokenizers.ByteLevel(False, use_regex=False)])
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(name, normalized=False, special=True) for name in LLAMA3_SPECIAL])
    made.post_processor = processors.TemplateProcessing(
        single="<|begin_of_text|> $A", pair="<|begin_of_text|> $A <|begin_of_text|>:1 $B:1",
        special_tokens=[("<|begin_of_text|>", len(ranks))])
    return made


def byte_chars():
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {b: chr(b) for b in shown}
    for n, b in enumerate(b for b in range(256) if b not in table):
        table[b] = chr(256 + n)
    return table


def hf_references(root):
    """Name -> function that makes the reference tokenizer, for the folders under `root`."""
    root = pathlib.Path(root)
    qwen = root / "qwen2-0.5b"
    return {
        "gpt2": lambda: byte_bpe(root / "gpt2", special=["<|endoftext|>"]),
        "roberta-base": lambda: Tokenizer.from_str(with_model_type(root / "roberta-base", "BPE")),
        "bert-base-cased": lambda: bert(root / "bert-base-cased", False),
        "bert-base-uncased": lambda: bert(root / "bert-base-uncased", True),
        "bert-base-multilingual-cased": lambda: bert(root / "bert-base-multilingual-cased", False),
        "t5-small": lambda: Tokenizer.from_str(with_model_type(root / "t5-small", "Unigram")),
        "llama-2": lambda: Tokenizer.from_file(str(root / "llama-2" / "tokenizer.json")),
        "llama-3": lambda: hf_llama3(root / "llama-3"),
        "qwen2-0.5b": lambda: byte_bpe(qwen, QWEN2, normalizers.NFC(), ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]),
        "falcon": lambda: Tokenizer.from_file(str(root / "falcon" / "tokenizer.json")),
    }


def with_model_type(folder, kind):
    """Files from before 2021 carry no model.type; today's library wants one."""
    data = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    data["model"].setdefault("type", kind)
    return json.dumps(data, ensure_ascii=False)
