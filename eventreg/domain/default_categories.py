"""The five leaves and one parent that a project starts with; forms and words from DOMAIN.md 3.4 and 3.6."""

from eventreg.domain.categories import Branch, Words

DEFAULT = (
    Branch(
        "state_administration",
        {
            "lv": Words(
                "Valsts pārvaldes pārstāvis",
                "Pašvaldības un ministrijas kopā.",
                ("valsts pārvaldes pārstāvis", "valsts pārvaldes pārstāvji", "valsts pārvaldes pārstāvju"),
            ),
            "en": Words(
                "Representative of public administration",
                "Municipalities and ministries together.",
                ("public-administration representative", "public-administration representatives"),
            ),
        },
        children=(
            Branch(
                "municipality",
                {
                    "lv": Words(
                        "Pašvaldības pārstāvis vai speciālists",
                        "Strādājat pašvaldībā vai tās iestādē, piemēram, skolā vai sociālajā dienestā.",
                        (
                            "pašvaldību pārstāvis vai speciālists",
                            "pašvaldību pārstāvji un speciālisti",
                            "pašvaldību pārstāvju un speciālistu",
                        ),
                    ),
                    "en": Words(
                        "Representative or specialist of a municipality",
                        "You work for a municipality or one of its bodies, such as a school or social service.",
                        ("municipal representative or specialist", "municipal representatives and specialists"),
                    ),
                },
            ),
            Branch(
                "ministry",
                {
                    "lv": Words(
                        "Ministrijas vai tās padotības iestādes pārstāvis",
                        "Strādājat ministrijā, valsts aģentūrā vai citā ministrijas padotības iestādē.",
                        (
                            "ministriju un to padotībā esošu iestāžu pārstāvis",
                            "ministriju un to padotībā esošu iestāžu pārstāvji",
                            "ministriju un to padotībā esošu iestāžu pārstāvju",
                        ),
                    ),
                    "en": Words(
                        "Representative of a ministry or its subordinate institution",
                        "You work for a ministry, a state agency or another body under a ministry.",
                        (
                            "representative of ministries and their subordinate institutions",
                            "representatives of ministries and their subordinate institutions",
                        ),
                    ),
                },
            ),
        ),
    ),
    Branch(
        "roma",
        {
            "lv": Words(
                "Romu pārstāvis",
                "Jūs pats vai pati sevi tā saucat. Lūgsim jūsu piekrišanu, jo tas norāda uz etnisko izcelsmi.",
                ("romu pārstāvis", "romu pārstāvji", "romu pārstāvju"),
            ),
            "en": Words(
                "Roma representative",
                "You call yourself so. We will ask for your consent, because it tells your ethnic origin.",
                ("Roma representative", "Roma representatives"),
            ),
        },
        sensitive=True,
    ),
    Branch(
        "ngo",
        {
            "lv": Words(
                "Nevalstiskās organizācijas (ne romu) pārstāvis",
                "Biedrība vai nodibinājums, kas nav romu organizācija.",
                (
                    "pārstāvis no ne-romu nevalstiskajām organizācijām",
                    "pārstāvji no ne-romu nevalstiskajām organizācijām",
                    "pārstāvju no ne-romu nevalstiskajām organizācijām",
                ),
            ),
            "en": Words(
                "Representative of a non-Roma non-governmental organisation",
                "An association or foundation other than a Roma one.",
                (
                    "representative of non-Roma non-governmental organisations",
                    "representatives of non-Roma non-governmental organisations",
                ),
            ),
        },
    ),
    Branch(
        "international",
        {
            "lv": Words(
                "Citas valsts vai starptautiskas organizācijas eksperts",
                "Esat no citas valsts vai pārstāvat starptautisku organizāciju.",
                (
                    "citu ES dalībvalstu un starptautisko organizāciju eksperts",
                    "citu ES dalībvalstu un starptautisko organizāciju eksperti",
                    "citu ES dalībvalstu un starptautisko organizāciju ekspertu",
                ),
            ),
            "en": Words(
                "Expert from another country or an international organisation",
                "You come from another country or speak for an international organisation.",
                (
                    "expert from other EU Member States and international organisations",
                    "experts from other EU Member States and international organisations",
                ),
            ),
        },
    ),
)
