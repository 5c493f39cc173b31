"""Domestic carriers with the codes kuaidi100 uses (domain.md A9 [S19])."""

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Carrier:
    """One carrier: kuaidi100 code, names, service line, and a loose pattern of its waybill numbers."""

    code: str
    zh: str
    en: str
    phone: str
    waybill: str = r"[A-Za-z0-9]{8,24}"

    @property
    def name(self) -> str:
        """The name in the active language."""
        return self.zh if (get_language() or "").startswith("zh") else self.en


CARRIERS: dict[str, Carrier] = {
    carrier.code: carrier
    for carrier in (
        Carrier("debangkuaidi", "德邦快递", "Deppon", "95353", r"[A-Z]{0,4}\d{8,15}"),
        Carrier("shentong", "申通快递", "STO Express", "95543", r"\d{12,15}"),
        Carrier("yuantong", "圆通速递", "YTO Express", "95554", r"[A-Z]{0,2}\d{10,18}"),
        Carrier("zhongtong", "中通快递", "ZTO Express", "95311", r"\d{10,15}"),
        Carrier("yunda", "韵达快递", "Yunda Express", "95546", r"\d{13,15}"),
        Carrier("shunfeng", "顺丰速运", "SF Express", "95338", r"(SF)?\d{12,15}"),
        Carrier("jd", "京东物流", "JD Logistics", "950616", r"JD[A-Z]{0,2}[A-Z0-9]{10,20}(-\d+-\d+-?)?"),
        Carrier("ems", "邮政EMS", "EMS", "11183", r"[A-Z]{0,2}\d{9,13}[A-Z]{0,2}"),
        Carrier("jtexpress", "极兔速递", "J&T Express", "956025", r"JT\d{13}"),
    )
}
