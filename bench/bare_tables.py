"""The tables of the bare server."""

from sqlalchemy import Column, Integer, MetaData, String, Table

metadata = MetaData()
place = Table(
    "bare_place",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ticket", String(26), unique=True, nullable=False),
    Column("name", String(200), nullable=False),
)
arrival = Table(
    "bare_arrival",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uuid", String(36), unique=True, nullable=False),
    Column("place_id", Integer, nullable=False),
)
