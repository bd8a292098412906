#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The field day that ./dev run plays, in a folder of its own, and how the demo's server comes and goes. Prints TAP.

usage: test-field-day.py FIELD-DAY.SH BUILD-FOLDER FOLDER
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

SCRIPT, BUILD, FOLDER = sys.argv[1:]
WITH_SERVER = os.path.join(os.path.dirname(SCRIPT), "with-server.sh")


def run(*command):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False)
    assert result.returncode == 0, (result.returncode, result.stdout[-2000:])
    return result.stdout


def with_server(*command):
    return run(WITH_SERVER, BUILD, FOLDER, *command)


def read(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as stream:
        return stream.read().strip()


def port():
    return int(read("server.line").split(":")[2].split("#")[0])


def answers():
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port())) == 0


def test_day():
    """It tells what both laptops hold, and that it is the same."""
    said = run(SCRIPT, BUILD, FOLDER)
    held = re.findall(r"^(?:desk|reception) +(\d+ +\d+ +[0-9a-f]{32})$", said, re.MULTILINE)
    assert len(held) == 2 and held[0] == held[1], said[-2000:]
    assert not answers()


def test_again():
    """The laptops find the server where it was."""
    before = read("server.line")
    said = with_server("true")
    assert "The demo municipality is there already" in said and "registered" not in said, said
    assert read("server.line") == before


def test_port_taken():
    """Somebody else has the port by now: the laptops are told another one."""
    with socket.create_server(("127.0.0.1", port())) as other:
        said = with_server("true")
        assert "registered" in said and port() != other.getsockname()[1], said


def test_killed():
    """The server does not outlive who started it; a second run beside it uses the same one."""
    with subprocess.Popen([WITH_SERVER, BUILD, FOLDER, "sleep", "600"], stdout=subprocess.PIPE, start_new_session=True) as first:
        first.stdout.readline()
        while not os.path.exists(os.path.join(FOLDER, "server.pid")) or not answers():
            time.sleep(0.05)
        server = read("server.pid")
        with_server("true")
        assert read("server.pid") == server and answers()
        first.send_signal(signal.SIGKILL)
        first.wait()
        deadline = time.monotonic() + 30
        while answers():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        os.killpg(first.pid, signal.SIGKILL)  # what it ran
    with_server("true")


def main():
    tests = [(name[5:], function) for name, function in globals().items() if name.startswith("test_")]
    shutil.rmtree(FOLDER, ignore_errors=True)
    failed = 0
    print("1..%d" % len(tests))
    for number, (name, function) in enumerate(tests, 1):
        try:
            function()
            print("ok %d - %s" % (number, name), flush=True)
        except Exception as error:  # one broken test must not hide the others
            failed += 1
            print("not ok %d - %s" % (number, name))
            print("# %s: %s" % (type(error).__name__, str(error).replace("\n", "\n# ")), flush=True)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
