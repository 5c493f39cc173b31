"""Who supplies the demo: three hundred houses in real belts, of made-up names. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

FIRST = (
    "恒Heng", "瑞Rui", "锦Jin", "华Hua", "盛Sheng", "永Yong", "德De", "宏Hong", "嘉Jia", "泰Tai", "金Jin",
    "鑫Xin", "源Yuan", "博Bo", "众Zhong", "佳Jia", "凯Kai", "雅Ya", "新Xin", "天Tian", "海Hai", "东Dong",
    "福Fu", "万Wan", "美Mei", "明Ming", "春Chun", "星Xing", "卓Zhuo", "誉Yu", "启Qi", "裕Yu",
)  # fmt: skip
SECOND = (
    "润run", "丰feng", "达da", "利li", "通tong", "成cheng", "隆long", "祥xiang", "宇yu", "辉hui", "泽ze",
    "远yuan", "航hang", "禾he", "森sen", "诺nuo", "晟sheng", "悦yue", "彩cai", "越yue", "康kang", "顺shun",
    "亿yi", "朗lang", "尚shang", "艺yi", "帆fan", "桥qiao", "腾teng", "骏jun",
)  # fmt: skip
_NAMES = ("陆", "吴", "陈", "林", "周", "王", "李", "张", "黄", "徐", "朱", "郑", "谢", "沈", "何", "郭", "罗", "高")
_GIVEN = (
    "建国",
    "海燕",
    "志强",
    "丽娟",
    "伟明",
    "晓红",
    "国平",
    "秀英",
    "永康",
    "文斌",
    "美玲",
    "俊杰",
    "雪梅",
    "德华",
)
_ROADS = ("工业园区创业路", "镇北工业路", "兴业大道", "金鼎路", "科创路", "开发区二号路", "迎宾大道", "振兴东路")


@dataclass(frozen=True, slots=True)
class Place:
    """A belt with its share of the houses: trades, first six digits of their credit codes, market."""

    belt: str
    weight: int
    trade: tuple[tuple[str, str], ...]
    district: str
    market: str = ""


def _place(belt: str, weight: int, district: str, trade: str, market: str = "") -> Place:
    pairs = tuple((zh, en) for zh, _slash, en in (part.partition("/") for part in trade.split(";")))
    return Place(belt, weight, pairs, district, market)


PLACES = (
    _place("keqiao-fabrics", 46, "330621", "纺织有限公司/Textile;针纺织品有限公司/Knitting;布业有限公司/Fabrics",
           "china-textile-city"),
    _place("shengze-fabrics", 20, "320509", "纺织有限公司/Weaving;织造厂/Mills"),
    _place("guangzhou-garments", 32, "440106", "服饰有限公司/Fashion;制衣厂/Garments", "guangzhou-shahe-garment"),
    _place("jinjiang-shoes", 22, "350582", "鞋服有限公司/Footwear;体育用品有限公司/Sports"),
    _place("wenzhou-shoes", 14, "330302", "鞋业有限公司/Shoes;皮具有限公司/Leather"),
    _place("datang-socks", 8, "330681", "袜业有限公司/Hosiery;针织厂/Knitting"),
    _place("zhili-childrens-wear", 6, "330502", "童装有限公司/Childrenswear"),
    _place("yiwu-commodities", 36, "330782", "饰品有限公司/Accessories;日用品有限公司/Household;进出口有限公司/Trading",
           "yiwu-international-trade-city"),
    _place("yongkang-hardware", 20, "330784", "五金制品有限公司/Hardware;杯业有限公司/Drinkware;工具厂/Tools"),
    _place("cixi-appliances", 8, "330282", "电器有限公司/Appliances"),
    _place("nantong-home-textiles", 18, "320684", "家纺有限公司/Home Textiles;纺织品有限公司/Bedding",
           "dieshiqiao-home-textiles"),
    _place("dongguan-toys", 10, "441900", "玩具有限公司/Toys;动漫科技有限公司/Figures"),
    _place("chenghai-toys", 14, "440515", "玩具实业有限公司/Toys;塑胶制品厂/Plastics"),
    _place("huaqiangbei-electronics", 32, "440304", "科技有限公司/Technology;电子有限公司/Electronics",
           "shenzhen-huaqiangbei"),
    _place("guzhen-lighting", 20, "442000", "照明有限公司/Lighting;灯饰厂/Lamps", "guzhen-lighting-plaza"),
    _place("foshan-furniture", 12, "440606", "家具有限公司/Furniture;家居制造厂/Living"),
    _place("baigou-bags", 12, "130684", "箱包有限公司/Bags", "baigou-bag-city"),
    _place("longgang-printing", 14, "330383", "包装有限公司/Packaging;印刷厂/Printing"),
    _place("chaozhou-ceramics", 8, "445102", "陶瓷有限公司/Ceramics"),
    _place("linyi-supplies", 8, "371302", "劳保用品有限公司/Safety;五金商行/Hardware", "linyi-trade-city"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trader:
    """One house: names, founder, where, and the tendencies its figures and goods follow (0 to 1)."""

    number: int
    place: Place
    name: str
    name_en: str
    short: str
    short_en: str
    founder: str
    email: str
    address: str
    phone: str
    code_stem: str
    founded_year: int
    employees: int
    floor_area: int
    lines: int
    diligence: float


def traders(count: int, dice: Random, cities: dict[str, tuple[str, str]]) -> list[Trader]:
    """That many houses, spread over the belts by weight; `cities` are belt code to (Chinese, English) city."""
    brands = [(a, b) for a in FIRST for b in SECOND]
    dice.shuffle(brands)
    total = sum(place.weight for place in PLACES)
    shares = [max(1, round(count * place.weight / total)) for place in PLACES]
    shares[0] += count - sum(shares)
    chosen = [place for place, share in zip(PLACES, shares, strict=True) for _turn in range(share)]
    return [_trader(number, place, brands[number], dice, cities) for number, place in enumerate(chosen)]


def _trader(
    number: int, place: Place, brand: tuple[str, str], dice: Random, cities: dict[str, tuple[str, str]]
) -> Trader:
    city, city_en = cities[place.belt]
    trade, trade_en = dice.choice(place.trade)
    short, latin = brand[0][0] + brand[1][0], brand[0][1:] + brand[1][1:]
    employees = round(dice.lognormvariate(3.6, 0.8)) + 4
    return Trader(
        number=number,
        place=place,
        name=f"{city[:2]}{short}{trade}",
        name_en=f"{city_en.split(',')[-1].strip()} {latin} {trade_en}",
        short=short,
        short_en=latin,
        founder=dice.choice(_NAMES) + dice.choice(_GIVEN),
        email=f"house{number + 1:03d}@demo.example",
        address=f"{city}{dice.choice(_ROADS)} {dice.randint(1, 299)} 号",
        phone=f"0575-8{number:03d} {dice.randint(1000, 9999)}",
        code_stem=f"91{place.district}MA{_base(number)}",
        founded_year=dice.randint(1996, 2024),
        employees=employees,
        floor_area=round(employees * dice.uniform(18, 60) / 50) * 50 + 200,
        lines=max(1, round(employees / dice.uniform(12, 30))),
        diligence=min(1.0, dice.betavariate(6, 1.6)),
    )


def _base(number: int) -> str:
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    text = ""
    for _turn in range(5):
        number, rest = divmod(number, len(signs))
        text = signs[rest] + text
    return f"DE{text}"
