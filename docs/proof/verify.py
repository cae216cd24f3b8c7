#!/usr/bin/env python3
"""Checks a proof bundle as docs/proof.md describes it. Usage: verify.py BUNDLE.json [LOG_KEY]

Python's standard library and python3-cryptography are all it needs.
"""
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


def log_key_of(text):
    """Name, id and raw key of a verifier key; the id is computed anew."""
    name, key_id, packed = text.split("+", 2)
    key = base64.b64decode(packed)
    known = sha256(name.encode() + b"\n" + key)[:4].hex() == key_id and key[0] == 1
    return (name, key[1:]) if known else (None, None)


def checkpoint_of(proof, log, any_generation=False):
    """Size and root of the checkpoint in a proof, where the log signed it."""
    checkpoint = proof.split("\n\n", 1)[1]
    text, lines = checkpoint.split("\n\n", 1)
    origin, size, root = text.split("\n")[:3]
    name, key = log
    if origin != name and not (any_generation and origin.split("/")[0] == name.split("/")[0]):
        return None
    key_id = sha256(origin.encode() + b"\n\x01" + key)[:4]
    mine = [line.split(" ")[2] for line in lines.splitlines() if line.split(" ")[:2] == ["—", origin]]
    signatures = [raw[4:] for raw in map(base64.b64decode, mine) if raw[:4] == key_id]
    whole = signatures and all(signed(key, (text + "\n").encode(), one) for one in signatures)
    return (int(size), base64.b64decode(root)) if whole else None


def included(leaf, proof, checkpoint):
    _, index, *path = proof.split("\n\n", 1)[0].split("\n")
    place, (size, root) = int(index.removeprefix("index ")), checkpoint
    found = root_of(sha256(b"\x00" + leaf), place, size, [base64.b64decode(line) for line in path])
    return place < size and found == root


def demand_in_log(leaf, proof, log):
    checkpoint = checkpoint_of(proof, log)
    demand(checkpoint, "checkpoint")
    demand(included(leaf, proof, checkpoint), "inclusion")


def spans_of(box, first_key, statements, log):
    """The keys of a box with the first and last batch of each, from what was signed about them."""
    demand(box == "box-" + sha256(first_key).hex()[:16], "box-key")
    spans = [[first_key, 1, None]]
    for statement in statements:
        (protected, _, payload, signature), _ = read(statement)
        outer = (b"", b"")
        if dict(read(protected)[0])[3] == "application/vnd.zaojun.key-handover+cose":
            outer = (cbor(["Signature1", protected, b"", payload]), signature)
            (protected, _, payload, signature), _ = read(payload)
        said, message = json.loads(payload), cbor(["Signature1", protected, b"", payload])
        key = base64.b64decode(said["from"] if said["kind"] == "rotation" else said["key"])
        mine = [span for span in spans if span[0] == key]
        holds = said["box"] == box and mine
        if holds and said["kind"] == "rotation":
            after, last = base64.b64decode(said["to"]), spans[-1]
            holds = last[0] == key and last[2] is None and signed(key, message, signature) and signed(after, *outer)
            last[2] = said["after"]
            spans.append([after, said["after"] + 1, None])
        elif holds:
            holds = signed(log[1], message, signature)
            mine[0][2] = min(said["after"], said["after"] if mine[0][2] is None else mine[0][2])
        if not holds:
            demand(False, "box-key: a statement on the key does not hold")
    return spans


def check_batch(bundle, log):
    names = ("boxKey", "envelope", "leaf")
    box_key, envelope, leaf = (base64.b64decode(bundle[name]) for name in names)
    demand(bundle["v"] == (2 if "keys" in bundle else 1), "shape")
    first_key = base64.b64decode(bundle.get("firstKey", bundle["boxKey"]))
    keys = bundle.get("keys", [])
    spans = spans_of(bundle["box"], first_key, [base64.b64decode(key["statement"]) for key in keys], log)
    (protected, _, payload, signature), _ = read(envelope)
    in_time = any(key == box_key and first <= bundle["n"] <= (bundle["n"] if last is None else last) for key, first, last in spans)
    demand(in_time and signed(box_key, cbor(["Signature1", protected, b"", payload]), signature), "signature")
    batch = json.loads(payload)
    demand((batch["box"], batch["n"]) == (bundle["box"], bundle["n"]), "content")
    demand(leaf == cbor([1, "batch", bundle["box"], bundle["n"], sha256(envelope)]), "leaf")
    demand_in_log(leaf, bundle["proof"], log)
    for key in keys:
        entry = base64.b64decode(key["leaf"])
        same = entry == cbor([1, "key", bundle["box"], sha256(base64.b64decode(key["statement"]))])
        there = checkpoint_of(key["proof"], log, any_generation=True)
        demand(same and there and included(entry, key["proof"], there), "keys")


def check_content(bundle, log):
    """A page of reads, or a statement on rights: the log commits to its exact bytes."""
    content, leaf = base64.b64decode(bundle["content"]), base64.b64decode(bundle["leaf"])
    kind, number = bundle["kind"], {"reads": "page", "rights": "no"}[bundle["kind"]]
    demand(bundle["v"] == 2, "shape")
    said = json.loads(content)
    demand((said["site"], said[number]) == (bundle["site"], bundle[number]), "content")
    demand(leaf == cbor([1, kind, bundle["site"], bundle[number], sha256(content)]), "leaf")
    demand_in_log(leaf, bundle["proof"], log)


def main(file, log_key=None):
    with open(file, encoding="utf-8") as given:
        bundle = json.load(given)
    log = log_key_of(log_key or bundle["logKey"])
    demand(log[0], "log-key")
    (check_content if "kind" in bundle else check_batch)(bundle, log)


main(*sys.argv[1:3])
