"""Files that go with an event, known by what is in them; each stands in the database with its SHA-256."""

import hashlib
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, undefer

from eventreg.domain import audit
from eventreg.domain.errors import DocumentTooLarge, NotADocument
from eventreg.models import Document, Event, EventStatus, Kind, User

MOST_BYTES = 10 * 1024 * 1024
TYPES = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
}
"""What a file begins with: its media type, and how its name ends."""


def add(
    session: Session,
    event: Event,
    *,
    title: dict[str, str],
    filename: str,
    content: bytes,
    by: User | None,
    now: datetime,
) -> Document:
    """Keep a PDF, PNG or JPEG of at most 10 MB. Raises NotADocument for another content, DocumentTooLarge."""
    media_type, ending = _recognise(content)
    document = Document(
        event_id=event.id,
        title=title,
        filename=_with_ending(filename, ending),
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        created_at=now,
    )
    session.add(document)
    session.flush()
    detail = {"event": event.id, "sha256": document.sha256}
    audit.log(session, "create", "document", document.id, by=by, now=now, project_id=event.project_id, **detail)
    return document


def remove(session: Session, event: Event, document_id: int, *, by: User | None, now: datetime) -> bool:
    """Take a document of an event away; say whether it was there."""
    its = delete(Document).where(Document.id == document_id, Document.event_id == event.id)
    if session.execute(its).rowcount == 0:
        return False
    audit.log(session, "remove", "document", document_id, by=by, now=now, project_id=event.project_id, event=event.id)
    return True


def list_of(session: Session, event: Event) -> list[Document]:
    """Return the documents of an event, the first one first, without their content."""
    return list(session.scalars(select(Document).where(Document.event_id == event.id).order_by(Document.id)))


def find(session: Session, event: Event, document_id: int) -> Document | None:
    """Return a document of an event with its content."""
    its = select(Document).where(Document.id == document_id, Document.event_id == event.id)
    return session.scalar(its.options(undefer(Document.content)))


def find_public(session: Session, slug: str, document_id: int, filename: str) -> Document | None:
    """Return a document of an event that the public may see, with its content."""
    return session.scalar(
        select(Document)
        .join(Event, Event.id == Document.event_id)
        .where(
            Document.id == document_id,
            Document.filename == filename,
            Event.slug == slug,
            Event.kind == Kind.EVENT,
            Event.status != EventStatus.DRAFT,
        )
        .options(undefer(Document.content))
    )


def _recognise(content: bytes) -> tuple[str, str]:
    """Return the media type and the ending of a file that may be kept."""
    found = next((kind for start, kind in TYPES.items() if content.startswith(start)), None)
    if found is None:
        raise NotADocument
    if len(content) > MOST_BYTES:
        raise DocumentTooLarge
    return found


def _with_ending(filename: str, ending: str) -> str:
    """Return a name that is safe in an address and in a folder, ending as the content does."""
    stem = filename.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    kept = "".join(c if c.isalnum() or c in "-_" else "-" for c in stem).strip("-")[:100]
    return f"{kept or 'document'}.{ending}"
