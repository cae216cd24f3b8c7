#!/usr/bin/env python3
"""Checks a proof bundle as docs/proof.md describes it. Usage: verify.py BUNDLE.json [LOG_KEY]"""
import base64
import hashlib
import json
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def sha256(data):
    return hashlib.sha256(data).digest()


def demand(holds, step):
    if not holds:
        raise SystemExit(f"✗ {step}")
    print(f"✓ {step}")


def signed(key, message, signature):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        return True
    except Exception:
        return False


def head(major, n):
    """The head of a CBOR item (RFC 8949, section 3)."""
    if n < 24:
        return bytes([major << 5 | n])
    size = next(size for size in (1, 2, 4, 8) if n < 1 << 8 * size)
    return bytes([major << 5 | 24 + (1, 2, 4, 8).index(size)]) + n.to_bytes(size, "big")


def cbor(value):
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    return head(4, len(value)) + b"".join(cbor(item) for item in value)


def read(data, at=0):
    """One CBOR item; maps become lists of pairs, tags their content."""
    major, low = data[at] >> 5, data[at] & 31
    at += 1
    n = low
    if low >= 24:
        size = 1 << (low - 24)
        n, at = int.from_bytes(data[at:at + size], "big"), at + size
    if major == 0:
        return n, at
    if major == 1:
        return -1 - n, at
    if major in (2, 3):
        part = data[at:at + n]
        return (part if major == 2 else part.decode()), at + n
    if major == 6:
        return read(data, at)
    items = []
    for _ in range(n if major == 4 else 2 * n):
        item, at = read(data, at)
        items.append(item)
    return (items if major == 4 else list(zip(items[::2], items[1::2]))), at


def root_of(leaf, index, size, path):
    """RFC 9162, section 2.1.3.2; None where the path does not fit."""
    at, last, value = index, size - 1, leaf
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
    return value if last == 0 else None


def main(file, log_key=None):
    bundle = json.load(open(file, encoding="utf-8"))
    box_key, envelope, leaf = (base64.b64decode(bundle[name]) for name in ("boxKey", "envelope", "leaf"))
    demand(bundle["v"] == 1, "shape")
    demand(bundle["box"] == "box-" + sha256(box_key).hex()[:16], "box-key")
    (protected, _, payload, signature), _ = read(envelope)
    demand(signed(box_key, cbor(["Signature1", protected, b"", payload]), signature), "signature")
    batch = json.loads(payload)
    demand((batch["box"], batch["n"]) == (bundle["box"], bundle["n"]), "content")
    demand(leaf == cbor([1, "batch", bundle["box"], bundle["n"], sha256(envelope)]), "leaf")
    proof, checkpoint = bundle["proof"].split("\n\n", 1)
    _, index, *path = proof.split("\n")
    name, key_id, packed = (log_key or bundle["logKey"]).split("+", 2)
    key = base64.b64decode(packed)
    text, lines = checkpoint.split("\n\n", 1)
    mine = [line.split(" ")[2] for line in lines.splitlines() if line.split(" ")[:2] == ["—", name]]
    signatures = [raw[4:] for raw in map(base64.b64decode, mine) if raw[:4].hex() == key_id]
    origin, size, root = text.split("\n")[:3]
    known = sha256(name.encode() + b"\n" + key)[:4].hex() == key_id and key[0] == 1 and origin == name
    demand(known and signatures and all(signed(key[1:], (text + "\n").encode(), one) for one in signatures), "checkpoint")
    place = int(index.removeprefix("index "))
    found = root_of(sha256(b"\x00" + leaf), place, int(size), [base64.b64decode(line) for line in path])
    demand(place < int(size) and found == base64.b64decode(root), "inclusion")


main(*sys.argv[1:3])
