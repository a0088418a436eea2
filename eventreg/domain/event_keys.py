"""The key pair of an event, to which devices at its door seal what only the server may read (decision 0018)."""

import base64

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (SEC 2, 2.4.2)
BYTES = 48  # more than the order has, so that no number is likelier than another (FIPS 186-5, A.2.1)


def public(event_id: int, *, person_key: bytes) -> dict[str, str]:
    """Return the public key as a JWK (RFC 7517)."""
    return _jwk(private(event_id, person_key=person_key).public_key().public_numbers())


def private(event_id: int, *, person_key: bytes) -> ec.EllipticCurvePrivateKey:
    """Return the private key: it comes from the key of persons, which never changes, and is kept nowhere."""
    info = f"eventreg event key 1 {event_id}".encode()
    number = int.from_bytes(HKDF(SHA256(), length=BYTES, salt=b"", info=info).derive(person_key))
    return ec.derive_private_key(number % (ORDER - 1) + 1, CURVE)


def private_jwk(event_id: int, *, person_key: bytes) -> dict[str, str]:
    """Return the private key as a JWK, for who opens what was sealed to it."""
    numbers = private(event_id, person_key=person_key).private_numbers()
    return _jwk(numbers.public_numbers) | {"d": _base64(numbers.private_value)}


def _jwk(numbers: ec.EllipticCurvePublicNumbers) -> dict[str, str]:
    x, y = _base64(numbers.x), _base64(numbers.y)
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y, "use": "enc", "alg": "ECDH-ES"}


def _base64(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32)).decode().rstrip("=")
