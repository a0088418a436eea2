"""The guests of Platform III with whom something did not go as planned; one story each, by name."""

from eventreg.demo.guests import Guest, Slip, Visit
from eventreg.domain.categories import NOT_STATED

OWN = "epasts.example"

# What they say differs from event to event: the first stated answer decides.
ANSWERS = (
    # prefers not to say at first, and says it where it matters to her
    Guest("Kristiāna", "Mežvidzāle", "Rīga", "roma",
          (Visit("discussion", says=NOT_STATED), Visit("projects"), Visit("platform")), f"kristiana.mezvidzale@{OWN}"),
    Guest("Edvards", "Strazdsargs", "biedrība „Ceļš blakus”", "ngo",
          (Visit("faces", says=NOT_STATED), Visit("platform")), "edvards.strazdsargs@cels-blakus.example"),
    Guest("Ludmila", "Sietiņkalna", "Rēzeknes novada pašvaldība", "municipality",
          (Visit("visit", says=NOT_STATED), Visit("faces", says=NOT_STATED), Visit("platform")),
          "ludmila.sietinkalna@rezeknes-novads.example"),
    # chooses the answer but not the consent, and gives it the next time
    Guest("Rasma", "Vēžupe", "Tukums", "roma",
          (Visit("women", consent=False), Visit("faces")), f"rasma.vezupe@{OWN}"),
    # a mediator whom a municipality pays: both are true, the first one counts
    Guest("Aleksandrs", "Ķirupe", "Rīga", "roma",
          (Visit("training"), Visit("exchange", says="municipality"), Visit("platform", says="municipality")),
          f"aleksandrs.kirupe@{OWN}"),
    Guest("Violeta", "Zāģkalne", "Daugavpils pilsētas dome", "municipality",
          (Visit("visit"), Visit("platform", says="roma")), "violeta.zagkalne@daugavpils.example"),
    # teaches at a municipal school and leads an association
    Guest("Guntars", "Lēpjupe", "biedrība „Vārdu sēta”", "ngo",
          (Visit("discussion"), Visit("faces", says="municipality")), "guntars.lepjupe@vardu-seta.example"),
    # said something else where he did not come: only those who come are counted
    Guest("Vilnis", "Āzkalns", "biedrība „Saules logs”", "ngo",
          (Visit("discussion", says="ministry", days=()), Visit("faces")), "vilnis.azkalns@saules-logs.example"),
)  # fmt: skip

# One person, several sign-ups; one address, several persons.
REPEATS = (
    # the second form with the phone's keyboard, which has no diacritics; both tickets were shown
    Guest("Ņikola", "Ērgļzāle", "Valmieras pilsētas pašvaldība", "municipality",
          (Visit("faces"), Visit("faces", spelt=("Nikola", "Erglzale"))), "nikola.erglzale@valmiera.example"),
    # signed up again because the first mail was not found; the first ticket stayed unused
    Guest("Inguna", "Kāpnesēta", "Limbaži", "roma",
          (Visit("women", days=()), Visit("women"), Visit("faces")), f"inguna.kapneseta@{OWN}"),
    Guest("Haralds", "Vilkupe", "Tieslietu ministrija", "ministry",
          (Visit("platform", says=NOT_STATED, days=()), Visit("platform")), "haralds.vilkupe@tm.example"),
    # gave the place back, and found the time after all
    Guest("Ritvars", "Ļaudaskalns", "Jūrmalas pilsētas pašvaldība", "municipality",
          (Visit("faces", cancels=True, days=()), Visit("faces"), Visit("platform")),
          "ritvars.laudaskalns@jurmala.example"),
    # a mother and her daughters write from one address: three persons
    Guest("Zelma", "Pūpolķese", "Sabile", "roma", (Visit("women"), Visit("faces")), f"pupolkeses@{OWN}"),
    Guest("Keita", "Pūpolķese", "Sabile", "roma", (Visit("youth"), Visit("faces")), f"pupolkeses@{OWN}"),
    Guest("Megija", "Pūpolķese", "Sabile", "roma", (Visit("youth"), Visit("platform", days=())), f"pupolkeses@{OWN}"),
)  # fmt: skip

# At the door.
DOOR = (
    Guest("Jēkabs Kristofers", "Šķirzars", "Jelgava", "roma", (Visit("youth", slip=Slip.UNDONE),)),
    Guest("Marija Magdalēna Elizabete", "Vārpusēta-Grīnbergholma", "Kultūras ministrija", "ministry",
          (Visit("exchange", slip=Slip.UNDONE), Visit("platform", slip=Slip.BOTH_DOORS)),
          "marija.magdalena.elizabete.varpuseta-grinbergholma@km.example"),
    Guest("Dzidra", "Zīdupe", "biedrība „Vidzemes mammas”", "ngo", (Visit("women", days=(2,), slip=Slip.UNDONE),)),
    Guest("Ansis", "Čiekurzars", "Maltas vidusskola", "municipality", (Visit("visit", days=(1,), slip=Slip.UNDONE),)),
    Guest("Ivonna", "Ģipšlauka", "Dobeles novada pašvaldība", "municipality",
          (Visit("discussion"), Visit("faces", slip=Slip.WRONG_TICKET)), "ivonna.gipslauka@dobele.example"),
    Guest("Arvis", "Gaiļupe", "biedrība „Tuvāk kopā”", "roma",
          (Visit("projects"), Visit("platform", slip=Slip.WRONG_TICKET)), "arvis.gailupe@tuvak-kopa.example"),
    Guest("Teiksma", "Blāzmene", "nodibinājums „Kopā pie galda”", "ngo", (Visit("faces", slip=Slip.BOTH_DOORS),)),
    # the door scanned a husband's ticket for his wife's, took it back, and scanned hers
    Guest("Vitālijs", "Sūnupurvs", "Viļaka", "roma", (Visit("visit", days=(2,), slip=Slip.MISTAKEN),)),
    Guest("Nadežda", "Sūnupurva", "Viļaka", "roma", (Visit("visit", days=(2,)),)),
    # gave the place back and came all the same; the door could not let him in with that ticket
    Guest("Zigfrīds", "Knābiskalns", "Talsu novada pašvaldība", "municipality",
          (Visit("faces", cancels=True, days=(1,), slip=Slip.AFTER_CANCELLING),), "zigfrids.knabiskalns@talsi.example"),
)  # fmt: skip

# Some days of several.
DAYS = (
    # the one whom the English course has made fluent
    Guest("Samanta", "Rītpriede", "biedrība „Mācos un varu”", "roma",
          (Visit("projects"), Visit("english"), Visit("platform")), "samanta.ritpriede@macos-un-varu.example"),
    Guest("Deniss", "Vēršlauks", "Rīga", "roma", (Visit("english", days=(1, 2, 4)),)),
    Guest("Ralfs", "Dūkstupe", "Jēkabpils", "roma", (Visit("youth", days=(2,)),)),
    Guest("Odeta", "Ķīvītkalna", "Jelgava", "roma", (Visit("women", days=(2,)),)),
    Guest("Staņislavs", "Pļavupis", "Rēzeknes novada pašvaldība", "municipality", (Visit("visit", days=(3,)),)),
)  # fmt: skip

STORIES = ANSWERS + REPEATS + DOOR + DAYS
