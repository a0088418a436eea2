"""The category tree of a project, and each registration's one answer to "as whom do you take part?"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from eventreg.domain.errors import ConsentNeeded, UnknownCategory
from eventreg.models import Category, CategoryAnswer, Consent, Purpose, Registration

CONSENT = Consent.__table__
NOT_STATED = "not_stated"
"""The answer of somebody who prefers not to say."""


@dataclass(frozen=True)
class Words:
    """What a category is called in one language; `forms` in the order of gettext's plural rule."""

    label: str
    definition: str
    forms: tuple[str, ...]


@dataclass(frozen=True)
class Branch:
    """A category to be made, with its children."""

    key: str
    words: dict[str, Words]
    sensitive: bool = False
    children: tuple["Branch", ...] = ()


def create_tree(session: Session, project_id: int, branches: tuple[Branch, ...]) -> None:
    """Give a new project its categories, in the order in which form and report show them."""
    position = 0
    waiting: list[tuple[Branch, int | None]] = [(branch, None) for branch in branches]
    while waiting:
        branch, parent_id = waiting.pop(0)
        category = Category(
            project_id=project_id,
            parent_id=parent_id,
            key=branch.key,
            position=position,
            sensitive=branch.sensitive,
            label={language: words.label for language, words in branch.words.items()},
            definition={language: words.definition for language, words in branch.words.items()},
            forms={language: list(words.forms) for language, words in branch.words.items()},
        )
        session.add(category)
        session.flush()
        position += 1
        waiting[:0] = [(child, category.id) for child in branch.children]


def list_all(session: Session, project_id: int) -> list[Category]:
    """Return all categories of a project, each parent before its children."""
    return list(session.scalars(select(Category).where(Category.project_id == project_id).order_by(Category.position)))


def list_choices(session: Session, project_id: int) -> list[Category]:
    """Return the categories that a person can choose: the leaves."""
    return leaves(list_all(session, project_id))


def leaves(tree: Sequence[Category]) -> list[Category]:
    """Return those of a project's categories that have no others below them."""
    parents = {category.parent_id for category in tree}
    return [category for category in tree if category.id not in parents]


def choose(
    session: Session,
    project_id: int,
    key: str | None,
    *,
    consent: bool | None,
    choices: Sequence[Category] | None = None,
) -> Category | None:
    """Return the category that an answer means, or None for *not stated*; `choices` are read unless they are given.

    A sensitive one needs `consent` (DESIGN.md 4): True keeps it, False makes it *not stated*.
    Raises UnknownCategory, and ConsentNeeded while the question of consent is open.
    """
    if not key or key == NOT_STATED:
        return None
    chosen = next((c for c in choices or list_choices(session, project_id) if c.key == key), None)
    if chosen is None:
        raise UnknownCategory
    if not chosen.sensitive:
        return chosen
    if consent is None:
        raise ConsentNeeded
    return chosen if consent else None


def declare(
    session: Session, registration: Registration, category: Category | None, *, notice: int | None = None, now: datetime
) -> None:
    """Keep a new registration's answer, with its consent where the category is sensitive."""
    consent_id = None
    if category is not None and category.sensitive:
        consent_id = give_consent(session, registration, Purpose.CATEGORY, notice=notice, now=now)
    answer = {
        "registration_id": registration.id,
        "project_id": registration.project_id,
        "category_id": category.id if category else None,
        "sensitive": bool(category and category.sensitive),
        "consent_id": consent_id,
        "declared_at": now,
    }
    session.execute(insert(CategoryAnswer.__table__), answer)


def answer_anew(
    session: Session, registration: Registration, category: Category | None, *, photo: bool, now: datetime
) -> Registration:
    """Take the answers of a form that was sent again: what is not agreed to any more is withdrawn."""
    session.refresh(registration, with_for_update={"key_share": True})  # the same form twice at once: one waits
    answer = session.get_one(CategoryAnswer, registration.id, populate_existing=True)
    if answer.category_id != (category.id if category else None):
        session.delete(answer)
        session.flush()
        withdraw(session, registration, Purpose.CATEGORY, now=now)
        declare(session, registration, category, now=now)
    if photo != has_consent(session, registration, Purpose.PHOTO):
        change = give_consent if photo else withdraw
        change(session, registration, Purpose.PHOTO, now=now)
    return registration


def withdraw(session: Session, registration: Registration, purpose: Purpose, *, now: datetime) -> None:
    """Note that a participant's consent to `purpose` has ended; the answer that it allowed goes before."""
    session.execute(
        update(Consent)
        .where(Consent.registration_id == registration.id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )


def give_consent(
    session: Session, registration: Registration, purpose: Purpose, *, notice: int | None = None, now: datetime
) -> int:
    """Keep the participant's agreement to `purpose` under the notice they read: at sign-up, or another."""
    consent = {
        "registration_id": registration.id,
        "project_id": registration.project_id,
        "purpose": purpose,
        "notice_id": notice or registration.notice_id,
        "given_at": now,
    }
    return session.execute(insert(CONSENT).returning(CONSENT.c.id), consent).scalar_one()


def has_consent(session: Session, registration: Registration, purpose: Purpose) -> bool:
    """Say whether a participant's consent to `purpose` stands."""
    standing = select(Consent.id).where(
        Consent.registration_id == registration.id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
    )
    return session.scalar(standing) is not None
