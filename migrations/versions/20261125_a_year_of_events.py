"""Accounts, organisations, documents, announcements, and what an organiser's year needs of projects and events."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "caf27060a765"
down_revision = "4425fbca31d7"
branch_labels = None
depends_on = None

FILLED = {  # columns that existing rows need a value in, once
    "event": (
        "programme",
        "conclusions",
        "website",
        "work_package",
        "period_reason",
        "cancel_reason",
        "version",
        "sequence",
    ),
    "indicator": ("unit",),
    "project": (
        "granting_authority",
        "disclaimer",
        "website",
        "counted_parts",
        "version",
    ),
    "registration": (
        "folded",
        "repeat_kept",
    ),
    "user": ("demo",),
}
FIRST_KINDS = ("confirmation", "cancellation")
KINDS = (
    "confirmation",
    "change",
    "cancellation",
    "event_changed",
    "event_cancelled",
    "invitation",
    "announcement",
    "account",
)
WAITING = "sent_at IS NULL AND withheld_at IS NULL"


def upgrade():
    op.create_table(
        "failed_try",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_try")),
    )
    with op.batch_alter_table("failed_try", schema=None) as batch_op:
        batch_op.create_index("ix_failed_try_digest_at", ["digest", "at"], unique=False)

    op.create_table(
        "mail_text",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "confirmation",
                "change",
                "cancellation",
                "event_changed",
                "event_cancelled",
                "invitation",
                "announcement",
                "account",
                name="mailkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_mail_text_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_text")),
        sa.UniqueConstraint("project_id", "kind", "language", name=op.f("uq_mail_text_project_id_kind_language")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_organisation_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("id", "project_id", name=op.f("uq_organisation_id_project_id")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_organisation_project_id_name")),
    )
    op.create_table(
        "unsubscription",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_unsubscription_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsubscription")),
        sa.UniqueConstraint("project_id", "digest", name=op.f("uq_unsubscription_project_id_digest")),
    )
    op.create_table(
        "user_session",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_hash", sa.String(length=43), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_session_token_hash")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("administrator", sa.Boolean(), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "organiser", "coordinator", "auditor", name="role", native_enum=False, create_constraint=True, length=20
            ),
            nullable=True,
        ),
        sa.Column("token_hash", sa.String(length=43), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_invitation_created_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "project_id"],
            ["organisation.id", "organisation.project_id"],
            name=op.f("fk_invitation_organisation_id_project_id"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_invitation_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_project_id"), ["project_id"], unique=False)

    op.create_table(
        "announcement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_announcement_created_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_announcement_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_announcement_event_id"), ["event_id"], unique=False)

    op.create_table(
        "document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size >= 1", name=op.f("ck_document_size")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_document_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_event_id"), ["event_id"], unique=False)

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_at", ["at"], unique=False)

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("programme", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("conclusions", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("website", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("work_package", sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("period_reason", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("cancel_reason", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index(batch_op.f("ix_event_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_event_organisation_id_project_id"),
            "organisation",
            ["organisation_id", "project_id"],
            ["id", "project_id"],
        )

    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unit", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("counted_on", sa.Date(), nullable=True))

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_membership_organisation_id_project_id"),
            "organisation",
            ["organisation_id", "project_id"],
            ["id", "project_id"],
        )

    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.add_column(
            sa.Column("announcement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("content", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("registration_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(batch_op.f("ix_outgoing_mail_announcement_id"), ["announcement_id"], unique=False)
        batch_op.drop_index("ix_outgoing_mail_waiting")
        batch_op.create_index("ix_outgoing_mail_event_id_created_at", ["event_id", "created_at"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_outgoing_mail_event_id"), "event", ["event_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_outgoing_mail_announcement_id"), "announcement", ["announcement_id"], ["id"]
        )

    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.add_column(sa.Column("granting_authority", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("disclaimer", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("website", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("counted_parts", sa.JSON(), nullable=False, server_default='["participant"]'))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))

    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(sa.Column("folded", sa.String(length=600), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("added_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("repeat_kept", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index("ix_registration_event_id_signed_up_at", ["event_id", "signed_up_at"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_registration_merged_into_id_event_id"),
            "registration",
            ["merged_into_id", "event_id"],
            ["id", "event_id"],
        )
        batch_op.create_foreign_key(batch_op.f("fk_registration_added_by_id"), "user", ["added_by_id"], ["id"])

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("demo", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("tf_primary_method", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("tf_totp_secret", sa.String(length=255), nullable=True))
        batch_op.add_column(sa.Column("mf_recovery_codes", sa.JSON(), nullable=True))
    _widen_mail_kinds(KINDS)
    op.execute(
        "UPDATE outgoing_mail SET event_id ="
        " (SELECT event_id FROM registration WHERE registration.id = outgoing_mail.registration_id)"
    )
    _fold_names()
    for table, columns in FILLED.items():
        with op.batch_alter_table(table) as batch_op:
            for column in columns:
                batch_op.alter_column(column, server_default=None)


def downgrade():
    op.drop_index("ix_outgoing_mail_waiting", "outgoing_mail")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("mf_recovery_codes")
        batch_op.drop_column("tf_totp_secret")
        batch_op.drop_column("tf_primary_method")
        batch_op.drop_column("demo")

    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_registration_added_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_registration_merged_into_id_event_id"), type_="foreignkey")
        batch_op.drop_index("ix_registration_event_id_signed_up_at")
        batch_op.drop_column("repeat_kept")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("added_by_id")
        batch_op.drop_column("folded")

    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_column("version")
        batch_op.drop_column("counted_parts")
        batch_op.drop_column("website")
        batch_op.drop_column("disclaimer")
        batch_op.drop_column("granting_authority")

    op.execute(
        "DELETE FROM outgoing_mail WHERE registration_id IS NULL OR kind NOT IN ('confirmation', 'cancellation')"
    )
    _widen_mail_kinds(FIRST_KINDS)
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_outgoing_mail_announcement_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_outgoing_mail_event_id"), type_="foreignkey")
        batch_op.drop_index("ix_outgoing_mail_event_id_created_at")
        batch_op.drop_index(batch_op.f("ix_outgoing_mail_announcement_id"))
        batch_op.alter_column("registration_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("given_up_at")
        batch_op.drop_column("content")
        batch_op.drop_column("announcement_id")
        batch_op.drop_column("event_id")

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_membership_organisation_id_project_id"), type_="foreignkey")
        batch_op.drop_column("organisation_id")

    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.drop_column("counted_on")
        batch_op.drop_column("unit")

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_event_organisation_id_project_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_event_organisation_id"))
        batch_op.drop_column("sequence")
        batch_op.drop_column("version")
        batch_op.drop_column("closed_at")
        batch_op.drop_column("cancel_reason")
        batch_op.drop_column("cancelled_at")
        batch_op.drop_column("period_reason")
        batch_op.drop_column("work_package")
        batch_op.drop_column("website")
        batch_op.drop_column("conclusions")
        batch_op.drop_column("programme")
        batch_op.drop_column("organisation_id")

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_at")

    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_event_id"))

    op.drop_table("document")
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_announcement_event_id"))

    op.drop_table("announcement")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_project_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_session_user_id"))

    op.drop_table("user_session")
    op.drop_table("unsubscription")
    op.drop_table("organisation")
    op.drop_table("mail_text")
    with op.batch_alter_table("failed_try", schema=None) as batch_op:
        batch_op.drop_index("ix_failed_try_digest_at")

    op.drop_table("failed_try")


def _widen_mail_kinds(kinds):
    """Let the outbox hold mails of these kinds; what waits is neither sent, withheld nor, later, given up."""
    widened = len(kinds) > len(FIRST_KINDS)
    waiting = sa.text(f"{WAITING} AND given_up_at IS NULL" if widened else WAITING)
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("outgoing_mail") as batch_op:
        batch_op.drop_constraint(op.f("ck_outgoing_mail_mailkind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_outgoing_mail_mailkind"), f"kind IN ({listed})")
    op.create_index(
        "ix_outgoing_mail_waiting", "outgoing_mail", ["due_at"], sqlite_where=waiting, postgresql_where=waiting
    )


def _fold_names():
    """Fill in what the search of existing registrations looks in: names, organisation, e-mail, phone and code."""
    table = sa.table(
        "registration",
        *map(sa.column, ("id", "name", "surname", "organisation", "email", "phone", "code", "folded")),
    )
    connection = op.get_bind()
    rows = connection.execute(sa.select(table)).all()
    folded = [
        {"number": row.id, "text": fold(row.surname, row.name, row.organisation, row.email, row.phone, row.code)}
        for row in rows
    ]
    if folded:
        filling = sa.update(table).where(table.c.id == sa.bindparam("number")).values(folded=sa.bindparam("text"))
        connection.execute(filling, folded)


def fold(*texts):
    """Return texts without case and diacritics, as the search does at the time of this migration."""
    plain = unicodedata.normalize("NFKD", " ".join(text for text in texts if text).casefold())
    plain = unicodedata.normalize("NFKD", plain.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())[:600]
