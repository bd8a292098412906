#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Listens on a free port of the loopback interface and writes its number to a file. usage: listen.py FILE"""

import os
import socket
import sys

with socket.create_server(("127.0.0.1", 0)) as server:
    with open(sys.argv[1] + ".new", "w", encoding="utf-8") as stream:
        stream.write(f"{server.getsockname()[1]}\n")
    os.rename(sys.argv[1] + ".new", sys.argv[1])
    while True:
        server.accept()[0].close()
