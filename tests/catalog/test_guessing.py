"""The category of goods by their words: sixty titles as traders write them."""

from __future__ import annotations

import pytest

from sourcebridge.catalog import guessing, kinds, reference

TITLES = {
    "春亚纺 300T 消光 150g 羽绒服面料 现货": "fabric-woven-pongee",
    "全棉斜纹 21支 工装裤面料": "fabric-woven-twill",
    "40支全棉府绸衬衫面料": "fabric-woven-poplin",
    "12安弹力牛仔布 经弹": "fabric-woven-denim",
    "75D雪纺 连衣裙面料": "fabric-woven-chiffon",
    "双面摇粒绒 280g 抓绒": "fabric-knit-polar",
    "Corduroy fabric 8 wale for trousers": "fabric-woven-corduroy",
    "Polyester taffeta 190T lining fabric": "fabric-woven-taffeta",
    "Cotton single jersey 180 g/m² combed": "fabric-knit-jersey",
    "Nylon zippers No. 5 open end": "fabric-trims-zippers",
    "新款女士春秋纯棉长袖衬衫": "garment-women-blouses",
    "Men's oxford shirt long sleeve": "garment-men-shirts",
    "法式碎花雪纺连衣裙 2026夏": "garment-women-dresses",
    "Hooded sweatshirt heavy cotton unisex": "garment-unisex-hoodies",
    "男士轻薄羽绒服 立领": "garment-unisex-down",
    "儿童T恤 纯棉短袖童装": "garment-children-tops",
    "Cotton ankle socks 5 pairs": "garment-underwear-socks",
    "反光背心 环卫施工": "garment-work-reflective",
    "Wool beanie hat with pompom": "garment-accessories-hats",
    "男鞋透气网面运动鞋": "shoe-casual-sneakers",
    "Steel toe safety shoes": "shoe-special-safety",
    "EVA厚底拖鞋 居家": "shoe-open-slippers",
    "Kids canvas backpack": "bag-bags-backpacks",
    "20寸拉杆箱 万向轮": "bag-travel-suitcases",
    "Cotton canvas tote bag with logo": "bag-bags-totes",
    "真皮短款钱包 男": "bag-small-wallets",
    "1000片成人拼图": "toy-learning-puzzles",
    "遥控越野车玩具 四驱": "toy-action-remote",
    "Plush teddy bear 30 cm": "toy-play-plush",
    "解压捏捏乐 糯米团子": "toy-novelty-fidget",
    "Magnetic phone case for iPhone 16 Pro": "phone-protect-cases",
    "适用苹果16 液态硅胶手机壳": "phone-protect-cases",
    "全胶高清钢化膜 适用华为": "phone-protect-glass",
    "USB-C charging cable 100 W braided 1 m": "phone-power-cables",
    "20000毫安充电宝 22.5W快充": "phone-power-powerbanks",
    "TWS wireless earbuds ENC": "electronics-audio-earbuds",
    "机械键盘 87键 热插拔": "electronics-computer-keyboards",
    "全棉磨毛四件套 1.8米": "textile-bedding-sets",
    "Blackout curtains 140 x 260": "textile-soft-curtains",
    "珊瑚绒毛巾 35x75 吸水": "textile-towels-hand",
    "304不锈钢保温杯 500ml": "kitchen-drink-bottles",
    "Ceramic coffee mug 350 ml": "kitchen-drink-mugs",
    "Bamboo chopping board large": "kitchen-cook-knives",
    "北欧布艺沙发 三人位": "furniture-living-sofas",
    "Ergonomic office chair mesh": "furniture-office-chairs",
    "陶瓷花盆 多肉专用": "garden-plants-pots",
    "Soy wax scented candle 200 g": "garden-decor-candles",
    "LED吸顶灯 24W 三色": "light-indoor-ceiling",
    "Solar garden light IP65": "light-outdoor-solar",
    "E27 LED bulb 9W warm white": "light-source-bulbs",
    "304不锈钢内六角螺丝 M6": "hardware-fasten-screws",
    "Cordless drill 21V with two batteries": "hardware-tools-power",
    "五层加硬瓦楞纸箱 40x30x30": "packaging-paper-cartons",
    "Kraft paper bags with handles": "packaging-paper-paperbags",
    "0.5黑色中性笔 12支装": "stationery-write-pens",
    "哑光口红 不沾杯": "beauty-makeup-lips",
    "925 silver earrings pearl": "jewelry-fashion-earrings",
    "狗狗衣服 秋冬加绒": "pet-play-clothes",
    "TPE yoga mat 6 mm": "sport-fitness-yoga",
    "车载手机支架 磁吸": "auto-interior-holders",
}


class TestGuessCategory:
    def test_is_right_for_nine_titles_in_ten(self) -> None:
        wrong = {
            title: (guessing.guess_category(title), leaf)
            for title, leaf in TITLES.items()
            if guessing.guess_category(title) != leaf
        }
        assert len(TITLES) == 60
        assert len(wrong) <= 6, wrong

    def test_falls_back_to_the_second_text_and_then_to_other_goods(self) -> None:
        assert guessing.guess_category("Model 1208", fallback="a soft wool scarf") == "garment-accessories-scarves"
        assert guessing.guess_category("xyz", fallback="") == guessing.OTHER_GOODS

    @pytest.mark.parametrize(
        ("words", "leaf"),
        [
            ("Fabric sofa", "furniture-living-sofas"),
            ("Cat eye sunglasses", "jewelry-parts-glasses"),
            ("Dark Denim Top women", "garment-women-tops"),
            ("布艺沙发套", "textile-soft-sofacovers"),
            ("Dress shoes", "shoe-formal-leather"),
            ("全棉面料", "fabric-woven-twill"),
            ("笔记本电脑包", "bag-travel-laptop"),
        ],
    )
    def test_tells_the_thing_from_its_material_and_motif(self, words: str, leaf: str) -> None:
        assert guessing.guess_category(words) == leaf

    def test_finds_most_leaves_by_their_own_name(self) -> None:
        parents = {row["parent"] for row in reference.rows("categories")}
        leaves = [row for row in reference.rows("categories") if row["code"] not in parents]
        for language in ("name_zh", "name_en"):
            wrong = [
                (row[language], guessing.guess_category(row[language]))
                for row in leaves
                if guessing.guess_category(row[language]) != row["code"]
            ]
            assert len(wrong) <= len(leaves) // 10, wrong


class TestKindOf:
    @pytest.mark.parametrize(
        ("words", "kind"),
        [
            ("Clay Plant Pot Outdoor Pot, Plants", "POT"),
            ("Copper Light Indoor Copper, Bedroom", "LIGHT"),
            ("Antique Drawers Indoor Antique, Bedroom", "FURNITURE"),
            ("White Bed Clothes Indoor Bed", "BEDDING"),
            ("Pink Armchair Indoor Chair", "FURNITURE"),
            ("Wooden Outdoor Table Outdoor Wood, Garden", "FURNITURE"),
            ("Brown Throw Pillows Indoor Pillows", "BEDDING"),
            ("Yellow watering can Outdoor Plants", "TOOL"),
            ("Gardening hand trowel Outdoor Plants", "TOOL"),
            ("Biodegradable cardboard pots Outdoor Garden, Plants", "POT"),
            ("Wooden outdoor slats Outdoor Wood, Garden", "FURNITURE"),
            ("Black Beanbag Indoor Black, Leather", "FURNITURE"),
            ("Vanilla candle Indoor Candle", "LIGHT"),
            ("LED High Tops men", "SHOE"),
            ("Striped Skirt and Top women", "GARMENT"),
            ("Blue Silk Tuxedo men", "GARMENT"),
            ("Black Leather Bag women", "BAG"),
            ("xyz", "OTHER"),
        ],
    )
    def test_is_the_kind_of_the_category(self, words: str, kind: str) -> None:
        assert kinds.kind_of(words) == kind
