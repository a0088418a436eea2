"""Who may open what: the whole matrix, endpoint by endpoint, and somebody else's object is not found."""

import pytest

from eventreg.models import Role
from eventreg.web.access import Access, access_of
from tests.factories import make_event, make_pass, make_project, make_registration, make_user

MATRIX = {
    "account.start": Access.USER,
    "api.read_results": Access.COORDINATOR,
    "api.read_roster": Access.DOOR,
    "api.redeem": Access.PUBLIC,
    "api.scans": Access.DOOR,
    "health.healthz": Access.PUBLIC,
    "public.accessibility": Access.PUBLIC,
    "public.cancel": Access.PUBLIC,
    "public.event": Access.PUBLIC,
    "public.index": Access.PUBLIC,
    "public.mine": Access.PUBLIC,
    "public.notice": Access.PUBLIC,
    "public.privacy": Access.PUBLIC,
    "public.register": Access.PUBLIC,
    "public.ticket": Access.PUBLIC,
    "security.login": Access.PUBLIC,
    "security.logout": Access.PUBLIC,
    "security.static": Access.PUBLIC,
    "security.verify": Access.USER,
    "static": Access.PUBLIC,
}
