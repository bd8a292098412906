#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns the card dictionaries into C: embed-dictionaries.py OUTPUT DICTIONARY-N.txt ... (the newest first)."""

import sys
import zlib
from pathlib import Path

# zlib reaches back 32768 bytes less 262; what the content itself takes is to fit behind the dictionary.
LIMIT = 30 * 1024


def main(output, *inputs):
    arrays, rows = [], []
    for index, name in enumerate(inputs):
        data = Path(name).read_bytes()
        data.decode("utf-8")
        if len(data) > LIMIT:
            sys.exit(f"{name}: {len(data)} bytes, at most {LIMIT}")
        numbers = ",".join(str(byte) for byte in data)
        arrays.append(f"static const guint8 dictionary_{index}[] = {{{numbers}}};\n")
        rows.append(f"  {{ dictionary_{index}, {len(data)}, {zlib.adler32(data):#010x} }},\n")
    Path(output).write_text(
        '#include "tsn-card-dictionary.h"\n'
        + "".join(arrays)
        + "const TsnCardDictionary tsn_card_dictionaries[] = {\n"
        + "".join(rows)
        + "  { NULL, 0, 0 },\n};\n"
    )


main(*sys.argv[1:])
