"""Event registration and attendance for publicly funded projects."""
