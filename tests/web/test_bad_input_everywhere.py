"""No form without a try of bad input: each stands in a table, or names the test that tries it by hand."""

from pathlib import Path

from eventreg.web.access import Access, access_of
from tests.web.account_forms import OF_ACCOUNTS
from tests.web.event_forms import OF_EVENTS
from tests.web.forms import CASES

IN_TABLES = {case.endpoint for case in (*CASES, *OF_ACCOUNTS, *OF_EVENTS)}
BY_HAND = {
    "door_search.search": "test_door_search.py",
    "invitations.accept": "test_bad_input_of_accounts.py",
    "organiser_attendance.enter": "test_organiser_attendance.py",
    "organiser_events.publish": "test_bad_input_of_accounts.py",
    "organiser_registration.move": "test_organiser_registration.py",
    "organiser_review.item": "test_organiser_review.py",
    "public_own.category": "test_public_own_changes.py",
    "security.change_email": "test_bad_input_of_accounts.py",
    "security.change_password": "test_bad_input_of_accounts.py",
    "security.forgot_password": "test_bad_input_of_accounts.py",
    "security.login": "test_account.py",
    "security.mf_recovery": "test_bad_input_of_accounts.py",
    "security.reset_password": "test_bad_input_of_accounts.py",
    "security.two_factor_setup_validate": "test_account_ways_back.py",
    "security.two_factor_token_validation": "test_bad_input_of_accounts.py",
    "security.verify": "test_bad_input_of_accounts.py",
}
BUTTONS = {  # that ask for nothing; what stands beside a button is not read
    "account": {"end_others", "end_session"},
    "admin": {"change_user", "withdraw"},
    "door": {"check_in", "leave", "undo"},
    "door_search": {"admit"},
    "mail_links": {"unsubscribe"},
    "members": {"remove", "remove_organisation", "withdraw"},
    "organiser_attendance": {"take_back"},
    "organiser_event_life": {"close"},
    "organiser_exports": {"as_csv", "as_xlsx", "slips"},
    "organiser_files": {"remove_document"},
    "organiser_indicators": {"remove"},
    "organiser_mail": {"again"},
    "organiser_paper": {"print_cards", "print_list"},
    "organiser_passes": {"revoke"},
    "organiser_registration": {"cancel", "resend", "restore"},
    "organiser_repeats": {"keep", "merge"},
    "organiser_review": {"accept", "accept_all"},
    "public_own": {"join", "photos", "withdraw_category"},
    "security": {"logout", "mf_recovery_codes", "two_factor_setup"},
}


def test_each_form_is_tried_with_bad_input(app):
    forms = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods
        and not rule.endpoint.startswith("api.")
        and access_of(app, rule.endpoint) is not Access.NOBODY
    }
    buttons = {f"{blueprint}.{name}" for blueprint, names in BUTTONS.items() for name in names}
    folder = Path(__file__).parent

    assert forms == IN_TABLES | set(BY_HAND) | buttons
    untold = [each for each, where in BY_HAND.items() if each.rpartition(".")[2] not in (folder / where).read_text()]
    assert untold == []
