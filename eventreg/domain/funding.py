"""The funding statement and disclaimer that a programme generation prescribes (DOMAIN.md 1.5)."""

from eventreg.models import Programme

AUTHORITY = {"lv": "Eiropas Komisija", "en": "the European Commission"}
STATEMENTS = {
    Programme.REC_2014_2020: {
        "lv": (
            "Šis pasākums ir īstenots projekta „{name}” ietvaros (līgums Nr. {contract}) ar Eiropas Savienības"
            " programmas „Tiesības, vienlīdzība un pilsonība 2014 – 2020” finansiālo atbalstu."
        ),
        "en": (
            "This event was funded by the European Union's Rights, Equality and Citizenship Programme (2014-2020),"
            " project “{name}” (contract No. {contract})."
        ),
    },
    Programme.CERV_2021_2027: {
        "lv": "Līdzfinansē Eiropas Savienība (projekts „{name}”, līgums Nr. {contract}).",
        "en": "Co-funded by the European Union (project “{name}”, contract No. {contract}).",
    },
    Programme.OTHER: {
        "lv": "Pasākums notiek projektā „{name}” (līgums Nr. {contract}).",
        "en": "The event is part of the project “{name}” (contract No. {contract}).",
    },
}
DISCLAIMERS = {
    Programme.REC_2014_2020: {
        "lv": "Par pasākuma saturu atbild {controller}, un tajā nav atspoguļots Eiropas Komisijas viedoklis.",
        "en": (
            "The content of this event represents the views of {controller} only and is its sole responsibility. The"
            " European Commission does not accept any responsibility for use that may be made of the information it"
            " contains."
        ),
    },
    Programme.CERV_2021_2027: {
        "lv": (
            "Tomēr paustie uzskati un viedokļi ir tikai autora(-u) uzskati un viedokļi un ne vienmēr atspoguļo Eiropas"
            " Savienības vai piešķīrējiestādes ({authority}) uzskatus un viedokļus. Ne Eiropas Savienību, ne"
            " piešķīrējiestādi nevar saukt pie atbildības par tiem."
        ),
        "en": (
            "Views and opinions expressed are however those of the author(s) only and do not necessarily reflect those"
            " of the European Union or {authority}. Neither the European Union nor the granting authority can be held"
            " responsible for them."
        ),
    },
    Programme.OTHER: {
        "lv": "Par saturu atbild {controller}.",
        "en": "{controller} is responsible for its content.",
    },
}


def prefill(
    programme: Programme, *, name: dict[str, str], contract: str, controller: str, authority: str = ""
) -> dict[str, dict[str, str]]:
    """Return `funding_statement` and `disclaimer` of a project in each language; an organiser may change them.

    `authority` is the granting authority, which the texts of 2021–2027 name; without one, the Commission.
    """

    def fill(templates: dict[str, str]) -> dict[str, str]:
        return {
            language: template.format(
                name=name.get(language) or name["lv"],
                contract=contract,
                controller=controller,
                authority=authority or AUTHORITY[language],
            )
            for language, template in templates.items()
        }

    return {"funding_statement": fill(STATEMENTS[programme]), "disclaimer": fill(DISCLAIMERS[programme])}
