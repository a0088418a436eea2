"""What a device has sealed to its event, opened (DESIGN.md 6; decision 0018)."""

import json

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from eventreg.domain import event_keys

ALGORITHMS = ["ECDH-ES", "A256GCM"]  # and no compression: a small text could be endless
REGISTRY = jwe.JWERegistry(algorithms=ALGORITHMS)
FAULTS = (JoseError, ValueError, TypeError, KeyError, RecursionError)


class Unreadable(Exception):
    """It was not sealed to this event, or is broken."""


def open_with(sealed: str, event_id: int, *, person_key: bytes) -> object:
    """Return the JSON value that a compact JWE holds; raises Unreadable."""
    key = ECKey.import_key(event_keys.private_jwk(event_id, person_key=person_key))
    try:
        return json.loads(jwe.decrypt_compact(sealed, key, registry=REGISTRY).plaintext or b"")
    except FAULTS as fault:
        raise Unreadable from fault
