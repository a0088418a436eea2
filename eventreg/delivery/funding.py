"""What stands below everything that is printed: the emblem, and what is said of the funding."""

from flask_babel import gettext

from eventreg import language
from eventreg.delivery import emblem
from eventreg.models import Event


def below(event: Event) -> dict[str, str]:
    """Return the emblem and the words below each sheet, for a PDF template."""
    said = (language.plain(event.project.funding_statement), language.plain(event.project.disclaimer))
    words = neutral(event) if event.sensitive else " ".join(filter(None, said))
    return {"emblem": emblem.svg(), "emblem_alt": gettext("Emblem of the European Union"), "funding": words}


def title(event: Event) -> str:
    """Return what an event is called on paper: a sensitive one by programme and contract only (DESIGN.md 4)."""
    return neutral(event) if event.sensitive else language.plain(event.name)


def neutral(event: Event) -> str:
    """Return the programme and the contract of an event, which tell nothing more."""
    project = event.project
    contract = gettext("Contract No. %(number)s", number=project.contract_number)
    return f"{language.programme_name(project.programme)}, {contract}"
