"""The privacy notice that a project starts with, short and full, in Latvian and English (GDPR Art. 13, DOMAIN.md 5).

Paragraphs are parted by an empty line; one that starts with "## " is a heading. A lawyer or the
data-protection officer confirms the texts; a project may publish its own version at any time.
"""

from eventreg.models import Project

VOLUNTARY = {
    "lv": (
        "Šis jautājums ir brīvprātīgs. Ja neatbildēsiet, piedalīsieties tāpat kā visi. Atbildi glabājam atsevišķi no"
        " jūsu vārda, izmantojam tikai skaitīšanai un dzēšam, kad projekts ir noslēgts. Piekrišanu varat atsaukt"
        " jebkurā laikā."
    ),
    "en": (
        "This question is voluntary. If you do not answer, you take part just like everyone. We keep the answer apart"
        " from your name, use it only for counting, and erase it when the project is closed. You can withdraw your"
        " consent at any time."
    ),
}
"""What is said of the question as whom somebody takes part (DOMAIN.md 3.7)."""

PORTAL_STATEMENT = (
    "https://ec.europa.eu/info/funding-tenders/opportunities/docs/2021-2027/common/ftp/privacy-statement_en.pdf"
)
"""The Portal Privacy Statement that a grant agreement wants participants to be given (DOMAIN.md 1.1)."""

SHORT = {
    "lv": f"""\
Par jūsu datiem atbild {{controller}}. Tie vajadzīgi, lai jūs varētu piedalīties un lai mēs varētu pierādīt, ka \
pasākums ir noticis.

Jautājam maz: vārdu, uzvārdu, organizāciju vai pašvaldību un valsti. E-pasts un tālrunis nav obligāti, un tos \
izdzēsīsim 30 dienas pēc pasākuma.

Jautāsim arī, kā jūs piedalāties. {VOLUNTARY["lv"]}

Dalībnieku saraksts nav publisks; to var pārbaudīt Eiropas Komisija un auditori.

Savus datus varat redzēt, labot, lūgt dzēst vai iebilst pret to izmantošanu. Rakstiet: {{protection_contact}}. \
Sūdzēties varat Datu valsts inspekcijā.""",
    "en": f"""\
{{controller}} needs your data so that you can take part, and to prove the event took place.

We ask for name, organisation or municipality, and country. E-mail and phone are optional, erased after 30 days.

We ask as whom you take part. {VOLUNTARY["en"]}

The list is never public; auditors and the European Commission may check it.

To see, correct or erase your data, write to {{protection_contact}}. To complain: Data State Inspectorate.""",
}

FULL = {
    "lv": f"""\
## Kas atbild par jūsu datiem

Šis paziņojums attiecas uz projekta „{{name}}” pasākumiem. Jūsu datu pārzinis ir {{controller}}. Saziņai: \
{{controller_contact}}.

Par datu aizsardzību un savām tiesībām jautājiet datu aizsardzības speciālistam vai kontaktpersonai: \
{{protection_contact}}.

## Kādus datus izmantojam, kāpēc un uz kāda pamata

Dalībnieku saraksts. Vārdu, uzvārdu, organizāciju vai pašvaldību, valsti un to, kurās dienās ieradāties, izmantojam, \
lai sarīkotu pasākumu un pierādītu, ka projekta nauda izlietota tam, kam tā piešķirta. Pamats ir uzdevums, ko veicam \
sabiedrības interesēs, un juridisks pienākums pierādīt publisko līdzekļu izlietojumu (VDAR 6. panta 1. punkta e) un \
c) apakšpunkts).

Saziņa. E-pastu un tālruni, ja tos norādāt, izmantojam tikai tam, lai nosūtītu biļeti un pateiktu, ja kas mainās. \
Pamats ir tas pats uzdevums sabiedrības interesēs (VDAR 6. panta 1. punkta e) apakšpunkts).

Kā jūs piedalāties. Projekta finansētājam ziņojam, cik pārstāvju no katras puses piedalījās – tikai skaitļus. \
{VOLUNTARY["lv"]} Atbilde, kas norāda uz etnisko izcelsmi, pieder pie īpašu kategoriju personas datiem. To \
saglabājam tikai ar jūsu nepārprotamu piekrišanu (VDAR 6. panta 1. punkta a) apakšpunkts un 9. panta 2. punkta a) \
apakšpunkts). Pārējo atbilžu pamats ir uzdevums sabiedrības interesēs (VDAR 6. panta 1. punkta e) apakšpunkts).

Fotogrāfijas. Attēlus, kuros esat atpazīstams vai atpazīstama, publicējam tikai tad, ja tam atsevišķi piekrītat \
(VDAR 6. panta 1. punkta a) apakšpunkts; ja attēls var norādīt uz etnisko izcelsmi, arī 9. panta 2. punkta a) \
apakšpunkts). Piedalīties varat arī bez šīs piekrišanas.

Daži pasākumi domāti noteiktai kopienai, tāpēc jau to dalībnieku saraksts var ko vēstīt par cilvēka izcelsmi. Tos \
sargājam īpaši: mūsu ziņās nav pasākuma nosaukuma, un ierīce pie durvīm sarakstu ar vārdiem neglabā.

## Vai dati ir jāsniedz

Vārds, uzvārds, organizācija vai pašvaldība un valsts ir vajadzīgi, lai pieteiktos: bez tiem nevaram ne paturēt jums \
vietu, ne pierādīt, ka pasākums noticis. Viss pārējais ir jūsu ziņā. Ja to nenorādīsiet, piedalīsieties tāpat kā \
visi; tikai bez e-pasta biļeti neatsūtīsim – to redzēsiet uzreiz ekrānā un varēsiet izdrukāt.

## Kas datus saņem

Ar datiem strādā tikai tie mūsu cilvēki, kam tie vajadzīgi darbam. Dalībnieku sarakstu nepublicējam. Ja pasākumā \
parakstāties uz kopīgas lapas, jūsu vārdu tur redz arī citi, kas parakstās.

Dalībnieku sarakstu var pieprasīt Eiropas Komisija, auditori un citas iestādes, kas pārbauda Eiropas Savienības \
līdzekļu izlietojumu. Sarakstā nav redzams, kā kurš piedalījies. Serveri uztur pakalpojuma sniedzējs, kas rīkojas \
tikai mūsu uzdevumā.

Kā ar datiem rīkojas Eiropas Komisija, lasiet tās paziņojumā par privātumu (Portal Privacy Statement): \
{PORTAL_STATEMENT}

## Vai dati nonāk ārpus Eiropas

Nē. Tos glabājam Eiropas Savienībā vai Eiropas Ekonomikas zonā un trešajām valstīm vai starptautiskām organizācijām \
nenododam.

## Cik ilgi glabājam

E-pastu un tālruni: 30 dienas pēc pasākuma.

Vārdu, organizāciju vai pašvaldību, valsti un atzīmes par ierašanos: kamēr projektu var pārbaudīt, tas ir, piecus \
gadus pēc noslēguma maksājuma (trīs gadus, ja dotācija nepārsniedz 60 000 eiro), bet ilgāk tikai tad, ja pārbaude \
vai strīds vēl turpinās.

Atbildi par to, kā piedalāties: līdz projekta noslēgšanai, bet ne ilgāk kā sešus mēnešus pēc projekta beigām.

Fotogrāfijas: kamēr spēkā ir jūsu piekrišana, bet ne ilgāk par dalībnieku sarakstu.

Paliek tikai skaitļi, no kuriem neviens nav atpazīstams.

## Jūsu tiesības

Varat saņemt savu datu kopiju, lūgt tos labot, dzēst vai ierobežot to apstrādi. Varat iebilst pret apstrādi, ko \
pamatojam ar sabiedrības interesēm. Datus, ko apstrādājam ar jūsu piekrišanu, varat saņemt pārnesamā formā. Rakstiet \
uz {{protection_contact}} vai uzrunājiet mūs pasākumā; atbildēsim mēneša laikā, un tas neko nemaksā.

Kad pasākums ir noticis, dalībnieku sarakstu nevaram dzēst, kamēr tas jāglabā pārbaudēm. Ja to lūgsiet, pateiksim, \
līdz kuram datumam un kāpēc sarakstu glabājam.

## Kā atsaukt piekrišanu

Uzrakstiet uz {{protection_contact}} vai pasakiet mums pasākumā, bez paskaidrojumiem un jebkurā laikā. Jūsu atbildi \
tad vairs neglabāsim, un attēlus noņemsim. Jūsu vieta pasākumā nemainās. Kas likumīgi paveikts līdz atsaukumam, \
paliek spēkā.

## Kur sūdzēties

Būsim pateicīgi, ja vispirms to pateiksiet mums. Jums vienmēr ir tiesības iesniegt sūdzību Datu valsts inspekcijai \
(DVI): Elijas iela 17, Rīga, LV-1050, pasts@dvi.gov.lv, www.dvi.gov.lv.

## Par jums lemj cilvēki

Automatizētus lēmumus nepieņemam un profilus neveidojam. No tā, kā piedalāties, nav atkarīga ne vieta, ne rinda, ne \
ziņas, ko saņemat.""",
    "en": f"""\
## Who is responsible for your data

This notice is about the events of the project “{{name}}”. The controller of your data is {{controller}}. Contact: \
{{controller_contact}}.

Put questions about data protection and your rights to the data-protection officer or contact: \
{{protection_contact}}.

## Which data we use, what for, and on what legal basis

List of participants. We use your name, surname, organisation or municipality, country, and the days on which you \
came, to hold the event and to prove that the project's money was spent on what it was given for. The basis is a \
task carried out in the public interest and the legal duty to account for public money (GDPR Article 6(1)(e) and \
(c)).

Contact. We use your e-mail address and phone number, if you give them, only to send you your ticket and to tell you \
if something changes. The basis is the same task in the public interest (GDPR Article 6(1)(e)).

As whom you take part. We report to the funder how many people took part from each side: numbers, nothing else. \
{VOLUNTARY["en"]} An answer that tells your ethnic origin belongs to the special categories of personal data. We \
keep it only with your explicit consent (GDPR Articles 6(1)(a) and 9(2)(a)). The basis for the other answers is the \
task in the public interest (GDPR Article 6(1)(e)).

Photographs. We publish pictures in which you can be recognised only if you separately agree to it (GDPR Article \
6(1)(a); where a picture may tell ethnic origin, also Article 9(2)(a)). You can take part without this consent.

Some events are meant for one community, so that the very list of participants may tell something about a person's \
origin. We guard these lists with special care: our messages do not name the event, and the device at the door keeps \
no list of names.

## Must you give your data

We need name, surname, organisation or municipality, and country to sign you up: without them we can neither keep a \
place for you nor prove that the event took place. All else is up to you. If you leave it out, you take part just \
like everyone; only, without an e-mail address we cannot send the ticket: you see it on the screen at once and can \
print it.

## Who receives the data

Only those of our people work with the data who need them for their work. We do not publish the list of \
participants. If you sign a shared sheet at the event, the others who sign it see your name there.

The European Commission, auditors and other authorities that check how European Union money is spent may ask for the \
list of participants. It does not show who took part as whom. The servers are run by a hosting provider who acts on \
our instructions only.

How the European Commission treats data is told in its Portal Privacy Statement: {PORTAL_STATEMENT}

## Do the data leave Europe

No. We keep them in the European Union or the European Economic Area and do not transfer them to third countries or \
international organisations.

## How long we keep them

E-mail address and phone number: 30 days after the event.

Name, organisation or municipality, country, and the record that you came: as long as the project can be audited, \
that is, five years after the final payment (three years if the grant is at most EUR 60 000), and longer only while \
an audit or a dispute goes on.

The answer as whom you take part: until the project is closed and its counts are sealed, at the latest six months \
after the project's end.

Photographs: as long as your consent stands, but no longer than the list of participants.

Only numbers remain, in which nobody can be recognised.

## Your rights

You may have a copy of your data, have them corrected, and ask us to erase them or to restrict their use. You may \
object to what we do in the public interest. Data that we process with your consent you may receive in a portable \
form. Write to {{protection_contact}} or speak to us at the event; we answer within a month, free of charge.

Once the event has taken place, we cannot erase the list of participants while it must be kept for audits. If you \
ask for it, we will tell you until when we keep it, and why.

## How to withdraw consent

Write to {{protection_contact}} or tell us at the event, at any time and without giving reasons. We then no longer \
keep your answer, and take down the pictures. Your place at the event stays. What was lawfully done before stays \
lawful.

## Where to complain

We are grateful if you tell us first. You always have the right to lodge a complaint with the Latvian supervisory \
authority, the Data State Inspectorate (Datu valsts inspekcija, DVI): Elijas iela 17, Rīga, LV-1050, \
pasts@dvi.gov.lv, www.dvi.gov.lv.

## People decide, not machines

We make no automated decisions about you and build no profiles. Neither your place, nor any queue, nor what we write \
to you depends on the answer as whom you take part.""",
}


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
