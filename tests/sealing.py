"""Walk-ins as a device seals them: compact JWE to the event's public key (DESIGN.md 6)."""

import json
import uuid

from joserfc import jwe
from joserfc.jwk import ECKey

from eventreg.domain import event_keys, sealed

ZANE = {"name": "Zane", "surname": "Kalniņa", "organisation": "Cerība", "municipality": "", "country": "LV"}


def seal(event_id, inside, *, person_key):
    """Return JSON as a device seals it."""
    key = ECKey.import_key(event_keys.public(event_id, person_key=person_key))
    header = {"alg": "ECDH-ES", "enc": "A256GCM"}
    return jwe.encrypt_compact(header, json.dumps(inside).encode(), key, registry=sealed.REGISTRY)


def walk_in(event_id, *, person_key, person=ZANE, category=None, consent=None, **scan):
    """Return the scan of somebody without a sign-up."""
    inside = {"person": person, "category": category, "consent": consent}
    text = seal(event_id, inside, person_key=person_key)
    return {"id": str(uuid.uuid4()), "way": "walk_in", "sealed": text} | scan
