"""Numbers in the text format that Prometheus reads (version 0.0.4)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "eventreg_"
Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Family:
    """Numbers of one name and kind; each has a suffix of the name and its labels."""

    name: str
    kind: str
    words: str
    samples: tuple[tuple[str, Labels, float], ...]


def gauge(name: str, words: str, numbers: Mapping[Labels, float]) -> Family:
    """Return numbers that go up and down."""
    return Family(name, "gauge", words, tuple(("", labels, number) for labels, number in numbers.items()))


def counter(name: str, words: str, numbers: Mapping[Labels, float]) -> Family:
    """Return numbers that only grow; `name` ends in `_total`."""
    return Family(name, "counter", words, tuple(("", labels, number) for labels, number in numbers.items()))


def histogram(
    name: str, words: str, bounds: tuple[float, ...], found: Mapping[Labels, tuple[float, float, list[float]]]
) -> Family:
    """Return how numbers are spread: of each label their number, their sum, and how many in each bucket alone."""
    samples: list[tuple[str, Labels, float]] = []
    for labels, (count, total, buckets) in found.items():
        within = 0.0
        for bound, number in zip(bounds, buckets, strict=True):
            within += number
            samples.append(("_bucket", (*labels, ("le", str(bound))), within))
        samples += [("_bucket", (*labels, ("le", "+Inf")), count), ("_sum", labels, total), ("_count", labels, count)]
    return Family(name, "histogram", words, tuple(samples))


def write(families: Iterable[Family]) -> str:
    """Return the text, ending in a line break."""
    return "".join(f"{line}\n" for family in families for line in _lines(family))


def _lines(family: Family) -> Iterator[str]:
    name = PREFIX + family.name
    yield f"# HELP {name} {family.words}"
    yield f"# TYPE {name} {family.kind}"
    for suffix, labels, number in family.samples:
        named = ",".join(f'{key}="{_escaped(value)}"' for key, value in labels)
        yield f"{name}{suffix}{{{named}}} {number:.15g}" if named else f"{name}{suffix} {number:.15g}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
