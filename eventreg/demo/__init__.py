"""The demo: two projects with invented people, built through the same functions that serve users."""
