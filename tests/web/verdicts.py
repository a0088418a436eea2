"""How tests read what the door without JavaScript says."""

from tests.browser import words


def verdict(page):
    """Return what a verdict's page says: kind, colour, word, and its lines."""
    (section,) = page.all("section", role="status")
    (word,) = page.all("h2", class_="word")
    (told,) = page.all("div", class_="told")
    lines = [words(line) for line in told if line is not word]
    return section.get("data-verdict"), section.get("data-colour"), words(word), lines


def present(page):
    """Return how many the page says are present."""
    return [words(each) for each in page.all("p", class_="present") if "data-counts" not in each.attrib]


def type_code(reader, code):
    """Type a code at the door and return the verdict's page."""
    return reader.fill("door.scan", {"code": code})
