"""What the demo's factories sell. Prices in CNY per unit; weights in grams per unit; pictures are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sourcebridge.catalog.drafts import ProductDraft, SkuDraft
from sourcebridge.catalog.guessing import guess_category, kind_of_leaf
from sourcebridge.catalog.kinds import leaf_of
from sourcebridge.catalog.models import DeductOn, Kind

LEAVES = {
    "linen-blend": "fabric-woven-linen", "satin-75d": "fabric-woven-satin", "corduroy-14w": "fabric-woven-corduroy",
    "chiffon-30d": "fabric-woven-chiffon", "wool-tweed": "fabric-woven-suiting", "canvas-tote": "bag-bags-totes",
}  # fmt: skip
Ladder = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Good:
    """One product: titles, price ladder, one option with its values, weight, stock of each variant."""

    handle: str
    zh: str
    en: str
    tiers: Ladder
    option: str
    values: tuple[str, ...]
    weight: str
    stock: str
    category: str
    about_zh: str = ""
    about_en: str = ""
    unit: str = "MTR"
    batch: str = "1"
    hours: int = 24
    deduct_on: str = DeductOn.ON_ORDER

    @property
    def leaf(self) -> str:
        """The category its words name, else the usual one of its kind."""
        if self.handle in LEAVES:
            return LEAVES[self.handle]
        guessed = guess_category(f"{self.zh} {self.en}")
        return guessed if kind_of_leaf(guessed) == self.category else leaf_of(self.category)

    def draft(self) -> ProductDraft:
        """The product as the catalogue takes it."""
        stem = self.handle[:14].upper().strip("-")
        return ProductDraft(
            handle=self.handle,
            titles={"zh-hans": self.zh, "en": self.en},
            descriptions={"zh-hans": self.about_zh or f"<p>{self.zh}</p>", "en": self.about_en or f"<p>{self.en}</p>"},
            unit=self.unit,
            tiers=tuple((Decimal(least), Decimal(price)) for least, price in self.tiers),
            skus=tuple(
                SkuDraft(options=((self.option, value),), code=f"{stem}-{number:02d}", weight_g=Decimal(self.weight))
                for number, value in enumerate(self.values, start=1)
            ),
            category=self.leaf,
            moq=Decimal(self.tiers[0][0]),
            batch_multiple=Decimal(self.batch),
            dispatch_hours=self.hours,
            deduct_on=self.deduct_on,
            option_names=(self.option,),
        )


def _fabric(
    handle: str, zh: str, en: str, tiers: Ladder, colours: str, weight: str, stock: str = "5000", hours: int = 24,
    deduct_on: str = DeductOn.ON_ORDER,
) -> Good:  # fmt: skip
    return Good(
        handle, zh, en, tiers, "颜色", tuple(colours.split()), weight, stock, Kind.FABRIC,
        f"<p>{zh}。门幅 150 cm，有色卡，现货当天可发。</p><p>缩水率小于 3%，下机后松布 24 小时再裁。</p>",
        f"<p>{en}. Width 150 cm, colour card available, in stock for dispatch on the same day.</p>"
        "<p>Shrinkage below 3%; let the cloth rest for 24 hours before cutting.</p>",
        hours=hours, deduct_on=deduct_on,
    )  # fmt: skip


FABRICS = (
    _fabric("cotton-twill-32s", "全棉斜纹布 32支 220g 春夏裤装面料", "Cotton twill 32s, 220 g, for trousers",
            (("1", "12.00"), ("50", "10.50"), ("200", "9.80")), "藏青 卡其 米白 军绿 黑色", "330"),
    _fabric("poplin-40s", "全棉府绸 40支 120g 衬衫面料", "Cotton poplin 40s, 120 g, for shirts",
            (("1", "9.50"), ("100", "8.60"), ("500", "7.90")), "白色 浅蓝 粉色 黑色", "180"),
    _fabric("linen-blend", "亚麻棉混纺 180g 四季衬衫面料", "Linen cotton blend, 180 g",
            (("1", "18.00"), ("50", "16.20"), ("300", "14.80")), "米色 灰色 砖红 墨绿", "270", "2600"),
    _fabric("denim-12oz", "水洗牛仔布 12盎司 弹力", "Washed stretch denim, 12 oz",
            (("10", "22.00"), ("100", "19.80"), ("500", "18.50")), "牛仔 黑色", "610", "3200", hours=48),
    _fabric("satin-75d", "75D 缎面仿真丝 连衣裙里料", "75D satin, silk look, for dresses and linings",
            (("1", "6.80"), ("100", "5.90"), ("1000", "5.20")), "酒红 姜黄 雾紫 白色 黑色", "135", "8000"),
    _fabric("corduroy-14w", "14条灯芯绒 全棉 秋冬外套", "Cotton corduroy 14 wale",
            (("1", "16.50"), ("60", "14.90"), ("240", "13.80")), "咖色 酒红 墨绿", "420", "1800", hours=48),
    _fabric("polar-fleece", "双面摇粒绒 280g 保暖", "Double-sided polar fleece, 280 g",
            (("5", "13.00"), ("100", "11.60"), ("400", "10.80")), "灰色 黑色 红色", "430", "2400",
            deduct_on=DeductOn.ON_PAYMENT),
    _fabric("chiffon-30d", "30D 珠地雪纺 夏季连衣裙", "30D pearl chiffon for summer dresses",
            (("1", "5.60"), ("200", "4.90"), ("1000", "4.40")), "白色 粉色 天蓝 黄色", "110", "6000"),
    _fabric("canvas-10oz", "10安帆布 箱包面料", "Canvas 10 oz for bags",
            (("1", "14.00"), ("80", "12.50"), ("300", "11.70")), "米白 军绿 黑色", "510", "1500"),
    _fabric("wool-tweed", "粗花呢 羊毛混纺 秋冬大衣", "Wool blend tweed for coats",
            (("1", "46.00"), ("30", "42.00"), ("120", "38.50")), "灰色 驼色", "640", "600", hours=72),
)  # fmt: skip


def _piece(
    handle: str, zh: str, en: str, tiers: Ladder, option: str, values: str, weight: str, stock: str, category: str,
    *, batch: str = "1", unit: str = "C62", hours: int = 48,
) -> Good:  # fmt: skip
    return Good(
        handle, zh, en, tiers, option, tuple(values.split()), weight, stock, category, unit=unit,
        batch=batch, hours=hours, deduct_on=DeductOn.ON_PAYMENT,
    )  # fmt: skip


PIECES = (
    _piece("ocean-shirt", "海洋蓝长袖衬衫 男款 混批", "Ocean blue shirt, men", (("2", "38.00"), ("20", "33.00"),
           ("100", "29.50")), "尺码", "S M L XL", "260", "400", Kind.GARMENT, batch="2"),
    _piece("varsity-top", "棒球领针织上衣 女款", "Classic varsity top, women", (("2", "42.00"), ("30", "36.00")),
           "尺码", "S M L", "310", "260", Kind.GARMENT),
    _piece("track-jacket", "撞色运动夹克 男女同款", "Track jacket, unisex", (("1", "68.00"), ("50", "59.00")),
           "颜色", "黄色 黑色 白色", "450", "180", Kind.GARMENT),
    _piece("chequered-red", "红格法兰绒衬衫", "Chequered red shirt", (("2", "35.00"), ("40", "30.50")), "尺码",
           "M L XL", "280", "320", Kind.GARMENT, batch="2"),
    _piece("navy-jacket", "藏青运动外套 防泼水", "Navy sports jacket, water repellent",
           (("1", "58.00"), ("60", "51.00")), "尺码", "M L XL", "520", "210", Kind.GARMENT),
    _piece("silk-tent-top", "真丝圆领宽松上衣", "Silk summer top", (("1", "76.00"), ("20", "69.00")), "颜色",
           "粉色 白色 黑色", "160", "90", Kind.GARMENT),
    _piece("leather-sneaker", "软皮休闲板鞋", "Soft leather sneakers", (("2", "88.00"), ("24", "79.00")), "尺码",
           "39 40 41 42 43", "900", "120", Kind.SHOE),
    _piece("canvas-tote", "帆布手提袋 可印花", "Canvas tote bag, ready to print",
           (("10", "9.80"), ("100", "8.20"), ("1000", "6.90")), "颜色", "米白 黑色", "180", "3000", Kind.BAG,
           batch="10"),
    _piece("clay-planter", "陶土花盆 手作", "Clay plant pot", (("6", "12.00"), ("60", "10.20")), "颜色",
           "砖红 白色", "850", "600", Kind.POT, batch="6"),
    _piece("copper-light", "铜色卧室吊灯", "Copper bedside light", (("1", "96.00"), ("20", "85.00")), "颜色",
           "铜色 黑色", "1600", "75", Kind.LIGHT),
    _piece("vanilla-candle", "香草蜡烛 三件套", "Vanilla candles, set of three",
           (("6", "18.00"), ("120", "15.50")), "颜色", "黄色 白色", "520", "900", Kind.LIGHT, unit="SET"),
    _piece("knit-throw", "针织盖毯 130x170", "Knitted throw 130 x 170", (("1", "49.00"), ("30", "43.50")), "颜色",
           "灰色 米白 姜黄", "1100", "240", Kind.BEDDING),
    _piece("garden-trowel", "不锈钢园艺铲", "Steel garden trowel", (("10", "7.50"), ("200", "6.30")), "颜色",
           "银色", "240", "2000", Kind.TOOL, batch="10"),
    _piece("armchair", "布艺单人沙发", "Upholstered armchair", (("1", "320.00"), ("20", "285.00")), "颜色",
           "咖色 灰色", "18000", "60", Kind.FURNITURE, hours=72),
)  # fmt: skip
