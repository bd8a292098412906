#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a test on a PostgreSQL of its own: usage with-postgres.py [--durable] PROGRAM [ARG...].

It makes a cluster in a temporary folder, which listens on nothing but a socket there, and tells the folder in TSN_TEST_POSTGRES:
FOLDER/socket, FOLDER/data; its administrator is `postgres`, without a password, and its database `tests` is empty. The programs of
Debian 12 and later are looked for, then those of the path. As root the server is run by the user `postgres`, since it refuses root.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SETTINGS = ["listen_addresses=", "max_connections=50"]
# Nothing here has to survive a power cut, unless that is what is measured (--durable).
QUICK = ["fsync=off", "full_page_writes=off", "autovacuum=off", "shared_buffers=32MB"]


def find(name):
    """Says where PostgreSQL's program NAME is, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    return str(found[-1]) if found else shutil.which(name)


def as_user(account):
    """Returns what makes a process run as ACCOUNT (None: as it is)."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def wait_for(server, socket):
    """Waits until SERVER takes connections at SOCKET."""
    for _ in range(600):
        if subprocess.run([find("pg_isready"), "-q", "-h", socket], check=False).returncode == 0:
            return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not start")


def run(folder, command, settings):
    """Runs COMMAND while a cluster in FOLDER does; returns how it ended."""
    account = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    data, socket = f"{folder}/data", f"{folder}/socket"
    os.mkdir(socket)
    for path in (folder, socket):
        os.chmod(path, 0o755)
        if account:
            os.chown(path, account.pw_uid, account.pw_gid)
    # Not the sanitizers' settings of the test.
    quiet = {"stdout": subprocess.DEVNULL, "cwd": "/", "env": {"LC_ALL": "C", "PATH": os.environ["PATH"]}, **as_user(account)}
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
    subprocess.run([find("initdb"), f"--pgdata={data}", *options], check=True, **quiet)
    arguments = [argument for setting in settings for argument in ("-c", setting)]
    with open(f"{folder}/log", "w", encoding="utf-8") as log:
        server = subprocess.Popen([find("postgres"), "-D", data, "-k", socket, *arguments], stderr=log, **quiet)
        try:
            wait_for(server, socket)
            subprocess.run([find("createdb"), "-h", socket, "-U", "postgres", "tests"], check=True, **quiet)
            env = {**os.environ, "TSN_TEST_POSTGRES": folder, "TSN_TEST_POSTGRES_BIN": os.path.dirname(find("postgres"))}
            return subprocess.run(command, env=env, check=False).returncode
        finally:
            server.send_signal(signal.SIGQUIT)  # at once
            server.wait()


def main():
    if not find("initdb") or not find("postgres"):
        print("1..0 # SKIP PostgreSQL is not installed (Debian: postgresql)")
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that a test that takes too long leaves no server behind
    folder = tempfile.mkdtemp(prefix="tsn-postgres-")
    try:
        durable = sys.argv[1] == "--durable"
        return run(folder, sys.argv[2:] if durable else sys.argv[1:], SETTINGS if durable else SETTINGS + QUICK)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
