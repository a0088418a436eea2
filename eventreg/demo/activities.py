"""What Platform III did, as DOMAIN.md 3.2 and 3.3 settle it where the ministry's report contradicts itself."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventreg.domain.events import Day, EventDraft
from eventreg.models import EventType, Kind

RIGA = ZoneInfo("Europe/Riga")
WINDOW = timedelta(weeks=5)


@dataclass(frozen=True)
class Figure:
    """Another number that the project reported, with its noun and where it stands in the report."""

    value: int
    lv: str
    en: str
    source: str


@dataclass(frozen=True)
class Activity:
    """An event or activity by its key; `days` are ISO dates, `hours` its times, `period` when a service ran."""

    key: str
    lv: str
    en: str
    about_lv: str
    about_en: str
    place: str
    days: tuple[str, ...] = ()
    hours: tuple[str, str] = ("10:00", "16:30")
    period: tuple[str, str] | None = None
    kind: Kind = Kind.EVENT
    type: EventType = EventType.OTHER
    partners: str = ""
    capacity: int | None = None
    sensitive: bool = False
    by_invitation: bool = False
    figures: tuple[Figure, ...] = ()

    def draft(self, number: int) -> EventDraft:
        """Return what an organiser would write; sign-up is open for five weeks, until the evening before."""
        start, end = (time.fromisoformat(hour) for hour in self.hours)
        days = tuple(Day(date.fromisoformat(day), start, end) for day in self.days)
        closes = at_riga(days[0].date - timedelta(days=1), "18:00") if days else None
        first, last = map(date.fromisoformat, self.period) if self.period else (None, None)
        return EventDraft(
            number=number,
            name={"lv": self.lv, "en": self.en},
            description={"lv": self.about_lv, "en": self.about_en},
            place=self.place,
            days=days,
            kind=self.kind,
            type=self.type,
            partners=self.partners,
            capacity=self.capacity,
            opens_at=at_riga((closes - WINDOW).astimezone(RIGA).date(), "10:00") if closes else None,
            closes_at=closes,
            first_day=first,
            last_day=last,
            by_invitation=self.by_invitation,
            sensitive=self.sensitive,
        )


def at_riga(day: date, hour: str) -> datetime:
    """Return an hour of a day in Riga, in UTC."""
    return datetime.combine(day, time.fromisoformat(hour), RIGA).astimezone(UTC)


REPORT = "Kultūras ministrijas pārskats, 03.07.2019."
ASSUMED_LV = " Datums demonstrācijā pieņemts."
ASSUMED_EN = " Date assumed in this demo."

ACTIVITIES = (
    Activity(
        "support",
        "Atbalsts romu mediatora darbībai pašvaldībās",
        "Support for Roma mediators in municipalities",
        "Romu mediatori palīdz ģimenēm sarunāties un saprasties ar skolu, sociālo dienestu, domi un Nodarbinātības"
        " valsts aģentūru.",
        "Roma mediators help families and schools, social services, councils and the State Employment Agency to talk"
        " and to understand each other.",
        "Jelgava, Rīga, Valmiera, Ventspils",  # the report's list says Rīga, its slide and the ministry's page these
        period=("2018-10-01", "2019-06-30"),  # a slide has the dates of Platform II
        kind=Kind.SERVICE,
        figures=(
            Figure(4, "romu mediatori", "Roma mediators", REPORT),
            Figure(8, "mēneši", "months", f"{REPORT} Pēc datumiem iznāk par mēnesi vairāk."),
            Figure(125, "romu ģimenes, kurām palīdzēts", "Roma families helped", REPORT),
        ),
    ),
    Activity(
        "training",
        "Romu mediatoru apmācības „Komunikācijas kompetence – kā sarunāties, saprasties un sadarboties?”",
        "Training of Roma mediators: “Communication competence: how to talk, understand and cooperate”",
        f"Divas dienas mediatoriem par sarunu, klausīšanos un vienošanos.{ASSUMED_LV}",
        f"Two days for mediators on talking, listening and agreeing.{ASSUMED_EN}",
        "Valsts administrācijas skola, Rīga",
        days=("2018-11-07", "2018-11-08"),
        type=EventType.TRAINING,
        partners="Valsts administrācijas skola",
        capacity=8,
        sensitive=True,
        by_invitation=True,
    ),
    Activity(
        "exchange",
        "Romu mediatoru pieredzes apmaiņas seminārs",
        "Experience-exchange seminar of Roma mediators",
        "Mediatori, pašvaldību darbinieki un ministrija salīdzina, kas gada laikā izdevies un kas vēl jādara.",
        "Mediators, municipal staff and the ministry compare what worked during the year and what is left to do.",
        "Latvijas Universitātes bibliotēka, Rīga",
        days=("2019-05-30",),
        type=EventType.SEMINAR,
        capacity=30,
        sensitive=True,
    ),
    Activity(
        "discussion",
        "Ekspertu diskusija „Romu integrācijas politikas īstenošanas koordinācijas prakses valstīs ar nelielu romu"
        " iedzīvotāju skaitu”",
        "Expert discussion: coordinating Roma integration policy in countries with a small Roma population",
        "Kā koordinēt romu integrācijas politiku, ja romu valstī ir maz: sešu valstu, Latvijas ministriju, pašvaldību"
        " un romu pilsoniskās sabiedrības pieredze.",
        "How to coordinate Roma integration policy where few Roma live: experience of six countries, of Latvian"
        " ministries and municipalities, and of Roma civil society.",
        "Latvijas Nacionālā bibliotēka, Rīga",
        days=("2018-10-03",),
        type=EventType.DISCUSSION,
        partners="Eiropas Padome (CAHROM), Eiropas Centrs minoritāšu jautājumos",
        capacity=60,
        figures=(
            Figure(6, "valstis, no kurām bija eksperti", "countries that sent experts", REPORT),
            Figure(11, "pašvaldības, no kurām bija eksperti", "municipalities that sent experts", REPORT),
        ),
    ),
    Activity(
        "visit",
        "Reģionālo ekspertu sanāksmes un labās prakses vizītes",
        "Regional experts' meetings and good-practice visits",
        "Pašvaldību eksperti tiekas Maltā un Viļakas novadā: skolas un bērnudārzs, romu jaunieši un vecāki, skolotāja"
        " palīga un ģimenes asistenta pieredze.",
        "Municipal experts meet in Malta and the Viļaka area: schools and a pre-school, young Roma and parents, what a"
        " teacher's assistant and a family assistant can do.",
        "Malta (Rēzeknes novads) un Viļakas novads",
        days=("2019-01-23", "2019-01-24", "2019-01-25"),  # a slide says 2018, a local paper of that January 2019
        type=EventType.VISIT,
        partners="Maltas vidusskola, Viļakas pamatskola, Viļakas novada mūzikas un mākslas skola, pirmsskolas"
        " izglītības iestāde „Namiņš”",
        capacity=60,
        figures=(Figure(12, "pašvaldības, no kurām bija eksperti", "municipalities that sent experts", REPORT),),
    ),
    Activity(
        "youth",
        "Praktiskā darbnīca „SĀRE KHETENE 2019”",
        "Practical workshop “SĀRE KHETENE 2019”",
        "„Sāre khetene” romu valodā ir „visi kopā”. Divas dienas jauniešiem: kā izdomāt, aprakstīt un īstenot savu"
        " ideju.",
        "“Sāre khetene” is Romani for “all together”. Two days for young people: how to find, describe and carry out an"
        " idea of one's own.",
        "Kleisti, Rīga",
        days=("2019-06-26", "2019-06-27"),
        type=EventType.WORKSHOP,
        partners="Jaunatnes starptautisko programmu aģentūra",
        capacity=25,
        sensitive=True,
    ),
    Activity(
        "women",
        "Romu sieviešu kapacitātes stiprināšanas seminārs",
        "Seminar to strengthen Roma women",
        "Divas dienas sievietēm: iepazīties, uzstāties, aizstāvēt savas intereses un atrast domubiedres.",
        "Two days for women: to meet, to speak up, to stand for one's interests and to find allies.",
        "Rāmava",
        days=("2019-04-17", "2019-04-18"),  # the report has the first day only
        type=EventType.SEMINAR,
        partners="biedrība „Latvijas Sieviešu nevalstisko organizāciju sadarbības tīkls”",
        capacity=45,
        sensitive=True,
    ),
    Activity(
        "faces",
        "Seminārs „Latvijas romu kultūru izpausmju dažādas sejas”",
        "Seminar: the many faces of Latvian Roma cultures",
        "Romu kultūra un vēsture Latvijā skolotājiem, pašvaldību darbiniekiem un ikvienam, kam tā interesē.",
        "Roma culture and history in Latvia, for teachers, municipal staff and everyone who is curious.",
        "Rīgas Kino muzejs, Rīga",
        days=("2019-05-24",),  # the report says 2018, which is before the project began
        type=EventType.SEMINAR,
        capacity=120,
    ),
    Activity(
        "booklet",
        "Informatīvais materiāls „Ieskats Latvijas romu kultūrā”",
        "Booklet “An insight into Latvian Roma culture”",
        "Īss un saprotams ievads romu kultūrā; pirmo reizi parādīts seminārā Kino muzejā.",
        "A short and plain introduction to Roma culture, first shown at the seminar in the film museum.",
        "Latvija",
        kind=Kind.PUBLICATION,
        partners="biedrība „Romu Kultūras Centrs”",
        figures=(Figure(1, "informatīvais materiāls", "booklet", REPORT),),
    ),
    Activity(
        "stories",
        "Trīs pozitīvie stāsti par Latvijas romiem",
        "Three positive stories about Latvian Roma",
        "Trīs cilvēki stāsta par savu ceļu sabiedriskajos medijos.",
        "Three people tell of their way in the public media.",
        "Latvija",
        kind=Kind.MEDIA,
        figures=(Figure(3, "pozitīvie stāsti", "positive stories", REPORT),),
    ),
    Activity(
        "projects",
        "Romu NVO pārstāvju projektu darbnīca",
        "Project workshop for Roma NGOs",
        "No idejas līdz pieteikumam: darbnīca tiem, kas savā biedrībā raksta projektus.",
        "From an idea to an application: a workshop for those who write projects in their association.",
        "Rīga",
        days=("2018-12-12",),
        type=EventType.WORKSHOP,
        capacity=20,
        sensitive=True,
    ),
    Activity(
        "english",
        "Angļu valodas kursi romu aktīvistiem",
        "English courses for Roma activists",
        f"Astoņi vakari bez maksas, lai varētu piedalīties arī Eiropas sarunās.{ASSUMED_LV}",
        f"Eight evenings free of charge, to join the talks in Europe too.{ASSUMED_EN}",
        "Rīga",
        days=(
            "2019-02-05", "2019-02-12", "2019-02-19", "2019-02-26",
            "2019-03-05", "2019-03-12", "2019-03-19", "2019-03-26",
        ),
        hours=("18:00", "20:00"),
        type=EventType.COURSE,
        capacity=12,
        sensitive=True,
        figures=(Figure(1, "dalībnieks ar sertifikātu", "participant with a certificate", REPORT),),
    ),
    Activity(
        "platform",
        "Latvijas romu platformas sanāksme",
        "Meeting of the Latvian Roma Platform",
        "Projekta noslēgums: rezultāti, secinājumi un kas tālāk.",
        "The end of the project: results, conclusions, and what comes next.",
        "Rīga",
        days=("2019-07-03",),
        type=EventType.MEETING,
        capacity=45,
    ),
)  # fmt: skip
