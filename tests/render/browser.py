"""Drives a headless Chromium over its debugging pipe (Chrome DevTools Protocol). Standard library only."""
import fcntl
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_chromium():
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Browser:
    """One browser with one page. Events are kept in `events` as they come; close() ends the browser for good."""

    def __init__(self, path):
        self.folder = tempfile.mkdtemp(prefix="st_page_test_")
        self.next_id, self.buffer, self.events, self.session = 0, b"", [], None
        to_child, self.to_browser = os.pipe()
        self.from_browser, to_parent = os.pipe()
        # Descriptors 3 and 4 are the browser's ends; ours must not stand in their way.
        child_reads, child_writes = (fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (to_child, to_parent))

        def place_ends():
            os.dup2(child_reads, 3)
            os.dup2(child_writes, 4)

        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe",
                 "--user-data-dir=" + self.folder, "--window-size=1280,900", "about:blank"]
        self.process = subprocess.Popen([path] + flags, preexec_fn=place_ends, pass_fds=(3, 4), start_new_session=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for end in (to_child, to_parent, child_reads, child_writes):
            os.close(end)
        target = next(t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log", "DOM"):
            self.call(domain + ".enable")

    def close(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        os.close(self.to_browser)
        os.close(self.from_browser)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _read(self, deadline):
        while b"\0" not in self.buffer:
            if not select.select([self.from_browser], [], [], max(0, deadline - time.monotonic()))[0]:
                raise TimeoutError("no answer from the browser")
            piece = os.read(self.from_browser, 1 << 20)
            if not piece:
                raise EOFError("the browser went away")
            self.buffer += piece
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, timeout_s=60, **params):
        self.next_id += 1
        message = {"id": self.next_id, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        rest = json.dumps(message).encode() + b"\0"
        while rest:
            rest = rest[os.write(self.to_browser, rest):]
        deadline = time.monotonic() + timeout_s
        while True:
            answer = self._read(deadline)
            if answer.get("id") != self.next_id:
                self.events.append(answer)
                # A dialog stops the page until somebody answers; the test fails on the event, not on the time.
                if answer.get("method") == "Page.javascriptDialogOpening":
                    self.next_id += 1000000
                    os.write(self.to_browser, json.dumps({"id": self.next_id, "sessionId": self.session,
                             "method": "Page.handleJavaScriptDialog", "params": {"accept": False}}).encode() + b"\0")
                    self.next_id -= 1000000
                continue
            if "error" in answer:
                raise RuntimeError(method + ": " + answer["error"]["message"])
            return answer["result"]

    def run(self, expression):
        """The value of a JavaScript expression in the page; promises are waited for."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"].get("exception", {}).get("description", "script failed"))
        return answer["result"].get("value")

    def open(self, path, fragment=""):
        """Loads a file anew and waits until it is there."""
        self.call("Page.navigate", url="about:blank")
        self.wait_for("location.href === 'about:blank'")
        self.events.clear()
        self.call("Page.navigate", url="file://" + os.path.abspath(path) + fragment)
        self.wait_for("location.protocol === 'file:' && document.readyState === 'complete'")

    def wait_for(self, condition, timeout_s=60):
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                if self.run(condition):
                    return
            except RuntimeError:
                pass  # between two pages there is no context to ask
            if time.monotonic() > deadline:
                raise TimeoutError("never true: " + condition)
            time.sleep(0.02)

    def settle(self):
        """Two frames and the page's own pauses."""
        self.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def key(self, name, modifiers=0):
        codes = {"Escape": 27, "Tab": 9, "Enter": 13, "ArrowLeft": 37, "ArrowRight": 39, "End": 35, "Home": 36}
        common = {"key": name, "code": name, "windowsVirtualKeyCode": codes[name], "modifiers": modifiers}
        if name == "Enter":
            common["text"] = "\r"
        self.call("Input.dispatchKeyEvent", type="keyDown", **common)
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)
        self.settle()

    def type(self, text):
        self.call("Input.insertText", text=text)
        self.settle()

    def click(self, selector):
        # What comes into view for the first time may still move: scroll, wait, and only then ask where it is.
        self.run("document.querySelector(%s).scrollIntoView({block: 'center'})" % json.dumps(selector))
        self.settle()
        box = self.run("(() => { const r = document.querySelector(%s).getBoundingClientRect();"
                       "return [r.x + r.width / 2, r.y + r.height / 2]; })()" % json.dumps(selector))
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)
        self.settle()

    def media(self, **features):
        media = features.pop("media", "")
        self.call("Emulation.setEmulatedMedia", media=media,
                  features=[{"name": k.replace("_", "-"), "value": v} for k, v in features.items()])

    def size(self, width, height, scale=1):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=False)

    def seen(self, *methods):
        return [event for event in self.events if event.get("method") in methods]
