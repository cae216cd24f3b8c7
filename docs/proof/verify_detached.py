"""What verify.py hands on: photos and personal values, which a batch names and does not hold. From docs/proof.md alone."""
import json
import math
import re
from decimal import Decimal

from verify import demand, payload_of, raw, sha256


def number(value):
    """A number as ECMAScript writes it (RFC 8785, section 3.2.2.3): its shortest digits, placed by the point."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "null"
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    digits, minus = "".join(map(str, digits)), "-" * sign
    point = len(digits) + exponent
    if 0 < point <= 21:
        return minus + (digits[:point].ljust(point, "0") + "." + digits[point:]).rstrip(".")
    if -6 < point <= 0:
        return minus + "0." + "0" * -point + digits
    return minus + (digits[0] + "." + digits[1:]).rstrip(".") + f"e{point - 1:+d}"


def place(name):
    """Of a member: names that are whole numbers come first, in their order; the others stay as they stand."""
    return int(name) if re.fullmatch("0|[1-9][0-9]{0,9}", name) and int(name) < 2**32 - 1 else 2**32


def written(value):
    """The JSON of a value whose digest is committed to, as ECMAScript's JSON.stringify writes it."""
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{written(name)}:{written(value[name])}" for name in sorted(value, key=place)) + "}"
    return json.dumps(value, ensure_ascii=False)


def names_of(content):
    """What an entry would name that file by: its digest as a photo, its commitment as a personal value."""
    names = {sha256(content).hex()}
    try:
        part = json.loads(content, parse_int=float)
        # Half a surrogate pair stands as its escape.
        text = written(part["value"]).encode(errors="backslashreplace")
        names.add(sha256(bytes.fromhex(part["salt"]) + text).hex())
    except (ValueError, LookupError, TypeError, RecursionError):
        pass  # It is no personal value.
    return names


def detached_in(value):
    """What entries name and do not hold: personal values by commitment, photos by digest, wherever they stand."""
    if isinstance(value, list):
        return {digest for each in value for digest in detached_in(each)}
    if not isinstance(value, dict):
        return set()
    found = set()
    for name, held in value.items():
        if name == "commitment" and isinstance(held, str):
            found.add(held)
        elif name == "attachments" and isinstance(held, list):
            found |= {str(digest) for digest in held}
        else:
            found |= detached_in(held)
    return found


def check_detached(bundle, gone, files):
    """Each is removed by policy, among the files, or not here; a file that nothing is named by is altered."""
    entries = json.loads(payload_of(raw(bundle["envelope"])))["entries"] if "envelope" in bundle else []
    named, held = detached_in([entry["b"] for entry in entries]) | gone, set()
    for file in files:
        with open(file, "rb") as given:
            names = names_of(given.read())
        demand(names & named, file, "is altered, or of another batch")
        held |= names
    for digest in sorted(named - gone - held):
        print(f"? {digest}: not here")
