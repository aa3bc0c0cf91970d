#!/usr/bin/env python3
"""A stand-in for a good model: a server that speaks the OpenAI chat API and answers from a gold list of facts.

  gold_model_server.py FOLDER [--port N]      FOLDER holds stories.jsonl and gold.json

It knows the facts and nothing of the program that asks: it reads the statements, claims and the plan out of the
prompt, as a model would, and answers with edits. What `combine` makes of its answers is what the way from the
model to the document loses. Prints "ready PORT" when it listens (on loopback only). Standard library only.
"""
import argparse
import http.server
import json
import pathlib
import re
import sys
import threading

STATEMENT = re.compile(r'^(s\d+)(?:: | is now: )("(?:[^"\\]|\\.)*")')
ENDED = re.compile(r"^(s\d+) has ended$")
STORY = re.compile(r'^story ("(?:[^"\\]|\\.)*") of ')
CLAIM = re.compile(r'^(c\d+)(\*?) ([^"]*): ("(?:[^"\\]|\\.)*")')
PLAN = re.compile(r"(replaces|repeats|ends) ([sc]\d+)")


class Gold:
    """The facts, and what a text tells of them."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        facts = json.loads((folder / "gold.json").read_text(encoding="utf-8"))["facts"]
        self.facts = {f["id"]: f for f in facts}
        self.probes = {i: [re.compile(p, re.I | re.S) for p in f["probe"]] for i, f in self.facts.items()}

    def told(self, text, story=None):
        """Ids of the facts that the text tells; with a story: those that the story may be cited for."""
        found = {i for i, probes in self.probes.items() if all(p.search(text) for p in probes)}
        if story is None:
            return found
        return {i for i in found if story in self.facts[i]["sources"] + self.facts[i].get("also", [])}

    def lasting(self, ids):
        """Those that hold, or held once."""
        return {i for i in ids if self.facts[i]["status"] in ("current", "superseded", "retired")}

    def older(self, fact):
        """The facts that this one took the place of, at any remove."""
        found, more = set(), {fact}
        while more:
            more = {i for i, f in self.facts.items() if f.get("by") in more} - found
            found |= more
        return found

    def ended_by(self, story):
        return {i for i, f in self.facts.items() if f.get("by_story") == story}


def text_of(quoted):
    try:
        return json.loads(quoted)
    except ValueError:
        return quoted[1:-1]


class Scene:
    """What one prompt shows."""

    def __init__(self, prompt):
        self.statements, self.claims, story = {}, [], None
        for line in prompt.splitlines():
            if found := STATEMENT.match(line):
                self.statements[found[1]] = text_of(found[2])
            elif found := ENDED.match(line):
                self.statements.pop(found[1], None)
            elif found := STORY.match(line):
                story = text_of(found[1])
            elif found := CLAIM.match(line):
                self.claims.append({"label": found[1], "asked": bool(found[2]), "story": story, "text": text_of(found[4]),
                                    "plan": PLAN.findall(found[3]), "nothing": "no requirement" in found[3]})


def overlap(a, b):
    words = lambda t: set(re.findall(r"\w{4,}", t.lower()))
    return len(words(a) & words(b))


class Editor:
    """Answers one prompt: the edits that make of the plan what the gold says."""

    def __init__(self, gold, scene):
        self.gold, self.scene = gold, scene
        # label -> (facts told, text, story), of all that stands
        self.standing = {k: (gold.lasting(gold.told(t)), t, None) for k, t in scene.statements.items()}

    def edits(self):
        out = []
        for claim in self.scene.claims:
            out += self.edits_of(claim)
        return out

    def edits_of(self, claim):
        gold, label, story = self.gold, claim["label"], claim["story"]
        told = gold.told(claim["text"], story)
        lasting = gold.lasting(told)
        ends = {k for k, (facts, _, _) in self.standing.items() if facts & gold.ended_by(story)}
        if ends and claim is not self.best_to_end(story, ends):
            ends = set()
        old = {k for k, (facts, _, s) in self.standing.items()
               if s != story and any(facts & gold.older(f) for f in lasting)} - ends
        same = {k for k, (facts, _, s) in self.standing.items() if facts & lasting} - old - ends
        if not claim["asked"] or (not ends and self.left_to_a_neighbour(claim, lasting)):
            self.settle(claim, lasting)
            return []
        edits = []
        if told and not lasting:
            edits.append({"do": "nothing", "claim": label})
        elif old:
            first = max(old, key=lambda k: (overlap(self.standing[k][1], claim["text"]), k))
            edits.append({"do": "revise", "claim": label, "of": first})
            edits += [{"do": "retire", "claim": label, "of": k} for k in sorted(old - {first})]
        elif lasting and same and all(lasting <= self.standing[k][0] for k in same):
            edits.append({"do": "merge", "claim": label, "of": sorted(same)[0]})
        elif lasting or self.plan_harms(claim, ends):
            edits.append({"do": "add", "claim": label})
        edits += [{"do": "retire", "claim": label, "of": k} for k in sorted(ends)]
        if not edits or self.is_planned(claim, edits):
            self.settle(claim, lasting)
            return []
        self.apply(claim, edits, lasting)
        return edits

    def left_to_a_neighbour(self, claim, lasting):
        """Whether the plan joins the claim to another of its story that tells the same facts."""
        for what, target in claim["plan"]:
            for other in self.scene.claims:
                if what == "repeats" and other["label"] == target and other["story"] == claim["story"]:
                    return lasting <= self.gold.told(other["text"], claim["story"])
        return False

    def best_to_end(self, story, ends):
        texts = " ".join(self.standing[k][1] for k in ends)
        own = [c for c in self.scene.claims if c["story"] == story and c["asked"]]
        return max(own, key=lambda c: (overlap(c["text"], texts), -self.scene.claims.index(c)), default=None)

    def plan_harms(self, claim, ends):
        """Whether the plan ends or rewords what tells a fact, for a claim that tells none."""
        for what, target in claim["plan"]:
            facts = self.standing.get(target, (set(), "", None))[0]
            current = {f for f in facts if self.gold.facts[f]["status"] == "current"}
            if what in ("replaces", "ends") and current and target not in ends:
                return True
        return False

    def is_planned(self, claim, edits):
        words = {"revise": "replaces", "merge": "repeats", "retire": "ends"}
        wanted = sorted((words[e["do"]], e["of"]) for e in edits if e["do"] in words)
        if wanted != sorted(claim["plan"]):
            return False
        kinds = {e["do"] for e in edits}
        if "nothing" in kinds:
            return claim["nothing"]
        return not claim["nothing"]

    def settle(self, claim, lasting):
        plan = [{"do": {"replaces": "revise", "repeats": "merge", "ends": "retire"}[w], "of": t} for w, t in claim["plan"]]
        if claim["nothing"]:
            plan = [{"do": "nothing"}]
        self.apply(claim, plan or [{"do": "add"}], lasting)

    def apply(self, claim, edits, lasting):
        for edit in edits:
            if edit["do"] in ("revise", "retire"):
                self.standing.pop(edit["of"], None)
            if edit["do"] in ("revise", "add"):
                self.standing[claim["label"]] = (lasting, claim["text"], claim["story"])


def answer_to(gold, messages):
    user = [m["content"] for m in messages if m["role"] == "user"]
    if not user or len(user) > 1:
        return '{"edits": []}'
    return json.dumps({"edits": Editor(gold, Scene(user[0])).edits()}, separators=(",", ":"))


def about_tokens(text):
    return round(1.3 * len(re.findall(r"\w+|[^\w\s]", text)))


def handler_for(gold, log):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def reply(self, value, status=200):
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            self.reply({"data": [{"id": "gold", "max_model_len": 32768}]})

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path != "/v1/chat/completions":
                return self.reply({"error": "no such route"}, 404)
            text = answer_to(gold, body["messages"])
            if log:
                log.write(json.dumps({"messages": body["messages"], "answer": text}) + "\n")
                log.flush()
            prompt = sum(about_tokens(m["content"]) for m in body["messages"])
            self.reply({"id": "1", "object": "chat.completion", "model": "gold",
                        "choices": [{"index": 0, "finish_reason": "stop",
                                     "message": {"role": "assistant", "content": text}}],
                        "usage": {"prompt_tokens": prompt, "completion_tokens": about_tokens(text),
                                  "total_tokens": prompt + about_tokens(text)}})

    return Handler


def serve(folder, port=0, log=None):
    """A server in a thread of its own; its port is server.server_address[1]."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler_for(Gold(folder), log))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--port", type=int, default=0)
    args = parser.parse_args()
    server = serve(args.folder, args.port)
    print("ready", server.server_address[1], flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
