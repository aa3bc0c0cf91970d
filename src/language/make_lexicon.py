#!/usr/bin/env python3
"""Makes the lexicon that is embedded in the program: make_lexicon.py WORDNET_FOLDER OUT.bin  (standard library only).

Reads WordNet's database files (wndb(5WN), morphy(7WN)): data.*, index.*, *.exc, cntlist.rev. Writes little-endian
tables of 32-bit words, then the strings; src/language/lexicon_table.h says what each table holds. Every table is
sorted, so the same WordNet gives the same bytes.
"""
import pathlib
import struct
import sys

POS = ("noun", "verb", "adj", "adv")
POS_OF = {"n": 0, "v": 1, "a": 2, "s": 2, "r": 3}
MAX_PARTS = 3  # words in a collocation; longer ones are sayings and taxa
SENSES_KEPT = 6


def data_lines(path):
    for line in path.read_text(encoding="latin-1").splitlines():
        if not line.startswith("  "):
            yield line.split(" | ")[0].split()


def clean(word):
    return word.split("(")[0].lower()


def read_synsets(folder):
    """(pos, offset) -> (words, pointers as written)."""
    synsets = {}
    for pos, name in enumerate(POS):
        for field in data_lines(folder / f"data.{name}"):
            n_words = int(field[3], 16)
            words = [clean(field[4 + 2 * i]) for i in range(n_words)]
            at = 4 + 2 * n_words
            pointers = [(field[at + 1 + 4 * i], POS_OF[field[at + 3 + 4 * i]], int(field[at + 2 + 4 * i]),
                         int(field[at + 4 + 4 * i][:2], 16), int(field[at + 4 + 4 * i][2:], 16))
                        for i in range(int(field[at]))]
            synsets[pos, int(field[0])] = (words, pointers)
    return synsets


def read_senses(folder):
    """lemma -> per part of speech the synset offsets, most frequent first."""
    senses = {}
    for pos, name in enumerate(POS):
        for field in data_lines(folder / f"index.{name}"):
            count = int(field[2])
            senses.setdefault(field[0], [[], [], [], []])[pos] = [int(o) for o in field[-count:]][:SENSES_KEPT]
    return senses


def read_counts(folder):
    """lemma -> per part of speech how often it stands in the tagged corpus."""
    counts = {}
    for line in (folder / "cntlist.rev").read_text(encoding="latin-1").splitlines():
        key, _, count = line.split()
        lemma, rest = key.split("%")
        pos = {"1": 0, "2": 1, "3": 2, "4": 3, "5": 2}[rest[0]]
        counts.setdefault(lemma, [0, 0, 0, 0])[pos] += int(count)
    return counts


def read_exceptions(folder, known):
    rows = set()
    for pos, name in enumerate(POS):
        for line in (folder / f"{name}.exc").read_text(encoding="latin-1").splitlines():
            inflected, *bases = line.split()
            rows.update((inflected, pos, base) for base in bases if base in known and base != inflected)
    return sorted(rows)


def count_below(hypernyms):
    """For each synset how many stand below it, over all levels."""
    above = [set() for _ in hypernyms]

    def ancestors(i):
        stack, seen = list(hypernyms[i]), set()
        while stack:
            j = stack.pop()
            if j not in seen:
                seen.add(j)
                stack += hypernyms[j]
        return seen

    counts = [0] * len(above)
    for i in range(len(above)):
        for j in ancestors(i):
            counts[j] += 1
    return counts


class Strings:
    def __init__(self):
        self.bytes, self.at = bytearray(), {}

    def place(self, text):
        if text not in self.at:
            raw = text.encode("latin-1")
            self.at[text] = len(self.bytes) << 8 | len(raw)
            self.bytes += raw
        return self.at[text]


def ragged(rows):
    """Rows of numbers as (starts with one more at the end, flat)."""
    starts, flat = [0], []
    for row in rows:
        flat += row
        starts.append(len(flat))
    return starts, flat


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    synsets, senses, counts = read_synsets(folder), read_senses(folder), read_counts(folder)
    lemmas = sorted(l for l in senses if l.count("_") < MAX_PARTS and len(l) < 64)
    lemma_id = {lemma: i for i, lemma in enumerate(lemmas)}
    keys = sorted(synsets)
    synset_id = {key: i for i, key in enumerate(keys)}

    sense_rows, antonyms, derived = [], [set() for _ in lemmas], [set() for _ in lemmas]
    for lemma in lemmas:
        row = [synset_id[pos, o] for pos in range(4) for o in senses[lemma][pos]]
        sense_rows.append(row)
    hypernyms, similar = [], []
    for key in keys:
        words, pointers = synsets[key]
        hypernyms.append(sorted({synset_id[p, o] for s, p, o, _, _ in pointers if s in ("@", "*")}))
        similar.append(sorted({synset_id[p, o] for s, p, o, _, _ in pointers if s in ("&", "$", "^") and p == key[0]
                               and s != "^"}))
        for symbol, p, offset, source, target in pointers:
            if symbol not in ("!", "+", "\\", "<") or not source:
                continue
            a, b = words[source - 1], synsets[p, offset][0][target - 1]
            if a in lemma_id and b in lemma_id and a != b:
                if symbol == "!":
                    antonyms[lemma_id[a]].add(lemma_id[b])
                else:
                    derived[lemma_id[a]].add(lemma_id[b])
                    derived[lemma_id[b]].add(lemma_id[a])

    strings = Strings()
    tables = [[strings.place(l) for l in lemmas]]
    frequency = []
    for lemma in lemmas:
        seen, packed = counts.get(lemma, [0] * 4), 0
        for pos in range(4):
            if senses[lemma][pos]:
                packed |= min(255, 1 + seen[pos]) << (8 * pos)
        frequency.append(packed)
    tables.append(frequency)
    tables += ragged(sense_rows)
    tables.append([key[0] for key in keys])
    tables += ragged(hypernyms)
    tables += ragged(similar)
    tables += ragged(sorted(row) for row in antonyms)
    tables += ragged(sorted(row) for row in derived)
    tables.append(count_below(hypernyms))
    exceptions = read_exceptions(folder, lemma_id)
    tables.append([strings.place(inflected) for inflected, _, _ in exceptions])
    tables.append([pos << 24 | lemma_id[base] for _, pos, base in exceptions])

    head = [0x584C5453, len(tables)] + [len(t) for t in tables]
    with open(sys.argv[2], "wb") as out:
        for table in [head] + tables:
            out.write(struct.pack(f"<{len(table)}I", *table))
        out.write(bytes(strings.bytes))


if __name__ == "__main__":
    main()
