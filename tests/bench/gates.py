"""What must hold, in one place: issue 4, Speed. A miss beyond NOISE ends `make bench` with exit code 1."""

from __future__ import annotations

from dataclasses import dataclass

NOISE = 0.15


@dataclass(frozen=True)
class Gate:
    """A figure that may be at most `most` (or at least `least`); `goal` is where it should go. `unit` is shown."""

    code: str
    text: str
    most: float | None = None
    least: float | None = None
    goal: float | None = None
    unit: str = ""

    def verdict(self, figure: float) -> str:
        """ "goal", "held", "in the noise" or "MISSED"."""
        if self.most is not None:
            return self._judged(figure / self.most, None if self.goal is None else figure / self.goal)
        assert self.least is not None
        if figure <= 0:
            return "MISSED"
        return self._judged(self.least / figure, None if self.goal is None else self.goal / figure)

    def _judged(self, share: float, of_goal: float | None) -> str:
        if share > 1 + NOISE:
            return "MISSED"
        if share > 1:
            return "in the noise"
        return "goal" if of_goal is not None and of_goal <= 1 else "held"

    @property
    def limit(self) -> str:
        """The limit as shown."""
        return f"≤ {self.most:g}{self.unit}" if self.most is not None else f"≥ {self.least:g}{self.unit}"


GATES = (
    Gate("list", "category page of 24 with prices: floor / ours", most=20, goal=15, unit="x"),
    Gate("search", "text search, first page: floor / ours", most=4, goal=3, unit="x"),
    Gate("detail", "product detail: floor / ours", most=12, goal=8, unit="x"),
    Gate("order", "order of 3 lines in one call: floor / ours", most=8, goal=4, unit="x"),
    Gate("steps", "the same order step by step: floor / ours", most=30, goal=14, unit="x"),
    Gate("list_alone", "category page over one connection: floor / ours", most=20, unit="x"),
    Gate("search_alone", "text search over one connection: floor / ours", most=4, unit="x"),
    Gate("detail_alone", "product detail over one connection: floor / ours", most=12, unit="x"),
    Gate("order_alone", "order in one call over one connection: floor / ours", most=8, unit="x"),
    Gate("list_page", "category page as HTML: our API / page", most=2.5, goal=2, unit="x"),
    Gate("search_page", "search page as HTML: our API / page", most=2.5, goal=2, unit="x"),
    Gate("detail_page", "product page as HTML: our API / page", most=2.5, goal=2, unit="x"),
    Gate("hot", "one SKU bought by 16: share of the floor's rate on it", least=0.5),
    Gate("growth_list", "p95 of the list, 10,000 to 100,000 SKUs", most=1.5, unit="x"),
    Gate("growth_detail", "p95 of the detail, 10,000 to 100,000 SKUs", most=1.5, unit="x"),
    Gate("growth_search", "p95 of the search at equal match counts, 10,000 to 100,000 SKUs", most=1.5, unit="x"),
    Gate("million_list", "p95 of the list, 10,000 to 1,000,000 SKUs", most=2, unit="x"),
    Gate("million_detail", "p95 of the detail, 10,000 to 1,000,000 SKUs", most=2, unit="x"),
    Gate("million_search", "p95 of the search at equal match counts, 10,000 to 1,000,000 SKUs", most=2, unit="x"),
    Gate("million_page", "first page at 1,000,000 SKUs, p95", most=150, unit=" ms"),
    Gate("streams", "200 open streams: a signal's delivery, p95", most=1000, unit=" ms"),
    Gate("web_memory", "web workers together, PSS", most=300, unit=" MB"),
    Gate("all_memory", "everything but the database, PSS", most=500, unit=" MB"),
    Gate("start", "start to first page", most=3, unit=" s"),
    Gate("migrations", "migrations from nothing", most=20, unit=" s"),
    Gate("list_statements", "statements: category page", most=2),
    Gate("search_statements", "statements: text search", most=2),
    Gate("detail_statements", "statements: product detail", most=2),
    Gate("order_statements", "statements: order in one call", most=20),
    Gate("steps_statements", "statements: order step by step", most=70),
)


def judge(figures: dict[str, float]) -> list[tuple[Gate, float, str]]:
    """Each gate whose figure was measured, with its verdict. Raises KeyError for a figure without a gate."""
    known = {gate.code: gate for gate in GATES}
    unknown = sorted(set(figures) - set(known))
    if unknown:
        raise KeyError(f"no gate for {', '.join(unknown)}")
    return [(known[code], figures[code], known[code].verdict(figures[code])) for code in known if code in figures]
