"""Fields in numbered rows, such as the days of an event."""

from collections.abc import Iterator

from wtforms import FieldList


class RowList(FieldList):
    """Rows that are numbered in the names of their fields, as many as `max_entries`."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.type = "FieldList"  # which _form.html knows

    def _extract_indices(self, prefix: str, formdata: dict[str, str]) -> Iterator[int]:
        """Find the rows that were sent; a name that is not one of ours ("days-²-date") is no row, nor an error."""
        rows = range(self.max_entries)
        return (row for row in rows if any(f"{name}-".startswith(f"{prefix}-{row}-") for name in formdata))
