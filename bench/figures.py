"""What was measured, put together: medians, spread, ratios, and the table that shows them."""

import json
import statistics
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Budget:
    """What a figure must reach: at least, or at most."""

    limit: float
    at_least: bool

    def met(self, value: float) -> bool:
        """Say whether a value is good enough."""
        return value >= self.limit if self.at_least else value <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"


def at_least(limit: float) -> Budget:
    """Return a lower limit."""
    return Budget(limit, True)


def at_most(limit: float) -> Budget:
    """Return an upper limit."""
    return Budget(limit, False)


@dataclass
class Figures:
    """All values of a run, by name, one for each round."""

    values: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    units: dict[str, str] = field(default_factory=dict)
    budgets: dict[str, Budget] = field(default_factory=dict)

    def add(self, name: str, value: float, unit: str = "", budget: Budget | None = None) -> None:
        """Keep one value of one round."""
        self.values[name].append(value)
        self.units[name] = unit
        if budget:
            self.budgets[name] = budget

    def ratio(self, name: str, above: str, below: str, budget: Budget | None = None) -> None:
        """Keep the ratio of two figures, round by round, as they were measured side by side."""
        for one, other in zip(self.values[above], self.values[below], strict=True):
            self.add(name, one / other, "×", budget)

    def median(self, name: str) -> float:
        """Return the middle one of a figure's values."""
        return statistics.median(self.values[name])

    def missed(self) -> list[str]:
        """Return the names of the figures that do not reach their budget."""
        return [name for name, budget in self.budgets.items() if not budget.met(self.median(name))]

    def table(self) -> str:
        """Return one line a figure: median, lowest and highest, the budget and whether it is met."""
        width = max(map(len, self.values))
        lines = [f"{'':{width}}  {'median':>10} {'lowest':>10} {'highest':>10}       budget"]
        for name, values in self.values.items():
            shown = " ".join(f"{_short(value):>10}" for value in (self.median(name), min(values), max(values)))
            lines.append(f"{name:{width}}  {shown} {self.units[name]:5}{self._verdict(name)}")
        return "\n".join(lines)

    def _verdict(self, name: str) -> str:
        budget = self.budgets.get(name)
        if budget is None:
            return ""
        return f" {budget!s:>6}  {'met' if budget.met(self.median(name)) else 'MISSED'}"

    def write(self, path: Path, about: dict[str, object]) -> None:
        """Write everything as JSON."""
        figures = {
            name: {
                "median": self.median(name),
                "values": values,
                "unit": self.units[name],
                **(
                    {"budget": str(self.budgets[name]), "met": name not in self.missed()}
                    if name in self.budgets
                    else {}
                ),
            }
            for name, values in self.values.items()
        }
        path.write_text(json.dumps({"about": about, "figures": figures}, indent=2, ensure_ascii=False) + "\n")


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
