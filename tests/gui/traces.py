# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for words in all that a process has in memory, and in files."""

import contextlib
import os
import re

ENCODINGS = ("utf-8", "utf-16-le", "utf-32-le")


HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


def forms(words):
    """What to look for, and the word that it stands for: as typed, without hyphens and blanks, in hiragana as it is searched for, and
    each name of several kana by itself; in each encoding."""
    found = {}
    for word in words:
        together = word.replace("-", "").replace("　", "")
        texts = {word, together, *(part for part in word.split("　") if len(part) > 3)}
        for text in texts | {text.translate(HIRAGANA) for text in texts}:
            for encoding in ENCODINGS:
                found[text.encode(encoding)] = word
    return found


def look(data, pattern, known, where, found):
    for match in pattern.finditer(data):
        found.setdefault(known[match.group()], set()).add(where)


def in_memory(pid, words):
    """The mappings in which each word is found: of every byte that the process can read."""
    known, found = forms(words), {}
    pattern = re.compile(b"|".join(re.escape(form) for form in sorted(known, key=len, reverse=True)))
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in maps:
            span, rights, *_, name = (line.split(None, 5) + [""])[:6]
            begin, end = (int(number, 16) for number in span.split("-"))
            if "r" not in rights or name.startswith(("[vvar", "[vsyscall")):
                continue
            with contextlib.suppress(OSError):
                memory.seek(begin)
                data = b""
                while len(data) < end - begin and (more := memory.read(end - begin - len(data))):
                    data += more
                look(data, pattern, known, f"{name.strip() or 'memory'} {span}", found)
    return found


def in_files(folders, words):
    """The files in which each word is found, by content or name."""
    known, found = forms(words), {}
    pattern = re.compile(b"|".join(re.escape(form) for form in sorted(known, key=len, reverse=True)))
    for folder in folders:
        for root, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(root, name)
                look(path.encode(), pattern, known, path, found)
                if os.path.isfile(path):
                    with contextlib.suppress(OSError), open(path, "rb") as stream:
                        look(stream.read(), pattern, known, path, found)
    return found
