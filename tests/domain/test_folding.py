"""One form for texts that mean the same."""

import pytest


def test_x(session):
    pass
