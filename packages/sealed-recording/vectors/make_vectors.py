"""Writes recording.json and keys.json beside itself, or into the folder given. Everything random is derived from a name, so
running it again changes nothing."""

import json
import pathlib
import struct
import sys
import unicodedata

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
seeds = [tape(f"auditor {n}") for n in (1, 2, 3)]
auditors, signers = zip(*map(auditor_keys, seeds))
name, threshold = "auditors", 2
created_at_ms = 1_800_000_000_000

policy = {
    "version": 1,
    "retentionDays": 89,
    "locks": [
        {"kind": "auditors", "name": name, "threshold": threshold, "auditors": [key_id(public_raw(a)) for a in auditors]}
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

secret = tape("auditors secret")
shares = [shamir_share(secret, [tape("coefficient 1")], x) for x in (17, 201, 94)]
wrapping = lock_key(secret, recording_id, policy_hash(policy), name)
entries, ikms, salts = [], [], []
for index, (auditor, share) in enumerate(zip(auditors, shares), start=1):
    salt, ikm = tape(f"share salt {index}", 16), tape(f"ephemeral {index}")
    info = share_info(recording_id, policy_hash(policy), index, name)
    enc, sealed = hpke_seal(public_raw(auditor), info, share, ikm)
    ikms.append(ikm.hex())
    salts.append(salt.hex())
    entries.append(
        {
            "index": index,
            "keyId": key_id(public_raw(auditor)),
            "publicKey": public_raw(auditor).hex(),
            "enc": enc.hex(),
            "ciphertext": sealed.hex(),
            "salt": salt.hex(),
            "hash": share_hash(salt, share).hex(),
        }
    )
lock = {
    "kind": "auditors",
    "version": 1,
    "name": name,
    "lockedRoot": gcm_seal(wrapping, root, canonical(bare)).hex(),
    "shares": entries,
}
header = {**bare, "locks": [lock]}
header_section = make_header_section(header, signing_key)
head = sha(header_section[:-64])

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
        "lockSecret": secret.hex(),
        "shares": [share.hex() for share in shares],
        "shareSalts": salts,
        "shareEphemerals": ikms,
        "wrappingKey": wrapping.hex(),
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
