"""The key pair of an event: always the same, another for each event and each installation, good for what it is for."""

import base64

from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from eventreg.domain import event_keys

KEY = b"a person key of one installation"


@given(st.integers(1, 2**62))
def test_whoever_seals_to_the_public_key_shares_a_secret_with_the_private_one(event_id):
    jwk = event_keys.public(event_id, person_key=KEY)
    x, y = (int.from_bytes(base64.urlsafe_b64decode(jwk[name] + "=")) for name in ("x", "y"))
    device = ec.generate_private_key(ec.SECP256R1())

    sealing = device.exchange(ec.ECDH(), ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key())

    assert event_keys.private(event_id, person_key=KEY).exchange(ec.ECDH(), device.public_key()) == sealing
    assert len(jwk["x"]) == len(jwk["y"]) == 43


def test_the_key_stays_and_is_another_for_each_event_and_installation():
    assert event_keys.public(1, person_key=KEY) == event_keys.public(1, person_key=KEY)
    assert event_keys.public(1, person_key=KEY)["x"] != event_keys.public(2, person_key=KEY)["x"]
    assert event_keys.public(1, person_key=KEY)["x"] != event_keys.public(1, person_key=KEY[:-1])["x"]


def test_the_key_of_today_opens_what_was_sealed_yesterday():
    """Whoever changes how keys are made locks up what devices have sealed."""
    assert event_keys.public(1, person_key=KEY)["x"] == "MEITGnVwSAFVZodq7GNNn7HLt2HOWlb82ib1jUYHtCA"
