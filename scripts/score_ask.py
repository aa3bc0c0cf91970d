#!/usr/bin/env python3
"""Scores `ask` on the questions of scripts/ask_questions.tsv over the evolution benchmark's backlogs.

    scripts/score_ask.py EVOLUTION_FOLDER [--part development|held-out|all] [--binary FILE] [--verbose]

The benchmark is not part of this repository. A question with a fact is right when one of the answer's statements tells
the fact (every probe of the gold is found in it); a question without one is right when the answer is that the stories
do not say. The constants of src/ask were set on the development part only.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
DEVELOPMENT = {"clinic-booking", "claims-desk"}


def read_questions(part):
    for line in (ROOT / "scripts" / "ask_questions.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        backlog, fact, question = line.split("\t")
        if part == "all" or (backlog in DEVELOPMENT) == (part == "development"):
            yield backlog, fact, question


def tells(fact, text):
    return all(re.search(probe, text, re.IGNORECASE) for probe in fact["probe"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("evolution", type=pathlib.Path)
    parser.add_argument("--part", choices=["development", "held-out", "all"], default="all")
    parser.add_argument("--binary", default=str(ROOT / "build/release/storytransformer"))
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    counts = {"answered": [0, 0], "answered first": [0, 0], "in force at all": [0, 0], "abstained": [0, 0]}
    with tempfile.TemporaryDirectory() as folder:
        projects, facts, standing = {}, {}, {}
        for backlog, fact, question in read_questions(options.part):
            if backlog not in projects:
                projects[backlog] = f"{folder}/{backlog}.db"
                out = f"{folder}/{backlog}"
                subprocess.run([options.binary, "combine", str(options.evolution / backlog / "stories.jsonl"), "--out", out,
                                "--project", projects[backlog]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                gold = json.loads((options.evolution / backlog / "gold.json").read_text(encoding="utf-8"))
                facts[backlog] = {one["id"]: one for one in gold["facts"]}
                state = json.loads(pathlib.Path(out, "state.json").read_text(encoding="utf-8"))
                standing[backlog] = [s["text"] for section in state["sections"] for s in section["statements"]]
            done = subprocess.run([options.binary, "ask", question, "--project", projects[backlog], "--json"],
                                  capture_output=True, text=True)
            if done.returncode != 0:
                sys.exit(f"{question}: {done.stderr}")
            answer = json.loads(done.stdout)
            texts = [statement["text"] for statement in answer["statements"]]
            if fact == "-":
                right = not answer["said"]
                counts["abstained"][0] += right
                counts["abstained"][1] += 1
            else:
                right = any(tells(facts[backlog][fact], text) for text in texts)
                known = any(tells(facts[backlog][fact], text) for text in standing[backlog])
                for name, yes in [("answered", right), ("answered first", tells(facts[backlog][fact], (texts + [""])[0])),
                                  ("in force at all", known)]:
                    counts[name][0] += yes
                    counts[name][1] += 1
            if options.verbose:
                scores = [statement["score"] for statement in answer["statements"]]
                print(f"{'ok ' if right else 'BAD'} {backlog[:6]} {fact}: {question} -> {scores} {texts[:2]} {answer['missing']}")
    for name, (right, total) in counts.items():
        print(f"{name}: {right} of {total}")
    answered, abstained = counts["answered"], counts["abstained"]
    print(f"balanced accuracy: {(answered[0] / answered[1] + abstained[0] / abstained[1]) / 2:.3f}")


if __name__ == "__main__":
    main()
