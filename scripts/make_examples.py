#!/usr/bin/env python3
"""Writes each examples/NAME/stories.jsonl the way trackers export it, beside it:

    azure-devops.csv   Azure DevOps: BOM, CRLF, HTML in Description and Acceptance Criteria, US dates, numbers as IDs
    jira.csv           Jira: repeated Labels columns, wiki markup, 13/Jan/21 9:00 AM
    markdown/          a file a story, YAML front matter

    scripts/make_examples.py           writes them
    scripts/make_examples.py --check   exits 1 where one of them is not what this script would write

stories.jsonl is written by hand and is the only source. Standard library only.
"""
import csv
import datetime
import html
import io
import json
import pathlib
import sys

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent / "examples"


def read(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def links_of(story, kind):
    return [link["target"] for link in story["links"] if link["type"] == kind]


def number_of(story_id):
    return story_id.split("-")[-1]


def us_time(day, time):
    if not day:
        return ""
    date = datetime.date.fromisoformat(day)
    return f"{date.month}/{date.day}/{date.year} {time}"


def to_html(story):
    return f"<div>{html.escape(story['description'], quote=False)}<br></div>"


def criteria_to_html(story):
    items = "".join(f"<li>{html.escape(line, quote=False)} </li>" for line in story["acceptance_criteria"])
    return f"<div><ul>{items}</ul></div>" if items else ""


def azure_devops_csv(stories):
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(["ID", "Work Item Type", "Title", "State", "Area Path", "Tags", "Description",
                     "Acceptance Criteria", "Created Date", "Closed Date", "Parent"])
    for story in stories:
        writer.writerow([number_of(story["id"]), story["type"], story["title"], story["state"],
                         "Desk\\" + story["area"], "; ".join(story["tags"]), to_html(story), criteria_to_html(story),
                         us_time(story["created"], "9:12:04 AM"), us_time(story["closed"], "4:40:51 PM"),
                         "".join(number_of(target) for target in links_of(story, "parent"))])
    return "\ufeff" + out.getvalue()


JIRA_TYPES = {"User Story": "Story"}
JIRA_STATES = {"Removed": "Won't Do", "Active": "In Progress", "New": "To Do"}


def jira_time(day, time):
    return datetime.date.fromisoformat(day).strftime("%d/%b/%y ") + time if day else ""


def padded(values, width):
    return values + [""] * (width - len(values))


def jira_csv(stories):
    labels = max(len(story["tags"]) for story in stories)
    duplicates = max(len(links_of(story, "duplicates")) for story in stories)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["Summary", "Issue key", "Issue id", "Issue Type", "Status", "Created", "Resolved", "Component/s",
                     *["Labels"] * labels, "Description", *["Outward issue link (Duplicate)"] * duplicates,
                     "Custom field (Acceptance Criteria)"])
    for story in stories:
        writer.writerow([story["title"], story["id"], 10000 + int(number_of(story["id"])),
                         JIRA_TYPES.get(story["type"], story["type"]), JIRA_STATES.get(story["state"], story["state"]),
                         jira_time(story["created"], "9:12 AM"), jira_time(story["closed"], "4:40 PM"), story["area"],
                         *padded(story["tags"], labels), story["description"],
                         *padded(links_of(story, "duplicates"), duplicates),
                         "\n".join("* " + line for line in story["acceptance_criteria"])])
    return out.getvalue()


def markdown(story):
    front = {name: story[name] for name in ("id", "type", "state", "created", "closed", "area") if story[name]}
    if story["tags"]:
        front["tags"] = "[" + ", ".join(story["tags"]) + "]"
    for link in story["links"]:
        front[link["type"]] = link["target"]
    head = "".join(f"{name}: {value}\n" for name, value in front.items())
    body = story["description"]
    if story["acceptance_criteria"]:
        body += "\n\n## Acceptance criteria\n\n" + "\n".join("- " + line for line in story["acceptance_criteria"])
    return f"---\n{head}---\n\n# {story['title']}\n\n{body}\n"


def forms_of(folder):
    """Path -> text of every file that is made from the folder's stories.jsonl."""
    stories = read(folder / "stories.jsonl")
    forms = {folder / "azure-devops.csv": azure_devops_csv(stories), folder / "jira.csv": jira_csv(stories)}
    for story in stories:
        prefix, number = story["id"].rsplit("-", 1)
        forms[folder / "markdown" / f"{prefix}-{int(number):02}.md"] = markdown(story)
    return forms


def main():
    check = sys.argv[1:] == ["--check"]
    stale = 0
    for source in sorted(EXAMPLES.glob("*/stories.jsonl")):
        for path, text in forms_of(source.parent).items():
            if check:
                if not path.exists() or path.read_bytes() != text.encode():
                    print(f"{path.relative_to(EXAMPLES.parent)}: is not what {source.name} gives; "
                          "run scripts/make_examples.py")
                    stale = 1
                continue
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode())
    sys.exit(stale)


if __name__ == "__main__":
    main()
