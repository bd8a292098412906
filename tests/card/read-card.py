#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second reader of cards, written from docs/card-format.md with nothing but the standard library.

  read-card.py DICTIONARY-FOLDER VECTORS.ini ...   checks every card of the files, as a TAP test
  read-card.py DICTIONARY-FOLDER --make PROGRAM ARG ...   the same for what PROGRAM prints

It shares no code with the program, and its cryptography is written out from the RFCs: slow, open to timing attacks, and good for
nothing but checking that the format is what its document says. Each primitive is first tried on an example of its RFC.
"""

import configparser
import hashlib
import hmac
import subprocess
import sys
import zlib
from datetime import date, timedelta
from pathlib import Path

# --- RFC 9285: Base45 -----------------------------------------------------------------------------------------------------------

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def base45(text):
    out = bytearray()
    for i in range(0, len(text), 3):
        group = [DIGITS.index(c) for c in text[i : i + 3]]
        value = sum(digit * 45**place for place, digit in enumerate(group))
        out += value.to_bytes(len(group) - 1, "big")
    return bytes(out)


# --- RFC 8949: CBOR, as much as a card uses -------------------------------------------------------------------------------------


class Tagged:
    def __init__(self, tag, value):
        self.tag, self.value = tag, value


def cbor_item(data, at):
    """Returns (value, position after it)."""
    major, minor = data[at] >> 5, data[at] & 31
    at += 1
    if minor < 24:
        n = minor
    elif minor <= 27:
        size = 1 << (minor - 24)
        n = int.from_bytes(data[at : at + size], "big")
        at += size
    else:
        raise ValueError("indefinite length")
    if major == 0:
        return n, at
    if major == 1:
        return -1 - n, at
    if major in (2, 3):
        raw = data[at : at + n]
        if len(raw) != n:
            raise ValueError("truncated")
        return (raw if major == 2 else raw.decode("utf-8")), at + n
    if major == 4:
        items = []
        for _ in range(n):
            item, at = cbor_item(data, at)
            items.append(item)
        return items, at
    if major == 5:
        pairs = {}
        for _ in range(n):
            key, at = cbor_item(data, at)
            pairs[key], at = cbor_item(data, at)
        return pairs, at
    if major == 6:
        value, at = cbor_item(data, at)
        return Tagged(n, value), at
    return {20: False, 21: True, 22: None}[minor], at


def cbor(data):
    value, at = cbor_item(data, 0)
    if at != len(data):
        raise ValueError("trailing bytes")
    return value


def to_cbor(value):
    def head(major, n):
        for minor, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
            if n < 24:
                return bytes([major << 5 | n])
            if n < 1 << (8 * size):
                return bytes([major << 5 | minor]) + n.to_bytes(size, "big")
        raise ValueError(n)

    if value is None:
        return b"\xf6"
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    return head(4, len(value)) + b"".join(to_cbor(item) for item in value)


# --- RFC 7748: X25519 -----------------------------------------------------------------------------------------------------------

P = 2**255 - 19


def x25519(secret, point):
    k = int.from_bytes(secret, "little") & ~7 & ~(1 << 255) | 1 << 254
    u = int.from_bytes(point, "little") & (1 << 255) - 1
    x1, x2, z2, x3, z3, swap = u, 1, 0, u, 1, 0
    for t in reversed(range(255)):
        bit = k >> t & 1
        if swap != bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a, b * b, d * a, c * b
        e = aa - bb
        x3, z3 = (da + cb) ** 2 % P, x1 * (da - cb) ** 2 % P
        x2, z2 = aa * bb % P, e * (aa + 121665 * e) % P
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


# --- RFC 8032: Ed25519, verifying -----------------------------------------------------------------------------------------------

L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def ed_add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def ed_times(n, p):
    q = (0, 1, 1, 0)
    while n > 0:
        if n & 1:
            q = ed_add(q, p)
        p = ed_add(p, p)
        n >>= 1
    return q


def ed_point(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - x2) % P:
        raise ValueError("not a point")
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = ed_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519(public, message, signature):
    r, s = ed_point(signature[:32]), int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = ed_times(s, BASE), ed_add(r, ed_times(h, ed_point(public)))
    return s < L and (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- RFC 8439: ChaCha20 and Poly1305, opening -----------------------------------------------------------------------------------

M = 0xFFFFFFFF


def chacha_block(key, counter, nonce):
    start = [0x61707865, 0x3320646E, 0x79622D32, 0x6B206574]
    start += [int.from_bytes(key[i : i + 4], "little") for i in range(0, 32, 4)] + [counter]
    start += [int.from_bytes(nonce[i : i + 4], "little") for i in range(0, 12, 4)]
    x = start[:]

    def quarter(a, b, c, d):
        for one, two, three, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            x[one] = x[one] + x[two] & M
            v = x[three] ^ x[one]
            x[three] = (v << turn | v >> 32 - turn) & M

    for _ in range(10):
        for i in range(4):
            quarter(i, 4 + i, 8 + i, 12 + i)
        for i in range(4):
            quarter(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return b"".join((a + b & M).to_bytes(4, "little") for a, b in zip(x, start))


def chacha20_poly1305(key, nonce, sealed, associated):
    ciphertext, tag = sealed[:-16], sealed[-16:]
    one_time = chacha_block(key, 0, nonce)[:32]
    r = int.from_bytes(one_time[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    text = associated + bytes(-len(associated) % 16) + ciphertext + bytes(-len(ciphertext) % 16)
    text += len(associated).to_bytes(8, "little") + len(ciphertext).to_bytes(8, "little")
    total = 0
    for i in range(0, len(text), 16):
        total = (total + int.from_bytes(text[i : i + 16] + b"\1", "little")) * r % (2**130 - 5)
    if (total + int.from_bytes(one_time[16:], "little") & (1 << 128) - 1).to_bytes(16, "little") != tag:
        raise ValueError("the seal does not fit")
    stream = b"".join(chacha_block(key, 1 + i // 64, nonce) for i in range(0, len(ciphertext), 64))
    return bytes(a ^ b for a, b in zip(ciphertext, stream))


def hkdf(secret, info):
    """RFC 5869 with SHA-256, no salt, 32 bytes."""
    return hmac.digest(hmac.digest(bytes(32), secret, "sha256"), info + b"\1", "sha256")


# --- The card -------------------------------------------------------------------------------------------------------------------


def unseal(message, card_secret, card_public):
    protected, unprotected, ciphertext, [[to, header, empty]] = message
    if cbor(protected) != {1: 24} or cbor(to) != {1: -25} or empty != b"":
        raise ValueError("another algorithm")
    if unprotected != {5: hashlib.sha256(card_public).digest()[:12]}:
        raise ValueError("for somebody else")
    key = header[-1]
    if (key[1], key[-1]) != (1, 4):
        raise ValueError("another kind of key")
    nobody = [None, None, None]
    context = to_cbor([24, nobody, nobody, [256, to]])
    secret = hkdf(x25519(card_secret, key[-2]), context)
    return chacha20_poly1305(secret, unprotected[5], ciphertext, to_cbor(["Encrypt", protected, b""]))


def read(text, keys, dictionaries):
    """Returns (payload, content) of a card that is genuine; raises ValueError or KeyError otherwise."""
    if not text.startswith("TSN1:"):
        raise ValueError("not a card")
    message = cbor(base45(text[5:]))
    if message.tag == 96:
        message = cbor(unseal(message.value, keys["card-secret"], keys["card-public"]))
    if message.tag != 18:
        raise ValueError("not signed")
    protected, unprotected, payload, signature = message.value
    if cbor(protected) != {1: -8, 4: hashlib.sha256(keys["sign-public"]).digest()[:8]} or unprotected != {}:
        raise ValueError("another signer")
    if not ed25519(keys["sign-public"], to_cbor(["Signature1", protected, b"", payload]), signature):
        raise ValueError("the signature does not fit")
    stream = zlib.decompressobj(zdict=dictionaries[payload[2:6]])
    content = stream.decompress(payload, 16384)
    if not stream.eof or stream.unused_data:
        raise ValueError("the stream does not end where it should")
    return payload, content


def phone(raw):
    if isinstance(raw, str):
        return raw
    value = int.from_bytes(raw, "big")
    groups = ((3, 4, 4), (4, 2, 4), (3, 3, 4), (2, 4, 4), (4, 3, 3), (5, 1, 4), (10,), (11,))[value & 7]
    digits = str(value >> 3).zfill(sum(groups))
    return "-".join(digits[sum(groups[:i]) : sum(groups[: i + 1])] for i in range(len(groups)))


def may_be_said(card):
    """Whether there are illnesses or medicines is said where none are listed, in a word that we know."""
    return all(code not in card or (card[code] in (1, 2, 3) and which not in card) for code, which in ((35, 16), (36, 17)))


def in_words(content):
    """Some of it as people read it, to see that the packed forms are understood."""
    card = cbor(content)
    contacts = [[contact[0], phone(contact[1])] for contact in card.get(12, []) if len(contact) > 1 and contact[1]]
    known = [{1: "none", 2: "some", 3: "not known"}.get(card.get(key)) for key in (35, 36)]
    birth = date(1970, 1, 1) + timedelta(days=card[7]) if 7 in card else None
    return f"{card[1].hex().upper()} {card.get(5)} {birth} {[phone(p) for p in card.get(11, [])]} {contacts} {known}"


# --- The test -------------------------------------------------------------------------------------------------------------------


def check_rfcs():
    h = bytes.fromhex
    assert base45("QED8WEX0") == b"ietf!"
    assert hkdf(b"\x0b" * 22, b"") == h("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d")
    alice = h("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    bob = h("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
    assert x25519(alice, bob) == h("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")
    public = h("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    signature = h(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )
    assert ed25519(public, b"", signature) and not ed25519(public, b"x", signature)
    opened = chacha20_poly1305(
        bytes(range(0x80, 0xA0)),
        h("070000004041424344454647"),
        h(
            "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
            "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691"
        ),
        h("50515253c0c1c2c3c4c5c6c7"),
    )
    assert opened.startswith(b"Ladies and Gentlemen of the class of '99")


def vectors(arguments):
    if arguments[0] == "--make":
        yield "made now", subprocess.run(arguments[1:], check=True, capture_output=True, encoding="utf-8").stdout
        return
    for name in arguments:
        yield Path(name).name, Path(name).read_text(encoding="utf-8")


def main(folder, *arguments):
    dictionaries = {}
    for path in Path(folder).glob("dictionary-*.txt"):
        data = path.read_bytes()
        dictionaries[zlib.adler32(data).to_bytes(4, "big")] = data
    check_rfcs()
    failed = n = 0
    for name, text in vectors(arguments):
        file = configparser.RawConfigParser(delimiters="=", comment_prefixes="#")
        file.read_string(text)
        keys = {key: bytes.fromhex(value) for key, value in file["keys"].items()}
        for group in file.sections()[1:]:
            n += 1
            try:
                payload, content = read(file[group]["text"], keys, dictionaries)
                good = payload.hex() == file[group]["stream"] and content.hex() == file[group]["content"]
                good = good and cbor(content).get(5) == file[group]["name"] and may_be_said(cbor(content))
                words = in_words(content)
            except (ValueError, KeyError, IndexError, zlib.error) as error:
                good, words = False, repr(error)
            failed += not good
            print(f"{'ok' if good else 'not ok'} {n} {name} {group}\n# {words}")
    print(f"1..{n}")
    return 1 if failed or n == 0 else 0


sys.exit(main(*sys.argv[1:]))
