"""How tests of staff pages read what a page shows and what the database holds, and let people come."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import admit, at_hour, make_registration


def read(session, model, **wanted):
    """Return the one row of a table that is like this, as the database has it now."""
    with Session(session.get_bind()) as fresh:
        row = fresh.scalars(select(model).filter_by(**wanted)).one()
        _ = getattr(row, "days", None)
        fresh.expunge_all()
    return row


def rows(page, number=None):
    """Return the rows of a page's tables, or of one of them, cell by cell and without their heads."""
    bodies = page.all("tbody") if number is None else [page.all("tbody")[number]]
    return [[words(cell) for cell in row] for body in bodies for row in body]


def words(element):
    """Return what a reader sees in an element, white space folded."""
    return " ".join(" ".join(element.itertext()).split())


def figures(page):
    """Return the figures on top of a page: what each is of, to the number and what stands below it."""
    (box,) = [each for each in page.all("dl") if each.get("class") == "figures"]
    return {words(of): words(number) for of, number in box}


def page_form(browser, endpoint, **values):
    """Return what the form of a page that posts to itself would send as it stands."""
    return browser.get(endpoint, **values).form(browser.url(endpoint, **values))


def come(session, event, *, days=(23,), **answers):
    """Somebody signs up and comes on these days of January."""
    registration = make_registration(session, event, **answers)
    for day in days:
        admit(session, registration, now=at_hour(8, day=date(2019, 1, day)))
