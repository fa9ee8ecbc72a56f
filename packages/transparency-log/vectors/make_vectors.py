"""Writes log.json: a log with every proof, a checkpoint, cosignatures and a proven leaf, all made by tlog.py's side of things.

python3 make_vectors.py [FOLDER]
"""

import base64
import json
import pathlib
import struct
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tlog import COSIGNATURE, ED25519, canonical, consistency, leaf_hash, mth, path, sha

SIZE = 13


def key(kind, name, seed):
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = bytes([kind]) + private.public_key().public_bytes_raw()
    number = sha(name.encode() + b"\n" + public)[:4]
    return private, name, number, f"{name}+{number.hex()}+{base64.b64encode(public).decode()}"


def line(name, number, value):
    return f"\u2014 {name} {base64.b64encode(number + value).decode()}\n"


def cosignature(text, time, witness):
    private, name, number, _ = witness
    signature = private.sign(f"cosignature/v1\ntime {time}\n{text}".encode())
    return line(name, number, struct.pack(">Q", time) + signature)


def hexes(hashes):
    return [one.hex() for one in hashes]


log = key(ED25519, "log.example/vectors", bytes(range(32)))
witnesses = [key(COSIGNATURE, f"witness.example/w{at}", bytes([at]) * 32) for at in (1, 2)]

salt = bytes(range(100, 132))
details = {"recordingId": "00" * 16, "seq": 7, "note": "Grüße, \"quoted\" \\ €", "flag": True, "nothing": None}
commitment = sha(b"FDR1 leaf\x00" + salt + canonical(details)).hex()
leaf = {"version": 1, "type": "anchor", "at": 1_700_000_000_123, "commitment": commitment}
entries = [f"entry {at}".encode() for at in range(SIZE)]
entries[5] = canonical(leaf)
hashes = [leaf_hash(entry) for entry in entries]

text = f"{log[1]}\n{SIZE}\n{base64.b64encode(mth(hashes)).decode()}\n"
note = text + "\n" + line(log[1], log[2], log[0].sign(text.encode()))
cosigned = note + cosignature(text, 1_700_000_001, witnesses[0]) + cosignature(text, 1_700_000_002, witnesses[1])

vectors = {
    "logSeed": bytes(range(32)).hex(),
    "witnessSeeds": [(bytes([at]) * 32).hex() for at in (1, 2)],
    "logKey": log[3],
    "witnessKeys": [witness[3] for witness in witnesses],
    "cosignedAtS": [1_700_000_001, 1_700_000_002],
    "entries": hexes(entries),
    "roots": hexes([mth(hashes[:size]) for size in range(SIZE + 1)]),
    "inclusion": [[hexes(path(index, hashes[:size])) for index in range(size)] for size in range(SIZE + 1)],
    "consistency": [[hexes(consistency(old, hashes[:size])) for old in range(size + 1)] for size in range(SIZE + 1)],
    "checkpoint": note,
    "cosigned": cosigned,
    "proof": {
        "leaf": leaf,
        "salt": salt.hex(),
        "details": details,
        "index": 5,
        "inclusion": hexes(path(5, hashes)),
        "checkpoint": cosigned,
    },
}
folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
(folder / "log.json").write_text(json.dumps(vectors, indent=1, ensure_ascii=False) + "\n")
