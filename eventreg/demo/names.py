"""Invented names, common and rare, short and long; a name tells nothing of anybody's category."""

import random
from collections.abc import Iterator

WOMEN = (
    "Agnese", "Aija", "Anda", "Baiba", "Benita", "Dace", "Daina", "Dārta", "Elīna", "Ērika", "Evija", "Gunta",
    "Guntra", "Ieva", "Ilze", "Inese", "Jolanta", "Ķērsta", "Kristīne", "Laima", "Lāsma", "Līga", "Madara", "Marika",
    "Māra", "Ņina", "Rūta", "Sanita", "Skaidrīte", "Solveiga", "Sņežana", "Šarlote", "Terēze", "Undīne", "Vēsma",
    "Zane", "Žanete",
)  # fmt: skip
MEN = (
    "Ādolfs", "Aivars", "Andris", "Artūrs", "Edgars", "Emīls", "Ēriks", "Gatis", "Ģirts", "Guntis", "Imants", "Jānis",
    "Kārlis", "Krišjānis", "Ludvigs", "Mārtiņš", "Mikus", "Oskars", "Pēteris", "Raivis", "Reinis", "Rūdolfs",
    "Sandris", "Toms", "Uldis", "Valdis", "Viesturs", "Žanis",
)  # fmt: skip
SURNAMES = (
    "Ābelzars/Ābelzare", "Airmanis/Airmane", "Āpškalns/Āpškalna", "Avotsils/Avotsila", "Balodis/Balode",
    "Bērzkalns/Bērzkalna", "Cielaviņš/Cielaviņa", "Cīrulis/Cīrule", "Čaksteniņš/Čaksteniņa", "Dārzkopis/Dārzkope",
    "Dūmgalis/Dūmgale", "Dzērvkalns/Dzērvkalna", "Eglavnieks/Eglavniece", "Ezerlīcis/Ezerlīce",
    "Gaigalietis/Gaigaliete", "Ģērķens/Ģērķena", "Ievkalns/Ievkalna", "Jūrkalnietis/Jūrkalniete", "Kārkliņš/Kārkliņa",
    "Ķauķītis/Ķauķīte", "Kļavzars/Kļavzare", "Krastmalis/Krastmale", "Ķirškalns/Ķirškalna", "Laivenieks/Laiveniece",
    "Lazdupītis/Lazdupīte", "Liepsargs/Liepsarga", "Linlauks/Linlauka", "Mežrozis/Mežroze", "Miglkalns/Miglkalna",
    "Mūrgalis/Mūrgale", "Niedrgals/Niedrgala", "Ņiedrups/Ņiedrupa", "Oļukalns/Oļukalna", "Ozolzariņš/Ozolzariņa",
    "Pīlādzis/Pīlādze", "Pļavgalis/Pļavgale", "Priežulejs/Priežuleja", "Purvenieks/Purveniece",
    "Rasupietis/Rasupiete", "Rožgalvis/Rožgalve", "Rudzlauks/Rudzlauka", "Sarmkalns/Sarmkalna", "Saulsargs/Saulsarga",
    "Siliņzars/Siliņzare", "Smilškalns/Smilškalna", "Stārķenieks/Stārķeniece", "Strautmalis/Strautmale",
    "Šķūņgals/Šķūņgala", "Tiltsargs/Tiltsarga", "Ūdrupietis/Ūdrupiete", "Upmalis/Upmale", "Vējgalis/Vējgale",
    "Vītolzars/Vītolzare", "Zīlkalns/Zīlkalna", "Zvirgzdupe/Zvirgzdupe", "Žagatkalns/Žagatkalna", "Žubītis/Žubīte",
)  # fmt: skip


class Namer:
    """Gives out names, each once."""

    def __init__(self, rng: random.Random) -> None:
        pairs = [tuple(pair.split("/")) for pair in SURNAMES]
        self._women = self._shuffled(rng, WOMEN, [pair[1] for pair in pairs])
        self._men = self._shuffled(rng, MEN, [pair[0] for pair in pairs])
        self._rng = rng

    def give(self, *, women: bool = False) -> tuple[str, str]:
        """Return a name and surname that nobody has yet."""
        return next(self._women if women or self._rng.random() < 0.6 else self._men)

    @staticmethod
    def _shuffled(rng: random.Random, names: tuple[str, ...], surnames: list[str]) -> Iterator[tuple[str, str]]:
        people = [(name, surname) for name in names for surname in surnames]
        rng.shuffle(people)
        return iter(people)
