#!/usr/bin/env python3
"""Holds our rendering of chat templates against the reference's (transformers' way of setting Jinja up), byte for byte.

    scripts/compare_chat_templates.py FOLDER...     folders or files: *.jinja, and *.json with a "chat_template"

Needs Python packages `jinja2` and `transformers` on the development machine; nothing that ships needs them. Each template
is rendered over a set of conversations; a conversation that the reference refuses must be refused by us too. Prints
a line for each template and, last, how many agree in everything.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

from transformers.utils.chat_template_utils import _compile_jinja_template

PROGRAM = pathlib.Path(__file__).resolve().parent.parent / "build" / "release" / "storytransformer"

TOOLS = [{"type": "function", "function": {"name": "find_story", "description": "Finds a story by words & <marks>.",
          "parameters": {"type": "object", "properties": {"words": {"type": "string", "description": "What to look for"},
                         "limit": {"type": "integer", "default": 5}}, "required": ["words"]}}}]
USER = {"role": "user", "content": "What does the system do today?"}
CALL = {"role": "assistant", "content": "", "tool_calls": [{"type": "function", "id": "call00001",
        "function": {"name": "find_story", "arguments": {"words": "caf\u00e9 \u20ac", "limit": 2}}}]}
RESULT = {"role": "tool", "name": "find_story", "tool_call_id": "call00001", "content": "{\"found\": 2}"}
CONVERSATIONS = {
    "one turn": {"messages": [USER], "add_generation_prompt": True},
    "no generation prompt": {"messages": [USER], "add_generation_prompt": False},
    "system": {"messages": [{"role": "system", "content": "Be  brief.\n"}, USER], "add_generation_prompt": True},
    "several turns": {"messages": [{"role": "system", "content": "S"}, {"role": "user", "content": "  a\n\nb "},
                                   {"role": "assistant", "content": "c <think>x</think> d\n"},
                                   {"role": "user", "content": "e"}], "add_generation_prompt": True},
    "ends with the assistant": {"messages": [USER, {"role": "assistant", "content": "It lends books."}],
                                "add_generation_prompt": False},
    "unicode": {"messages": [{"role": "user", "content": "na\u00efve \u65e5\u672c\u8a9e \U0001F600 'q' \"d\" \\ {{x}} {% y %}"}],
                "add_generation_prompt": True},
    "empty": {"messages": [{"role": "user", "content": ""}], "add_generation_prompt": True},
    "tools": {"messages": [USER], "tools": TOOLS, "add_generation_prompt": True},
    "tools and system": {"messages": [{"role": "system", "content": "S"}, USER], "tools": TOOLS, "add_generation_prompt": True},
    "a tool call": {"messages": [USER, CALL, RESULT], "tools": TOOLS, "add_generation_prompt": True},
    "a tool call answered": {"messages": [USER, CALL, RESULT, {"role": "assistant", "content": "Two."}, USER],
                             "tools": TOOLS, "add_generation_prompt": True},
    "no thinking": {"messages": [USER], "enable_thinking": False, "add_generation_prompt": True},
    "two users": {"messages": [USER, USER], "add_generation_prompt": True},
}
SPECIAL = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
DEFAULTS = {"tools": None, "documents": None}


def reference(compiled, variables):
    try:
        return compiled.render(**variables)
    except Exception:  # whatever a template's own raise_exception and Jinja raise
        return None


def ours(template, variables, folder):
    path = pathlib.Path(folder) / "variables.json"
    path.write_text(json.dumps(variables), encoding="utf-8")
    done = subprocess.run([PROGRAM, "chat", "--chat-template", template, "--render", path], capture_output=True)
    return (done.stdout.decode(), "") if done.returncode == 0 else (None, done.stderr.decode().strip())


def templates_in(path):
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in files:
        if file.suffix == ".jinja":
            yield file.name, file.read_text(encoding="utf-8")
        elif file.suffix == ".json" and file.is_file():
            found = json.loads(file.read_text(encoding="utf-8"))
            found = found.get("chat_template") if isinstance(found, dict) else None
            if isinstance(found, str):
                yield str(file.relative_to(path)), found
            for one in found if isinstance(found, list) else []:
                yield f"{file.relative_to(path)}:{one['name']}", one["template"]


def compare(name, source, folder):
    """Returns (conversations that agree, that were rendered, first difference)."""
    path = pathlib.Path(folder) / "template.jinja"
    path.write_text(source, encoding="utf-8", newline="")
    try:
        compiled = _compile_jinja_template(source)
    except Exception as error:
        return None, None, f"the reference can't read it: {error}"
    agree = rendered = 0
    difference = ""
    for title, conversation in CONVERSATIONS.items():
        variables = {**SPECIAL, **DEFAULTS, **conversation}
        expected = reference(compiled, variables)
        got, why = ours(path, variables, folder)
        rendered += expected is not None
        if got == expected:
            agree += 1
        elif not difference:
            difference = f"{title}: expected {expected!r}\n    got {got!r} {why}"
    return agree, rendered, difference


def main():
    total = good = 0
    with tempfile.TemporaryDirectory() as folder:
        for argument in sys.argv[1:]:
            for name, source in templates_in(pathlib.Path(argument)):
                agree, rendered, difference = compare(name, source, folder)
                if agree is None:
                    print(f"left out  {name}: {difference}")
                    continue
                total += 1
                good += agree == len(CONVERSATIONS)
                print(f"{'ok  ' if agree == len(CONVERSATIONS) else 'DIFF'}  {agree:2} of {len(CONVERSATIONS)} agree, {rendered:2} rendered  {name}")
                if difference:
                    print("    " + difference[:1500])
    print(f"{good} of {total} templates agree in every conversation")
    sys.exit(0 if good == total and total > 0 else 1)


if __name__ == "__main__":
    main()
