"""The funding statement and disclaimer that a programme generation prescribes (DOMAIN.md 1.5)."""

from eventreg.models import Programme

REC = {
    "lv": (
        "Šis pasākums ir īstenots projekta „{name}” ietvaros (līgums Nr. {contract}) ar Eiropas Savienības programmas"
        " „Tiesības, vienlīdzība un pilsonība 2014 – 2020” finansiālo atbalstu. Par pasākuma saturu atbild"
        " {controller}, un tajā nav atspoguļots Eiropas Komisijas viedoklis."
    ),
    "en": (
        "This event was funded by the European Union's Rights, Equality and Citizenship Programme (2014-2020), project"
        " “{name}” (contract No. {contract}). The content of this event represents the views of {controller} only and"
        " is its sole responsibility. The European Commission does not accept any responsibility for use that may be"
        " made of the information it contains."
    ),
}
CERV = {
    "lv": (
        "Līdzfinansē Eiropas Savienība (projekts „{name}”, līgums Nr. {contract}). Tomēr paustie uzskati un viedokļi ir"
        " tikai autora(-u) uzskati un viedokļi un ne vienmēr atspoguļo Eiropas Savienības vai Eiropas Komisijas"
        " uzskatus un viedokļus. Ne Eiropas Savienību, ne Eiropas Komisiju nevar saukt pie atbildības par tiem."
    ),
    "en": (
        "Co-funded by the European Union (project “{name}”, contract No. {contract}). Views and opinions expressed are"
        " however those of the author(s) only and do not necessarily reflect those of the European Union or the"
        " European Commission. Neither the European Union nor the European Commission can be held responsible for them."
    ),
}
OTHER = {
    "lv": "Pasākums notiek projektā „{name}” (līgums Nr. {contract}). Par saturu atbild {controller}.",
    "en": (
        "The event is part of the project “{name}” (contract No. {contract}). {controller} is responsible for its"
        " content."
    ),
}
BY_PROGRAMME = {Programme.REC_2014_2020: REC, Programme.CERV_2021_2027: CERV, Programme.OTHER: OTHER}


def statement(programme: Programme, *, name: dict[str, str], contract: str, controller: str) -> dict[str, str]:
    """Return the funding statement of a project in each language; an organiser may change it afterwards."""
    return {
        language: template.format(name=name.get(language) or name["lv"], contract=contract, controller=controller)
        for language, template in BY_PROGRAMME[programme].items()
    }
