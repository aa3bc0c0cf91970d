#!/usr/bin/env python3
"""Writes src/tokenizer/split/script_table.cc: the script of every code point as the HF tokenizers library's
UnicodeScripts holds it (Unicode 9), found by asking the library. Needs `pip install tokenizers`.

Example: python3 scripts/make_script_table.py > src/tokenizer/split/script_table.cc
"""
from tokenizers.pre_tokenizers import UnicodeScripts

splitter = UnicodeScripts()
code_points = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]


def joins(reference):
    """Whether each code point stays in one piece with the reference character before it."""
    text = reference + "".join(chr(c) + reference for c in code_points)
    starts = {begin for _, (begin, _) in splitter.pre_tokenize_str(text)}
    return [1 + 2 * i not in starts for i in range(len(code_points))]


def ranges():
    """(first, last, script): code points that join every neighbour are left out."""
    both = zip(code_points, joins("a"), joins("\u03b1"))
    scripted = [c for c, latin, greek in both if not (latin and greek)]
    members, found = [], []
    for _, (begin, end) in splitter.pre_tokenize_str("".join(map(chr, scripted))):
        first = chr(scripted[begin])
        same = (i for i, member in enumerate(members) if len(splitter.pre_tokenize_str(member + first)) == 1)
        script = next(same, None)
        if script is None:
            script = len(members)
            members.append(first)
        for c in scripted[begin:end]:
            if found and found[-1][1] == c - 1 and found[-1][2] == script:
                found[-1][1] = c
            else:
                found.append([c, c, script])
    return found


def main():
    print('// Written by scripts/make_script_table.py.\n#include "tokenizer/split/script_table.h"\n')
    print("namespace st {\nnamespace {\n\n// clang-format off\nconstexpr ScriptRange kRanges[] = {")
    line = "   "
    for first, last, script in ranges():
        entry = f" {{0x{first:X}, 0x{last:X}, {script}}},"
        if len(line) + len(entry) > 108:
            print(line)
            line = "   "
        line += entry
    print(line)
    print("};\n// clang-format on\n\n}  // namespace\n")
    print("std::span<const ScriptRange> script_ranges() {\n  return kRanges;\n}\n\n}  // namespace st")


if __name__ == "__main__":
    main()
