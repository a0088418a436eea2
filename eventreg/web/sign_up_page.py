"""The page with the sign-up form; while it is empty, everybody gets the same one, but for two words drawn at random."""

from collections.abc import Hashable

from flask import current_app, render_template, request, session
from flask_security import current_user
from flask_wtf.csrf import generate_csrf

from eventreg import clock, language
from eventreg.domain.offered_events import Offered
from eventreg.web import offers
from eventreg.web.forms.public import SignUpForm, new_submission

MOST_KEPT = 200
TOKEN, SUBMISSION = "\0token\0", "\0submission\0"  # no text of a page holds a NUL


def form_of(offered: Offered) -> SignUpForm:
    """Return the form of an event, with the visitor's answers if they sent some."""
    form = SignUpForm(notice=offered.notice.id)
    form.offer(countries=language.list_countries(), categories=offers.category_choices(offered.choices))
    return form


def show(offered: Offered, form: SignUpForm) -> str:
    """Return the page with a form as it is."""
    facts = offers.event_facts(offered.event)
    return render_template("public/register.html", form=form, notice=offered.notice, **facts)


def empty(offered: Offered) -> str:
    """Return the page with an empty form.

    What it says follows from what is read for each request, so a page is kept for as long as that is the same
    (docs/decisions/0017). Not kept is one that says more: to somebody who is logged in, who has a message to
    read, or whose address asks for something.
    """
    if request.args or "_flashes" in session or current_user.is_authenticated:
        return show(offered, form_of(offered))
    pages: dict[Hashable, str] = current_app.extensions.setdefault("sign_up_pages", {})
    said = _said(offered)
    page = pages.get(said)
    if page is None:
        form = form_of(offered)
        page = show(offered, form)
        page = page.replace(generate_csrf(), TOKEN).replace(form.submission.data, SUBMISSION)
        if len(pages) >= MOST_KEPT:
            pages.clear()
        pages[said] = page
    return page.replace(TOKEN, generate_csrf()).replace(SUBMISSION, new_submission())


def _said(offered: Offered) -> Hashable:
    """Return all that an empty page depends on, besides the code."""
    offer = offers.Offer.of(offered.event, now=clock.now())
    state = type(offer.refusal), offer.places_left, offer.over
    return offered.told, state, language.current(), request.root_path, request.path
