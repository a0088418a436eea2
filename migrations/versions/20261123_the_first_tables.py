"""the first tables."""

import sqlalchemy as sa
from alembic import op

revision = "4425fbca31d7"
down_revision = None
branch_labels = None
depends_on = None

SQLITE_TRIGGERS = (
    """CREATE TRIGGER scan_is_never_changed BEFORE UPDATE ON scan
    BEGIN SELECT RAISE(ABORT, 'a scan is never changed'); END""",
    """CREATE TRIGGER scan_is_deleted_by_permit BEFORE DELETE ON scan
    WHEN NOT EXISTS (SELECT 1 FROM deletion_permit WHERE event_id = OLD.event_id)
    BEGIN SELECT RAISE(ABORT, 'a scan is deleted by permit only'); END""",
)
POSTGRESQL_TRIGGERS = (
    """CREATE OR REPLACE FUNCTION guard_scan() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM deletion_permit WHERE event_id = OLD.event_id) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'a scan is never changed, and deleted by permit only'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    "CREATE TRIGGER scan_is_append_only BEFORE UPDATE OR DELETE ON scan FOR EACH ROW EXECUTE FUNCTION guard_scan()",
    """CREATE OR REPLACE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'scans are not truncated' USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    """CREATE TRIGGER scan_is_not_truncated BEFORE TRUNCATE ON scan
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()""",
)


def upgrade():
    op.create_table(
        "project",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("contract_number", sa.String(length=40), nullable=False),
        sa.Column(
            "programme",
            sa.Enum(
                "rec_2014_2020",
                "cerv_2021_2027",
                "other",
                name="programme",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("eu_share", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("national_share", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("grant_maximum", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("balance_paid_on", sa.Date(), nullable=True),
        sa.Column("controller", sa.String(length=200), nullable=False),
        sa.Column("controller_contact", sa.String(length=200), nullable=False),
        sa.Column("protection_contact", sa.String(length=200), nullable=False),
        sa.Column("funding_statement", sa.JSON(), nullable=False),
        sa.Column("time_zone", sa.String(length=40), nullable=False),
        sa.Column("days_required", sa.Integer(), nullable=False),
        sa.Column("publication_threshold", sa.Integer(), nullable=False),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open", "closed", "sealed", name="projectstatus", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("days_required >= 1", name=op.f("ck_project_days_required")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_project_period")),
        sa.CheckConstraint(
            "eu_share >= 0 AND national_share >= 0 AND eu_share + national_share = 100", name=op.f("ck_project_shares")
        ),
        sa.CheckConstraint("publication_threshold BETWEEN 3 AND 10", name=op.f("ck_project_publication_threshold")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("slug", name=op.f("uq_project_slug")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("administrator", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_fs_uniquifier")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_audit_entry_project_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_audit_entry_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_project_id", "audit_entry", ["project_id"], unique=False)

    op.create_table(
        "category",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("forms", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["category.id"], name=op.f("fk_category_parent_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_category_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("id", "project_id", "sensitive", name=op.f("uq_category_id_project_id_sensitive")),
        sa.UniqueConstraint("project_id", "key", name=op.f("uq_category_project_id_key")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "event",
                "service",
                "publication",
                "media",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "type",
            sa.Enum(
                "meeting",
                "seminar",
                "workshop",
                "training",
                "discussion",
                "visit",
                "course",
                "conference",
                "exhibition",
                "other",
                name="eventtype",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum("in_situ", "online", "hybrid", name="mode", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("partners", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("places_taken", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("by_invitation", sa.Boolean(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                "closed",
                "cancelled",
                name="eventstatus",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("capacity IS NULL OR capacity >= 1", name=op.f("ck_event_capacity")),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_event_period")),
        sa.CheckConstraint("places_taken >= 0", name=op.f("ck_event_places_taken")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_event_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("id", "project_id", name=op.f("uq_event_id_project_id")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_event_project_id_number")),
        sa.UniqueConstraint("slug", name=op.f("uq_event_slug")),
    )
    op.create_index("ix_event_status_first_day", "event", ["status", "first_day"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "organiser", "coordinator", "auditor", name="role", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_membership_project_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_membership_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("user_id", "project_id", "role", name=op.f("uq_membership_user_id_project_id_role")),
    )
    op.create_index("ix_membership_project_id", "membership", ["project_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("short", sa.JSON(), nullable=False),
        sa.Column("full", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_notice_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("id", "project_id", name=op.f("uq_notice_id_project_id")),
        sa.UniqueConstraint("project_id", "version", name=op.f("uq_notice_project_id_version")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_person_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("id", "project_id", name=op.f("uq_person_id_project_id")),
    )
    op.create_index("ix_person_project_id", "person", ["project_id"], unique=False)

    op.create_table(
        "deletion_permit",
        sa.Column(
            "event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_deletion_permit_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_deletion_permit")),
    )
    op.create_table(
        "door_pass",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("operator", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("scanner", "desk", name="passkind", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("supervisor", sa.Boolean(), nullable=False),
        sa.Column("secret_hash", sa.String(length=43), nullable=True),
        sa.Column("secret_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token_hash", sa.String(length=43), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("redeemed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_door_pass_created_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_door_pass_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_pass")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_door_pass_secret_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_door_pass_token_hash")),
    )
    op.create_index("ix_door_pass_event_id", "door_pass", ["event_id"], unique=False)

    op.create_table(
        "event_day",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.CheckConstraint(
            "ends_at IS NULL OR starts_at IS NULL OR ends_at > starts_at", name=op.f("ck_event_day_times")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_day_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_day")),
        sa.UniqueConstraint("event_id", "date", name=op.f("uq_event_day_event_id_date")),
        sa.UniqueConstraint("id", "event_id", name=op.f("uq_event_day_id_event_id")),
    )
    op.create_table(
        "indicator",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_indicator_event_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_indicator_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
    )
    op.create_index("ix_indicator_event_id", "indicator", ["event_id"], unique=False)
    op.create_index("ix_indicator_project_id", "indicator", ["project_id"], unique=False)

    op.create_table(
        "person_key",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("email_and_name", name="keykind", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id", "project_id"],
            ["person.id", "person.project_id"],
            name=op.f("fk_person_key_person_id_project_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_key")),
        sa.UniqueConstraint("project_id", "kind", "digest", name=op.f("uq_person_key_project_id_kind_digest")),
    )
    op.create_index("ix_person_key_person_id", "person_key", ["person_id"], unique=False)

    op.create_table(
        "registration",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("notice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submission", sa.String(length=64), nullable=False),
        sa.Column("ticket", sa.String(length=26), nullable=False),
        sa.Column("ticket_hash", sa.String(length=43), nullable=False),
        sa.Column("manage", sa.String(length=43), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "confirmed",
                "waiting",
                "cancelled",
                name="registrationstatus",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "part",
            sa.Enum(
                "participant",
                "speaker",
                "interpreter",
                "staff",
                name="part",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("surname", sa.String(length=100), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("signed_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id", "project_id"],
            ["event.id", "event.project_id"],
            name=op.f("fk_registration_event_id_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["notice_id", "project_id"],
            ["notice.id", "notice.project_id"],
            name=op.f("fk_registration_notice_id_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "project_id"],
            ["person.id", "person.project_id"],
            name=op.f("fk_registration_person_id_project_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("event_id", "code", name=op.f("uq_registration_event_id_code")),
        sa.UniqueConstraint("id", "event_id", name=op.f("uq_registration_id_event_id")),
        sa.UniqueConstraint("id", "project_id", name=op.f("uq_registration_id_project_id")),
        sa.UniqueConstraint("manage", name=op.f("uq_registration_manage")),
        sa.UniqueConstraint("submission", name=op.f("uq_registration_submission")),
        sa.UniqueConstraint("ticket", name=op.f("uq_registration_ticket")),
        sa.UniqueConstraint("ticket_hash", name=op.f("uq_registration_ticket_hash")),
    )
    op.create_index("ix_registration_person_id", "registration", ["person_id"], unique=False)
    op.create_index("ix_registration_project_id", "registration", ["project_id"], unique=False)

    op.create_table(
        "target",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.CheckConstraint("persons >= 0", name=op.f("ck_target_persons")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_target_category_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_target_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint("project_id", "category_id", name=op.f("uq_target_project_id_category_id")),
    )
    op.create_index(
        "one_target_for_all",
        "target",
        ["project_id"],
        unique=True,
        sqlite_where=sa.text("category_id IS NULL"),
        postgresql_where=sa.text("category_id IS NULL"),
    )

    op.create_table(
        "attendance",
        sa.Column(
            "registration_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("day_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["day_id", "event_id"], ["event_day.id", "event_day.event_id"], name=op.f("fk_attendance_day_id_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id", "event_id"],
            ["registration.id", "registration.event_id"],
            name=op.f("fk_attendance_registration_id_event_id"),
        ),
        sa.PrimaryKeyConstraint("registration_id", "day_id", name=op.f("pk_attendance")),
    )
    op.create_index("ix_attendance_day_id", "attendance", ["day_id"], unique=False)
    op.create_index("ix_attendance_event_id", "attendance", ["event_id"], unique=False)

    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("registration_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("category", "photo", name="purpose", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("notice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_id", "project_id"],
            ["notice.id", "notice.project_id"],
            name=op.f("fk_consent_notice_id_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id", "project_id"],
            ["registration.id", "registration.project_id"],
            name=op.f("fk_consent_registration_id_project_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("id", "registration_id", "purpose", name=op.f("uq_consent_id_registration_id_purpose")),
    )
    op.create_index(
        "one_standing_consent_per_purpose",
        "consent",
        ["registration_id", "purpose"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )

    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "confirmation", "cancellation", name="mailkind", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("registration_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("message_id", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withheld_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_outgoing_mail_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outgoing_mail_message_id")),
    )
    op.create_index("ix_outgoing_mail_registration_id", "outgoing_mail", ["registration_id"], unique=False)
    op.create_index(
        "ix_outgoing_mail_waiting",
        "outgoing_mail",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("sent_at IS NULL AND withheld_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL AND withheld_at IS NULL"),
    )

    op.create_table(
        "scan",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column(
            "action",
            sa.Enum("admit", "undo", name="action", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column(
            "way",
            sa.Enum(
                "qr",
                "code",
                "search",
                "walk_in",
                "paper",
                name="way",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "verdict",
            sa.Enum(
                "admitted",
                "already_in",
                "other_day",
                "other_event",
                "not_confirmed",
                "cancelled",
                "unknown",
                "undone",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("registration_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("day_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("undoes", sa.String(length=36), nullable=True),
        sa.Column("payload_hash", sa.String(length=43), nullable=True),
        sa.Column("digest", sa.String(length=43), nullable=False),
        sa.Column("door_pass_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offline", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["day_id", "event_id"], ["event_day.id", "event_day.event_id"], name=op.f("fk_scan_day_id_event_id")
        ),
        sa.ForeignKeyConstraint(["door_pass_id"], ["door_pass.id"], name=op.f("fk_scan_door_pass_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_scan_event_id")),
        sa.ForeignKeyConstraint(
            ["registration_id", "event_id"],
            ["registration.id", "registration.event_id"],
            name=op.f("fk_scan_registration_id_event_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_scan_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan")),
        sa.UniqueConstraint("event_id", "uuid", name=op.f("uq_scan_event_id_uuid")),
    )
    op.create_index("ix_scan_event_id_undoes", "scan", ["event_id", "undoes"], unique=False)
    op.create_index("ix_scan_registration_id_day_id", "scan", ["registration_id", "day_id"], unique=False)

    op.create_table(
        "category_answer",
        sa.Column(
            "registration_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("project_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("consent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("consent_purpose", sa.String(length=40), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "NOT sensitive OR consent_id IS NOT NULL", name=op.f("ck_category_answer_sensitive_needs_consent")
        ),
        sa.CheckConstraint("consent_purpose = 'category'", name=op.f("ck_category_answer_consent_is_for_the_category")),
        sa.CheckConstraint(
            "category_id IS NOT NULL OR NOT sensitive", name=op.f("ck_category_answer_not_stated_is_not_sensitive")
        ),
        sa.ForeignKeyConstraint(
            ["category_id", "project_id", "sensitive"],
            ["category.id", "category.project_id", "category.sensitive"],
            name=op.f("fk_category_answer_category_id_project_id_sensitive"),
        ),
        sa.ForeignKeyConstraint(
            ["consent_id", "registration_id", "consent_purpose"],
            ["consent.id", "consent.registration_id", "consent.purpose"],
            name=op.f("fk_category_answer_consent_id_registration_id_consent_purpose"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id", "project_id"],
            ["registration.id", "registration.project_id"],
            name=op.f("fk_category_answer_registration_id_project_id"),
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_category_answer")),
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_TRIGGERS if sqlite else POSTGRESQL_TRIGGERS:
        op.execute(statement)


def downgrade():
    op.drop_table("category_answer")
    op.drop_index("ix_scan_registration_id_day_id", "scan")
    op.drop_index("ix_scan_event_id_undoes", "scan")

    op.drop_table("scan")
    op.drop_index(
        "ix_outgoing_mail_waiting",
        "outgoing_mail",
        sqlite_where=sa.text("sent_at IS NULL AND withheld_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL AND withheld_at IS NULL"),
    )
    op.drop_index("ix_outgoing_mail_registration_id", "outgoing_mail")

    op.drop_table("outgoing_mail")
    op.drop_index(
        "one_standing_consent_per_purpose",
        "consent",
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )

    op.drop_table("consent")
    op.drop_index("ix_attendance_event_id", "attendance")
    op.drop_index("ix_attendance_day_id", "attendance")

    op.drop_table("attendance")
    op.drop_index(
        "one_target_for_all",
        "target",
        sqlite_where=sa.text("category_id IS NULL"),
        postgresql_where=sa.text("category_id IS NULL"),
    )

    op.drop_table("target")
    op.drop_index("ix_registration_project_id", "registration")
    op.drop_index("ix_registration_person_id", "registration")

    op.drop_table("registration")
    op.drop_index("ix_person_key_person_id", "person_key")

    op.drop_table("person_key")
    op.drop_index("ix_indicator_project_id", "indicator")
    op.drop_index("ix_indicator_event_id", "indicator")

    op.drop_table("indicator")
    op.drop_table("event_day")
    op.drop_index("ix_door_pass_event_id", "door_pass")

    op.drop_table("door_pass")
    op.drop_table("deletion_permit")
    op.drop_index("ix_person_project_id", "person")

    op.drop_table("person")
    op.drop_table("notice")
    op.drop_index("ix_membership_project_id", "membership")

    op.drop_table("membership")
    op.drop_index("ix_event_status_first_day", "event")

    op.drop_table("event")
    op.drop_table("category")
    op.drop_index("ix_audit_entry_project_id", "audit_entry")

    op.drop_table("audit_entry")
    op.drop_table("user")
    op.drop_table("project")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION guard_scan, refuse_truncate")
