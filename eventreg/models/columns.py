"""Column types that mean the same on SQLite and on PostgreSQL."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, Integer, String
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; refuses a time without zone, returns one with it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; SQLite keeps it without zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def one_of(words: type[StrEnum]) -> Enum:
    """Return a column type that holds one value of `words`, and nothing else."""
    return Enum(
        words,
        name=words.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda choices: [choice.value for choice in choices],
    )


Number = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER counts up by itself on SQLite

Id = Annotated[int, mapped_column(Number, primary_key=True)]
Ref = Annotated[int, mapped_column(Number)]
"""Part of a foreign key that spans several columns."""
Moment = Annotated[datetime, mapped_column(UtcDateTime)]
Texts = Annotated[dict[str, str], mapped_column(JSON)]
"""One text in several languages: {"lv": …, "en": …}; Latvian is always there."""
Word = Annotated[str, mapped_column(String(40))]
Line = Annotated[str, mapped_column(String(200))]
