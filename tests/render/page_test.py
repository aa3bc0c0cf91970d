#!/usr/bin/env python3
"""Opens the report's page in a real browser: page_test.py ST_RENDER_PAGES STORYTRANSFORMER [TEST...]

The page must stay text whatever the stories hold, load nothing, and work by mouse, keyboard and screen reader. Exits 77
(skipped, for CTest) with a line that says so where there is no Chromium.
"""
import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from browser import Browser, find_chromium

CONTRAST = """(() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = (color) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
                            return canvas.getImageData(0, 0, 1, 1).data; };
  const light = (c) => [0, 1, 2].map(i => c[i] / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
                                .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = (el) => { for (; el; el = el.parentElement) { const c = rgba(getComputedStyle(el).backgroundColor);
                           if (c[3] === 255) return c; } return rgba('white'); };
  const bad = [];
  for (const el of document.querySelectorAll('body *')) {
    if (!el.checkVisibility() || ![...el.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const [a, b] = [light(rgba(getComputedStyle(el).color)), light(ground(el))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) bad.push(el.tagName + '.' + el.className + ' ' + ratio.toFixed(2));
  }
  return [...new Set(bad)];
})()"""

SHOWN = "[...document.querySelectorAll('.row.s')].filter(e => e.checkVisibility()).length"


class PageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.pages)
        cls.browser = Browser(find_chromium())

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()

    def setUp(self):
        self.browser.size(1280, 900)
        self.browser.media()

    def open(self, name, fragment=""):
        self.browser.open(str(self.folder / name), fragment)
        self.browser.settle()

    def assert_quiet(self):
        """Nothing ran, asked, loaded or complained."""
        self.assertIsNone(self.browser.run("window.hostile_ran"))
        self.assertEqual(self.browser.seen("Page.javascriptDialogOpening"), [])
        # The browser's own controls draw their pictures from data: addresses; the page's policy allows none.
        requests = [e["params"]["request"]["url"] for e in self.browser.seen("Network.requestWillBeSent")
                    if not e["params"]["request"]["url"].startswith("data:image/svg+xml;base64,")]
        self.assertEqual([u for u in requests if not u.startswith("file://" + str(self.folder))], [])
        self.assertEqual(len(requests), 1, requests)
        complaints = [e["params"] for e in self.browser.seen("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled")]
        self.assertEqual(complaints, [])


class HostileBacklog(PageTest):
    def open_everything(self):
        self.browser.run("document.querySelectorAll('details').forEach(d => d.open = true)")
        for button in range(self.browser.run("document.querySelectorAll('button.ref').length")):
            self.browser.run("document.querySelectorAll('button.ref')[%d].click()" % button)
        self.browser.run("document.querySelector('#drawer').close()")

    def test_stays_text(self):
        self.open("hostile.html")
        self.open_everything()
        self.browser.run("document.querySelector('#slider').value = 300;"
                         "document.querySelector('#slider').dispatchEvent(new Event('input'))")
        self.browser.settle()
        self.assertEqual(self.browser.run("document.title"), "The current state: 37 statements")
        self.assert_quiet()

    def test_has_only_the_elements_of_the_page(self):
        self.open("hostile.html", "#as-of=2022-06-01")
        self.open_everything()
        names = self.browser.run("[...new Set([...document.querySelectorAll('*')].map(e => e.localName))].sort()")
        ours = set("a article b bdi body button code dd del details dialog div dl dt figcaption figure footer form h1 h2 h3 "
                   "h4 head header html input label li main mark meta nav ol option output p q rect script section select span "
                   "style summary svg table tbody td tfoot th thead time title tr ul".split())
        self.assertEqual(set(names) - ours, set())
        self.assertEqual(self.browser.run("document.querySelectorAll('script').length"), 4)
        self.assertEqual(self.browser.run("[...document.querySelectorAll('a')].filter(a => !a.getAttribute('href').startsWith('#')).length"), 0)
        handlers = "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes].map(a => a.name)).filter(n => n.startsWith('on'))"
        self.assertEqual(self.browser.run(handlers), [])

    def test_shows_every_text_as_it_is(self):
        self.open("hostile.html")
        expected = json.loads((self.folder / "hostile.json").read_text(encoding="utf-8"))
        for each in expected:
            row = "document.getElementById('%s')" % each["id"]
            self.assertEqual(self.browser.run(row + ".querySelector('.text').textContent"), each["text"])
            self.browser.run(row + ".querySelector('button.ref').click()")
            marked = self.browser.run("[...document.querySelectorAll('#drawer mark')].map(m => m.textContent)")
            self.assertEqual(marked[:1], [each["text"]])
            self.assertEqual(self.browser.run("document.querySelector('#drawer .id').textContent"), each["story"])
        self.assert_quiet()

    def test_policy_stops_what_would_run_or_load(self):
        self.open("hostile.html")
        tried = self.browser.run("""(async () => {
          const stopped = [];
          document.addEventListener('securitypolicyviolation', e => stopped.push(e.effectiveDirective));
          const attempt = (f) => { try { f(); } catch (e) { stopped.push(e.name); } };
          attempt(() => { const s = document.createElement('script'); s.textContent = 'window.injected = 1'; document.body.append(s); });
          attempt(() => { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.injected=1">'); });
          attempt(() => { const b = document.createElement('button'); b.setAttribute('onclick', 'window.injected=1'); document.body.append(b); b.click(); });
          attempt(() => { document.body.append(Object.assign(document.createElement('img'), {src: 'http://127.0.0.1:9/x.png'})); });
          await fetch('http://127.0.0.1:9/').catch(() => stopped.push('fetch'));
          await new Promise(done => setTimeout(done, 100));
          return [window.injected ?? null, stopped];
        })()""")
        self.assertIsNone(tried[0])
        for stopped in ("fetch", "connect-src", "img-src", "TypeError"):
            self.assertIn(stopped, tried[1])
        answered = [e["params"]["response"]["url"] for e in self.browser.seen("Network.responseReceived")]
        self.assertEqual([url for url in answered if url.startswith("http")], [])

    def test_is_no_wider_than_a_phone(self):
        self.browser.size(360, 740)
        self.open("hostile.html")
        self.assertLessEqual(self.browser.run("document.documentElement.scrollWidth"), 360)


class HostileStories(PageTest):
    """The same texts, from an export through the whole program."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        texts = [each["text"] for each in json.loads((cls.folder / "hostile.json").read_text(encoding="utf-8"))]
        with open(cls.folder / "hostile.jsonl", "w", encoding="utf-8") as out:
            for number, text in enumerate(texts):
                story = {"id": "H-%d\"><b>" % number, "type": "User Story", "title": text, "state": "Done",
                         "created": "2022-01-%02d" % (number % 28 + 1), "closed": "2022-03-%02d" % (number % 28 + 1),
                         "area": text, "tags": [text], "links": [],
                         "description": "As a clerk I want to file form %d so that it is kept. %s" % (number, text),
                         "acceptance_criteria": ["A clerk can keep %d forms. %s" % (number + 2, text), text]}
                out.write(json.dumps(story) + "\n")
        done = subprocess.run([cls.program, "combine", str(cls.folder / "hostile.jsonl"), "--out", str(cls.folder / "out")],
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stderr)

    def test_stay_text_and_evidence_is_marked_where_it_stands(self):
        self.open("out/state.html")
        self.browser.run("document.querySelectorAll('details').forEach(d => d.open = true)")
        state = json.loads((self.folder / "out" / "state.json").read_text(encoding="utf-8"))
        statements = [each for section in state["sections"] for each in section["statements"]]
        self.assertGreater(len(statements), 20)
        folded = lambda text: "".join(text.split())
        for each in statements:
            self.browser.run("document.getElementById('%s').querySelector('button.ref').click()" % each["id"])
            marks = folded(self.browser.run("[...document.querySelectorAll('#drawer mark')].map(m => m.textContent).join('')"))
            self.assertNotIn("not at hand", self.browser.run("document.querySelector('#drawer').textContent"))
            for evidence in each["evidence"]:
                plain = "".join(c for c in folded(evidence["quote"]) if c.isascii() and c.isprintable())
                shown = "".join(c for c in marks if c.isascii() and c.isprintable())
                self.assertIn(plain[:20], shown)
        self.assertEqual(self.browser.run("document.querySelectorAll('script').length"), 4)
        self.assertEqual(self.browser.run("document.querySelectorAll('main b, img, iframe, svg:not(.tally svg, #changes)').length -"
                                          " document.querySelectorAll('.quotes b, .why b, #then b').length"), 0)
        self.assertEqual(self.browser.run("document.title"), "The current state: %d statements" % len(statements))
        self.assert_quiet()


class Reading(PageTest):
    def status(self):
        return self.browser.run("document.querySelector('#found').textContent")

    def test_search_as_you_type(self):
        self.open("big.html")
        self.assertEqual(self.status(), "10,000 statements")
        self.browser.click("#query")
        self.browser.type("COURIERS can móve version 5")
        shown = self.browser.run(SHOWN)
        self.assertGreater(shown, 0)
        self.assertLess(shown, 1000)
        self.assertEqual(self.status(), "%d statements match" % shown)
        texts = self.browser.run("[...document.querySelectorAll('.row.s')].filter(e => e.checkVisibility())"
                                 ".map(e => e.querySelector('.text').textContent)")
        self.assertEqual([t for t in texts if not all(w in t.lower() for w in ("couriers", "can", "move", "version", "5"))], [])
        self.browser.run("document.querySelector('#query').value = ''")
        self.browser.type("us-1742")
        self.assertEqual(self.status(), "5 statements match")
        self.browser.wait_for("location.hash === '#q=us-1742'")
        self.browser.click("#clear")
        self.assertEqual(self.status(), "10,000 statements")
        self.assert_quiet()

    def test_contents_lead_to_their_part(self):
        self.open("big.html")
        for number in (57, 3, 31):
            self.browser.run("document.querySelector('.contents a[href=\"#part-%d\"]').click()" % number)
            self.browser.settle()
            top = self.browser.run("document.getElementById('part-%d').getBoundingClientRect().top" % number)
            self.assertTrue(80 < top < 260, (number, top))

    def test_role_and_date(self):
        self.open("big.html", "#role=Couriers&since=2023-06-01")
        shown = self.browser.run("[...document.querySelectorAll('.row.s')].filter(e => e.checkVisibility())"
                                 ".map(e => [e.querySelector('.text').textContent, e.dataset.since])")
        self.assertGreater(len(shown), 10)
        self.assertTrue(all(text.startswith("Couriers") and since >= "2023-06-01" for text, since in shown))

    def test_what_is_made_ahead_stays_unseen(self):
        self.open("small.html")
        self.browser.wait_for("document.querySelectorAll('.earlier').length === 2")
        self.browser.settle()
        self.assertEqual(self.browser.run("[...document.querySelectorAll('main .part')].filter(e => e.checkVisibility()).map(e => e.ariaLabelledByElements[0].id)"),
                         ["part-0", "review", "taken-back", "set-aside", "accounting"])

    def test_the_state_of_an_earlier_day(self):
        self.open("small.html")
        now = "[...document.querySelectorAll('.row.s')].filter(e => e.checkVisibility()).map(e => e.querySelector('.text').textContent)"
        self.assertEqual(self.browser.run(now), ["Patients can cancel until 24 hours before the appointment."])
        self.open("small.html", "#as-of=2022-06-01")
        self.assertEqual(self.browser.run(now), ["Patients can cancel until 48 hours before.", "A letter is posted."])
        self.assertIn("1 June 2022", self.browser.run("document.querySelector('#then').textContent"))
        self.assertFalse(self.browser.run("document.querySelector('#review').checkVisibility()"))
        self.browser.run("document.querySelector('#slider').focus()")
        self.browser.key("ArrowRight")
        self.assertIn("1 February 2023", self.browser.run("document.querySelector('#slider').getAttribute('aria-valuetext')"))
        self.assertEqual(self.browser.run(now), ["Patients can cancel until 48 hours before."])
        self.browser.key("ArrowRight")
        self.assertEqual(self.browser.run(now), ["Patients can cancel until 24 hours before the appointment."])
        self.assertTrue(self.browser.run("document.querySelector('#then').hidden"))
        self.browser.key("ArrowLeft")
        self.browser.key("ArrowLeft")
        self.assertIn("3 January 2022", self.browser.run("document.querySelector('#slider').getAttribute('aria-valuetext')"))
        self.browser.click("#then button")
        self.assertEqual(self.status(), "1 statement")
        self.assert_quiet()

    def test_evidence_with_mouse_and_keyboard(self):
        self.open("small.html")
        self.browser.click("#S-00000001 button.ref")
        self.assertTrue(self.browser.run("document.querySelector('#drawer').open"))
        self.assertEqual(self.browser.run("document.querySelector('#drawer mark').textContent"), "until 24 hours before")
        self.assertIn("as the pilot asked", self.browser.run("document.querySelector('#drawer').textContent"))
        self.browser.key("Escape")
        self.assertFalse(self.browser.run("document.querySelector('#drawer').open"))
        self.assertEqual(self.browser.run("document.activeElement.textContent"), "US-14")
        self.browser.key("Enter")
        self.assertTrue(self.browser.run("document.querySelector('#drawer').open"))
        self.browser.click("#drawer-close")
        self.assertFalse(self.browser.run("document.querySelector('#drawer').open"))

    def test_a_story_that_is_not_at_hand(self):
        self.open("small.html")
        self.browser.run("document.querySelector('.row.v button.ref').click()")
        self.assertIn("not at hand", self.browser.run("document.querySelector('#drawer').textContent"))

    def test_address_opens_statement_and_story(self):
        self.open("small.html", "#open=S-00000001")
        self.assertEqual(self.browser.run("document.querySelector('#drawer-title').textContent"),
                         "Patients can cancel until 24 hours before the appointment.")
        self.open("small.html", "#story=TASK-7")
        self.assertIn("Upgrade the library", self.browser.run("document.querySelector('#drawer').textContent"))

    def test_history_strikes_what_changed(self):
        self.open("small.html")
        self.browser.click("#S-00000001 .was summary")
        self.assertEqual(self.browser.run("document.querySelector('#S-00000001 .was del').innerText"), "48")

    def test_without_script_it_is_a_report(self):
        self.browser.call("Emulation.setScriptExecutionDisabled", value=True)
        try:
            self.browser.call("Page.navigate", url="file://" + str(self.folder / "small.html"))
            time.sleep(0.5)
            document = self.browser.call("DOM.getDocument", depth=-1)
            text = json.dumps(document)
            self.assertIn("Patients can cancel until 24 hours before the appointment.", text)
        finally:
            self.browser.call("Emulation.setScriptExecutionDisabled", value=False)


class ForEverybody(PageTest):
    def test_keyboard_order_begins_with_the_skip_link(self):
        self.open("small.html")
        self.browser.key("Tab")
        self.assertEqual(self.browser.run("document.activeElement.textContent"), "Skip to the statements")
        self.assertGreaterEqual(self.browser.run("document.activeElement.getBoundingClientRect().top"), 0)
        self.browser.key("Enter")
        self.assertEqual(self.browser.run("document.activeElement.id"), "content")
        reached = set()
        for _ in range(40):
            self.browser.key("Tab")
            reached.add(self.browser.run("document.activeElement.id || document.activeElement.className || document.activeElement.localName"))
            ring = self.browser.run("document.activeElement === document.body || getComputedStyle(document.activeElement).outlineStyle !== 'none'"
                                    " || document.activeElement.type === 'date'")
            self.assertTrue(ring)
        for place in ("theme", "query", "slider", "ref", "summary"):
            self.assertIn(place, reached)

    def test_screen_readers_find_landmarks_and_names(self):
        self.open("small.html")
        nodes = self.browser.call("Accessibility.getFullAXTree")["nodes"]
        roles = {}
        for node in nodes:
            if not node.get("ignored"):
                roles.setdefault(node["role"]["value"], []).append(node.get("name", {}).get("value", ""))
        for landmark in ("banner", "navigation", "search", "main", "contentinfo", "status"):
            self.assertIn(landmark, roles)
        for kind in ("button", "link", "searchbox", "slider", "combobox", "Date", "heading", "navigation", "search"):
            self.assertTrue(roles.get(kind) or kind in ("Date", "combobox"), kind)
            self.assertTrue(all(roles.get(kind, [])), (kind, roles.get(kind)))
        self.assertIn("Evidence in US-14", roles["button"])
        self.browser.run("document.querySelector('#S-00000001 button.ref').click()")
        nodes = self.browser.call("Accessibility.getFullAXTree")["nodes"]
        dialogs = [n for n in nodes if not n.get("ignored") and n["role"]["value"] == "dialog"]
        self.assertEqual([d["name"]["value"] for d in dialogs], ["Patients can cancel until 24 hours before the appointment."])
        self.assertTrue(any(p["name"] == "modal" and p["value"]["value"] for p in dialogs[0]["properties"]))

    def test_contrast(self):
        for theme in ("light", "dark"):
            self.browser.media(prefers_color_scheme=theme)
            for fragment in ("", "#as-of=2022-06-01", "#open=S-00000001", "#q=patients"):
                self.open("small.html", fragment)
                self.browser.run("document.querySelectorAll('details').forEach(d => d.open = true)")
                self.browser.run("Promise.all(document.getAnimations().map(a => a.finished))")
                self.assertEqual(self.browser.run(CONTRAST), [], (theme, fragment))

    def test_theme_follows_the_system_until_chosen(self):
        ground = "getComputedStyle(document.documentElement).backgroundColor"
        self.browser.media(prefers_color_scheme="light")
        self.open("small.html")
        light = self.browser.run(ground)
        self.browser.media(prefers_color_scheme="dark")
        dark = self.browser.run(ground)
        self.assertNotEqual(light, dark)
        self.browser.click("#theme")
        self.assertEqual(self.browser.run(ground), light)
        self.browser.click("#theme")
        self.assertEqual(self.browser.run(ground), dark)
        self.browser.run("localStorage.clear()")

    def test_prints_everything_and_no_controls(self):
        self.open("small.html")
        self.browser.media(media="print")
        for control in (".tools", "#theme", ".skip"):
            self.assertFalse(self.browser.run("document.querySelector('%s').checkVisibility()" % control), control)
        self.assertTrue(self.browser.run("document.querySelector('.quotes').checkVisibility()"))
        pdf = base64.b64decode(self.browser.call("Page.printToPDF", printBackground=False)["data"])
        self.assertTrue(pdf.startswith(b"%PDF"))
        self.browser.media()

    def test_narrow_screens_do_not_scroll_sideways(self):
        for width in (320, 360, 768, 1024):
            self.browser.size(width, 740)
            for page in ("small.html", "big.html"):
                self.open(page)
                self.assertLessEqual(self.browser.run("document.documentElement.scrollWidth"), width, (page, width))


class TenThousandStatements(PageTest):
    def test_is_quick(self):
        begin = time.monotonic()
        self.open("big.html")
        loaded = time.monotonic() - begin
        timed = """(async () => { const begin = performance.now(); %s;
          await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))); return performance.now() - begin; })()"""
        typed = "document.querySelector('#query').value = '%s'; document.querySelector('#query').dispatchEvent(new Event('input'))"
        slid = "document.querySelector('#slider').value = %d; document.querySelector('#slider').dispatchEvent(new Event('input'))"
        figures = {"load": loaded * 1000, "first search": self.browser.run(timed % (typed % "parcel"))}
        searches = [self.browser.run(timed % (typed % words)) for words in ("parcels", "clerks must", "x", "", "order 12", "")]
        figures["later search, worst"] = max(searches)
        figures["first slide"] = self.browser.run(timed % (slid % 900))
        figures["later slide, worst"] = max(self.browser.run(timed % (slid % day)) for day in (800, 850, 1200, 400, 2000))
        figures["evidence"] = self.browser.run(timed % "document.querySelector('.row.s:not([hidden]) button.ref').click()")
        print("\n10,000 statements, ms: " + ", ".join("%s %.0f" % each for each in figures.items()))
        # Generous: a busy machine must not fail the build, a quadratic page must.
        self.assertLess(figures["load"], 20000)
        for what in ("later search, worst", "later slide, worst"):
            self.assertLess(figures[what], 2000, what)


def main():
    if find_chromium() is None:
        print("SKIPPED: no Chromium here (apt install chromium); the page was not opened in a browser")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="st_pages_") as folder:
        subprocess.run([sys.argv.pop(1), folder], check=True)
        PageTest.pages = os.path.realpath(folder)
        PageTest.program = sys.argv.pop(1)
        unittest.main(argv=[sys.argv[0]] + sys.argv[1:])


if __name__ == "__main__":
    main()
