"""FDR1 a second time: written from packages/docs/container-fdr1.md, sharing no code with the TypeScript.

It exists to disagree. It favours being short over being fast, and checks with bare asserts.

    python3 fdr1.py verify FILE
    python3 fdr1.py share FILE LOCK SEED                            prints an auditor's share as JSON
    python3 fdr1.py viewer-share FILE CASE VIEWER_KEY SEALED_FILE   the same, from a share resealed to the one who looks
    python3 fdr1.py open FILE complaint S C SHARE_FILE ...          prints one line per record
    python3 fdr1.py open FILE break-glass S SHARE_FILE ...

Keys, seeds and S are hexadecimal.
"""

import json
import struct
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from primitives import *

SUITE = "AES256GCM-SHA256-ED25519-HPKE:X25519-SHA256-AES256GCM"
DATA, INDEX, FINAL, RECOVERED = 1, 2, 3, 4


# Sections 3 and 4: header and locks


def key_id(public):
    return sha(label("auditor key") + public)[:16].hex()


def auditor_keys(seed):
    """Section 13: the sealing and the signing key of an auditor's seed."""
    sealing = hpke_derive_private(hkdf(seed, label("auditor sealing")))
    return sealing, Ed25519PrivateKey.from_private_bytes(hkdf(seed, label("auditor signing")))


def policy_hash(policy):
    return sha(label("policy") + canonical(policy))


def commitment(root, recording_id):
    return hkdf(root, label("commitment") + recording_id)


def lock_key(factors, recording_id, policy_hash_, name):
    """factors: those that the kind takes, in the order A, X, S, C."""
    joined = b"".join(struct.pack(">I", len(factor)) + factor for factor in factors)
    return hkdf(joined, label("lock") + recording_id + policy_hash_ + name.encode())


def share_info(what, recording_id, policy_hash_, index, name):
    return label(what) + recording_id + policy_hash_ + bytes([index]) + name.encode()


def salted_hash(what, salt, value):
    return {"salt": salt.hex(), "hash": sha(label(what) + salt + value).hex()}


def matches(what, expected, value):
    return salted_hash(what, bytes.fromhex(expected["salt"]), value)["hash"] == expected["hash"]


def complaint_proof(code, recording_id):
    return hkdf(code.encode(), label("complaint proof") + recording_id)


def make_header_section(header, signing_key):
    body = canonical(header)
    section = b"FDR1" + struct.pack(">II", 1, len(body)) + body
    signature = sign(signing_key, "chain", bytes.fromhex(header["recordingId"]), sha(section))
    return section + signature, link(sha(section), signature)


def read_header_section(file):
    magic, version, length = struct.unpack(">4sII", file[:12])
    assert magic == b"FDR1" and version == 1 and length <= 262144
    body = file[12 : 12 + length]
    header = json.loads(body)
    assert canonical(header) == body
    assert header["suite"] == SUITE
    assert policy_hash(header["policy"]).hex() == header["policyHash"]
    digest, signature = sha(file[: 12 + length]), file[12 + length : 76 + length]
    check(header["signingKey"], "chain", header, digest, signature)
    return header, link(digest, signature), 76 + length


class Refused(Exception):
    """A lock stays closed; names what is wrong, and the auditor if it is one."""


def find(entries, **wanted):
    for entry in entries:
        if all(entry[member] == value for member, value in wanted.items()):
            return entry
    return None


def sealed_for(private, info, entry):
    return hpke_open(private, bytes.fromhex(entry["enc"]), info, bytes.fromhex(entry["ciphertext"]))


def unseal_share(header, name, seed):
    """{recordingId, lock, auditor, share} and, of an external auditor in a break-glass lock, external."""
    ids = bytes.fromhex(header["recordingId"]), bytes.fromhex(header["policyHash"])
    lock, private = find(header["locks"], name=name), auditor_keys(seed)[0]
    auditor = key_id(public_raw(private))
    entry = find(lock["shares"], keyId=auditor)
    if entry is None:
        raise Refused("auditor_unknown", auditor)
    share = sealed_for(private, share_info("share", *ids, entry["index"], name), entry)
    found = {"recordingId": header["recordingId"], "lock": name, "auditor": auditor, "share": share.hex()}
    external = find(lock.get("externals", []), keyId=auditor)
    if external is not None:
        info = share_info("external", *ids, external["index"], name)
        found["external"] = sealed_for(private, info, external).hex()
    return found


def check_shares(header, lock, shares):
    seen = set()
    for share in shares:
        auditor = share["auditor"]
        if share["recordingId"] != header["recordingId"] or share["lock"] != lock["name"]:
            raise Refused("share_foreign", auditor)
        if auditor in seen:
            raise Refused("share_duplicate", auditor)
        seen.add(auditor)
        entry = find(lock["shares"], keyId=auditor)
        if entry is None:
            raise Refused("auditor_unknown", auditor)
        is_external = find(lock.get("externals", []), keyId=auditor) is not None
        right = matches("share hash", entry, bytes.fromhex(share["share"])) and is_external == ("external" in share)
        if not right or (is_external and not matches("external hash", lock["external"], bytes.fromhex(share["external"]))):
            raise Refused("share_corrupt", auditor)
    if len(shares) < find(header["policy"]["locks"], name=lock["name"])["threshold"]:
        raise Refused("shares_too_few")


def open_lock(header, name, shares, shred_secret, code=None):
    ids = bytes.fromhex(header["recordingId"]), bytes.fromhex(header["policyHash"])
    lock = find(header["locks"], name=name)
    assert lock["kind"] == name and lock["version"] == 1
    check_shares(header, lock, shares)
    factors = []
    if lock["kind"] == "break-glass":
        factors = [bytes.fromhex(share["external"]) for share in shares if "external" in share][:1]
        if not factors:
            raise Refused("external_missing")
    if not matches("secret hash", lock["shredSecret"], shred_secret):
        raise Refused("secret_wrong")
    factors.append(shred_secret)
    if lock["kind"] == "complaint":
        if not matches("code hash", lock["code"], complaint_proof(code, ids[0])):
            raise Refused("code_wrong")
        factors.append(code.encode())
    wrapping = lock_key([shamir_combine([bytes.fromhex(share["share"]) for share in shares]), *factors], *ids, name)
    bare = {member: value for member, value in header.items() if member != "locks"}
    try:
        root = gcm_open(wrapping, bytes.fromhex(lock["lockedRoot"]), canonical(bare))
    except InvalidTag:
        raise Refused("lock_damaged") from None
    if commitment(root, ids[0]).hex() != header["commitment"]:
        raise Refused("lock_damaged")
    return root


# Section 5: keys


def frame_chain_keys(root, recording_id, count):
    """K_0 ... K_(count-1)."""
    era = hkdf(root, label("era") + recording_id)
    keys = []
    for i in range(count):
        if i % 64 == 0:
            if i > 0:
                era = hkdf(era, label("next era") + recording_id)
            keys.append(hkdf(era, label("frame key") + recording_id))
        else:
            keys.append(hkdf(keys[-1], label("next frame") + recording_id))
    return keys


# Section 6: frames


def sign(private, context, recording_id, data):
    return private.sign(label(context) + recording_id + data)


def link(digest, signature):
    """The head of the chain after what was signed."""
    return sha(label("link") + digest + signature)


def check(public_hex, context, header, data, signature):
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_hex))
    public.verify(signature, label(context) + bytes.fromhex(header["recordingId"]) + data)


def frame_header(kind, seq, length, utc_ms, mono_ms, prev, salt):
    return struct.pack(">4sBBHIIQQ", b"FDRF", 1, kind, 0, seq, length, utc_ms, mono_ms) + prev + salt


def seal_frame(kind, seq, utc_ms, mono_ms, prev, salt, key, plain, recording_id, signing_key):
    head = frame_header(kind, seq, len(plain) + 16, utc_ms, mono_ms, prev, salt)
    frame = head + gcm_seal(hkdf(key, label("frame") + recording_id, salt), plain, head)
    signature = sign(signing_key, "chain", recording_id, sha(frame))
    return frame + signature, link(sha(frame), signature)


def closing_frame(kind, seq, utc_ms, mono_ms, prev, totals, reason, recording_id, private):
    body = struct.pack(">6Q32s", *totals, reason.encode())
    frame = frame_header(kind, seq, len(body), utc_ms, mono_ms, prev, bytes(24)) + body
    context = "chain" if kind == FINAL else "recovered"
    signature = sign(private, context, recording_id, sha(frame))
    return frame + signature, link(sha(frame), signature)


def read_frames(file, header, head, offset):
    """Yields (type, seq, offset, 88 header bytes, salt, body), checked without a key."""
    expected, closed = 1, False
    while offset < len(file):
        assert not closed, "something follows the closing frame"
        head_bytes = file[offset : offset + 88]
        magic, version, kind, flags, seq, length, _, _ = struct.unpack(">4sBBHIIQQ", head_bytes[:32])
        assert (magic, version, flags, seq) == (b"FDRF", 1, 0, expected) and kind in (1, 2, 3, 4)
        assert head_bytes[32:64] == head, "prev"
        body = file[offset + 88 : offset + 88 + length]
        signature = file[offset + 88 + length : offset + 152 + length]
        digest = sha(head_bytes + body)
        head = link(digest, signature)
        key, context = (header["recoveryKey"], "recovered") if kind == RECOVERED else (header["signingKey"], "chain")
        check(key, context, header, digest, signature)
        yield kind, seq, offset, head_bytes, head_bytes[64:], body
        closed = kind in (FINAL, RECOVERED)
        expected, offset = expected + 1, offset + 152 + length


# Section 7: records


def record(time_us, kind, payload):
    return struct.pack(">HIBI", time_us >> 32, time_us & 0xFFFFFFFF, kind, len(payload)) + payload


def read_records(plain):
    at = 0
    while at < len(plain):
        high, low, kind, length = struct.unpack(">HIBI", plain[at : at + 11])
        assert at + 11 + length <= len(plain)
        yield (high << 32) | low, kind, plain[at + 11 : at + 11 + length]
        at += 11 + length


# Sections 12 and 13: statements, auditor sets, sealed boxes


def statement_bytes(kind, value):
    return label("statement " + kind) + canonical(value)


def auditor_set_hash(auditor_set):
    return sha(label("auditor set") + canonical(unsigned(auditor_set)))


def unsigned(auditor_set):
    return {member: value for member, value in auditor_set.items() if member != "signatures"}


def seal_box(public, context, binding, plain, ephemeral_ikm):
    enc, sealed = hpke_seal(public, label(context) + binding, plain, ephemeral_ikm)
    return {"enc": enc.hex(), "ciphertext": sealed.hex()}


def open_box(private, context, binding, box):
    return sealed_for(private, label(context) + binding, box)


def open_viewer_share(header, case, viewer, sealed):
    binding = bytes.fromhex(header["recordingId"]) + case.encode() + sealed["lock"].encode()
    plain = open_box(viewer, "viewer share", binding, sealed["box"])
    found = {"recordingId": header["recordingId"], "lock": sealed["lock"], "auditor": sealed["auditor"]}
    found["share"] = plain[:33].hex()
    return {**found, "external": plain[33:].hex()} if plain[33:] else found


def print_records(header, frames, root):
    recording_id = bytes.fromhex(header["recordingId"])
    chain = frame_chain_keys(root, recording_id, len(frames) + 1)
    for kind, seq, _, head_bytes, salt, body in frames:
        if kind == DATA:
            plain = gcm_open(hkdf(chain[seq], label("frame") + recording_id, salt), body, head_bytes)
            for time_us, record_kind, payload in read_records(plain):
                print(time_us, record_kind, payload.hex())


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def main(command, path, *given):
    with open(path, "rb") as opened:
        file = opened.read()
    header, head, offset = read_header_section(file)
    if command == "share":
        print(json.dumps(unseal_share(header, given[0], bytes.fromhex(given[1]))))
    elif command == "viewer-share":
        viewer = X25519PrivateKey.from_private_bytes(bytes.fromhex(given[1]))
        print(json.dumps(open_viewer_share(header, given[0], viewer, load(given[2]))))
    elif command == "open":
        name, shred_secret, *more = given
        code = more.pop(0) if name == "complaint" else None
        root = open_lock(header, name, [load(each) for each in more], bytes.fromhex(shred_secret), code)
        print_records(header, list(read_frames(file, header, head, offset)), root)
    else:
        assert command == "verify", command
        frames = list(read_frames(file, header, head, offset))
        last = frames[-1][0] if frames else None
        print({FINAL: "complete", RECOVERED: "recovered"}.get(last, "truncated"), len(frames))


if __name__ == "__main__":
    main(*sys.argv[1:])
