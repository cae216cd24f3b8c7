"""What verify.py hands on: the life of a box's key, pages of reads, statements on rights, what was removed by policy,
and why a log was restarted. From docs/proof.md alone, as the other.
"""
import json

from verify import (
    PLAIN,
    byte_string,
    cbor,
    check_batch,
    checkpoint_of,
    demand,
    is_sign1,
    origin_of,
    payload_of,
    place_of,
    raw,
    sha256,
)
from verify_detached import check_detached

BATCH = PLAIN | {"firstKey", "keys", "origins", "removed"}
CONTENT = {"v", "kind", "site", "content", "leaf", "proof", "logKey", "origins"}
# Kind of bundle → its fields, and for content what numbers it.
FIELDS = {
    None: BATCH,
    "reads": CONTENT | {"page"},
    "rights": CONTENT | {"no"},
    "removal": CONTENT | {"no"},
    "removed": {"v", "kind", "box", "n", "leaf", "proof", "logKey", "origins", "removed"},
    "origin": {"v", "kind", "log", "origins", "lost", "logKey"},
}
STATEMENT_TYPE, HANDOVER_TYPE = "application/vnd.zaojun.key+json", "application/vnd.zaojun.key-handover+cose"
NUMBERED_BY = {"reads": "page", "rights": "no", "removal": "no"}


def generation_of(log):
    _, _, number = log.partition("/")
    return int(number or 1)


def spans_of(box, first_key, statements, log):
    """The keys of a box with the first and last batch of each, from what was signed about them."""
    demand(box == "box-" + sha256(first_key).hex()[:16], "box-key")
    spans, name = [[first_key, 1, None]], f"urn:zaojun:box:{box}"
    for statement in statements:
        inner = payload_of(statement)
        said = json.loads(payload_of(inner) if inner[:1] == b"\xd2" else inner)
        key = raw(said["from"] if said["kind"] == "rotation" else said["key"])
        mine = [span for span in spans if span[0] == key]
        holds = said["box"] == box and mine
        if holds and said["kind"] == "rotation":
            to, last = raw(said["to"]), spans[-1]
            holds = last[0] == key and last[2] is None and said["after"] >= last[1] - 1
            holds = holds and is_sign1(inner, key, STATEMENT_TYPE, name, name)
            holds = holds and is_sign1(statement, to, HANDOVER_TYPE, name, name)
            last[2] = said["after"]
            spans.append([to, said["after"] + 1, None])
        elif holds:
            holds = is_sign1(statement, log[1][1:], STATEMENT_TYPE, f"urn:zaojun:log:{log[0].split('/')[0]}", name)
            # Of a key that came twice the first span is meant: no batch after it counts.
            mine[0][2] = said["after"] if mine[0][2] is None else min(said["after"], mine[0][2])
        demand(holds, f"box-key: {said['kind']} after {said['after']}", "a statement on the key does not hold")
    return spans


def check_keys(bundle, log):
    """The names of the log in which the statements on the key stand."""
    names = []
    for key in bundle.get("keys", []):
        entry = cbor([1, "key", bundle["box"], sha256(raw(key["statement"]))])
        demand(raw(key["leaf"]) == entry, "keys")
        names.append(place_of(entry, key["proof"], log)[1])
    return names


def check_content(bundle):
    """A page of reads, a statement on rights, a removal: the log commits to its exact bytes."""
    number, content = NUMBERED_BY[bundle["kind"]], raw(bundle["content"])
    said = json.loads(content)
    demand((said["site"], said[number]) == (bundle["site"], bundle[number]), "content")
    entry = [1, bundle["kind"], bundle["site"], bundle[number], sha256(content)]
    demand(raw(bundle["leaf"]) == cbor(entry), "leaf")


def check_removals(bundle, log):
    """What is said to be removed by policy: by which entry of the log, and that it is of this batch.
    The names of the logs it leads to, and the digests."""
    names, gone = [], set()
    for removal in bundle.get("removed", []):
        content = raw(removal["content"])
        said = json.loads(content)
        place = f"removal {said['no']} of {said['site']}"
        entry = cbor([1, "removal", said["site"], said["no"], sha256(content)])
        demand(raw(removal["leaf"]) == entry, place, "is not what the log commits to")
        names.append(place_of(entry, removal["proof"], log)[1])
        if bundle.get("kind") == "removed":
            runs = said["runs"] if said["what"] == "envelopes" and said["box"] == bundle["box"] else []
            demand(any(first <= bundle["n"] <= last for first, last in runs), place, "is not of this batch")
        else:
            payload = payload_of(raw(bundle["envelope"])).decode()
            taken = said["parts"] + said["photos"] if said["what"] == "content" else []
            mine = {digest for digest in taken if f'"{digest}"' in payload}
            demand(mine, place, "is not of this batch")
            gone |= mine
        print(f"○ {place}: removed by policy at {said['at']}, by {said.get('by', 'policy')}: {said.get('reason', said['what'])}")
    return names, gone


def check_origins(bundle, logs, log):
    """Why the log was restarted, each time: its first entry commits to a checkpoint of the log before."""
    told, size = [], None
    for origin in bundle.get("origins", []):
        leaf = raw(origin["leaf"])
        place, name = place_of(leaf, origin["proof"], log)
        note, reason = texts_of(leaf)
        before, size, root = checkpoint_of(note, log)
        follows = place == 0 and reason.strip() and generation_of(before) == generation_of(name) - 1
        in_order = not told or generation_of(told[-1]) < generation_of(name)
        demand(follows and in_order, f"origin of {name}", f"does not follow from {before}")
        witnesses = [line.split(" ")[1] for line in note.rsplit("\n\n", 1)[1].splitlines() if f"— {before} " not in line]
        print(f"▲ {name} goes on for {before}, {size} entries, root {root.hex()}, witnessed by {witnesses}: {reason}")
        told.append(name)
    for name in logs:
        demand(generation_of(name) == 1 or name in told, f"log {name}", "was restarted, and the file does not say why")
    return size


def is_end_of(lost, size):
    """Whether that can be the end of a log of that size: no more batches than entries, no more sent again than lost."""
    batches, again = lost["batches"], lost["again"]
    in_order = lost["from"] <= lost["to"] == size - 1 and (batches or 0) <= lost["to"] - lost["from"] + 1
    return in_order and (batches is None or (again or 0) <= batches)


def texts_of(leaf):
    """Checkpoint and reason of `[1, "origin", checkpoint, reason]`; refused where anything else stands there."""
    checkpoint, at = byte_string(leaf, len(cbor([1, "origin"])))
    reason, _ = byte_string(leaf, at)
    if leaf != cbor([1, "origin", checkpoint.decode(), reason.decode()]):
        raise SystemExit("✗ origin: the first entry of the log is no origin")
    return checkpoint.decode(), reason.decode()


def check(bundle, log, files):
    """Checks any bundle; the proof whose checkpoint witnesses are to have cosigned."""
    kind = bundle.get("kind")
    version = 3 if {"origins", "removed"} & set(bundle) else 2 if "keys" in bundle or kind else 1
    whole = set(bundle) <= FIELDS[kind] and ("keys" in bundle) == ("firstKey" in bundle)
    demand(bundle["v"] == version and whole, "shape")
    if kind == "origin":
        name, last = bundle["log"], bundle["origins"][-1]
        demand(origin_of(last["proof"]) == name, f"log {name}", "is not the last of those restarted")
        size = check_origins(bundle, [name], log)
        lost = bundle["lost"]
        demand(lost is None or is_end_of(lost, size), "lost", "is not the end of the old log")
        print(f"  not in this copy, as the cloud says: {lost}")
        return last["proof"]
    if kind is None:
        first_key = raw(bundle.get("firstKey", bundle["boxKey"]))
        statements = [raw(key["statement"]) for key in bundle.get("keys", [])]
        check_batch(bundle, spans_of(bundle["box"], first_key, statements, log))
    elif kind == "removed":
        leaf = raw(bundle["leaf"])
        demand(leaf[:-32] == cbor([1, "batch", bundle["box"], bundle["n"], bytes(32)])[:-32], "leaf")
        demand(bundle["removed"], "removed", "by nothing")
    else:
        check_content(bundle)
    _, name = place_of(raw(bundle["leaf"]), bundle["proof"], log)
    logs, gone = check_removals(bundle, log)
    check_origins(bundle, [name, *check_keys(bundle, log), *logs], log)
    check_detached(bundle, gone, files)
    return bundle["proof"]
