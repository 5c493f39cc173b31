"""What the columns of a foreign file mean: guessed by their names and by what stands in them. Pure.

A guess is a target, how sure it is from 0 to 1, and by what. People correct it; what they said is kept per header.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from sourcebridge.catalog.files import headers, numbers, targets

SURE, LIKELY, LEAST = 0.9, 0.7, 0.6
LOOKED_AT = 200
IGNORE = "ignore"
ATTRIBUTE, TIER, OPTION = "attribute:", "tier:", "option:"
ALIKE = {
    "成份": "成分",
    "面料成分": "成分",
    "主要材质": "材质",
    "材料": "材质",
    "幅宽": "门幅",
    "布幅": "门幅",
    "gsm": "weight",
}
_CHINESE = re.compile(r"[一-鿿]")
_ADDRESS = re.compile(r"(?:https?:)?//\S+|www\.\S+", re.IGNORECASE)
_BARCODE = re.compile(r"\d{8}|\d{12,14}")
_FUZZY = 84
_FEW = 3


@dataclass(frozen=True, slots=True)
class Guess:
    """One column: its header, what it probably means, how sure, and whether by its name, its values or by memory."""

    header: str
    target: str = ""
    sure: float = 0.0
    by: str = ""

    def as_json(self) -> dict[str, Any]:
        """For storing."""
        return {"header": self.header, "target": self.target, "sure": round(self.sure, 2), "by": self.by}


@dataclass(frozen=True, slots=True)
class Known:
    """An attribute of the catalogue as a possible target."""

    code: str
    name_zh: str
    name_en: str


def header_row(rows: Sequence[tuple[int, list[str]]]) -> tuple[int, int]:
    """Which of the first rows is the header and where the goods begin (indexes); (0, 1) when nothing looks like one.

    A second header right below, as in flat files with names for people and for machines, is passed over.
    """
    scores = [headers.likeness(cells) for _number, cells in rows[:25]]
    if not scores or max(scores) < 1:
        widest = max((len([c for c in cells if c]) for _n, cells in rows[:25]), default=0)
        for index, (_number, cells) in enumerate(rows[:25]):
            filled = [cell for cell in cells if cell]
            if len(filled) >= max(2, widest * 0.7) and not any(numbers.is_number(cell) for cell in filled):
                return index, index + 1
        return 0, 1
    best = max(range(len(scores)), key=lambda index: (scores[index], -index))
    start = best + 1
    while start < len(scores) and scores[start] >= max(3.0, scores[best] * 0.5) and not _has_figures(rows[start][1]):
        start += 1
    return best, start


def _has_figures(cells: list[str]) -> bool:
    return sum(1 for cell in cells if numbers.is_number(cell)) >= 1


def signature(header: Sequence[str]) -> str:
    """The same for files with the same columns, in whatever case; columns of our own failure report do not count."""
    names = [headers.squeezed(name) + headers.bracketed(name).casefold() for name in header if not is_report(name)]
    while names and not names[-1]:
        names.pop()
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()


REPORT = ("行 Row", "栏 Field", "原因 Reason", "怎么办 What to do")


def is_report(header: str) -> bool:
    """Whether a column is one we added to a file of failed rows."""
    return header.strip() in REPORT


def guess(header: Sequence[str], rows: Sequence[Sequence[str]], known: Sequence[Known] = ()) -> list[Guess]:
    """A meaning for every column of a file, from its header and its first rows."""
    columns = [[row[index] if index < len(row) else "" for row in rows[:LOOKED_AT]] for index in range(len(header))]
    offers = [_offers(name, [c for c in column if c], known) for name, column in zip(header, columns, strict=True)]
    _prefer(header, columns, offers)
    chosen: list[Guess] = [Guess(name) for name in header]
    taken: set[str] = set()
    order = sorted(
        ((offer[1], -index, index, offer) for index, column in enumerate(offers) for offer in column), reverse=True
    )
    for sure, _order, index, (target, _sure, by) in order:
        if chosen[index].target or sure < LEAST:
            continue
        if target in taken and target.partition(":")[0] not in headers.SEVERAL:
            continue
        taken.add(target)
        filled = [cell for cell in columns[index] if cell]
        chosen[index] = Guess(header[index], targets.settled(target, header[index], filled), sure, by)
    return chosen


Offer = tuple[str, float, str]


def _offers(name: str, cells: list[str], known: Sequence[Known]) -> list[Offer]:
    if is_report(name):
        return [(IGNORE, 1.0, "name")]
    offers: list[Offer] = []
    least = numbers.least_in(name)
    if least is not None and cells and _share(cells, numbers.is_number) > 0.8:
        offers.append((f"{TIER}{least}", 0.95, "name"))
    target = headers.exact(name)
    if target in {"handle", "sku"} and len(cells) > 1 and _share(cells, _is_ean) > 0.9:
        target = "barcode"
    if target and not (target == IGNORE and _attribute(name, known)):
        offers.append((_named(target, name, cells), 0.97 * _fit(target, cells), "name"))
    elif (attribute := _attribute(name, known)) is not None:
        offers.append((ATTRIBUTE + attribute[0], attribute[1], "name"))
    if not target:
        offers += [(_named(near, name, cells), score * _fit(near, cells), "name") for near, score in _near(name)]
    if not offers or max(offer[1] for offer in offers) < LIKELY:
        offers += _by_values(cells)
    if not cells and not offers:
        offers.append((IGNORE, 0.8, "values"))
    return offers


def _named(target: str, name: str, cells: list[str]) -> str:
    if target == "title" or target == "description":
        return target if target == "description" and not cells else f"{target}_{_language(cells)}"
    if target == "option":
        shown = name.strip()
        return OPTION + _axis(shown)
    if target == "failure":
        return IGNORE
    return target


def _axis(header: str) -> str:
    """What buyers choose by, named after the column: "color_name" is "Color"."""
    words = re.sub(r"\s+", " ", re.sub(r"[_*]", " ", header)).strip()
    words = re.sub(r"(?i)(?<=\w) (?:name|map)$", "", words)
    return (words[:1].upper() + words[1:])[:40]


def _language(cells: list[str]) -> str:
    return "zh" if not cells or _share(cells, lambda cell: bool(_CHINESE.search(cell))) >= 0.5 else "en"


def _near(name: str) -> list[tuple[str, float]]:
    """The targets whose names are spelled almost so."""
    text = headers.squeezed(name)
    if len(text) < 2:
        return []
    best: dict[str, float] = {}
    chinese = bool(_CHINESE.search(text))
    for word, target in headers.table().items():
        if chinese != bool(_CHINESE.search(word)) or len(word) < (2 if chinese else 4):
            continue
        score = fuzz.ratio(text, word)
        if (text.endswith(word) or text.startswith(word)) and len(word) >= (2 if chinese else 5):
            score = max(score, 80 + 20 * len(word) / len(text))
        if score >= _FUZZY:
            best[target] = max(best.get(target, 0), score / 100 * 0.9)
    return sorted(best.items(), key=lambda pair: -pair[1])[:_FEW]


def _attribute(name: str, known: Sequence[Known]) -> tuple[str, float] | None:
    wanted = {ALIKE.get(squeezed, squeezed) for squeezed in map(headers.squeezed, headers.halves(name))}
    inside = headers.bracketed(name).casefold()
    for attribute in known:
        if (
            inside
            and inside.split(" ")[-1] == attribute.code
            and headers.squeezed(attribute.name_zh) in headers.squeezed(name)
        ):
            return attribute.code, 0.99
    for attribute in known:
        if wanted & {headers.squeezed(attribute.name_zh), headers.squeezed(attribute.name_en)}:
            return attribute.code, 0.92
    text = headers.squeezed(name)
    for attribute in known:
        for word in (headers.squeezed(attribute.name_zh), headers.squeezed(attribute.name_en)):
            if len(word) > 3 and fuzz.ratio(text, word) >= 88:
                return attribute.code, 0.78
    return None


def _share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(1 for cell in cells if test(cell)) / len(cells) if cells else 0.0


_NUMERIC = {"moq", "batch", "price", "weight", "stock", "carton", "carton_length", "carton_width", "carton_height",
            "carton_gross", "carton_net", "inner", "sample_price", "sample_most"}  # fmt: skip


def _fit(target: str, cells: list[str]) -> float:
    """How well what stands in a column suits a target; an empty column suits any."""
    if not cells:
        return 0.95
    numeric = _share(cells, numbers.is_number)
    if target in _NUMERIC or target.startswith("tier_"):
        return 1.0 if numeric > 0.7 else 0.5 + numeric * 0.4
    if target in {"picture", "sku_picture"}:
        return 1.0 if _share(cells, lambda cell: bool(_ADDRESS.match(cell))) > 0.5 else 0.4
    if target == "barcode":
        return 1.0 if _share(cells, lambda cell: bool(_BARCODE.fullmatch(cell))) > 0.5 else 0.8
    if target.startswith("title") or target in {"category", "unit", "currency"}:
        return 1.0 if numeric < 0.5 else 0.5
    if target == "ladder":
        return 1.0 if _share(cells, lambda cell: numbers.ladder(cell) is not None) > 0.5 else 0.5
    if target in {"carton_size", "piece_size"}:
        split = _share(cells, lambda cell: bool(re.search(r"\d\s*(?:cm|mm)?\s*[*x×X]\s*\d", cell)))
        return 1.0 if split > 0.5 else 0.55
    return 1.0


def _by_values(cells: list[str]) -> list[Offer]:
    """What a column with a strange name probably is, by its values alone."""
    if not cells:
        return []
    if _share(cells, lambda cell: bool(_ADDRESS.match(cell))) > 0.8:
        return [("picture", 0.75, "values")]
    if _share(cells, _is_ean) > 0.9 and len(cells) > 1:
        return [("barcode", 0.72, "values")]
    if _share(cells, lambda cell: numbers.ladder(cell) is not None and ":" in cell) > 0.8:
        return [("ladder", 0.7, "values")]
    if _share(cells, lambda cell: bool(re.search(r"[¥￥$€]\s*\d|\d\s*元", cell))) > 0.8:
        return [("price", 0.65, "values")]
    return []


def _is_ean(cell: str) -> bool:
    if not re.fullmatch(r"\d{13}|\d{12}|\d{8}", cell):
        return False
    digits = [int(sign) for sign in reversed(cell)]
    return sum(digit * (1 if index % 2 == 0 else 3) for index, digit in enumerate(digits)) % 10 == 0


def _prefer(header: Sequence[str], columns: list[list[str]], offers: list[list[Offer]]) -> None:
    """Settle what names alone leave open, by the other columns."""
    first = {index: column[0][0] for index, column in enumerate(offers) if column}
    targets = set(first.values())
    if targets & {"carton", "carton_size", "carton_gross"}:
        _weights_of_cartons(header, offers)
    handles = [index for index, target in first.items() if target == "handle"]
    codes = [index for index, target in first.items() if target == "sku"]
    if len(handles) >= 2 and not codes:
        unique = [i for i in handles if _unique(columns[i])]
        shared = [i for i in handles if not _unique(columns[i])]
        for index in unique if shared else unique[1:2]:
            offers[index] = [("sku", 0.85, "values")]
    if len(handles) == 1 and not codes and "option" in {t.partition(":")[0] for t in targets} | targets:
        titles = [i for i, target in first.items() if target.startswith("title")]
        alone = handles[0]
        if titles and _unique(columns[alone]) and not _unique(columns[titles[0]]) and len(columns[alone]) > 1:
            offers[alone] = [("sku", 0.8, "values")]
    if "moq" in targets and "stock" in targets:
        return


def _unique(column: list[str]) -> bool:
    filled = [cell for cell in column if cell]
    return len(set(filled)) == len(filled)


def _weights_of_cartons(header: Sequence[str], offers: list[list[Offer]]) -> None:
    """Beside a carton's number of pieces, bare gross and net weights are the carton's."""
    for index, name in enumerate(header):
        text = headers.squeezed(name)
        if offers[index] and offers[index][0][0] == "weight":
            if text in {"毛重", "grossweight", "gw", "gwt"}:
                offers[index] = [("carton_gross", 0.88, "name")]
            elif text in {"净重", "netweight", "nw", "nwt"}:
                offers[index] = [("carton_net", 0.88, "name")]
