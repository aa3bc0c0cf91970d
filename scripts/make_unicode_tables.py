#!/usr/bin/env python3
"""Writes src/tokenizer/text/{category,named_script,library_class}_table.cc: Unicode's classes as each stage of the HF
tokenizers library holds them, found by asking the library. Its parts carry tables of different Unicode versions, so a
character that is young is punctuation to one stage and nothing to another. Needs `pip install tokenizers unicodedata2`.

Example: python3 scripts/make_unicode_tables.py src/tokenizer/text
"""
import pathlib
import sys

import unicodedata2
from tokenizers import Regex, normalizers, pre_tokenizers

CODE_POINTS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
EVERYTHING = "".join(map(chr, CODE_POINTS))
CATEGORIES = ("Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Co").split()
SCRIPTS = ("Arabic Armenian Bengali Bopomofo Common Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Han "
           "Hangul Hebrew Hiragana Inherited Kannada Katakana Khmer Lao Latin Malayalam Mongolian Myanmar Sinhala Tamil "
           "Telugu Thai Tibetan Emoji").split()
# What these properties hold beyond the categories that make up most of them.
BEYOND_CATEGORIES = {"Other_Alphabetic": ("Alphabetic", r"\p{L}\p{Nl}"), "Other_Lowercase": ("Lowercase", r"\p{Ll}"),
                     "Other_Uppercase": ("Uppercase", r"\p{Lu}")}


def regex_members(pattern):
    matches = pre_tokenizers.Split(Regex(pattern), "removed", invert=True).pre_tokenize_str(EVERYTHING)
    return [CODE_POINTS[i] for _, (begin, end) in matches for i in range(begin, end)]


def split_members(splitter, outside):
    """Code points that are pieces by themselves, or begin one, between characters that are outside the class."""
    text = outside + "".join(chr(c) + outside for c in CODE_POINTS)
    starts = {begin for _, (begin, _) in splitter.pre_tokenize_str(text)}
    return [c for i, c in enumerate(CODE_POINTS) if 1 + 2 * i in starts]


def normalized(normalizer):
    return [normalizer.normalize_str("a" + chr(c) + "b")[1:-1] for c in CODE_POINTS]


def bert(**switches):
    off = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return normalizers.BertNormalizer(**{**off, **switches})


def dropped(normalizer):
    return [c for c, text in zip(CODE_POINTS, normalized(normalizer)) if text == ""]


def unknown_to_normalizer():
    """What today's Unicode decomposes or orders and the library's normalisation forms do not."""
    nfd, nfkd = normalizers.NFD(), normalizers.NFKD()
    found = []
    for c in CODE_POINTS:
        char, order = chr(c), unicodedata2.combining(chr(c))
        mapping = unicodedata2.decomposition(char)
        form = nfkd if mapping.startswith("<") else nfd
        if mapping and form.normalize_str(char) == char:
            found.append(c)
        if order and not mapping:
            text = "a\u0345" + char if order < 240 else "a" + char + "\u0334"
            if nfd.normalize_str(text) == text:
                found.append(c)
    return found


def ranges(members):
    found = []
    for c in members:
        after_gap = 0xE000 if found and found[-1][1] == 0xD7FF else -1
        if found and c in (found[-1][1] + 1, after_gap):
            found[-1][1] = c
        else:
            found.append([c, c])
    return found


def lower_runs():
    """(first, last, step, distance): letters `step` apart whose lower case lies `distance` further."""
    pairs = [(c, ord(text) - c) for c, text in zip(CODE_POINTS, normalized(normalizers.Lowercase()))
             if len(text) == 1 and ord(text) != c and c != 0x130]
    found = []
    for c, distance in pairs:
        last = found[-1] if found else None
        if last and last[3] == distance and (c - last[1] == last[2] or (last[0] == last[1] and c - last[1] <= 2)):
            last[2] = c - last[1]
            last[1] = c
        else:
            found.append([c, c, 1, distance])
    return found


def rows(entries):
    line = "   "
    for entry in entries:
        if len(line) + len(entry) > 108:
            yield line
            line = "   "
        line += " " + entry + ","
    yield line


def write(path, header, arrays, tail):
    out = ["// Written by scripts/make_unicode_tables.py.", f'#include "tokenizer/text/{header}"', "",
           "namespace st {", "namespace {", "", "// clang-format off"]
    for declaration, entries in arrays:
        out += [f"constexpr {declaration}[] = {{", *rows(entries), "};"]
    out += ["// clang-format on", "", "}  // namespace", "", *tail, "}  // namespace st"]
    path.write_text("\n".join(out) + "\n", encoding="utf-8")


def category_runs():
    of = {c: name for name in CATEGORIES for c in regex_members(r"\p{" + name + "}")}
    last = None
    for c in CODE_POINTS:
        name = of.get(c, "Cn")
        if name != last:
            yield f"{{0x{c:X},k{name}}}"
        last = name


def script_entries():
    patterns = {name: r"\p{" + name + "}" for name in SCRIPTS}
    patterns |= {name: r"[\p{" + whole + "}&&[^" + most + "]]" for name, (whole, most) in BEYOND_CATEGORIES.items()}
    for name, pattern in patterns.items():
        for first, last in ranges(regex_members(pattern)):
            yield f'{{"{name}", 0x{first:X}, 0x{last:X}}}'


def library_classes():
    """In the order of LibraryBits."""
    yield "Other", dropped(bert(clean_text=True))
    yield "Punctuation", split_members(pre_tokenizers.Punctuation(), "a")
    plain = {c for c, text in zip(CODE_POINTS, normalized(normalizers.NFD())) if text == chr(c)}
    yield "AccentOfBert", [c for c in dropped(bert(strip_accents=True)) if c in plain]
    yield "Accent", dropped(normalizers.StripAccents())
    yield "Numeric", split_members(pre_tokenizers.Digits(individual_digits=True), "a")
    yield "Word", split_members(pre_tokenizers.Whitespace(), "!")
    yield "UnknownForm", unknown_to_normalizer()


def main():
    folder = pathlib.Path(sys.argv[1])
    write(folder / "category_table.cc", "category_table.h",
          [("CategoryRun kRuns", category_runs())],
          ["std::span<const CategoryRun> category_runs() {", "  return kRuns;", "}", ""])
    write(folder / "named_script_table.cc", "named_script_table.h",
          [("NamedScriptRange kRanges", script_entries())],
          ["std::span<const NamedScriptRange> named_script_ranges() {", "  return kRanges;", "}", ""])
    classes = [(f"CodePointRange k{name}", (f"{{0x{a:X}, 0x{b:X}}}" for a, b in ranges(members)))
               for name, members in library_classes()]
    lower = [f"{{0x{a:X}, 0x{b:X}, {step}, {distance}}}" for a, b, step, distance in lower_runs()]
    names = (declaration.split()[1] for declaration, _ in classes)
    write(folder / "library_class_table.cc", "library_class_table.h", classes + [("LowerRun kLower", lower)],
          ["std::span<const CodePointRange> library_ranges(std::size_t bit) {",
           "  // clang-format off", "  constexpr std::span<const CodePointRange> kClasses[] = {", *rows(names), "  };",
           "  // clang-format on", "  return kClasses[bit];", "}", "std::span<const LowerRun> lower_runs() {", "  return kLower;", "}", ""])


if __name__ == "__main__":
    main()
