"""The rules and all SQL: plain functions f(session, subject, *, by, now), testable without Flask."""
