"""A phone at the door as tests have it: what it sends to the API, and what an answer holds."""

from tests.factories import make_pass_with_token

NONE = {
    "verdict": None,
    "name": None,
    "organisation": None,
    "marks": [],
    "day": None,
    "day_number": None,
    "days": [],
    "first_at": None,
    "first_door": None,
    "first_by": None,
    "cancelled_at": None,
    "event": None,
    "standing": [],
    "review": False,
    "message": None,
    "error": None,
}
DAYS = ["2019-01-23", "2019-01-24", "2019-01-25"]


class Device:
    """A phone at the door that speaks to the API."""

    def __init__(self, client, event, token) -> None:
        self.client, self.event, self.token = client, event, token

    def post(self, *scans):
        """Send scans and return the response."""
        address = f"/api/v1/events/{self.event.id}/scans"
        return self.client.post(address, json={"scans": list(scans)}, headers=self.bearer)

    def scan(self, *scans):
        """Send scans and return the answers."""
        response = self.post(*scans)
        assert response.status_code == 200, response.text
        return response.json["results"]

    def roster(self, **query):
        """Read the roster and return the response."""
        return self.client.get(f"/api/v1/events/{self.event.id}/roster", query_string=query, headers=self.bearer)

    @property
    def bearer(self):
        """The header that shows the pass."""
        return {"Authorization": f"Bearer {self.token}"}


def device_for(session, reader, event, **terms):
    """Return a phone with a pass for an event."""
    _, token = make_pass_with_token(session, event, **terms)
    session.commit()
    return Device(reader.client, event, token)


def is_problem(response, status, title, detail=None):
    """Say whether a response is problem details with this status and title, and the id of its own request."""
    body = {"type": "about:blank", "title": title, "status": status, **({"detail": detail} if detail else {})}
    body["request"] = response.headers["X-Request-Id"]
    given = response.status_code, response.content_type, response.json
    return given == (status, "application/problem+json", body)
