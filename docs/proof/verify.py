#!/usr/bin/env python3
"""Checks a proof bundle as docs/proof.md describes it: box, batch, entry, tree, checkpoint, witnesses.

Usage: verify.py BUNDLE.json [LOG_KEY [WITNESS_KEY ...] [@FILE ...]]    FILE: a photo or personal value of the batch
It needs Python's standard library and python3-cryptography. What only some bundles hold is checked by verify_more.py.
"""
import base64
import hashlib
import json
import os
import re
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MOST_BYTES = 16 << 20
PLAIN = {"v", "box", "n", "boxKey", "envelope", "leaf", "proof", "logKey"}


def sha256(data):
    return hashlib.sha256(data).digest()


def raw(text):
    return base64.b64decode(text, validate=True)


def demand(holds, step, why=""):
    if not holds:
        raise SystemExit(f"✗ {step} {why}")
    print(f"✓ {step}")


def signed(key, message, signature):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def head(major, n):
    """The head of a CBOR item (RFC 8949, section 3)."""
    if n < 24:
        return bytes([major << 5 | n])
    code = next(code for code in range(4) if n < 1 << 8 * 2**code)
    return bytes([major << 5 | 24 + code]) + n.to_bytes(2**code, "big")


def cbor(value):
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    data = value.encode() if isinstance(value, str) else value
    return head(3 if isinstance(value, str) else 2, len(data)) + data


def byte_string(data, at):
    """The bytes of the CBOR string at that place, and where the next item begins."""
    low, at = data[at] & 31, at + 1
    size = 0 if low < 24 else 1 << (low - 24)
    begin = at + size
    end = begin + (int.from_bytes(data[at:begin], "big") if size else low)
    return data[begin:end], end


def sign1(message):
    """A COSE_Sign1 (RFC 9052, section 4.2): the bytes that are signed, the payload, the signature."""
    protected, at = byte_string(message, 2)
    payload, at = byte_string(message, at + 1)
    signature, at = byte_string(message, at)
    if message != b"\xd2\x84" + cbor(protected) + b"\xa0" + cbor(payload) + cbor(signature):
        raise ValueError("not a COSE_Sign1")
    check_headers(protected)
    if len(signature) != 64:
        raise ValueError("not a signature by Ed25519")
    return cbor(["Signature1", protected, b"", payload]), payload, signature


def check_headers(protected):
    """Algorithm, content type, key id, issuer and subject, each once; nothing else may change what a message means."""
    kind, at = byte_string(protected, 4)
    kid, at = byte_string(protected, at + 1)
    issuer, at = byte_string(protected, at + 3)
    subject, _ = byte_string(protected, at + 1)
    kind, issuer, subject = (cbor(text.decode()) for text in (kind, issuer, subject))
    rest = b"\x03" + kind + b"\x04" + cbor(kid) + b"\x0f\xa2\x01" + issuer + b"\x02" + subject
    if protected not in (b"\xa4\x01\x32" + rest, b"\xa4\x01\x27" + rest):
        raise ValueError("headers or algorithm")


def root_of(leaf, index, size, path):
    """RFC 9162, section 2.1.3.2; None where the path does not fit."""
    at, last, value = index, size - 1, sha256(b"\x00" + leaf)
    for sibling in path:
        if last == 0:
            return None
        if at % 2 or at == last:
            value = sha256(b"\x01" + sibling + value)
            while at % 2 == 0 and at:
                at, last = at // 2, last // 2
        else:
            value = sha256(b"\x01" + value + sibling)
        at, last = at // 2, last // 2
    return value if last == 0 and index < size else None


def verifier_key(text, kind):
    """Name and raw key (C2SP signed-note); the id is computed anew."""
    name, key_id, packed = text.split("+", 2)
    demand(raw(packed)[0] == kind and sha256(name.encode() + b"\n" + raw(packed))[:4].hex() == key_id, f"key of {name}")
    return name, raw(packed)[1:]


def signatures(note, name, kind, key):
    """The text of a note, and its signatures by that key."""
    text, lines = note.rsplit("\n\n", 1)
    if not re.fullmatch(r"(— [^\s+]+ [A-Za-z0-9+/]+={0,2}\n){1,64}", lines) or re.search(r"[\x00-\x09\x0b-\x1f]", note):
        raise ValueError("not a signed note")
    key_id = sha256(name.encode() + b"\n" + bytes([kind]) + key)[:4]
    own = [raw(line.split(" ")[2]) for line in lines.splitlines() if line.split(" ")[:2] == ["—", name]]
    return text + "\n", [packed[4:] for packed in own if packed[:4] == key_id]


def checkpoint_of(note, log):
    """Name, size and root, signed by the log under its name or one it went on under: `<log>/2` and so on."""
    if not re.match(r"[^\n]+\n(0|[1-9][0-9]{0,15})\n[A-Za-z0-9+/]{43}=\n", note):
        raise ValueError("not a checkpoint")
    origin, size, root = note.split("\n")[:3]
    text, own = signatures(note, origin, 1, log[1])
    same = re.sub("/[1-9][0-9]*$", "", origin) == re.sub("/[1-9][0-9]*$", "", log[0])
    if not (same and own and all(signed(log[1], text.encode(), one) for one in own)):
        raise SystemExit(f"✗ checkpoint: {origin} is not signed by the log")
    return origin, int(size), raw(root)


def place_of(leaf, proof, log):
    """Where an entry stands, and under which checkpoint."""
    lines, note = proof.split("\n\n", 1)
    if not re.match(r"c2sp.org/tlog-proof@v1\n(extra .*\n)?index (0|[1-9][0-9]{0,15})(\n|$)", lines):
        raise ValueError("not a tlog-proof")
    index, *path = [line for line in lines.split("\n")[1:] if not line.startswith("extra ")]
    (origin, size, root), place = checkpoint_of(note, log), int(index.removeprefix("index "))
    if root_of(leaf, place, size, map(raw, path)) != root:
        raise SystemExit(f"✗ inclusion: {origin}: the path does not lead to the root")
    return place, origin, size


def check_witness(witness, note):
    name, key = verifier_key(witness, 4)
    text, lines = signatures(note, name, 4, key)
    messages = [f"cosignature/v1\ntime {int.from_bytes(line[:8], 'big')}\n{text}".encode() for line in lines]
    holds = lines and all(signed(key, message, line[8:]) for message, line in zip(messages, lines))
    demand(holds, f"witness {name}", "has not cosigned")


def check_batch(bundle, spans):
    """`spans`: the keys of the box, with the first and the last batch of each."""
    box, n, box_key, envelope = bundle["box"], bundle["n"], raw(bundle["boxKey"]), raw(bundle["envelope"])
    message, payload, signature = sign1(envelope)
    in_time = any(key == box_key and first <= n <= (last or n) for key, first, last in spans)
    demand(in_time and signed(box_key, message, signature), "signature")
    batch = json.loads(payload)
    demand((batch["box"], batch["n"]) == (box, n), "content")
    demand(raw(bundle["leaf"]) == cbor([1, "batch", box, n, sha256(envelope)]), "leaf")


def main(file, log_key=None, *given_beside):
    if os.path.getsize(file) > MOST_BYTES:
        raise ValueError("too long for a proof bundle")
    with open(file, encoding="utf-8") as given:
        bundle = json.load(given)
    log = verifier_key(log_key or bundle["logKey"], 1)
    files = [each[1:] for each in given_beside if each.startswith("@")]
    if bundle["v"] == 1 and set(bundle) == PLAIN and not files:
        demand(bundle["box"] == "box-" + sha256(raw(bundle["boxKey"])).hex()[:16], "box-key")
        check_batch(bundle, [(raw(bundle["boxKey"]), 1, None)])
        origin = place_of(raw(bundle["leaf"]), bundle["proof"], log)[1]
        demand("/" not in origin, "checkpoint, inclusion", f"{origin} was restarted, and the file does not say why")
        proof = bundle["proof"]
    else:
        from verify_more import check
        proof = check(bundle, log, files)
    for witness in set(given_beside) - {"@" + each for each in files}:
        check_witness(witness, proof.split("\n\n", 1)[1])


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (ValueError, LookupError, TypeError, AttributeError, OSError, RecursionError) as error:
        raise SystemExit(f"✗ malformed: {type(error).__name__}: {error}")
