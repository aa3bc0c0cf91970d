#!/usr/bin/env python3
"""Holds check_layers.py against small trees that keep the rule and trees that break it."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

CHECKER = pathlib.Path(__file__).resolve().parent / "check_layers.py"


def check(files):
    """Lays `files` (path under src/ -> text) out beside a copy of the checker; returns (exit code, what it printed)."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "scripts").mkdir()
        shutil.copy(CHECKER, root / "scripts")
        for name, text in files.items():
            path = root / "src" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        done = subprocess.run([sys.executable, root / "scripts" / CHECKER.name], capture_output=True, text=True)
        return done.returncode, done.stdout


class TheOneRule(unittest.TestCase):
    def assert_breach(self, files, what):
        code, said = check(files)
        self.assertEqual(code, 1, said)
        self.assertIn(what, said)

    def test_downwards_and_sideways_doors_are_fine(self):
        code, said = check({
            "render/html.cc": '#include "render/html.h"\n#include "story/document.h"\n#include "base/file.h"\n',
            "combine/propose.cc": '#include "lm/text_model.h"\n#include "ledger/ledger.h"\n',
            "engine/local_text_model.cc": '#include "lm/text_model.h"\n#include "model/decoder.h"\n',
            "cli/program.cc": '#include "engine/engine.h"\n#include "combine/pipeline.h"\n#include <nlohmann/json.hpp>\n',
            "kernels/matmul/matmul_simd.cc": "#include <immintrin.h>\n",
        })
        self.assertEqual((code, said), (0, ""))

    def test_upwards(self):
        self.assert_breach({"story/story.h": '#include "render/html.h"\n'}, "src/story/story.h:1: story may not include")

    def test_same_floor(self):
        self.assert_breach({"guard/guard.h": '#include "ledger/ledger.h"\n'}, "guard may not include ledger")

    def test_across_the_wings(self):
        self.assert_breach({"combine/a.cc": '// a\n#include "tensor/tensor.h"\n'}, "a.cc:2: combine may not include tensor")
        self.assert_breach({"model/a.cc": '#include "story/story.h"\n'}, "model may not include story")

    def test_the_cellar_knows_no_one(self):
        self.assert_breach({"base/a.h": '#include "lm/text_model.h"\n'}, "base may not include lm")

    def test_what_belongs_in_one_place(self):
        self.assert_breach({"kernels/a.cc": "#include <immintrin.h>\n"}, "intrinsics belong")
        self.assert_breach({"kernels/a.cc": "__global__ void f();\n"}, "CUDA belongs")
        self.assert_breach({"story/a.cc": "#include <nlohmann/json.hpp>\n"}, "JSON belongs")

    def test_a_folder_that_is_no_room(self):
        self.assert_breach({"utils/a.h": "\n"}, "utils is no room of the house")


if __name__ == "__main__":
    unittest.main()
