"""When people came, as bars: by the quarter of an hour, or by the hour where they came over a long time."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
MOST_BARS = 24
HEIGHT = 100
STEP, BAR = 10, 8  # the room for a bar, and its width


@dataclass(frozen=True)
class Bar:
    """So many came from this moment on; `x`, `y` and `height` are of the drawing."""

    begins: datetime
    number: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Chart:
    """The bars in the order of time, none of them left out; `most` is the highest one."""

    bars: tuple[Bar, ...]
    hourly: bool
    most: Bar

    @property
    def width(self) -> int:
        """Return the width of the drawing."""
        return STEP * len(self.bars)

    @property
    def axis(self) -> tuple[Bar, ...]:
        """Return the bars whose beginning is written below: the first, and those in the middle and at the end."""
        last = len(self.bars) - 1
        return tuple(self.bars[place] for place in sorted({0, last // 2, last}))


def of(moments: Iterable[datetime], zone: ZoneInfo) -> Chart | None:
    """Return the chart of moments in a time zone; None if there are none."""
    quarters = Counter(_floor(moment.astimezone(zone), QUARTER) for moment in moments)
    if not quarters:
        return None
    hourly = (max(quarters) - min(quarters)) / QUARTER >= MOST_BARS
    width = HOUR if hourly else QUARTER
    numbers: Counter[datetime] = Counter()
    for begins, number in quarters.items():
        numbers[_floor(begins, width)] += number
    return _draw(numbers, width, hourly=hourly)


def _draw(numbers: Counter[datetime], width: timedelta, *, hourly: bool) -> Chart:
    first, highest = min(numbers), max(numbers.values())
    bars = []
    for place in range(int((max(numbers) - first) / width) + 1):
        begins = first + place * width
        number = numbers[begins]
        height = round(HEIGHT * number / highest)
        bars.append(Bar(begins, number, STEP * place + 1, HEIGHT - height, height))
    return Chart(tuple(bars), hourly, max(bars, key=lambda bar: bar.number))


def _floor(moment: datetime, width: timedelta) -> datetime:
    whole = moment.replace(minute=0, second=0, microsecond=0)
    return whole + (moment - whole) // width * width
