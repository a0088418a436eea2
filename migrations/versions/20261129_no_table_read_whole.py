"""Indexes where a table was read whole: merged sign-ups, consents of who is removed, the choices of the log."""

import sqlalchemy as sa
from alembic import op

revision = "a94e07c1d5b8"
down_revision = "c7d15e93a842"
branch_labels = None
depends_on = None

PARTIAL = (("registration", "merged_into_id"), ("category_answer", "consent_id"))


def upgrade():
    for table, column in PARTIAL:
        where = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=where, postgresql_where=where)
    op.create_index("ix_consent_registration_id", "consent", ["registration_id"])
    op.create_index("ix_audit_entry_action_subject", "audit_entry", ["action", "subject"])
    op.create_index("ix_attendance_event_id_registration_id", "attendance", ["event_id", "registration_id"])
    op.drop_index("ix_attendance_event_id", "attendance")


def downgrade():
    op.create_index("ix_attendance_event_id", "attendance", ["event_id"])
    for table, columns in (
        ("attendance", "event_id_registration_id"),
        ("audit_entry", "action_subject"),
        ("consent", "registration_id"),
        *PARTIAL,
    ):
        op.drop_index(f"ix_{table}_{columns}", table)
