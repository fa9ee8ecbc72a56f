"""Transparency logs a second time: written from RFC 6962, RFC 8785 and the C2SP documents (signed-note, tlog-checkpoint,
tlog-cosignature, tlog-tiles), sharing no code with the TypeScript.

It exists to disagree. It reads every entry and computes every hash by the definitions, so it is slow and short.

    python3 tlog.py log DIR LOG_VKEY [--witness VKEY]... [--quorum N] [--since OLDER_CHECKPOINT_FILE]
        reads a log's directory, every entry and every tile of it; prints size, root and who cosigned
    python3 tlog.py paths DIR LOG_VKEY [INDEX OLD_SIZE SIZE]...
        prints the inclusion proof of INDEX in SIZE leaves, and the consistency proof of OLD_SIZE and SIZE, one line of JSON each
    python3 tlog.py proof PROOF_FILE LOG_VKEY [--witness VKEY]... [--quorum N]
        checks a proof of a leaf; prints its index, size and who cosigned

An older checkpoint is one that somebody kept: the log must continue it. Exits with 1 and says why where it does not hold.
"""

import argparse
import base64
import hashlib
import json
import pathlib
import re
import struct
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

WIDTH = 256
ED25519, COSIGNATURE = 1, 4


class Refused(Exception):
    pass


def need(condition, why):
    if not condition:
        raise Refused(why)


def sha(data):
    return hashlib.sha256(data).digest()


# RFC 6962, section 2.1


def leaf_hash(entry):
    return sha(b"\x00" + entry)


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(hashes):
    """MTH over leaf hashes."""
    if len(hashes) == 0:
        return sha(b"")
    if len(hashes) == 1:
        return hashes[0]
    k = split(len(hashes))
    return sha(b"\x01" + mth(hashes[:k]) + mth(hashes[k:]))


def path(m, hashes):
    if len(hashes) == 1:
        return []
    k = split(len(hashes))
    if m < k:
        return path(m, hashes[:k]) + [mth(hashes[k:])]
    return path(m - k, hashes[k:]) + [mth(hashes[:k])]


def subproof(m, hashes, whole):
    if m == len(hashes):
        return [] if whole else [mth(hashes)]
    k = split(len(hashes))
    if m <= k:
        return subproof(m, hashes[:k], whole) + [mth(hashes[k:])]
    return subproof(m - k, hashes[k:], False) + [mth(hashes[:k])]


def consistency(m, hashes):
    return [] if m in (0, len(hashes)) else subproof(m, hashes, True)


def root_from_path(m, n, entry_hash, proof):
    """The root that a leaf and its path make: the definition of PATH, read backwards."""
    if n == 1:
        need(proof == [], "path too long")
        return entry_hash
    need(proof, "path too short")
    k = split(n)
    if m < k:
        return sha(b"\x01" + root_from_path(m, k, entry_hash, proof[:-1]) + proof[-1])
    return sha(b"\x01" + proof[-1] + root_from_path(m - k, n - k, entry_hash, proof[:-1]))


# C2SP signed-note, tlog-checkpoint, tlog-cosignature


def parse_vkey(vkey, kind):
    name, number, key = vkey.split("+", 2)
    key = base64.b64decode(key, validate=True)
    need(len(key) == 33 and key[0] == kind, "not a verifier key of this kind")
    need(sha(name.encode() + b"\n" + key)[:4].hex() == number, "the key's number is not its own")
    return name, bytes.fromhex(number), Ed25519PublicKey.from_public_bytes(key[1:])


def parse_note(note):
    need(note.endswith("\n") and "\n\n" in note, "no signed note")
    need(not re.search(r"[\x00-\x09\x0b-\x1f]", note), "control characters")
    text, _, lines = note.rpartition("\n\n")
    signatures = []
    for line in lines.splitlines():
        dash, name, value = line.split(" ")
        need(dash == "\u2014", "no signature line")
        value = base64.b64decode(value, validate=True)
        signatures.append((name, value[:4], value[4:]))
    return text + "\n", signatures


def verify(key, signature, message):
    try:
        key.verify(signature, message)
    except InvalidSignature:
        raise Refused("a signature does not fit") from None


def open_checkpoint(note, log_vkey):
    text, signatures = parse_note(note)
    origin, size, root, *_ = text.splitlines()
    name, number, key = parse_vkey(log_vkey, ED25519)
    need(origin == name, "another log's checkpoint")
    need(re.fullmatch(r"0|[1-9][0-9]*", size), "no size")
    own = [value for signer, id_, value in signatures if (signer, id_) == (name, number)]
    need(own, "not signed by the log")
    for value in own:
        verify(key, value, text.encode())
    root = base64.b64decode(root, validate=True)
    need(len(root) == 32, "no root")
    return int(size), root


def cosigners(note, vkeys):
    text, signatures = parse_note(note)
    found = []
    for vkey in vkeys:
        name, number, key = parse_vkey(vkey, COSIGNATURE)
        for signer, id_, value in signatures:
            if (signer, id_) != (name, number):
                continue
            (time,) = struct.unpack(">Q", value[:8])
            verify(key, value[8:], f"cosignature/v1\ntime {time}\n{text}".encode())
            found.append((name, time))
    return found


# C2SP tlog-tiles


def number_path(n):
    digits = f"{n:03}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])


def resource(directory, level, n, width):
    full = directory / "tile" / str(level) / number_path(n)
    if width < WIDTH:
        partial = full.with_name(full.name + ".p") / str(width)
        if partial.exists():
            return partial.read_bytes()
    need(full.exists(), f"missing: {full}")
    return full.read_bytes()


def read_entries(directory, size):
    entries = []
    for n in range(-(-size // WIDTH)):
        width = min(WIDTH, size - n * WIDTH)
        bundle = resource(directory, "entries", n, width)
        for _ in range(width):
            (length,) = struct.unpack(">H", bundle[:2])
            need(len(bundle) >= 2 + length, "bundle cut short")
            entries.append(bundle[2 : 2 + length])
            bundle = bundle[2 + length :]
    return entries


def check_tiles(directory, hashes):
    level, nodes = 0, hashes
    while nodes:
        for n in range(-(-len(nodes) // WIDTH)):
            expected = nodes[n * WIDTH : (n + 1) * WIDTH]
            tile = resource(directory, level, n, len(expected))
            need(tile[: 32 * len(expected)] == b"".join(expected), f"tile {level}/{n} is not what the entries make")
        whole = len(nodes) // WIDTH
        nodes = [mth(nodes[n * WIDTH : (n + 1) * WIDTH]) for n in range(whole)]
        level += 1


def read_log(directory, log_vkey):
    note = (directory / "checkpoint").read_text()
    size, root = open_checkpoint(note, log_vkey)
    hashes = [leaf_hash(entry) for entry in read_entries(directory, size)]
    need(mth(hashes) == root, "the entries do not make the root")
    return note, size, root, hashes


# RFC 8785 for what leaves and details hold: objects without objects inside, whole numbers, ASCII keys


def canonical(value):
    need(all(key.isascii() and isinstance(item, (str, int, type(None))) for key, item in value.items()), "not flat")
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def check_proof(proof, log_vkey):
    leaf = proof["leaf"]
    made = sha(b"FDR1 leaf\x00" + bytes.fromhex(proof["salt"]) + canonical(proof["details"]))
    need(made.hex() == leaf["commitment"], "the leaf commits to something else")
    size, root = open_checkpoint(proof["checkpoint"], log_vkey)
    need(0 <= proof["index"] < size, "beyond the tree")
    inclusion = [bytes.fromhex(text) for text in proof["inclusion"]]
    made = root_from_path(proof["index"], size, leaf_hash(canonical(leaf)), inclusion)
    need(made == root, "the leaf does not stand there")
    return size, root


def main(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["log", "paths", "proof"])
    parser.add_argument("place", type=pathlib.Path)
    parser.add_argument("log_vkey")
    parser.add_argument("numbers", nargs="*", type=int)
    parser.add_argument("--witness", action="append", default=[])
    parser.add_argument("--quorum", type=int, default=0)
    parser.add_argument("--since", type=pathlib.Path)
    options = parser.parse_args(arguments)
    older = options.since and open_checkpoint(options.since.read_text(), options.log_vkey)
    if options.command == "proof":
        proof = json.loads(options.place.read_text())
        note = proof["checkpoint"]
        size, root = check_proof(proof, options.log_vkey)
        first = proof["index"]
    else:
        note, size, root, hashes = read_log(options.place, options.log_vkey)
        check_tiles(options.place, hashes)
        need(not older or older[0] <= size and mth(hashes[: older[0]]) == older[1], "forked")
        first = None
    if options.command == "paths":
        for at in range(0, len(options.numbers), 3):
            index, old, new = options.numbers[at : at + 3]
            need(index < new <= size and old <= new, "beyond the log")
            made = {"inclusion": path(index, hashes[:new]), "consistency": consistency(old, hashes[:new])}
            print(json.dumps({name: [one.hex() for one in proof] for name, proof in made.items()}))
        return
    who = cosigners(note, options.witness)
    need(len({name for name, _ in who}) >= options.quorum, "too few witnesses")
    words = [str(first)] if first is not None else []
    print(*words, size, root.hex(), *[name for name, _ in who])


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Refused as reason:
        print(reason, file=sys.stderr)
        sys.exit(1)
