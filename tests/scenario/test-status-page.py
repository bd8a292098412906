#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operator's page and metrics of a real server, read as a browser and a monitoring read them. Prints TAP.

usage: test-status-page.py TSUNAGICTL TSUNAGI-SERVER [FOLDER]     FOLDER: keeps the pictures
"""

import contextlib
import json
import os
import re
import shutil
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

from PIL import Image

PASSPHRASE = "a long enough passphrase 7"
KANA = "カナリアタロウ"
TOWN = "カナリア市"
LABEL = "カナリア端末"
BACK = {False: (250, 250, 250), True: (30, 30, 30)}  # of the page, in the light and in the dark


PREFERENCES = {"intl": {"accept_languages": "ja,en", "selected_languages": "ja,en"}}
PREFERENCES["profile"] = {"default_content_setting_values": {"javascript": 2}}


class Skip(Exception):
    """Why a test cannot run here."""


class Place:
    """A server with a status page, and a coordinator's device that synced."""

    def __init__(self, root, program, server):
        self.root, self.program = root, program
        command = [server, "--data", os.path.join(root, "server")]
        command += ["--listen", "127.0.0.1:0", "--status-listen", "127.0.0.1:0"]
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        line = self.server.stdout.readline()
        self.port = int(line.split(":")[2].split("#")[0])
        self.log = [self.server.stderr.readline(), self.server.stderr.readline()]
        self.url = "http://127.0.0.1:%s/" % re.search(r"event=status port=(\d+)", "".join(self.log)).group(1)
        self.secret = os.path.join(root, "passphrase")
        with open(self.secret, "w", encoding="utf-8") as stream:
            stream.write(PASSPHRASE + "\n")
        self.run("init", "--name", TOWN, "--code", "112119", "--quick-passphrase")
        self.run("server", "add", line)
        self.run("person", "add", "--kana", KANA)
        self.run("sync")

    def run(self, *words):
        command = [self.program, "--data", os.path.join(self.root, "desk"), "--passphrase-file", self.secret, *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def read(self, path="", **headers):
        headers = {key.replace("_", "-"): value for key, value in headers.items()}
        request = urllib.request.Request(self.url + path, headers=headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.headers, answer.read().decode()

    def tls(self):
        """A connection to the service, whoever that is."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(plain)

    def browse(self, *words):
        """As somebody who reads Japanese and allows no JavaScript."""
        browser = shutil.which("chromium")
        if browser is None:
            raise Skip("there is no chromium")
        profile = os.path.join(self.root, "browser")
        os.makedirs(os.path.join(profile, "Default"), exist_ok=True)
        with open(os.path.join(profile, "Default", "Preferences"), "w", encoding="utf-8") as stream:
            json.dump(PREFERENCES, stream)
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--user-data-dir=" + profile]
        command += [*words, self.url]
        return subprocess.run(command, check=True, capture_output=True, encoding="utf-8", timeout=120).stdout


def test_page(place):
    for language, word in (("ja,en;q=0.5", "事務局"), ("en-GB,ja;q=0.5", "Desk"), ("fr", "Desk")):
        headers, page = place.read(Accept_Language=language)
        assert headers["Content-Type"] == "text/html; charset=utf-8", headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-"), headers
        assert "<td>%s</td>" % word in page, page
        for secret in (KANA, TOWN, LABEL, "127.0.0.1", place.root):
            assert secret not in page, secret


def test_metrics(place):
    headers, text = place.read("metrics")
    assert headers["Content-Type"].startswith("text/plain; version=0.0.4"), headers
    values = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert values["tsunagi_database_up"] == values["tsunagi_municipalities"] == "1", values
    assert values['tsunagi_devices{role="desk",state="active"}'] == "1", values
    assert int(values["tsunagi_patches_taken_total"]) == int(values["tsunagi_numbered_patches"]) > 0, values
    assert int(values['tsunagi_requests_total{status="200"}']) > 0, values
    for secret in (KANA, TOWN, LABEL, "127.0.0.1", place.root):
        assert secret not in text, secret


def test_only_read(place):
    for method, path, status in (("POST", "", 405), ("DELETE", "metrics", 405), ("GET", "v1/health", 404)):
        try:
            urllib.request.urlopen(urllib.request.Request(place.url + path, method=method), timeout=30)
            raise AssertionError((method, path))
        except urllib.error.HTTPError as error:
            assert error.code == status, (method, path, error.code)


def test_not_outside(place):
    """What others reach has no such page."""
    for path in ("/", "/metrics"):
        with place.tls() as stream:
            stream.sendall(b"GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" % path.encode())
            assert stream.recv(100).startswith(b"HTTP/1.1 404 ")


@contextlib.contextmanager
def stall(place):
    """Another program holds the database, and a request waits for it."""
    path = os.path.join(place.root, "server", "server.db")
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database, place.tls() as stream:
        database.execute("BEGIN IMMEDIATE")
        stream.sendall(b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\nxx")
        deadline = time.monotonic() + 10
        while "tsunagi_database_up 0\n" not in place.read("metrics")[1]:
            assert time.monotonic() < deadline
            time.sleep(0.5)  # the page has a rate, too
        yield stream
        database.execute("ROLLBACK")
        assert stream.recv(100).startswith(b"HTTP/1.1 400 ")


def test_stalled(place):
    """The page says that the database does not answer, with what it knows."""
    with stall(place):
        page = place.read(Accept_Language="ja")[1]
        metrics = place.read("metrics")[1]
        assert "データベースが応答しません" in page and "事務局" not in page, page
        assert "tsunagi_database_up 0\n" in metrics, metrics
    assert "動いています" in place.read(Accept_Language="ja")[1]


def test_browser(place):
    document = place.browse("--dump-dom")
    for word in ('<html lang="ja">', "動いています", '<th scope="col">端末</th>', "<td>事務局</td>"):
        assert word in document, document


def test_pictures(place):
    """The style passes its own policy, on a wide screen, on a phone and in the dark."""
    for name, size, dark in (("wide", "1280,800", False), ("phone", "412,1200", False), ("dark", "1280,800", True)):
        path = os.path.join(place.pictures, "status-%s.png" % name)
        scheme = "--blink-settings=preferredColorScheme=%d" % (not dark)
        place.browse("--screenshot=" + path, "--window-size=" + size, scheme)
        with Image.open(path) as picture:
            pixels = picture.convert("RGB")
            assert pixels.getpixel((2, 2)) == BACK[dark], (name, pixels.getpixel((2, 2)))
            assert len(pixels.getcolors(1 << 24)) > 50, name


def test_stop(place):
    """It is stopped while somebody waits for the page."""
    address = urllib.parse.urlsplit(place.url)
    with stall(place), socket.create_connection((address.hostname, address.port), timeout=60) as stream:
        stream.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        place.server.terminate()
    place.server.communicate(timeout=60)
    assert place.server.returncode == 0, place.server.returncode


def run_test(place, number, name, function):
    try:
        function(place)
        print("ok %d - %s" % (number, name), flush=True)
        return True
    except Skip as why:
        print("ok %d - %s # SKIP %s" % (number, name, why), flush=True)
        return True
    except Exception as error:  # one broken test must not hide the others
        print("not ok %d - %s" % (number, name))
        print("# %s: %s" % (type(error).__name__, str(error).replace("\n", "\n# ")), flush=True)
        return False


def main():
    tests = [(name[5:], function) for name, function in globals().items() if name.startswith("test_")]
    print("1..%d" % len(tests))
    with tempfile.TemporaryDirectory(prefix="tsn-status-") as root:
        place = Place(root, sys.argv[1], sys.argv[2])
        place.pictures = sys.argv[3] if len(sys.argv) > 3 else root
        good = [run_test(place, number, name, function) for number, (name, function) in enumerate(tests, 1)]
        place.server.terminate()
        place.server.communicate()
        print("# the server ended with %d" % place.server.returncode)
    return not all(good) or place.server.returncode != 0


if __name__ == "__main__":
    sys.exit(main())
