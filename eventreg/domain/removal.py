"""Stub."""


def remove_demo(session, *, now):
    return 0
