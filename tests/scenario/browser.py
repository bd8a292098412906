# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A headless Chromium and one page in it, driven over a pipe (Chrome DevTools Protocol)."""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

SECONDS = 60


class Browser:
    def __init__(self, *options, languages="ja,en"):
        self.profile = tempfile.TemporaryDirectory(prefix="tsn-browser-")
        folder = os.path.join(self.profile.name, "Default")
        os.makedirs(folder)
        with open(os.path.join(folder, "Preferences"), "w", encoding="utf-8") as stream:
            json.dump({"intl": {"accept_languages": languages, "selected_languages": languages}}, stream)
        to_browser, self.out = os.pipe()
        self.source, from_browser = os.pipe()
        command = [
            shutil.which("chromium"), "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            "--disable-component-update", "--disable-background-networking", "--disable-dev-shm-usage", "--ignore-certificate-errors", "--no-proxy-server",
            "--user-data-dir=" + self.profile.name, "--remote-debugging-pipe", *options, "about:blank",
        ]  # fmt: skip
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", 'exec "$@" 3<&%d 4>&%d' % (to_browser, from_browser), "sh", *command],
            pass_fds=(to_browser, from_browser),
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self.buffer, self.number, self.session, self.events = b"", 0, None, []
        targets = [target for target in self.call("Target.getTargets")["targetInfos"] if target["type"] == "page"]
        self.session = self.call("Target.attachToTarget", targetId=targets[0]["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(domain + ".enable")

    def message(self, deadline):
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.source], [], [], max(0, deadline - time.monotonic()))
            data = os.read(self.source, 1 << 20) if ready else b""
            if not data:
                raise AssertionError("the browser does not answer")
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(line)

    def call(self, method, **parameters):
        """What comes meanwhile is kept in events."""
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.out, json.dumps(request).encode() + b"\0")
        deadline = time.monotonic() + SECONDS
        while True:
            answer = self.message(deadline)
            if answer.get("id") == self.number:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]
            self.events.append(answer)

    def run(self, script):
        """The value of an expression, awaited."""
        result = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def wait(self, condition, seconds=SECONDS):
        """Until the expression is true."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                value = self.run(condition)
            except AssertionError:
                value = None  # the page is just being exchanged
            if value:
                return value
            assert time.monotonic() < deadline, (condition, self.complaints())
            select.select([], [], [], 0.05)

    def open(self, url):
        failed = self.call("Page.navigate", url=url).get("errorText")
        assert failed is None, (url, failed)
        self.wait("document.readyState === 'complete' && location.href.startsWith(%s)" % json.dumps(url))

    def choose(self, selector, path):
        """A file, as if somebody had picked it."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", files=[path], nodeId=node)

    def requests(self):
        """The addresses of what the page has asked for so far."""
        return [e["params"]["request"]["url"] for e in self.events if e.get("method") == "Network.requestWillBeSent"]

    def complaints(self):
        """What it wrote to its console, but for advice."""
        methods = ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled")
        said = [event["params"] for event in self.events if event.get("method") in methods]
        return [one for one in said if one.get("entry", {}).get("source") != "recommendation"]

    def screen(self, width, height, dark=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2, mobile=True)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def shoot(self, path, whole=False):
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        with open(path, "wb") as stream:
            stream.write(base64.b64decode(data))

    def close(self):
        self.session = None
        self.call("Browser.close")
        self.process.wait(SECONDS)
        os.close(self.out)
        os.close(self.source)
        self.profile.cleanup()
