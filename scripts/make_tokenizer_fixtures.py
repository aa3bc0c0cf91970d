#!/usr/bin/env python3
"""Trains small tokenizers on text written for the purpose and records what the reference library makes of some texts.

  make_tokenizer_fixtures.py [src/tokenizer/testdata]

Writes one JSON file a tokenizer: {"name", "tokenizer": a tokenizer.json, "cases": [{"text", "pair", "ids", "tokens",
"offsets" in UTF-8 bytes, "type_ids", "decoded", "decoded_plain", "normalized", "words"}]}. Needs PyPI's tokenizers;
the files are part of the repository, so nobody who builds or tests needs it.
"""
import json
import pathlib
import sys

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

TRAINING = """As a shop owner I want to cancel an order until it is packed, so that I need not send it back.
As a customer, I want to see the state of my order; the state is one of: new, paid, packed, sent, cancelled.
The system sends 3 reminders in 14 days, at 9:30 and 17:45. It doesn't send a fourth. We've tried; they're late!
Der Käufer möchte seine Bestellung stornieren. L'acheteur veut annuler sa commande déjà passée. 日本語の注文をキャンセルする。
Покупатель хочет отменить заказ. El cliente quiere cancelar el pedido. def cancel(order_id: int) -> bool: return True
Orders, ordering, ordered; cancel, cancelling, cancelled; remind, reminder, reminders; packed, packing, unpacked.
""".splitlines()

TEXTS = [
    "", " ", "   ", "\n", "\t\n ", "Hello", "As a customer, I want to cancel my order.", "  two  spaces  ", "end ",
    "We've it's I'LL don't 'S", "3 14 159 2653 1234567", "a1b22c333", "Käufer déjà", "e\u0301 o\u0323\u0301 Å \u212b",
    "日本語の注文", "Покупатель", "안녕하세요", "👍 👨‍👩‍👧 🇩🇪 ❤️", "ﬁn ﬀ ½ ² Ⅻ ｆｕｌｌ", "İstanbul ẞ ǅ ΟΔΟΣ", "x\u0000y\u0007z\u007f\u200b\ufeff",
    "a\u00a0b\u3000c\u2028d", "line one\nline two\r\n\r\nline  three\n", "<mask> <mask>x y<mask>", "[CLS] text [SEP]",
    "snake_case camelCase kebab-case", "...!!!???", "-" * 34, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "\ud7a3\u1100\u1161\u11a8", "नमस्ते สวัสดี مرحبا שלום", "▁under ▁▁score", "<0x41> <s> </s>", "(a[b]{c})", "tab\tand\vvt",
    # Younger than some stage's Unicode tables: punctuation, marks, formats, digits, letters, decompositions.
    "x\u061dy \u0890z a\u07fd\u0323\u0898 \u32ff \ua7f2 \U00011938 \U00011935\U00011930 \u1c89b \U00010d40\U00010d50 "
    "\U000116d0 \u2e52\U00010ead \U0001ccd6 \u1b4e \U000105c0 \U00016ea0 \u00b2\u00bc\u09f4",
]
PAIRS = [("As a customer", "I want to pay."), ("", "pair"), ("text", "")]


def byte_spans(text, offsets):
    places = [0]
    for char in text:
        places.append(places[-1] + len(char.encode("utf-8", "surrogatepass")))
    return [[places[a], places[b]] for a, b in offsets]


def record(tokenizer, text, pair=None):
    encoding = tokenizer.encode(text, pair)
    offsets = encoding.offsets
    spans = []
    for i, offset in enumerate(offsets):
        spans += byte_spans(pair if encoding.sequence_ids[i] == 1 else text, [offset])
    case = {"text": text, "ids": encoding.ids, "tokens": encoding.tokens, "offsets": spans, "type_ids": encoding.type_ids,
            "decoded": tokenizer.decode(encoding.ids, skip_special_tokens=False),
            "decoded_plain": tokenizer.decode(encoding.ids, skip_special_tokens=True)}
    if pair is not None:
        case["pair"] = pair
    return case


def write(folder, name, tokenizer):
    cases = [record(tokenizer, text) for text in TEXTS] + [record(tokenizer, a, b) for a, b in PAIRS]
    data = {"name": name, "tokenizer": json.loads(tokenizer.to_str()), "cases": cases}
    (folder / f"{name}.json").write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(name, tokenizer.get_vocab_size(), "tokens")


def byte_level(folder, name, split=None, post=None, prefix=False, extra=()):
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(prefix)
    if split:
        t.pre_tokenizer = pre_tokenizers.Sequence([
            pre_tokenizers.Split(Regex(split), "isolated"), pre_tokenizers.ByteLevel(prefix, use_regex=False)])
    t.decoder = decoders.ByteLevel()
    t.train_from_iterator(TRAINING, trainers.BpeTrainer(vocab_size=420, show_progress=False, special_tokens=["<s>", "</s>"],
                                                        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    t.add_special_tokens([AddedToken("<mask>", lstrip=True, normalized=True)])
    t.add_tokens(list(extra))
    if post:
        t.post_processor = post
    write(folder, name, t)


def stage(folder, name, normalizer=None, pre_tokenizer=None):
    """One stage by itself: every word is unknown, so that its offsets show what the stage did."""
    t = Tokenizer(models.WordLevel({"<unk>": 0, "a": 1}, unk_token="<unk>"))
    if normalizer:
        t.normalizer = normalizer
    if pre_tokenizer:
        t.pre_tokenizer = pre_tokenizer
    cases = []
    for text in TEXTS:
        case = record(t, text)
        for key in ("decoded", "decoded_plain"):
            del case[key]
        case["normalized"] = normalizer.normalize_str(text) if normalizer else text
        if pre_tokenizer:
            case["words"] = [word for word, _ in pre_tokenizer.pre_tokenize_str(case["normalized"])]
        cases.append(case)
    return {"name": name, "tokenizer": json.loads(t.to_str()), "cases": cases}


def stages(folder):
    n, p = normalizers, pre_tokenizers
    tested = [stage(folder, f"normalizer {name}", made) for name, made in [
        ("NFC", n.NFC()), ("NFD", n.NFD()), ("NFKC", n.NFKC()), ("NFKD", n.NFKD()), ("Lowercase", n.Lowercase()),
        ("NFD, StripAccents", n.Sequence([n.NFD(), n.StripAccents()])), ("Strip", n.Strip()), ("Nmt", n.Nmt()),
        ("Strip left", n.Strip(True, False)), ("Prepend", n.Prepend("▁")), ("Replace", n.Replace("a", "▁▁")),
        ("Replace pattern", n.Replace(Regex(r"\s+"), " ")), ("BERT uncased", n.BertNormalizer()),
        ("BERT cased", n.BertNormalizer(lowercase=False)), ("ByteLevel", n.ByteLevel()),
        ("Lowercase, NFKC, Prepend", n.Sequence([n.Lowercase(), n.NFKC(), n.Prepend("xy")]))]]
    tested += [stage(folder, f"pre-tokenizer {name}", None, made) for name, made in [
        ("Whitespace", p.Whitespace()), ("WhitespaceSplit", p.WhitespaceSplit()), ("BertPreTokenizer", p.BertPreTokenizer()),
        ("Punctuation", p.Punctuation()), ("Punctuation removed", p.Punctuation("removed")),
        ("Punctuation contiguous", p.Punctuation("contiguous")), ("Punctuation previous", p.Punctuation("merged_with_previous")),
        ("Punctuation next", p.Punctuation("merged_with_next")), ("Digits", p.Digits()), ("Digits each", p.Digits(True)),
        ("CharDelimiterSplit", p.CharDelimiterSplit("e")), ("Metaspace", p.Metaspace()),
        ("Metaspace first", p.Metaspace(prepend_scheme="first")), ("Metaspace whole", p.Metaspace(prepend_scheme="never", split=False)),
        ("ByteLevel", p.ByteLevel()), ("ByteLevel bare", p.ByteLevel(False)),
        ("Split isolated", p.Split(Regex(r"\p{Lu}\p{Ll}*|\d{2}"), "isolated")),
        ("Split removed", p.Split(" ", "removed")), ("UnicodeScripts", p.UnicodeScripts()), ("Split inverted", p.Split(Regex(r"\w+|[^\w\s]+"), "removed", invert=True)),
        ("Split next", p.Split(Regex(r"(?=[A-Z])|\s"), "merged_with_next")),
        ("Split DeepSeek", p.Sequence([p.Split(Regex("[\r\n]"), "isolated"), p.Split(Regex(r"\s?\p{L}+"), "isolated"),
                                       p.Split(Regex(r"\s?\p{P}+"), "isolated"), p.Split(Regex("[一-龥ࠀ-一가-퟿]+"), "isolated"),
                                       p.Digits(True), p.ByteLevel(False, use_regex=False)])),
        ("Split GPT-4o", p.Split(Regex(
            r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"
            r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"
            r"\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"), "isolated")),
        ("Falcon", p.Sequence([p.Punctuation("contiguous"), p.ByteLevel(False), p.Digits(), p.Split(Regex("[0-9][0-9][0-9]"),
                                                                                                   "isolated")]))]]
    text = "".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in tested)
    (folder / "stages.jsonl").write_text(text, encoding="utf-8")
    print(len(tested), "stages")


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "src/tokenizer/testdata")
    folder.mkdir(parents=True, exist_ok=True)
    llama3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
              r"|\s+(?!\S)|\s+")
    byte_level(folder, "gpt2", extra=[AddedToken("camelCase", single_word=True), AddedToken("y", rstrip=True, single_word=True)])
    byte_level(folder, "roberta", prefix=True, post=processors.RobertaProcessing(("</s>", 1), ("<s>", 0), True, True))
    byte_level(folder, "llama3", llama3, post=processors.Sequence([
        processors.ByteLevel(trim_offsets=True), processors.TemplateProcessing(
            single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", 0)])]))

    wordpiece = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=40))
    wordpiece.normalizer = normalizers.BertNormalizer()
    wordpiece.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    wordpiece.decoder = decoders.WordPiece()
    wordpiece.train_from_iterator(TRAINING, trainers.WordPieceTrainer(
        vocab_size=320, show_progress=False, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]))
    wordpiece.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    write(folder, "wordpiece", wordpiece)

    unigram = Tokenizer(models.Unigram())
    unigram.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    unigram.pre_tokenizer = pre_tokenizers.Metaspace()
    unigram.decoder = decoders.Metaspace()
    unigram.train_from_iterator(TRAINING, trainers.UnigramTrainer(
        vocab_size=240, show_progress=False, unk_token="<unk>", special_tokens=["<unk>", "<s>", "</s>"]))
    unigram.post_processor = processors.TemplateProcessing(single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 2)])
    write(folder, "unigram", unigram)

    spm = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    spm.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    spm.train_from_iterator([line.replace(" ", "▁") for line in TRAINING], trainers.BpeTrainer(
        vocab_size=560, show_progress=False, special_tokens=["<unk>", "<s>", "</s>"] + [f"<0x{b:02X}>" for b in range(256)]))
    spm.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    spm.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", 1)])
    write(folder, "spm_bpe", spm)

    marked = Tokenizer(models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"))
    marked.normalizer = normalizers.Lowercase()
    marked.pre_tokenizer = pre_tokenizers.Whitespace()
    marked.decoder = decoders.BPEDecoder()
    marked.train_from_iterator(TRAINING, trainers.BpeTrainer(
        vocab_size=260, show_progress=False, special_tokens=["<unk>"], end_of_word_suffix="</w>"))
    write(folder, "word_end_bpe", marked)

    word = Tokenizer(models.WordLevel(unk_token="<unk>"))
    word.pre_tokenizer = pre_tokenizers.Whitespace()
    word.train_from_iterator(TRAINING, trainers.WordLevelTrainer(vocab_size=80, show_progress=False, special_tokens=["<unk>"]))
    write(folder, "word_level", word)
    stages(folder)


if __name__ == "__main__":
    main()
