"""From the figures of a run to docs/measured/speed.md: the tables between two marks, and the raw figures beside it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from statistics import median
from typing import Any

from sourcebridge.runtime.paths import PROJECT

PAGE = Path(os.environ.get("BENCH_PAGE", PROJECT / "docs" / "measured" / "speed.md"))
BEGIN, END = "<!-- figures of the last run: begin -->", "<!-- figures of the last run: end -->"
WORKS = {
    "list": "category page", "search": "text search", "detail": "product detail", "order": "order in one call",
    "steps": "order step by step", "list_page": "category page, HTML", "search_page": "search page, HTML",
    "detail_page": "product page, HTML", "hot": "one hot SKU", "marks": "search, 60 matches",
    "list_bare": "category page by date, unranked", "search_bare": "text search by ts_rank alone",
}  # fmt: skip
SYSTEMS = {"floor": "floor", "reference": "one-file Django", "ours": "Sourcebridge"}


def write(made: dict[str, Any]) -> None:
    """Put the tables of this run into the page; the raw figures as speed.json beside it."""
    shown = f"{BEGIN}\n{tables(made)}\n{END}"
    text = PAGE.read_text() if PAGE.exists() else f"# Speed\n\n{BEGIN}\n{END}\n"
    before, _begin, rest = text.partition(BEGIN)
    PAGE.write_text(f"{before}{shown}{rest.partition(END)[2]}")
    PAGE.with_suffix(".json").write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n")
    print(tables(made))


def tables(made: dict[str, Any]) -> str:
    """All tables as Markdown."""
    kind = "a short run" if made["short"] else "three interleaved rounds, medians [min-max]"
    catalogue = made["catalogue"]
    quiet = made["busy_before_runs"]
    waited = "not waited for quiet" if quiet < 0 else f"at most {quiet:.0%} of the cores busy before a run"
    head = (
        f"{made['date']}, {made['machine']}, {kind}; {catalogue['skus']:,} SKUs, {catalogue['goods']:,} goods in "
        f"{catalogue['categories_in_use']} categories; {waited}, load average at the end "
        f"{', '.join(f'{one:.1f}' for one in made['load_average'])}."
    )
    parts = [head, _gates(made["gates"]), _rates(made["samples"]), _servers(made["servers"]), _streams(made["streams"])]
    return "\n\n".join(part for part in parts if part)


def _gates(rows: list[list[Any]]) -> str:
    lines = ["| what | measured | gate | goal | |", "|---|---|---|---|---|"]
    for _code, text, limit, goal, figure, verdict in rows:
        lines.append(f"| {text} | {figure:.2f} | {limit} | {'' if goal is None else f'{goal:g}'} | {verdict} |")
    return "\n".join(lines)


def _rates(samples: dict[str, list[dict[str, float]]]) -> str:
    lines = [
        "| work | connections | system | a second | p50 / p95 / p99 ms | processor ms |",
        "|---|---|---|---|---|---|",
    ]
    for key, many in samples.items():
        system, work, concurrency = key.split()
        rates = sorted(one["rate"] for one in many)
        spread = f" [{rates[0]:.0f}-{rates[-1]:.0f}]" if len(rates) > 1 else ""
        used = median(one["cpu"] for one in many)
        places = " / ".join(f"{median(one[place] for one in many):.1f}" for place in ("p50", "p95", "p99"))
        cells = [WORKS[work], concurrency, SYSTEMS[system], f"{median(rates):.0f}{spread}", places, f"{used:.2f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _servers(servers: dict[str, dict[str, float]]) -> str:
    if not servers:
        return ""
    lines = ["| the one-file Django under | a second | p50 / p95 ms |", "|---|---|---|"]
    lines += [f"| {name} | {one['rate']:.0f} | {one['p50']:.2f} / {one['p95']:.2f} |" for name, one in servers.items()]
    return "\n".join(lines)


def _streams(found: dict[str, float] | None) -> str:
    if not found:
        return ""
    return (
        f"200 open event streams: a signal arrives after {found['p50']:.0f} ms (p50), {found['p95']:.0f} ms (p95); the "
        f"process holds {found['memory']:.0f} MB with them, {found['memory_of_streams']:.1f} MB more than before."
    )
