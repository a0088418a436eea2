"""Who sent whom to what in Platform III; the people are invented, and so are the associations but for one partner."""

from eventreg.demo.guests import Delegation

# The expert discussion names its municipalities; those of the visit are not named anywhere, so most are the same.
MUNICIPALITIES = (
    Delegation(
        "Jelgavas pilsētas pašvaldība",
        "municipality",
        ("discussion visit exchange platform", "faces exchange", "faces", "faces", "faces/none"),
    ),
    Delegation("Jūrmalas pilsētas pašvaldība", "municipality", ("discussion visit", "faces platform", "faces")),
    Delegation("Jēkabpils pilsētas pašvaldība", "municipality", ("discussion visit", "faces exchange", "faces/none")),
    Delegation("Dobeles novada pašvaldība", "municipality", ("discussion visit", "faces")),
    Delegation("Kandavas novada pašvaldība", "municipality", ("discussion visit/1,2", "faces", "faces/cancelled")),
    Delegation("Rūjienas novada pašvaldība", "municipality", ("discussion faces", "faces")),
    Delegation(
        "Rīgas domes Izglītības, kultūras un sporta departaments",
        "municipality",
        ("discussion visit platform", "exchange faces", "faces youth", "faces/none discussion/none"),
    ),
    Delegation("Rīgas Sociālais dienests", "municipality", ("exchange", "faces exchange", "faces/cancelled")),
    Delegation("Tukuma novada pašvaldība", "municipality", ("discussion visit", "faces", "faces")),
    Delegation(
        "Valmieras pilsētas pašvaldība", "municipality", ("discussion visit exchange", "exchange faces", "faces")
    ),
    Delegation(
        "Ventspils pilsētas pašvaldība", "municipality", ("discussion visit exchange", "exchange", "faces/none")
    ),
    Delegation("Viļakas novada dome", "municipality", ("discussion visit platform", "visit/2,3", "visit/2 faces")),
    Delegation("Viļakas pamatskola", "municipality", ("visit/2", "visit/2", "visit/2,3")),
    Delegation("Viļakas novada mūzikas un mākslas skola", "municipality", ("visit/3", "visit/3")),
    Delegation("Pirmsskolas izglītības iestāde „Namiņš”", "municipality", ("visit/3", "visit/3")),
    Delegation("Rēzeknes novada pašvaldība", "municipality", ("visit platform", "visit/1", "visit/1 faces")),
    Delegation("Maltas vidusskola", "municipality", ("visit/1", "visit/1", "visit/1", "visit/1 faces")),
    Delegation("Daugavpils pilsētas dome", "municipality", ("visit", "faces exchange", "faces")),
    Delegation("Liepājas pilsētas pašvaldība", "municipality", ("faces", "faces", "faces/none")),
    Delegation("Cēsu novada pašvaldība", "municipality", ("faces", "faces")),
    Delegation("Kuldīgas novada pašvaldība", "municipality", ("faces", "faces/cancelled")),
    Delegation("Ogres novada pašvaldība", "municipality", ("faces", "faces")),
    Delegation("Bauskas novada dome", "municipality", ("faces", "faces/none")),
    Delegation("Talsu novada pašvaldība", "municipality", ("faces", "faces")),
    Delegation("Ķekavas novada pašvaldība", "municipality", ("women", "women/1"), women=True),
    Delegation("Aizkraukles novada pašvaldība", "municipality", ("faces", "faces/none")),
    Delegation("Preiļu novada dome", "municipality", ("faces",)),
    Delegation("Gulbenes novada pašvaldība", "municipality", ("faces",)),
    Delegation("Limbažu novada pašvaldība", "municipality", ("faces", "faces")),
    Delegation("Salaspils novada dome", "municipality", ("faces", "faces/none")),
    Delegation("Smiltenes novada dome", "municipality", ("faces",)),
    Delegation("Siguldas novada pašvaldība", "municipality", ("faces",)),
)

MINISTRIES = (
    Delegation("Kultūras ministrija", "ministry", ("discussion platform", "visit exchange platform")),
    Delegation("Kultūras ministrija", "ministry", ("faces women/1",), women=True),
    Delegation("Izglītības un zinātnes ministrija", "ministry", ("discussion platform", "faces")),
    Delegation("Labklājības ministrija", "ministry", ("discussion exchange platform", "discussion/none")),
    Delegation("Tieslietu ministrija", "ministry", ("discussion",)),
    Delegation("Veselības ministrija", "ministry", ("discussion platform",)),
    Delegation("Iekšlietu ministrija", "ministry", ("discussion/cancelled", "platform")),
    Delegation("Nodarbinātības valsts aģentūra", "ministry", ("discussion exchange", "platform")),
    Delegation("Valsts izglītības satura centrs", "ministry", ("faces discussion/none",)),
    Delegation("Jaunatnes starptautisko programmu aģentūra", "ministry", ("youth",)),
)

NGOS = (
    Delegation(
        "biedrība „Latvijas Sieviešu nevalstisko organizāciju sadarbības tīkls”",
        "ngo",
        ("women platform", "women", "women", "women/2"),
        women=True,
    ),
    Delegation("biedrība „Ceļš blakus”", "ngo", ("discussion faces platform", "faces")),
    Delegation("biedrība „Saules logs”", "ngo", ("faces", "faces", "faces/none")),
    Delegation("biedrība „Trešais pagalms”", "ngo", ("faces platform", "women"), women=True),
    Delegation("biedrība „Vārdu sēta”", "ngo", ("faces", "discussion")),
    Delegation("nodibinājums „Kopā pie galda”", "ngo", ("faces", "faces/cancelled", "platform")),
    Delegation("biedrība „Vidzemes mammas”", "ngo", ("women", "women faces", "women"), women=True),
    Delegation("Starpkultūru sarunu fonds „Dzirnas”", "ngo", ("faces", "faces", "exchange/none")),
)

ROMA = (
    Delegation("Ventspils", "roma", ("training exchange discussion platform", "faces", "visit/1"), private=True),
    Delegation("Valmiera", "roma", ("training exchange platform", "faces", "faces"), private=True),
    Delegation(
        "Jelgava", "roma", ("training discussion exchange", "faces platform", "faces", "faces/none"), private=True
    ),
    # the workshop's young people
    Delegation("Jelgava", "roma", ("youth", "youth faces"), private=True),
    Delegation("Rīga", "roma", ("youth", "youth", "youth faces"), private=True),
    Delegation("Ventspils", "roma", ("youth", "youth"), private=True),
    Delegation("Jēkabpils", "roma", ("youth", "youth", "youth/none"), private=True),
    Delegation("Daugavpils", "roma", ("youth", "youth/1"), private=True),
    Delegation("Viļakas novads", "roma", ("visit/2 youth", "visit/2"), private=True),
    Delegation("Kuldīga", "roma", ("youth", "youth/cancelled"), private=True),
    # the seminar's women
    Delegation("Rīga", "roma", ("women", "women", "women faces", "women platform"), women=True, private=True),
    Delegation("Jelgava", "roma", ("women", "women", "women", "women/none"), women=True, private=True),
    Delegation("Tukums", "roma", ("women faces", "women"), women=True, private=True),
    Delegation("Ventspils", "roma", ("women", "women"), women=True, private=True),
    Delegation("Daugavpils", "roma", ("women", "women faces"), women=True, private=True),
    Delegation("Valmiera", "roma", ("women faces",), women=True, private=True),
    Delegation("Liepāja", "roma", ("women faces",), women=True, private=True),
    Delegation("Sabile", "roma", ("women", "women/1", "women"), women=True, private=True),
    Delegation("Limbaži", "roma", ("women", "women faces"), women=True, private=True),
    # whom the regional experts met
    Delegation(
        "Maltas pagasts",
        "roma",
        ("visit/1", "visit/1", "visit/1", "visit/1", "visit/1", "visit/1", "visit/1"),
        private=True,
    ),
    Delegation(
        "Viļaka", "roma", ("visit/2", "visit/2", "visit/2", "visit/3", "visit/3", "visit/3 faces"), private=True
    ),
    # associations
    Delegation("biedrība „Mūsu balss Zemgalē”", "roma", ("discussion projects platform", "projects english/1,2,3")),
    Delegation("biedrība „Jaunais solis”", "roma", ("projects english/1,2,3,4,5,6", "projects faces", "projects/none")),
    Delegation("biedrība „Tuvāk kopā”", "roma", ("discussion projects platform", "projects faces", "projects")),
    Delegation("biedrība „Mācos un varu”", "roma", ("projects platform", "english/1,2", "faces")),
    Delegation("biedrība „Kurzemes ceļi”", "roma", ("discussion projects faces", "projects", "faces")),
    Delegation("Rīga", "roma", ("english/1,3", "english/1,2,3,5"), private=True),
    Delegation("Jūrmala", "roma", ("faces", "faces", "platform faces", "faces/cancelled"), private=True),
    Delegation("Daugavpils", "roma", ("faces", "faces", "faces", "projects faces"), private=True),
    Delegation("Cēsis", "roma", ("faces", "faces", "faces"), private=True),
)

ABROAD = (
    Delegation(
        "Office of the State Minister for Reconciliation", "international", ("discussion",), country="GE",
        names=(("Nino", "Lomtadze-Gvritishvili"),),
    ),
    Delegation(
        "Kultuuriministeerium", "international", ("discussion", "discussion"), country="EE",
        names=(("Kadri", "Õunamägi"), ("Jürgen", "Tõnisoja")),
    ),
    Delegation(
        "Tautinių mažumų departamentas", "international", ("discussion platform", "discussion"), country="LT",
        names=(("Rūta", "Žemaitėlytė"), ("Mindaugas", "Šilinčius")),
    ),
    Delegation(
        "Kommunal- og moderniseringsdepartementet", "international", ("discussion",), country="NO",
        names=(("Ingrid", "Bjørnås-Ødegård"),),
    ),
    Delegation(
        "Terveyden ja hyvinvoinnin laitos", "international", ("discussion",), country="FI",
        names=(("Päivi", "Hämäläis-Yläjoki"),),
    ),
    Delegation(
        "Urad za narodnosti", "international", ("discussion",), country="SI",
        names=(("Živa", "Črnobreg"),),
    ),
    Delegation(
        "European Centre for Minority Issues", "international", ("discussion",), country="DE",
        names=(("Annika", "Lütjenhues"),),
    ),
)  # fmt: skip

DELEGATIONS = MUNICIPALITIES + MINISTRIES + NGOS + ROMA + ABROAD
