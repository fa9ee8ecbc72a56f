"""Writes recording.json, keys.json and statements.json beside itself, or into the folder given. Everything random is derived from a name, so
running it again changes nothing."""

import base64
import hashlib
import json
import pathlib
import struct
import sys
import unicodedata

from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat

from fdr1 import *

DAY_MS = 86_400_000


def tape(name, length=32):
    return sha(b"FDR1 test vector " + name.encode())[:length]


def raw_private(key):
    return key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def write(name, value):
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
    (folder / name).write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


recording_id, root = tape("recording id", 16), tape("root")
signing_key = Ed25519PrivateKey.from_private_bytes(tape("signing seed"))
recovery_key = Ed25519PrivateKey.from_private_bytes(tape("recovery seed"))
created_at_ms = 1_800_000_000_000

# Four auditors, the last one external. The third leaves in version 2, which the second and the external one sign.
seeds = [tape(f"auditor {n}") for n in (1, 2, 3, 4)]
auditors, signers = zip(*map(auditor_keys, seeds))
key_ids = [key_id(public_raw(auditor)) for auditor in auditors]


def signed_set(unsigned_set, signing):
    message = statement_bytes("auditor-set", unsigned_set)
    signatures = [{"keyId": key_ids[at], "signature": base64url(signers[at].sign(message))} for at in signing]
    return {**unsigned_set, "signatures": signatures}


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


members = [
    {
        "keyId": key_ids[at],
        "publicKey": public_raw(auditors[at]).hex(),
        "signingKey": public_raw(signers[at]).hex(),
        "person": "abcdefg" + "2345"[at],
        "external": at == 3,
        "technicianPseudonyms": ["AB7Q-X2MN"] if at == 0 else [],
    }
    for at in range(4)
]
first_set = signed_set(
    {
        "format": "ferndiagnose-auditor-set",
        "version": 1,
        "previous": None,
        "thresholds": {"complaint": 2, "breakGlass": 3},
        "auditors": members,
    },
    range(4),
)
second_set = signed_set(
    {
        **unsigned(first_set),
        "version": 2,
        "previous": auditor_set_hash(first_set).hex(),
        "auditors": [members[0], members[1], members[3]],
    },
    (1, 3),
)

policy = {
    "version": 1,
    "retentionDays": 89,
    "auditorSet": {"version": 1, "hash": auditor_set_hash(first_set).hex()},
    "locks": [
        {"kind": "complaint", "name": "complaint", "threshold": 2, "auditors": key_ids},
        {"kind": "break-glass", "name": "break-glass", "threshold": 3, "auditors": key_ids, "externals": key_ids[3:]},
    ],
}
bare = {
    "version": 1,
    "suite": SUITE,
    "recordingId": recording_id.hex(),
    "sessionId": "S-2027-000042",
    "createdAtMs": created_at_ms,
    "latestDeleteAtMs": created_at_ms + 90 * DAY_MS,
    "policy": policy,
    "policyHash": policy_hash(policy).hex(),
    "signingKey": public_raw(signing_key).hex(),
    "recoveryKey": public_raw(recovery_key).hex(),
    "commitment": commitment(root, recording_id).hex(),
}
shred_secret, external = tape("shred secret"), tape("external factor")
complaint_code = "7K2M9QX4TB0VNC3HWJ8V"


class Drawn:
    """Random values derived from names, remembered in the order in which they were drawn."""

    def __init__(self):
        self.values = []

    def __call__(self, name, length=32):
        value = tape(name, length)
        self.values.append(value.hex())
        return value


def sealed_to(at, what, name, plain, draw):
    info = share_info(what, recording_id, policy_hash(policy), at + 1, name)
    enc, sealed = hpke_seal(public_raw(auditors[at]), info, plain, draw(f"{name} {what} {at}"))
    return {"enc": enc.hex(), "ciphertext": sealed.hex()}


def make_lock(name, threshold, xs, factors_of, draw):
    """The lock, and what it was made of."""
    secret = tape(f"{name} secret")
    shares = [shamir_share(secret, [tape(f"{name} coefficient {n}") for n in range(1, threshold)], x) for x in xs]
    entries = []
    for at, share in enumerate(shares):
        entry = {"index": at + 1, "keyId": key_ids[at], "publicKey": public_raw(auditors[at]).hex()}
        entry.update(sealed_to(at, "share", name, share, draw))
        entries.append({**entry, **salted_hash("share hash", draw(f"{name} share salt {at}", 16), share)})
    wrapping = lock_key(factors_of(secret), recording_id, policy_hash(policy), name)
    lock = {
        "kind": name,
        "version": 1,
        "name": name,
        "lockedRoot": gcm_seal(wrapping, root, canonical(bare)).hex(),
        "shares": entries,
    }
    parts = {"secret": secret.hex(), "shares": [share.hex() for share in shares], "wrappingKey": wrapping.hex()}
    return lock, {**parts, "drawn": draw.values}


draw = Drawn()
complaint, complaint_parts = make_lock(
    "complaint", 2, (17, 201, 94, 5), lambda a: [a, shred_secret, complaint_code.encode()], draw
)
complaint["shredSecret"] = salted_hash("secret hash", draw("complaint secret salt", 16), shred_secret)
proof = complaint_proof(complaint_code, recording_id)
complaint["code"] = salted_hash("code hash", draw("complaint code salt", 16), proof)

draw = Drawn()
break_glass, break_glass_parts = make_lock(
    "break-glass", 3, (255, 1, 128, 64), lambda a: [a, external, shred_secret], draw
)
break_glass["externals"] = [
    {"index": 4, "keyId": key_ids[3], **sealed_to(3, "external", "break-glass", external, draw)}
]
break_glass["external"] = salted_hash("external hash", draw("break-glass external salt", 16), external)
break_glass["shredSecret"] = salted_hash("secret hash", draw("break-glass secret salt", 16), shred_secret)

header = {**bare, "locks": [complaint, break_glass]}
header_section, head = make_header_section(header, signing_key)

# Three data frames (the second is empty), index, final.
batches = [
    [
        (1_000, 4 * 4, '{"type":"offer","leg":"customer"}'.encode()),
        (250_000, 1, bytes.fromhex("8060000100000001deadbeef") + tape("picture", 20)),
        (250_000, 2, b""),
    ],
    [],
    [(1_900_000, 33, '{"right":"view","grüße":"ÄÖÜ"}'.encode()), (2**47 + 5, 200, b"a kind of the future")],
]
mono_times, key_frames = [500, 1_500, 2_500], [True, False, True]
chain = frame_chain_keys(root, recording_id, 130)
frames, heads, index_entries, offset, inputs = [], [head.hex()], b"", len(header_section), []
for seq, (batch, mono_ms, key_frame) in enumerate(zip(batches, mono_times, key_frames), start=1):
    plain, salt = b"".join(record(*entry) for entry in batch), tape(f"salt {seq}", 24)
    first_us = batch[0][0] if batch else mono_ms * 1000
    index_entries += struct.pack(">IIQQ", seq, int(key_frame), offset, first_us)
    frame, head = seal_frame(
        DATA, seq, created_at_ms + mono_ms, mono_ms, head, salt, chain[seq], plain, recording_id, signing_key
    )
    inputs.append(
        {
            "records": [{"timeUs": t, "kind": k, "payload": p.hex()} for t, k, p in batch],
            "plain": plain.hex(),
            "salt": salt.hex(),
            "utcMs": created_at_ms + mono_ms,
            "monoMs": mono_ms,
            "keyFrame": key_frame,
        }
    )
    frames.append(frame)
    heads.append(head.hex())
    offset += len(frame)

recovered, _ = closing_frame(
    RECOVERED, 4, created_at_ms + 2500, 2500, head,
    (3, 0, 0, 2500, created_at_ms + 2500 + 89 * DAY_MS, 0), "recovered", recording_id, recovery_key,
)
interrupted_file = header_section + b"".join(frames)

end_ms, index_offset = 3_000, offset
index_frame, head = seal_frame(
    INDEX, 4, created_at_ms + end_ms, end_ms, head, tape("salt 4", 24), chain[4], index_entries, recording_id, signing_key
)
heads.append(head.hex())
plain_bytes = sum(len(item["plain"]) // 2 for item in inputs)
final, head = closing_frame(
    FINAL, 5, created_at_ms + end_ms, end_ms, head,
    (4, 5, plain_bytes, end_ms, created_at_ms + end_ms + 89 * DAY_MS, index_offset), "customer_off", recording_id, signing_key,
)
heads.append(head.hex())

# What comes together, and whether it opens: both readers must agree on every line.
own = {name: [unseal_share(header, name, seed) for seed in seeds] for name in ("complaint", "break-glass")}
flipped = bytes([int(own["complaint"][1]["share"][:2], 16) ^ 1]).hex() + own["complaint"][1]["share"][2:]
corrupt = {**own["complaint"][1], "share": flipped}
without_external = {member: value for member, value in own["break-glass"][3].items() if member != "external"}
other_recording = {**own["complaint"][1], "recordingId": tape("other", 16).hex()}
other_secret, other_code = tape("other secret").hex(), complaint_code[:-2] + "9F"
attempts = []


def attempt(about, refusal, lock, shares, secret=shred_secret.hex(), code=complaint_code):
    """refusal: None if it opens."""
    code = code if lock == "complaint" else None
    try:
        opened = open_lock(header, lock, shares, bytes.fromhex(secret), code)
        assert refusal is None and opened == root, about
    except Refused as refused:
        assert refused.args[0] == refusal, (about, refused.args)
    entry = {"about": about, "refusal": refusal, "lock": lock, "shares": shares, "shredSecret": secret}
    attempts.append({**entry, "complaintCode": code} if code else entry)


two, three = own["complaint"][:2], [own["break-glass"][at] for at in (0, 2, 3)]
attempt("two of four with S and C", None, "complaint", two)
attempt("all four with S and C", None, "complaint", own["complaint"][::-1])
attempt("one alone", "shares_too_few", "complaint", two[:1])
attempt("nobody", "shares_too_few", "complaint", [])
attempt("wrong S", "secret_wrong", "complaint", two, secret=other_secret)
attempt("no S", "secret_wrong", "complaint", two, secret="")
attempt("wrong C", "code_wrong", "complaint", two, code=other_code)
attempt("C with a hyphen", "code_wrong", "complaint", two, code=complaint_code[:4] + "-" + complaint_code[4:])
attempt("wrong share", "share_corrupt", "complaint", [two[0], corrupt])
attempt("the same share twice", "share_duplicate", "complaint", [two[0], two[0]])
attempt("a share of the other lock", "share_foreign", "complaint", [two[0], own["break-glass"][1]])
attempt("a share of another recording", "share_foreign", "complaint", [two[0], other_recording])
attempt("a stranger's share", "auditor_unknown", "complaint", [two[0], {**two[1], "auditor": "00" * 16}])
attempt("three with the external one and S", None, "break-glass", three)
attempt("two and the external one, but no third", "shares_too_few", "break-glass", three[1:])
attempt("three without the external one", "external_missing", "break-glass", own["break-glass"][:3])
attempt("the external one without X", "share_corrupt", "break-glass", [*three[:2], without_external])
attempt("another X", "share_corrupt", "break-glass", [*three[:2], {**three[2], "external": other_secret}])
attempt("X with an internal one", "share_corrupt", "break-glass", [*three[:1], {**three[1], "external": external.hex()}])
attempt("break glass with a wrong S", "secret_wrong", "break-glass", three, secret=other_secret)

write(
    "recording.json",
    {
        "about": "One whole recording, FDR1 version 1. Made by make_vectors.py; byte strings are hexadecimal.",
        "recordingId": recording_id.hex(),
        "root": root.hex(),
        "signingSeed": tape("signing seed").hex(),
        "recoverySeed": tape("recovery seed").hex(),
        "auditors": [
            {
                "seed": seed.hex(),
                "privateKey": raw_private(sealing).hex(),
                "publicKey": public_raw(sealing).hex(),
                "signingKey": public_raw(signing).hex(),
                "keyId": key_id(public_raw(sealing)),
            }
            for seed, sealing, signing in zip(seeds, auditors, signers)
        ],
        "auditorSets": [first_set, second_set],
        "auditorSetHashes": [auditor_set_hash(first_set).hex(), auditor_set_hash(second_set).hex()],
        "shredSecret": shred_secret.hex(),
        "complaintCode": complaint_code,
        "complaintProof": proof.hex(),
        "external": external.hex(),
        "locks": {"complaint": complaint_parts, "break-glass": break_glass_parts},
        "attempts": attempts,
        "header": header,
        "headerSection": header_section.hex(),
        "frames": inputs,
        "indexSalt": tape("salt 4", 24).hex(),
        "indexPlain": index_entries.hex(),
        "end": {"utcMs": created_at_ms + end_ms, "monoMs": end_ms, "reason": "customer_off"},
        "heads": heads,
        "completeFile": (interrupted_file + index_frame + final).hex(),
        "recoveredFile": (interrupted_file + recovered).hex(),
        "heartbeat": {"bytes": b"beat".hex(), "signature": sign(signing_key, "heartbeat", recording_id, b"beat").hex()},
    },
)

viewer = hpke_derive_private(tape("viewer"))
viewer_public, case = public_raw(viewer), "k7aq2mzx4tbvnc3h"
boxes = []


def box(context, binding, plain):
    sealed = seal_box(viewer_public, context, binding, plain, tape(f"box {context}"))
    boxes.append(
        {"context": context, "binding": binding.hex(), "plain": plain.hex(), "ephemeral": tape(f"box {context}").hex(), "box": sealed}
    )
    return sealed


box("complaint code", b"S-2027-000042", complaint_code.encode())
box("shred secret", recording_id, shred_secret)
box("complaint code for auditor", recording_id + bytes.fromhex(key_ids[0]), complaint_code.encode())
box("released secret", recording_id + case.encode(), shred_secret)
resealed = {
    "auditor": key_ids[3],
    "lock": "break-glass",
    "box": box(
        "viewer share",
        recording_id + case.encode() + b"break-glass",
        bytes.fromhex(own["break-glass"][3]["share"]) + external,
    ),
}
approval = {"version": 1, "caseId": case, "grüße": "ÄÖÜ\u2028", "expiresAt": created_at_ms, "none": None}
write(
    "statements.json",
    {
        "about": "Sealed boxes of section 13, all to one viewer key, and a statement of section 12 by the first auditor.",
        "viewerPrivateKey": raw_private(viewer).hex(),
        "viewerPublicKey": viewer_public.hex(),
        "caseId": case,
        "boxes": boxes,
        "resealedShare": resealed,
        "statement": {
            "type": "approval",
            "value": approval,
            "bytes": statement_bytes("approval", approval).hex(),
            "signingKey": public_raw(signers[0]).hex(),
            "signature": base64url(signers[0].sign(statement_bytes("approval", approval))),
        },
    },
)

password = "Grüße aus Görlitz"
salt = tape("key file salt", 16)
wrapping = hashlib.pbkdf2_hmac("sha256", unicodedata.normalize("NFKC", password).encode(), salt, 600_000)
auditor = auditors[0]
sealed = gcm_seal(wrapping, seeds[0], label("auditor key file") + key_id(public_raw(auditor)).encode())
write(
    "keys.json",
    {
        "about": "Frame keys K_i of section 5 for the root and recording number of recording.json, and an auditor key file of section 11.",
        "frameKeys": {str(i): chain[i].hex() for i in (0, 1, 2, 3, 63, 64, 65, 127, 128, 129)},
        "passphrase": password,
        "keyFile": {
            "format": "ferndiagnose-auditor-key",
            "version": 1,
            "keyId": key_id(public_raw(auditor)),
            "publicKey": public_raw(auditor).hex(),
            "signingKey": public_raw(signers[0]).hex(),
            "sealedSeed": {
                "kdf": "PBKDF2-SHA256",
                "iterations": 600_000,
                "salt": salt.hex(),
                "ciphertext": sealed.hex(),
            },
        },
        "seed": seeds[0].hex(),
    },
)
