"""FDR1 a second time: written from packages/docs/container-fdr1.md, sharing no code with the TypeScript.

It exists to disagree. It favours being short over being fast, and checks with bare asserts.

    python3 fdr1.py verify FILE
    python3 fdr1.py open FILE SEED_HEX SEED_HEX ...     (prints one line per record)
"""

import hashlib
import hmac
import json
import struct
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

SUITE = "AES256GCM-SHA256-ED25519-HPKE:X25519-SHA256-AES256GCM"
DATA, INDEX, FINAL, RECOVERED = 1, 2, 3, 4
ZERO_NONCE = bytes(12)


# Section 1: notation


def sha(data):
    return hashlib.sha256(data).digest()


def label(text):
    return b"FDR1 " + text.encode() + b"\0"


def mac(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def expand(key, info, length):
    out, block, counter = b"", b"", 1
    while len(out) < length:
        block = mac(key, block + info + bytes([counter]))
        out, counter = out + block, counter + 1
    return out[:length]


def hkdf(key, info, salt=b""):
    return expand(mac(salt or bytes(32), key), info, 32)


def gcm_seal(key, plain, aad):
    return AESGCM(key).encrypt(ZERO_NONCE, plain, aad)


def gcm_open(key, sealed, aad):
    return AESGCM(key).decrypt(ZERO_NONCE, sealed, aad)


def canonical(value):
    """RFC 8785 for what stands in our headers: ASCII member names, integers, no fractions."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def public_raw(key):
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


# RFC 9180, base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM

KEM_SUITE = b"KEM" + bytes.fromhex("0020")
HPKE_SUITE = b"HPKE" + bytes.fromhex("0020" "0001" "0002")


def labeled_extract(suite, salt, name, ikm):
    return mac(salt or bytes(32), b"HPKE-v1" + suite + name + ikm)


def labeled_expand(suite, prk, name, info, length):
    return expand(prk, struct.pack(">H", length) + b"HPKE-v1" + suite + name + info, length)


def hpke_derive_private(ikm):
    prk = labeled_extract(KEM_SUITE, b"", b"dkp_prk", ikm)
    return X25519PrivateKey.from_private_bytes(labeled_expand(KEM_SUITE, prk, b"sk", b"", 32))


def hpke_key_and_nonce(dh, enc, recipient, info):
    prk = labeled_extract(KEM_SUITE, b"", b"eae_prk", dh)
    shared = labeled_expand(KEM_SUITE, prk, b"shared_secret", enc + recipient, 32)
    psk_id_hash = labeled_extract(HPKE_SUITE, b"", b"psk_id_hash", b"")
    info_hash = labeled_extract(HPKE_SUITE, b"", b"info_hash", info)
    context = b"\0" + psk_id_hash + info_hash
    secret = labeled_extract(HPKE_SUITE, shared, b"secret", b"")
    return (
        labeled_expand(HPKE_SUITE, secret, b"key", context, 32),
        labeled_expand(HPKE_SUITE, secret, b"base_nonce", context, 12),
    )


def hpke_seal(recipient, info, plain, ephemeral_ikm):
    ephemeral = hpke_derive_private(ephemeral_ikm)
    enc = public_raw(ephemeral)
    dh = ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient))
    key, nonce = hpke_key_and_nonce(dh, enc, recipient, info)
    return enc, AESGCM(key).encrypt(nonce, plain, b"")


def hpke_open(private, enc, info, sealed):
    dh = private.exchange(X25519PublicKey.from_public_bytes(enc))
    key, nonce = hpke_key_and_nonce(dh, enc, public_raw(private), info)
    return AESGCM(key).decrypt(nonce, sealed, b"")


# Shamir over GF(2^8), section 4


def gf_mul(a, b):
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = (a << 1) ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def gf_inverse(a):
    result = 1
    for _ in range(254):
        result = gf_mul(result, a)
    return result


def shamir_share(secret, coefficients, x):
    """coefficients: one byte string per power of x, beginning with x^1."""
    out = bytearray(secret)
    power = 1
    for row in coefficients:
        power = gf_mul(power, x)
        for at, coefficient in enumerate(row):
            out[at] ^= gf_mul(coefficient, power)
    return bytes(out) + bytes([x])


def shamir_combine(shares):
    secret = bytearray(32)
    for share in shares:
        basis = 1
        for other in shares:
            if other is not share:
                basis = gf_mul(basis, gf_mul(other[32], gf_inverse(other[32] ^ share[32])))
        for at in range(32):
            secret[at] ^= gf_mul(share[at], basis)
    return bytes(secret)


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
    return hkdf(factors, label("lock") + recording_id + policy_hash_ + name.encode())


def share_info(recording_id, policy_hash_, index, name):
    return label("share") + recording_id + policy_hash_ + bytes([index]) + name.encode()


def share_hash(salt, share):
    return sha(label("share hash") + salt + share)


def make_header_section(header, signing_key):
    body = canonical(header)
    section = b"FDR1" + struct.pack(">II", 1, len(body)) + body
    return section + sign(signing_key, "chain", bytes.fromhex(header["recordingId"]), sha(section))


def read_header_section(file):
    magic, version, length = struct.unpack(">4sII", file[:12])
    assert magic == b"FDR1" and version == 1 and length <= 262144
    body = file[12 : 12 + length]
    header = json.loads(body)
    assert canonical(header) == body
    assert header["suite"] == SUITE
    assert policy_hash(header["policy"]).hex() == header["policyHash"]
    head = sha(file[: 12 + length])
    check(header["signingKey"], "chain", header, head, file[12 + length : 76 + length])
    return header, head, 76 + length


def open_lock(header, name, private_keys):
    recording_id, policy_hash_ = bytes.fromhex(header["recordingId"]), bytes.fromhex(header["policyHash"])
    lock = next(lock for lock in header["locks"] if lock["name"] == name)
    threshold = next(entry["threshold"] for entry in header["policy"]["locks"] if entry["name"] == name)
    shares = []
    for private in private_keys:
        entry = next(share for share in lock["shares"] if share["keyId"] == key_id(public_raw(private)))
        info = share_info(recording_id, policy_hash_, entry["index"], name)
        share = hpke_open(private, bytes.fromhex(entry["enc"]), info, bytes.fromhex(entry["ciphertext"]))
        assert share_hash(bytes.fromhex(entry["salt"]), share).hex() == entry["hash"], entry["keyId"]
        shares.append(share)
    assert len({share[32] for share in shares}) == len(shares) >= threshold, "too few shares"
    wrapping = lock_key(shamir_combine(shares), recording_id, policy_hash_, name)
    bare = {member: value for member, value in header.items() if member != "locks"}
    root = gcm_open(wrapping, bytes.fromhex(lock["lockedRoot"]), canonical(bare))
    assert commitment(root, recording_id).hex() == header["commitment"]
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


def check(public_hex, context, header, data, signature):
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_hex))
    public.verify(signature, label(context) + bytes.fromhex(header["recordingId"]) + data)


def frame_header(kind, seq, length, utc_ms, mono_ms, prev, salt):
    return struct.pack(">4sBBHIIQQ", b"FDRF", 1, kind, 0, seq, length, utc_ms, mono_ms) + prev + salt


def seal_frame(kind, seq, utc_ms, mono_ms, prev, salt, key, plain, recording_id, signing_key):
    head = frame_header(kind, seq, len(plain) + 16, utc_ms, mono_ms, prev, salt)
    frame = head + gcm_seal(hkdf(key, label("frame") + recording_id, salt), plain, head)
    return frame + sign(signing_key, "chain", recording_id, sha(frame)), sha(frame)


def closing_frame(kind, seq, utc_ms, mono_ms, prev, totals, reason, recording_id, private):
    body = struct.pack(">6Q32s", *totals, reason.encode())
    frame = frame_header(kind, seq, len(body), utc_ms, mono_ms, prev, bytes(24)) + body
    context = "chain" if kind == FINAL else "recovered"
    return frame + sign(private, context, recording_id, sha(frame)), sha(frame)


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
        head = sha(head_bytes + body)
        key, context = (header["recoveryKey"], "recovered") if kind == RECOVERED else (header["signingKey"], "chain")
        check(key, context, header, head, signature)
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


def main(command, path, *seeds):
    file = open(path, "rb").read()
    header, head, offset = read_header_section(file)
    frames = list(read_frames(file, header, head, offset))
    last = frames[-1][0] if frames else None
    if command == "verify":
        print({FINAL: "complete", RECOVERED: "recovered"}.get(last, "truncated"), len(frames))
        return
    keys = [auditor_keys(bytes.fromhex(text))[0] for text in seeds]
    root = open_lock(header, header["locks"][0]["name"], keys)
    recording_id = bytes.fromhex(header["recordingId"])
    chain = frame_chain_keys(root, recording_id, len(frames) + 1)
    for kind, seq, _, head_bytes, salt, body in frames:
        if kind == DATA:
            plain = gcm_open(hkdf(chain[seq], label("frame") + recording_id, salt), body, head_bytes)
            for time_us, record_kind, payload in read_records(plain):
                print(time_us, record_kind, payload.hex())


if __name__ == "__main__":
    main(*sys.argv[1:])
