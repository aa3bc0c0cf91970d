#!/usr/bin/env python3
"""Scores `combine` on folders of backlogs with gold facts, today and at three dates each. Standard library only.

scripts/score_backlogs.py FOLDER... [--kind ado-csv] [--totals] [--no-dates] [--only NAME,NAME] [--program FILE] [--keep FOLDER]
The scorer and the exports are the evolution benchmark's (score.py, export.py in ../shared/evolution or $ST_SHARED/evolution).
"""
import argparse
import json
import pathlib
import statistics
import tempfile

import bench_stories as bench


def readable(folder):
    try:
        json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return True


def backlogs(folders, only):
    found = [path for folder in folders for path in sorted(folder.iterdir()) if path.is_dir() and readable(path)]
    return [path for path in found if not only or path.name in only]


def score_one(folder, export, day, scratch):
    out = scratch / f"{folder.name}-{day or 'today'}"
    options = ["--as-of", day] if day else []
    bench.combine([export], out, *options)
    scorer = bench.SHARED / "evolution" / "score.py"
    return bench.scored(scorer, folder, out / "state.json", "--json", *options)


def score(folder, kind, scratch, dates):
    export = bench.export(folder, kind, scratch)
    days = bench.days_of(folder) if dates else []
    today = score_one(folder, export, None, scratch)
    return folder.name, today, [score_one(folder, export, day, scratch)["state_score"] for day in days]


def print_row(name, figures, as_of):
    print(f"{name:18}" + "".join(f"{figures[f]:19.3f}" for f in bench.FIGURES) + f"{as_of:8.3f}")


def mean(values):
    return statistics.mean(values) if values else 0.0


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("folders", nargs="+", type=pathlib.Path)
    ap.add_argument("--kind", default="ado-csv", choices=bench.KINDS)
    ap.add_argument("--only", default="", help="names of backlogs, parted by commas")
    ap.add_argument("--totals", action="store_true", help="the means and the lowest state score alone")
    ap.add_argument("--no-dates", action="store_true", help="today alone")
    ap.add_argument("--program", type=pathlib.Path, default=bench.PROGRAM)
    ap.add_argument("--keep", type=pathlib.Path, help="where exports and documents stay")
    args = ap.parse_args()
    bench.PROGRAM = args.program
    chosen = backlogs(args.folders, [name for name in args.only.split(",") if name])
    if not chosen:
        ap.error("no backlog with a gold.json there")
    with tempfile.TemporaryDirectory() as temporary:
        scratch = args.keep or pathlib.Path(temporary)
        scratch.mkdir(parents=True, exist_ok=True)
        rows = [score(folder, args.kind, scratch, not args.no_dates) for folder in chosen]
    print(f"{'backlog':18}" + "".join(f"{f.replace('_', ' '):>19}" for f in bench.FIGURES) + f"{'as of':>8}")
    for name, today, then in [] if args.totals else rows:
        print_row(name, today, mean(then))
    print_row(f"mean of {len(rows)}", {f: mean([today[f] for _, today, _ in rows]) for f in bench.FIGURES},
              mean([score for _, _, then in rows for score in then]))
    print(f"lowest state score {min(today['state_score'] for _, today, _ in rows):.3f}")


if __name__ == "__main__":
    main()
