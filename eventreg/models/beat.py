"""Signs of life of what works behind the pages."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.extensions import db
from eventreg.models.columns import Moment


class Beat(db.Model):
    """When the mail worker, or one of several, last said that it lives."""

    __tablename__ = "beat"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[Moment]
