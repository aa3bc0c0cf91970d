#!/usr/bin/env python3
"""Runs the shell snippets of README.md and docs/guide/, so that no document shows a command that fails.

Every fenced block marked ```sh is run with `bash -e` in a scratch folder that looks like the root of the project
(build/, examples/, ... are links), block after block of one document in the same folder. A line `<!-- not run: why -->`
before a block leaves it out. `$?` 1 of the program (a person's eye is needed) is no failure. Prints a line a block.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"(<!-- not run: (?P<why>[^>]*) -->\s*)?^```sh\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
LINKS = ["build", "examples", "scripts", "src", "tests", "docs", "packages.txt", "CMakeLists.txt", "CMakePresets.json", "cmake"]
# The program's exit code 1 says "done, look at the review list": bash -e must not stop there.
PRELUDE = """
storytransformer() {
  local code=0
  "$ROOT/build/release/storytransformer" "$@" || code=$?
  [ "$code" -eq 1 ] && code=0
  return "$code"
}
"""


def run_block(code, folder):
    code = code.replace("build/release/storytransformer", "storytransformer")
    return subprocess.run(["bash", "-e", "-c", PRELUDE + code], cwd=folder, capture_output=True, text=True, timeout=300,
                          env={"ROOT": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": folder, "LC_ALL": "C.UTF-8"})


def run_document(path):
    """Returns how many of the document's blocks failed."""
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in LINKS:
            (pathlib.Path(folder) / name).symlink_to(ROOT / name)
        text = path.read_text(encoding="utf-8")
        for found in BLOCK.finditer(text):
            where = f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, found.start('code')) + 1}"
            if found["why"]:
                print(f"not run  {where}: {found['why']}")
                continue
            done = run_block(found["code"], folder)
            print(f"{'ok' if done.returncode == 0 else 'FAILED':7}  {where}")
            if done.returncode != 0:
                failures += 1
                print(found["code"] + done.stdout[-2000:] + done.stderr[-2000:])
    return failures


def main():
    documents = [ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md"))]
    failures = sum(run_document(path) for path in documents if path.exists())
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
