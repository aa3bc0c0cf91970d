#!/usr/bin/env python3
"""What scripts/bench.sh runs: the story wing's figures, each printed with the scorer that gave it. Standard library only."""
import json
import os
import pathlib
import pty
import re
import resource
import select
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "build" / "release" / "storytransformer"
SHARED = pathlib.Path(os.environ.get("ST_SHARED", ROOT.parent / "shared"))
KINDS = ["jsonl", "ado-csv", "jira-csv", "jira-json", "github-json", "ado-json", "markdown"]


def combine(inputs, out, *options):
    """Runs `combine`; returns (seconds, peak MiB of the process). Exit code 1 means that it is done."""
    begun = time.monotonic()
    process = subprocess.Popen([PROGRAM, "combine", *inputs, "--out", out, *options], stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    said = process.stderr.read().decode()
    if code not in (0, 1):
        sys.exit(f"combine {inputs} ended with {code}: {said}")
    return time.monotonic() - begun, usage.ru_maxrss / 1024


def scored(*command):
    return json.loads(subprocess.run([sys.executable, *command], check=True, capture_output=True, text=True).stdout)


def backlogs():
    return sorted(path.parent for path in (SHARED / "evolution").glob("*/gold.json"))


def export(folder, kind, scratch):
    if kind == "jsonl":
        return folder / "stories.jsonl"
    out = scratch / f"{folder.name}.{kind}"
    subprocess.run([sys.executable, SHARED / "evolution" / "export.py", folder, "--as", kind, "--out", out], check=True)
    return out


FIGURES = ["state_score", "current_recall", "stale_leak", "duplicate_rate", "citation_precision", "section_agreement"]


def figure(result, name):
    for key in (name, name.replace("_", " ")):
        if key in result:
            return result[key]
    sys.exit(f"score.py printed no {name}: {result}")


def print_table(rows):
    print("backlog            kind         " + "  ".join(f"{name:>18}" for name in FIGURES))
    for name, kind, result in rows:
        print(f"{name:18} {kind:12} " + "  ".join(f"{figure(result, f):18.4f}" for f in FIGURES))
    mean = {f: statistics.mean(figure(r, f) for _, _, r in rows) for f in FIGURES}
    print(f"{'mean of ' + str(len(rows)):31} " + "  ".join(f"{mean[f]:18.4f}" for f in FIGURES))
    print(f"lowest state score {min(figure(r, 'state_score') for _, _, r in rows):.4f}\n")


def bench_evolution(scratch):
    print("== evolution: every backlog in every export kind but text (evolution/score.py)")
    rows = []
    for folder in backlogs():
        for kind in KINDS:
            combine([export(folder, kind, scratch)], scratch / "state")
            rows.append((folder.name, kind, scored(SHARED / "evolution" / "score.py", folder,
                                                   scratch / "state" / "state.json", "--json")))
    print_table(rows)


def days_of(folder):
    """Three days that part the deliveries into quarters."""
    closed = sorted(json.loads(line)["closed"] or "9999" for line in (folder / "stories.jsonl").read_text().splitlines())
    closed = [day for day in closed if day != "9999"]
    return [closed[len(closed) * quarter // 4] for quarter in (1, 2, 3)]


def bench_as_of(scratch):
    print("== as of a day: the days that part each backlog's deliveries into quarters (evolution/score.py --as-of)")
    rows = []
    for folder in backlogs():
        for day in days_of(folder):
            combine([folder / "stories.jsonl"], scratch / "state", "--as-of", day)
            rows.append((folder.name, day, scored(SHARED / "evolution" / "score.py", folder,
                                                  scratch / "state" / "state.json", "--as-of", day, "--json")))
    print_table(rows)


def sylius(scratch, share=1.0):
    source = SHARED / "data" / "stories" / "sylius"
    events, gold = sorted(source.glob("*events*.jsonl")), sorted(source.glob("state-*.jsonl"))
    if not events or not gold:
        return None
    text = subprocess.run([sys.executable, SHARED / "evolution" / "sylius.py", "stories", events[0]], check=True,
                          capture_output=True, text=True).stdout
    lines = text.splitlines(keepends=True)
    path = scratch / f"sylius-{share}.jsonl"
    path.write_text("".join(lines[:int(len(lines) * share)]), encoding="utf-8")
    return path, events[0], gold[0], int(len(lines) * share)


def bench_size(scratch):
    print("== size: seconds, peak memory and time per story at 10%, 50% and 100%; one changed story later (evolution/sylius.py)")
    if sylius(scratch) is None:
        print(f"left out: {SHARED / 'data/stories/sylius'} is not there\n")
        return
    for share in (0.1, 0.5, 1.0):
        path, events, gold, stories = sylius(scratch, share)
        seconds, mebibytes = combine([path], scratch / "size", "--jobs", "2")
        print(f"{stories:5} stories  {seconds:7.2f} s  {mebibytes:6.0f} MiB  {1000 * seconds / stories:6.2f} ms a story")
    score = scored(SHARED / "evolution" / "sylius.py", "score", events, gold, scratch / "size" / "state.json")
    print(json.dumps(score))
    project = scratch / "size.db"
    first, _ = combine([path], scratch / "size", "--project", project, "--jobs", "2")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    story = json.loads(lines[len(lines) // 2])
    story["description"] += "\n\nThe page shows at most 10 entries."
    lines[len(lines) // 2] = json.dumps(story, ensure_ascii=False) + "\n"
    path.write_text("".join(lines), encoding="utf-8")
    again, _ = combine([path], scratch / "size", "--project", project, "--jobs", "2")
    print(f"with --project {first:.2f} s; one story changed in the middle, the next run {again:.2f} s\n")


TIME_LEFT = re.compile(rb"(?:(\d+) h )?(?:(\d+) min ?)?(?:(\d+) s)? left")


def watch(command):
    """Runs `command` on a terminal of its own; returns [(seconds since the start, seconds left as told)] and the whole time."""
    begun = time.monotonic()
    child, terminal = pty.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execv(command[0], [str(part) for part in command])
    told = []
    while True:
        select.select([terminal], [], [])
        try:
            block = os.read(terminal, 65536)
        except OSError:  # what a terminal answers once its last writer is gone
            break
        for found in TIME_LEFT.finditer(block):
            hours, minutes, seconds = (int(part or 0) for part in found.groups())
            told.append((time.monotonic() - begun, hours * 3600 + minutes * 60 + seconds))
    os.waitpid(child, 0)
    return told, time.monotonic() - begun


def bench_eta(scratch):
    print("== time left: what the progress bar says against what was left, at tenths of the run")
    made = sylius(scratch)
    if made is None:
        print("left out: no backlog of that size here\n")
        return
    told, whole = watch([PROGRAM, "combine", made[0], "--out", scratch / "eta", "--jobs", "2"])
    if not told:
        print(f"the run took {whole:.2f} s and showed no time left\n")
        return
    errors = []
    for tenth in range(2, 10):
        at, left = min(told, key=lambda one: abs(one[0] - whole * tenth / 10))
        errors.append(abs(left - (whole - at)) / whole)
        print(f"{at:6.1f} s: said {left:4} s left, was {whole - at:5.1f} s")
    print(f"mean error {100 * statistics.mean(errors):.1f}% of the whole time, largest {100 * max(errors):.1f}%\n")


def bench_guard(scratch):
    print("== guard: fabrications caught, and pairs a second on one core (guard/score.py)")
    pairs = SHARED / "guard" / "pairs.jsonl"
    if not pairs.exists():
        print(f"left out: {pairs} is not there\n")
        return
    answers = scratch / "answers.jsonl"
    with open(answers, "wb") as out:
        subprocess.run([PROGRAM, "verify", "--pairs", pairs], check=True, stdout=out)
    print(subprocess.run([sys.executable, SHARED / "guard" / "score.py", pairs, answers], check=True, capture_output=True,
                         text=True).stdout)
    many = scratch / "many.jsonl"
    lines = pairs.read_text(encoding="utf-8").splitlines(keepends=True)
    times = max(1, 20000 // len(lines))
    many.write_text("".join(lines * times), encoding="utf-8")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([PROGRAM, "verify", "--pairs", many, "--jobs", "1"], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{len(lines) * times} pairs in {seconds:.2f} s of one core: {len(lines) * times / seconds:.0f} a second\n")


BENCHES = {"evolution": bench_evolution, "as-of": bench_as_of, "size": bench_size, "eta": bench_eta, "guard": bench_guard}


def main():
    chosen = sys.argv[1:] or list(BENCHES)
    if not PROGRAM.exists() or any(name not in BENCHES for name in chosen):
        sys.exit(__doc__ + f"\nbuild the release preset first; benches: {', '.join(BENCHES)}")
    if not backlogs():
        print(f"{SHARED}/evolution is not there: evolution and as-of have nothing to measure")
        chosen = [name for name in chosen if name not in ("evolution", "as-of")]
    with tempfile.TemporaryDirectory() as scratch:
        for name in chosen:
            BENCHES[name](pathlib.Path(scratch))


if __name__ == "__main__":
    main()
