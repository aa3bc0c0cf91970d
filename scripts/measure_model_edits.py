#!/usr/bin/env python3
"""What the way from a model to the document loses, and how few tokens its edits take.

  measure_model_edits.py BENCHMARK [--binary B] [--tokenizer FILE_OR_FOLDER]

BENCHMARK holds one folder a backlog, each with stories.jsonl and gold.json, and score.py beside them. For each,
`combine --llm` is run against gold_model_server.py, which answers from the gold. Printed are the state score of the
built-in combiner and with that model; the tokens of all answers; and the tokens that it would take to write the whole
document anew after every story, and after every 20. Without --tokenizer a token is 1.3 times a word or sign.
"""
import argparse
import io
import json
import pathlib
import subprocess
import sys
import tempfile

import gold_model_server


def counter(binary, tokenizer):
    """A function from texts to the sum of their tokens."""
    if not tokenizer:
        return lambda texts: sum(gold_model_server.about_tokens(t) for t in texts)

    def count(texts):
        lines = "".join(json.dumps(t) + "\n" for t in texts)
        out = subprocess.run([binary, "tokenize", "--tokenizer", tokenizer, "--jsonl", "--no-special-tokens"],
                             input=lines, capture_output=True, text=True, check=True).stdout
        return sum(len(json.loads(line)["ids"]) for line in out.splitlines())

    return count


def combine(binary, stories, out, more=()):
    done = subprocess.run([binary, "combine", stories, "--out", out, "--json", *more], capture_output=True, text=True)
    if done.returncode > 1:
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def score(benchmark, folder, out):
    done = subprocess.run([sys.executable, benchmark / "score.py", folder, f"{out}/state.json", "--json"],
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["state_score"]


def rewriting(state, stories, count):
    """Tokens of the whole document, written after every story and after every 20."""
    days = sorted(s["closed"] for s in stories if s["closed"] and s["state"] in ("Done", "Closed"))
    sizes = {}
    for day in set(days):
        sizes[day] = count([e["text"] for e in state["timeline"]
                            if (e["since"] or "") <= day and not (e["until"] and e["until"] <= day)])
    batches = [days[min(i, len(days)) - 1] for i in range(20, len(days) + 20, 20)]
    return sum(sizes[d] for d in days), sum(sizes[d] for d in batches)


def measure(binary, benchmark, folder, count, out):
    log = io.StringIO()
    server = gold_model_server.serve(folder, 0, log)
    stories = str(folder / "stories.jsonl")
    combine(binary, stories, f"{out}/plain")
    url = f"http://127.0.0.1:{server.server_address[1]}"
    report = combine(binary, stories, f"{out}/model", ["--llm", url, "--audit", "0"])["model"]
    server.shutdown()
    answers = count([json.loads(line)["answer"] for line in log.getvalue().splitlines()])
    state = json.loads(pathlib.Path(f"{out}/model/state.json").read_text(encoding="utf-8"))
    lines = [json.loads(line) for line in (folder / "stories.jsonl").read_text(encoding="utf-8").splitlines() if line]
    every, batches = rewriting(state, lines, count)
    return {"backlog": folder.name, "built_in": score(benchmark, folder, f"{out}/plain"),
            "with_gold": score(benchmark, folder, f"{out}/model"), "answer_tokens": answers,
            "claims_asked": report["claims_asked"], "edits_refused": report["edits_refused"], "per_story": every, "per_20": batches,
            "times_fewer_per_story": round(every / answers, 1), "times_fewer_per_20": round(batches / answers, 1)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmark", type=pathlib.Path)
    root = pathlib.Path(__file__).resolve().parent.parent
    parser.add_argument("--binary", default=str(root / "build/release/storytransformer"))
    parser.add_argument("--tokenizer")
    args = parser.parse_args()
    count = counter(args.binary, args.tokenizer)
    rows = []
    for folder in sorted(args.benchmark.iterdir()):
        if not (folder / "gold.json").exists():
            continue
        with tempfile.TemporaryDirectory() as out:
            rows.append(measure(args.binary, args.benchmark, folder, count, out))
        print(json.dumps(rows[-1]), flush=True)
    if rows:
        print(json.dumps({"mean_built_in": round(sum(r["built_in"] for r in rows) / len(rows), 4),
                          "mean_with_gold": round(sum(r["with_gold"] for r in rows) / len(rows), 4),
                          "fewest_times_per_story": min(r["times_fewer_per_story"] for r in rows),
                          "fewest_times_per_20": min(r["times_fewer_per_20"] for r in rows)}))


if __name__ == "__main__":
    main()
