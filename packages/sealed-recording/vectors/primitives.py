"""What FDR1 stands on, a second time: section 1 of packages/docs/container-fdr1.md, HPKE from RFC 9180, Shamir's scheme from section 4."""

import hashlib
import hmac
import json
import struct

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

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
