"""Rate cards of the demo: every mode and every way to rate a weight. All prices are made up and marked so."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal

from sourcebridge.demo.people import House
from sourcebridge.freight import services as freight
from sourcebridge.freight.cards import Block, Card, Mode, Model, Per, Rate, Surcharge, Zone
from sourcebridge.kit.actors import Actor
from sourcebridge.kit.charges import Source
from sourcebridge.kit.days import business_day

MADE = "[demo] a price made for the demo, no carrier's"
PAST, AHEAD = timedelta(days=60), timedelta(days=180)
TONNE = 1_000_000
FUEL = Surcharge("fuel", Per.PERCENT, Decimal(16))
LONG = Surcharge("long", Per.BOX, Decimal(120), "oversize", side_above_mm=1_200)
HEAVY = Surcharge("heavy", Per.BOX, Decimal(160), "oversize", box_above_g=30_000)
BATTERY = Block("battery", "a line for batteries / 带电专线", flag="battery")
LIQUID = Block("liquid", "sea freight / 海运", flag="liquid")
ABROAD = (Zone("US", "US"), Zone("US-WEST", "US", ("8", "9")), Zone("DE", "DE"), Zone("GB", "GB"), Zone("BD", "BD"))
NEAR = (Zone("EAST", "CN", ("20", "21", "22", "23", "31", "32")), Zone("CN", "CN"), Zone("FAR", "CN", ("83", "85")))


def _rate(zone: str, span: tuple[int, int | None], **prices: str | int) -> Rate:
    """A row; prices as text, weights in g as numbers."""
    said = {name: Decimal(price) if isinstance(price, str) else price for name, price in prices.items()}
    return Rate(zone, *span, **said)  # type: ignore[arg-type]


def _first_next(fees: dict[str, tuple[str, str]], *, first_g: int = 500, next_g: int = 500) -> tuple[Rate, ...]:
    return tuple(
        _rate(zone, (0, None), first_g=first_g, first_fee=first, next_g=next_g, next_fee=after)
        for zone, (first, after) in fees.items()
    )


def _steps(prices: dict[str, tuple[str, ...]], tops: tuple[int | None, ...]) -> tuple[Rate, ...]:
    """A price per kg for each band of weight up to a top."""
    spans = list(zip((0, *(top for top in tops if top is not None)), tops, strict=True))
    return tuple(
        _rate(zone, span, unit_price=price)
        for zone, row in prices.items()
        for span, price in zip(spans, row, strict=True)
    )


def _containers(price: int, payload_g: int) -> tuple[Rate, ...]:
    """One to three containers, each full at its payload (the divisor turns its room into weight)."""
    return tuple(
        _rate("PORT", (payload_g * (number - 1), payload_g * number), total=str(price * number)) for number in (1, 2, 3)
    )


def cards(now: datetime) -> tuple[Card, ...]:
    """The cards, in force from two months before business time `now` (UTC) until half a year after."""
    today = business_day(now)

    def card(code: str, names: str, mode: Mode, model: Model, **more: object) -> Card:
        zh, en, service, service_en = names.split("|")
        said: dict[str, object] = {
            "currency": "CNY", "step_g": 500, "zones": ABROAD, "cut_off": time(16),
            "valid_from": today - PAST, "valid_until": today + AHEAD, **more,
        }  # fmt: skip
        return Card(
            code=code, version=1, carrier=zh, carrier_en=en, service=service, service_en=service_en, mode=mode,
            model=model, source=Source(MADE), **said,  # type: ignore[arg-type]
        )  # fmt: skip

    def port(code: str, country: str, price: str, days: tuple[int, int], **more: object) -> Card:
        return card(
            code, f"海桥拼箱|Seabridge LCL|拼箱至{country}|LCL to {country}", Mode.LCL, Model.WEIGHT_OR_MEASURE,
            currency="USD", step_g=1_000, zones=(Zone("PORT", country),), transit_days=days,
            rates=(_rate("PORT", (0, 15 * TONNE), unit_price=price),), cut_off=time(12),
            from_places=("CNSHA", "CNNGB", "CNCAN"),
            surcharges=(Surcharge("documents", Per.ORDER, Decimal(45)),), **more,
        )  # fmt: skip

    def full(code: str, size: str, country: str, price: int, payload_g: int, room_m3: int) -> Card:
        return card(
            code, f"海桥整箱|Seabridge FCL|{size} 整箱至{country}|{size} to {country}", Mode.FCL, Model.UNIT_AND_STEP,
            currency="USD", step_g=1_000, zones=(Zone("PORT", country),), transit_days=(16, 38),
            rates=_containers(price, payload_g), divisor=room_m3 * TONNE // (payload_g // 1000), cut_off=time(12),
            from_places=("CNSHA", "CNNGB"), surcharges=(Surcharge("documents", Per.ORDER, Decimal(65)),),
        )  # fmt: skip

    return (
        card("EXPRESS-WORLD", "云桥国际快递|Cloudbridge Express|特快|Priority", Mode.EXPRESS, Model.FIRST_NEXT,
             divisor=5000, most_g=70_000, transit_days=(3, 6), surcharges=(FUEL, LONG, HEAVY), blocks=(BATTERY, LIQUID),
             rates=_first_next({"US": ("168", "46"), "US-WEST": ("160", "43"), "DE": ("175", "49"),
                                "GB": ("172", "48"), "BD": ("150", "41")})),
        card("CARGO-WORLD", "云桥国际大货|Cloudbridge Heavy|快递大货|Heavy parcels", Mode.CARGO, Model.STEP_PRICE,
             divisor=5000, step_g=1000, least_g=12_000, may_round_up=True, transit_days=(5, 9),
             surcharges=(FUEL, LONG, HEAVY), blocks=(BATTERY, LIQUID),
             rates=_steps({"US": ("52", "44", "39"), "US-WEST": ("49", "41", "36"), "DE": ("54", "46", "41"),
                           "GB": ("53", "45", "40"), "BD": ("38", "33", "30")}, (45_000, 100_000, None))),
        card("AIR-US-DDP", "安途专线|Antu Air Line|美国空派包税|US air, duty paid", Mode.AIR_LINE, Model.UNIT_AND_STEP,
             divisor=6000, step_g=100, zones=(Zone("US", "US"),), duty_included=True, transit_days=(8, 12),
             from_places=("CNCAN", "CNYIW"), blocks=(LIQUID,),
             rates=(_rate("US", (0, 2_000), total="96"), _rate("US", (2_000, 21_000), unit_price="52", total="20"),
                    _rate("US", (21_000, None), unit_price="50")),
             surcharges=(Surcharge("battery", Per.KG, Decimal(6), flag="battery"),)),
        card("AIR-EU", "安途专线|Antu Air Line|欧洲空派|Europe by air", Mode.AIR_LINE, Model.MULTI_NEXT,
             divisor=6000, step_g=100, zones=ABROAD[2:4], transit_days=(9, 14), blocks=(BATTERY, LIQUID),
             rates=tuple(row for zone, more in (("DE", "0"), ("GB", "1")) for row in (
                 _rate(zone, (0, 5_000), first_g=500, first_fee=f"4{more}", next_g=100, next_fee="5.2"),
                 _rate(zone, (5_000, 20_000), next_g=100, next_fee="4.6"),
                 _rate(zone, (20_000, 100_000), next_g=1_000, next_fee="42")))),
        card("AIR-BD", "南亚通|Southasia Link|孟加拉空运|Bangladesh by air", Mode.AIR_LINE, Model.STEPPED_FIRST_NEXT,
             divisor=6000, zones=ABROAD[4:], transit_days=(6, 10), from_places=("CNCAN",), blocks=(BATTERY,),
             rates=(_rate("BD", (0, 10_000), first_g=1_000, first_fee="78", next_g=500, next_fee="24"),
                    _rate("BD", (10_000, 100_000), first_g=10_000, first_fee="505", next_g=1_000, next_fee="45"))),
        card("SEA-PARCEL-US", "海桥快船|Seabridge Fast Boat|美森快船海派|Fast boat and truck", Mode.SEA_PARCEL,
             Model.STEP_PRICE, divisor=6000, step_g=1000, least_g=12_000, zones=ABROAD[:2], may_round_up=True,
             transit_days=(20, 28), from_places=("CNSHA", "CNNGB", "CNYIW"), surcharges=(LONG, HEAVY),
             rates=_steps({"US": ("15.5", "13.8", "12.9"), "US-WEST": ("13", "11.6", "10.8")},
                          (100_000, 500_000, None))),
        card("SEA-PARCEL-EU", "海桥快船|Seabridge Fast Boat|欧洲海派|Sea and truck to Europe", Mode.SEA_PARCEL,
             Model.STEP_PRICE, divisor=6000, step_g=1000, least_g=21_000, zones=ABROAD[2:4], may_round_up=True,
             transit_days=(42, 55), surcharges=(LONG, HEAVY),
             rates=_steps({"DE": ("10.5", "9.6"), "GB": ("10.9", "9.9")}, (100_000, None))),
        port("LCL-US", "US", "78", (20, 32)), port("LCL-DE", "DE", "62", (34, 44)),
        port("LCL-GB", "GB", "64", (34, 45)), port("LCL-BD", "BD", "48", (14, 22)),
        full("FCL20-US", "20GP", "US", 2450, 21_700_000, 28), full("FCL40HC-US", "40HC", "US", 3380, 26_500_000, 68),
        full("FCL40HC-DE", "40HC", "DE", 3150, 26_500_000, 68), full("FCL20-BD", "20GP", "BD", 1580, 21_700_000, 28),
        card("RAIL-DE", "丝路班列|Silk Road Rail|中欧班列拼箱|China-Europe rail, shared", Mode.RAIL,
             Model.WEIGHT_OR_MEASURE, currency="USD", step_g=1_000, zones=ABROAD[2:3], transit_days=(16, 22),
             from_places=("CNYIW",), cut_off=time(12),
             rates=(_rate("DE", (0, 20 * TONNE), unit_price="135"),)),
        card("HOME-EXPRESS", "云桥速递|Cloudbridge Domestic|标准快递|Standard parcels", Mode.INLAND_EXPRESS,
             Model.FIRST_NEXT, divisor=8000, step_g=1000, zones=NEAR, transit_days=(1, 4), most_g=50_000,
             rates=_first_next({"EAST": ("6", "1.5"), "CN": ("9", "3.5"), "FAR": ("18", "12")},
                               first_g=1_000, next_g=1_000)),
        card("HOME-CARGO", "德远物流|Deyuan Freight|零担快运|Less than truckload", Mode.INLAND_CARGO, Model.STEP_PRICE,
             divisor=6000, step_g=1000, zones=NEAR, transit_days=(2, 6), least_charge=Decimal(45), may_round_up=True,
             rates=_steps({"EAST": ("1.1", "0.85"), "CN": ("1.6", "1.25"), "FAR": ("3.4", "2.9")}, (500_000, None))),
    )  # fmt: skip


def load(operator: House, *, now: datetime) -> None:
    """Publish them all."""
    for one in cards(now):
        freight.publish(card=one, by=operator.by(Actor.OPERATOR), now=now)
