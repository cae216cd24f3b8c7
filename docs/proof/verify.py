#!/usr/bin/env python3
"""Checks a proof bundle as docs/proof.md describes it: box, batch, entry, tree, checkpoint, witnesses.

It needs Python's standard library and python3-cryptography. What only some bundles hold is checked by verify_more.py,
files beside them by verify_detached.py. Exit code: 0 it holds, 1 it does not, or could not be read, 2 no bundle named.
Where the format leaves no choice, bytes are not taken apart: what they must be is built and compared.
"""
import base64
import hashlib
import json
import re
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

USAGE = """用法 usage: verify.py BUNDLE.json [LOG_KEY [WITNESS_KEY ...] [@FILE ...]]
BUNDLE.json    证明文件 a proof bundle
LOG_KEY        从别处得到的日志公钥 verifier key of the log, got elsewhere
WITNESS_KEY    从别处得到的见证人公钥，每一个都须副署过 verifier keys of witnesses, got elsewhere: each must have cosigned
@FILE          照片，或个人数值 {salt, value} a photo, or a personal value"""
PLAIN = {"v", "box", "n", "boxKey", "envelope", "leaf", "proof", "logKey"}
PROOF = r"c2sp.org/tlog-proof@v1\n(?:extra .*\n)?index (0|[1-9][0-9]{0,15})\n((?:[A-Za-z0-9+/]{43}=\n)*)\n((?:.*\n)+)"
GENERATION = "(?:/([2-9]|[1-9][0-9]{1,5}))?"
CHECKPOINT = r"([^\x00-\x1f]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n\n(?:— [^\s+]+ [A-Za-z0-9+/]+={0,2}\n){1,64}"


def sha256(data):
    return hashlib.sha256(data).digest()


def raw(text):
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("base64 that is not canonical")  # Bits that the last character has to spare are 0.
    return data


def demand(holds, step, why=""):
    if not holds:
        raise SystemExit(f"✗ {step} {why}")
    print(f"✓ {step}")


def parts_of(text, pattern, name):
    found = re.fullmatch(pattern, text)
    demand(found, f"form of the {name}")
    return found.groups()


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
    """Deterministic CBOR of whole numbers, bytes, text, lists and maps."""
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    if isinstance(value, dict):
        return head(5, len(value)) + b"".join(cbor(key) + cbor(each) for key, each in value.items())
    return head(3, len(value.encode())) + value.encode() if isinstance(value, str) else head(2, len(value)) + value


def byte_string(data, at):
    """The bytes of the CBOR string at that place, and where the next item begins."""
    low, begin = data[at] & 31, at + 1
    if low >= 24:
        size = 1 << (low - 24)
        low, begin = int.from_bytes(data[begin : begin + size], "big"), begin + size
    return data[begin : begin + low], begin + low


def payload_of(message):
    """Of a COSE_Sign1: what follows the protected headers and an empty map."""
    return byte_string(message, byte_string(message, 2)[1] + 1)[0]


def is_sign1(message, key, kind, issuer, subject):
    """Whether it is a COSE_Sign1 (RFC 9052, section 4.2) with these headers alone, signed by that key with Ed25519."""
    payload, signature = payload_of(message), message[-64:]
    for algorithm in (-19, -8):
        protected = cbor({1: algorithm, 3: kind, 4: sha256(key)[:8], 15: {1: issuer, 2: subject}})
        if message == b"\xd2" + cbor([protected, {}, payload, signature]):
            return signed(key, cbor(["Signature1", protected, b"", payload]), signature)
    return False


def root_of(value, index, size, path):
    """The root over a leaf hash at that place of a tree of that size (RFC 9162, section 2.1.3); the path ends at the top."""
    if size == 1 and not path:
        return value
    *below, sibling = path
    left = 1 << (size - 1).bit_length() - 1
    if index < left:
        return sha256(b"\x01" + root_of(value, index, left, below) + sibling)
    return sha256(b"\x01" + sibling + root_of(value, index - left, size - left, below))


def key_id(name, key):
    """In notes (C2SP signed-note); the key has its kind before it: 1 is a log's Ed25519, 4 a witness's."""
    return sha256(name.encode() + b"\n" + key)[:4]


def verifier_key(text, kind):
    name, told, key = text.split("+", 2)
    demand(raw(key)[0] == kind and key_id(name, raw(key)).hex() == told, f"key of {name}")
    return name, raw(key)


def has_signed(note, name, key):
    """Whether each line of that name and key holds, and there is one. A witness signs the time before the note."""
    text = note.partition("\n\n")[0].encode() + b"\n"
    lines = [raw(line.split(" ")[2]) for line in note.splitlines() if line.startswith(f"— {name} ")]
    own = [line[4:] for line in lines if line[:4] == key_id(name, key)]
    stamp = 8 if key[0] == 4 else 0
    before = [b"cosignature/v1\ntime %d\n" % int.from_bytes(line[:8], "big") if stamp else b"" for line in own]
    return own and all(signed(key[1:], time + text, line[stamp:]) for time, line in zip(before, own))


def checkpoint_of(note, log):
    """Name, size and root, signed by the log under its name or one it went on under: `<log>/2` and so on."""
    origin, size, root = parts_of(note, CHECKPOINT, "checkpoint")
    same = re.fullmatch(re.escape(log[0].split("/")[0]) + GENERATION, origin)
    demand(same and has_signed(note, origin, log[1]), f"checkpoint of {origin}", "is not signed by the log")
    return origin, int(size), raw(root)


def place_of(leaf, proof, log):
    """Where an entry stands, and in which log."""
    index, path, note = parts_of(proof, PROOF, "proof")
    origin, size, root = checkpoint_of(note, log)
    place, hashes = int(index), [raw(line) for line in path.split()]
    holds = place < size and root_of(sha256(b"\x00" + leaf), place, size, hashes) == root
    demand(holds, f"inclusion in {origin}", "the path does not lead to the root")
    return place, origin


def origin_of(proof):
    """The log a proof leads to, as its checkpoint names it."""
    return parts_of(proof, PROOF, "proof")[2].split("\n")[0]


def check_batch(bundle, spans):
    """`spans`: the keys of the box, with the first and the last batch of each; None: in use."""
    box, n, key, envelope = bundle["box"], bundle["n"], raw(bundle["boxKey"]), raw(bundle["envelope"])
    mine = [(first, last) for one, first, last in spans if one == key][:1]
    in_time = any(first <= n <= (n if last is None else last) for first, last in mine)
    names = "application/vnd.zaojun.batch+json", f"urn:zaojun:box:{box}", f"urn:zaojun:batch:{n}"
    demand(in_time and is_sign1(envelope, key, *names), "signature")
    batch = json.loads(payload_of(envelope))
    demand((batch["box"], batch["n"]) == (box, n), "content")
    demand(raw(bundle["leaf"]) == cbor([1, "batch", box, n, sha256(envelope)]), "leaf")


def main(file, log_key=None, *beside):
    with open(file, "rb") as given:
        bundle = json.loads(given.read(16 << 20))  # What is longer is no bundle, and no JSON where it is cut.
    log = verifier_key(log_key or bundle["logKey"], 1)
    files = [each[1:] for each in beside if each.startswith("@")]
    if bundle["v"] == 1 and set(bundle) == PLAIN and not files:
        demand(bundle["box"] == "box-" + sha256(raw(bundle["boxKey"])).hex()[:16], "box-key")
        check_batch(bundle, [(raw(bundle["boxKey"]), 1, None)])
        proof = bundle["proof"]
        _, origin = place_of(raw(bundle["leaf"]), proof, log)
        demand("/" not in origin, f"log {origin}", "was restarted, and the file does not say why")
    else:
        from verify_more import check
        proof = check(bundle, log, files)
    for witness in set(beside) - {"@" + each for each in files}:
        name, key = verifier_key(witness, 4)
        demand(has_signed(proof.partition("\n\n")[2], name, key), f"witness {name}", "has not cosigned")


if __name__ == "__main__":
    if not sys.argv[1:] or {"-h", "--help"} & set(sys.argv):
        print(USAGE, file=sys.stderr)
        sys.exit(2)
    try:
        main(*sys.argv[1:])
    except (ValueError, LookupError, TypeError, AttributeError, OSError, RecursionError) as error:
        raise SystemExit(f"✗ malformed: {type(error).__name__}: {error}")
