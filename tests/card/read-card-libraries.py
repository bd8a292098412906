#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A reader of cards written from docs/card-format.md with libraries that others keep: cbor2 and PyNaCl.

  read-card-libraries.py DICTIONARY-FOLDER VECTORS.ini   opens every card, and no card of which one bit was altered; a TAP test
"""

import configparser
import hashlib
import hmac
import sys
import zlib
from pathlib import Path

import cbor2
import nacl.bindings
import nacl.exceptions
import nacl.signing

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
CARDS_WITH_ALTERED_BITS = 4  # of all bits: two sealed and two open ones
REFUSALS = (MemoryError, ValueError, KeyError, IndexError, TypeError, OverflowError, UnicodeError, zlib.error, cbor2.CBORDecodeError, nacl.exceptions.CryptoError)


class Refused(ValueError):
    pass


def require(fact, why):
    if not fact:
        raise Refused(why)


def base45(text):
    out = bytearray()
    for i in range(0, len(text), 3):
        group = [DIGITS.index(c) for c in text[i : i + 3]]
        out += sum(digit * 45**place for place, digit in enumerate(group)).to_bytes(len(group) - 1, "big")
    return bytes(out)


def decode(data):
    """One item in the only form that a card may have: shortest heads, nothing behind it."""
    value = cbor2.loads(data)
    require(cbor2.dumps(value) == data, "not the form of a card")
    return value


def hkdf(secret, info):
    key = hmac.new(bytes(32), secret, hashlib.sha256).digest()
    return hmac.new(key, info + b"\x01", hashlib.sha256).digest()


def unseal(message, keys):
    protected, unprotected, ciphertext, [[to, header, empty]] = message
    require(cbor2.loads(protected) == {1: 24} and cbor2.loads(to) == {1: -25} and empty == b"", "another algorithm")
    require(unprotected == {5: hashlib.sha256(keys["card-public"]).digest()[:12]}, "for somebody else")
    require(set(header) == {-1} and set(header[-1]) == {1, -1, -2} and (header[-1][1], header[-1][-1]) == (1, 4), "another kind of key")
    ephemeral = header[-1][-2]
    require(len(ephemeral) == 32 and ephemeral[31] < 128, "another form of the key")
    shared = nacl.bindings.crypto_scalarmult(keys["card-secret"], ephemeral)
    context = cbor2.dumps([24, [None] * 3, [None] * 3, [256, to]])
    data = cbor2.dumps(["Encrypt", protected, b""])
    return nacl.bindings.crypto_aead_chacha20poly1305_ietf_decrypt(ciphertext, data, unprotected[5], hkdf(shared, context))


def read(message, keys, dictionaries):
    """The content of a genuine card; raises one of REFUSALS for anything else."""
    outer = decode(message)
    require(isinstance(outer, cbor2.CBORTag), "no tag")
    if outer.tag == 96:
        outer = decode(unseal(outer.value, keys))
    require(outer.tag == 18, "not signed")
    protected, unprotected, payload, signature = outer.value
    require(cbor2.loads(protected) == {1: -8, 4: hashlib.sha256(keys["sign-public"]).digest()[:8]} and unprotected == {}, "another signer")
    nacl.signing.VerifyKey(keys["sign-public"]).verify(cbor2.dumps(["Signature1", protected, b"", payload]), signature)
    stream = zlib.decompressobj(zdict=dictionaries[payload[2:6]])
    content = stream.decompress(payload, 16384)
    require(stream.eof and not stream.unused_data, "the stream does not end where it should")
    return content


def opens(message, keys, dictionaries):
    try:
        read(message, keys, dictionaries)
        return True
    except REFUSALS:
        return False


def altered(message):
    for bit in range(8 * len(message)):
        copy = bytearray(message)
        copy[bit // 8] ^= 1 << bit % 8
        yield bit, bytes(copy)


def main(folder, path):
    dictionaries = {}
    for file in Path(folder).glob("dictionary-*.txt"):
        data = file.read_bytes()
        dictionaries[zlib.adler32(data).to_bytes(4, "big")] = data
    vectors = configparser.RawConfigParser(delimiters="=", comment_prefixes="#")
    vectors.read(path, encoding="utf-8")
    keys = {key: bytes.fromhex(value) for key, value in vectors["keys"].items()}
    failed = n = n_bits = 0
    seen = {}
    for group in vectors.sections()[1:]:
        n += 1
        message = base45(vectors[group]["text"][5:])
        try:
            good = read(message, keys, dictionaries).hex() == vectors[group]["content"]
            why = ""
        except REFUSALS as error:
            good, why = False, repr(error)
        seen[message[0]] = seen.get(message[0], 0) + 1
        if seen[message[0]] <= CARDS_WITH_ALTERED_BITS / 2:
            for bit, copy in altered(message):
                n_bits += 1
                if opens(copy, keys, dictionaries):
                    good, why = False, why + f"bit {bit} was altered, and it still opens; "
        failed += not good
        print(f"{'ok' if good else 'not ok'} {n} {group}\n# {why}")
    print(f"# {n_bits} altered bits refused" if not failed else "# failed")
    print(f"1..{n}")
    return 1 if failed or n_bits == 0 or len(seen) < 2 else 0


sys.exit(main(*sys.argv[1:]))
