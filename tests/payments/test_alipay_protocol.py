"""Alipay's protocol against openssl, published vectors and a corpus of forgeries."""

from __future__ import annotations

import base64
import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcebridge.kit.money import Money
from sourcebridge.payments.adapters.alipay import keys, protocol
from sourcebridge.payments.adapters.alipay.keys import AcceptedKey, Keyring
from sourcebridge.payments.adapters.alipay.protocol import PagePay, TradeStatus, UnreadableNotice
from sourcebridge.payments.adapters.contract import ForgedNotice
from tests.payments import alipay_vectors as vectors
from tests.payments.alipay_cast import ALIPAY_KEY, APP_KEY, AT, CONFIG, PAID, RING, STRANGER_KEY, body, signed


class TestSign:
    def test_fits_the_published_signature_of_a_page_pay(self) -> None:
        params = dict(parse_qsl(vectors.CHLOEREI_QUERY, strict_parsing=True))
        key = keys.private_key(vectors.CHLOEREI_PRIVATE)
        assert keys.sign(protocol.sign_content(params), key) == params["sign"]

    @pytest.mark.parametrize("text", ["a=1&b=2", "subject=全棉府绸 200 米&total_amount=0.01", "", "x" * 5000])
    def test_openssl_accepts_it_and_makes_the_same(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "key.pem").write_text(
            APP_KEY.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ).decode()
        )
        (tmp_path / "public.pem").write_text(keys.public_text(APP_KEY))
        (tmp_path / "text").write_bytes(text.encode())
        made = subprocess.run(
            ["openssl", "dgst", "-sha256", "-sign", tmp_path / "key.pem", tmp_path / "text"],
            capture_output=True, check=True,
        ).stdout  # fmt: skip
        (tmp_path / "sign").write_bytes(made)
        ours = keys.sign(text, APP_KEY)
        assert base64.b64decode(ours) == made
        said = subprocess.run(
            ["openssl", "dgst", "-sha256", "-verify", tmp_path / "public.pem", "-signature", tmp_path / "sign",
             tmp_path / "text"], capture_output=True, check=True, text=True,
        ).stdout  # fmt: skip
        assert said.strip() == "Verified OK"
        assert keys.fits(text, ours, APP_KEY.public_key())

    def test_leaves_out_empty_values_and_the_signature(self) -> None:
        content = protocol.sign_content({"b": "2", "a": "1", "c": "", "sign": "x", "sign_type": "RSA2"})
        assert content == "a=1&b=2&sign_type=RSA2"


class TestKeys:
    @pytest.mark.parametrize(
        "kind", [serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.TraditionalOpenSSL]
    )
    @pytest.mark.parametrize("bare", [False, True])
    def test_reads_private_keys_of_every_form(self, kind: serialization.PrivateFormat, *, bare: bool) -> None:
        pem = APP_KEY.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption()).decode()
        text = "".join(line for line in pem.splitlines() if "-----" not in line) if bare else pem
        assert keys.public_text(keys.private_key(text)) == keys.public_text(APP_KEY)

    @pytest.mark.parametrize(
        "kind", [serialization.PublicFormat.SubjectPublicKeyInfo, serialization.PublicFormat.PKCS1]
    )
    @pytest.mark.parametrize("bare", [False, True])
    def test_reads_public_keys_of_every_form(self, kind: serialization.PublicFormat, *, bare: bool) -> None:
        pem = APP_KEY.public_key().public_bytes(serialization.Encoding.PEM, kind).decode()
        text = "\n".join(line for line in pem.splitlines() if "-----" not in line) if bare else pem
        assert keys.public_key(text).public_numbers() == APP_KEY.public_key().public_numbers()

    @pytest.mark.parametrize("text", ["", "MIIB", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----"])
    def test_refuses_what_is_no_key(self, text: str) -> None:
        with pytest.raises(keys.BadKey):
            keys.public_key(text)
        with pytest.raises(keys.BadKey):
            keys.private_key(text)

    def test_accepts_an_old_key_only_in_its_period(self) -> None:
        ring = Keyring((
            AcceptedKey(STRANGER_KEY.public_key(), until=AT),
            AcceptedKey(ALIPAY_KEY.public_key(), since=AT - timedelta(hours=1)),
        ))  # fmt: skip
        old = body(signed(PAID, STRANGER_KEY))
        assert protocol.parse_notice(old, ring, at=AT - timedelta(seconds=1)).total == Money.of("1960.00", "CNY")
        with pytest.raises(ForgedNotice):
            protocol.parse_notice(old, ring, at=AT)
        assert protocol.parse_notice(body(signed(PAID)), ring, at=AT).is_for(CONFIG)


class TestPagePay:
    def test_builds_a_link_and_a_form_that_verify(self) -> None:
        order = PagePay("P2026030100001", Money.of("1960", "CNY"), "棉布 A/B=1&2", minutes=90)
        redirect = protocol.page_pay(CONFIG, order, at=AT)
        assert dict(parse_qsl(redirect.url.partition("?")[2])) == dict(redirect.fields)
        assert redirect.action == "https://openapi.alipay.com/gateway.do?charset=utf-8"
        assert redirect.fields["timestamp"] == "2026-03-01 10:00:00"
        assert keys.fits(protocol.sign_content(redirect.fields), redirect.fields["sign"], APP_KEY.public_key())
        assert json.loads(redirect.fields["biz_content"]) == {
            "out_trade_no": "P2026030100001",
            "product_code": "FAST_INSTANT_TRADE_PAY",
            "total_amount": "1960.00",
            "subject": "棉布 A B 1 2",
            "timeout_express": "90m",
        }

    @pytest.mark.parametrize("amount", [Money.of("0", "CNY"), Money.of("-1", "CNY"), Money.of("1", "USD")])
    def test_refuses_an_amount_alipay_would_not_take(self, amount: Money) -> None:
        with pytest.raises(ValueError, match="positive amounts in CNY"):
            protocol.page_pay(CONFIG, PagePay("P1", amount, "x"), at=AT)

    @pytest.mark.parametrize("number", ["", "P-1", "P 1", "x" * 65, "单1"])
    def test_refuses_a_number_alipay_would_not_take(self, number: str) -> None:
        with pytest.raises(ValueError, match="64 letters"):
            protocol.page_pay(CONFIG, PagePay(number, Money.of("1", "CNY"), "x"), at=AT)

    def test_keeps_the_private_key_out_of_its_text(self) -> None:
        assert "private_key" not in repr(CONFIG)


class TestParseNotice:
    def test_reads_a_notice_alipay_itself_signed(self) -> None:
        ring = Keyring.of(vectors.PRODUCTION_PUBLIC)
        notice = protocol.parse_notice(body(vectors.PRODUCTION_NOTICE), ring, at=AT)
        assert notice.total == Money.of("0.10", "CNY")
        assert notice.paid_at == datetime(2019, 8, 15, 7, 56, 24, tzinfo=UTC)
        assert (notice.seller_id, notice.status) == ("2088531891668739", TradeStatus.TRADE_SUCCESS)
        with pytest.raises(ForgedNotice):
            protocol.parse_notice(body({**vectors.PRODUCTION_NOTICE, "total_amount": "0.11"}), ring, at=AT)

    def test_reads_another_published_notice(self) -> None:
        notice = protocol.parse_notice(vectors.NODE_AID_NOTICE, Keyring.of(vectors.NODE_AID_PUBLIC), at=AT)
        assert (notice.out_trade_no, notice.total.minor, notice.paid_at) == ("201806071234567890", 101, None)

    def test_reads_a_payment(self) -> None:
        notice = protocol.parse_notice(body(signed(PAID)), RING, at=AT)
        assert notice.is_for(CONFIG)
        assert notice.total == Money.of("1960.00", "CNY")
        assert notice.paid_at == datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
        assert notice.status.is_paid
        assert notice.refunded is None

    def test_reads_a_refund_and_another_currency(self) -> None:
        told = {**PAID, "refund_fee": "60.00", "out_biz_no": "R1", "trans_currency": "USD"}
        notice = protocol.parse_notice(body(signed(told)), RING, at=AT)
        assert (notice.refunded, notice.refund_request_no) == (Money.of("60", "USD"), "R1")
        assert notice.total.currency == "USD"

    @pytest.mark.parametrize("change", [
        {"trade_status": "TRADE_PENDING"}, {"total_amount": "1e3"}, {"total_amount": "-1"}, {"total_amount": "1.001"},
        {"total_amount": "١"}, {"trans_currency": "XXX"}, {"gmt_payment": "yesterday"}, {"trade_status": ""},
    ])  # fmt: skip
    def test_says_when_a_signed_notice_cannot_be_read(self, change: dict[str, str]) -> None:
        with pytest.raises(UnreadableNotice):
            protocol.parse_notice(body(signed({**PAID, **change})), RING, at=AT)

    def test_does_not_take_a_return_for_a_notice(self) -> None:
        told = {"app_id": "1", "out_trade_no": "P1", "trade_no": "T1", "total_amount": "1.00", "seller_id": "2"}
        sent = body(signed(told))
        assert protocol.parse_return(sent.decode(), RING, at=AT).total == Money.of("1", "CNY")
        with pytest.raises(UnreadableNotice):
            protocol.parse_notice(sent, RING, at=AT)


def _sha1(params: dict[str, str]) -> str:
    raw = ALIPAY_KEY.sign(protocol.notice_content(params).encode(), padding.PKCS1v15(), hashes.SHA1())
    return base64.b64encode(raw).decode()


GOOD = signed(PAID)
FORGERIES: dict[str, bytes] = {
    "no sign": body({name: value for name, value in GOOD.items() if name != "sign"}),
    "empty sign": body({**GOOD, "sign": ""}),
    "sign of zeros": body({**GOOD, "sign": "A" * 344}),
    "truncated sign": body({**GOOD, "sign": GOOD["sign"][:-4]}),
    "cut sign": body({**GOOD, "sign": GOOD["sign"][:100]}),
    "sign with rubbish": body({**GOOD, "sign": GOOD["sign"] + "!"}),
    "sign with a blank": body({**GOOD, "sign": " " + GOOD["sign"]}),
    "sign not base64": body({**GOOD, "sign": "签名"}),
    "another key": body(signed(PAID, STRANGER_KEY)),
    "the merchant's own key": body(signed(PAID, APP_KEY)),
    "changed amount": body({**GOOD, "total_amount": "1960.01"}),
    "changed amount, same number": body({**GOOD, "total_amount": "1960.0"}),
    "changed order": body({**GOOD, "out_trade_no": "P2026030100002"}),
    "changed seller": body({**GOOD, "seller_id": "2088000000000001"}),
    "changed status": body({**GOOD, "trade_status": "TRADE_FINISHED"}),
    "extra parameter": body({**GOOD, "refund_fee": "1960.00"}),
    "extra empty parameter": body({**GOOD, "extra": ""}),
    "missing parameter": body({name: value for name, value in GOOD.items() if name != "gmt_payment"}),
    "emptied parameter": body({**GOOD, "gmt_payment": ""}),
    "sign_type downgraded": body({**GOOD, "sign_type": "RSA"}),
    "sign_type downgraded and signed so": body({**GOOD, "sign_type": "RSA", "sign": _sha1(PAID)}),
    "signed with SHA1 under RSA2": body({**GOOD, "sign": _sha1(PAID)}),
    "sign_type missing": body({name: value for name, value in GOOD.items() if name != "sign_type"}),
    "sign_type none": body({**GOOD, "sign_type": "none"}),
    "sign_type in small letters": body({**GOOD, "sign_type": "rsa2"}),
    "amount twice, false first": b"total_amount=0.01&" + body(GOOD),
    "amount twice, false last": body(GOOD) + b"&total_amount=0.01",
    "sign twice": body(GOOD) + b"&sign=AAAA",
    "parameter inside another": body(
        {**{k: v for k, v in GOOD.items() if k != "version"}, "trade_status": "TRADE_SUCCESS&version=1.0"}
    ),
    "parameter out of a title": body(
        {**signed({**PAID, "subject": "a&total_amount=9.00&x=b"}), "subject": "a", "total_amount": "9.00",
         "x": "b&total_amount=1960.00"}
    ),
    "other characters": body(signed({**PAID, "charset": "GBK"})),
    "half an escape": body(GOOD) + b"&x=%E5%85",
    "no form": b"\x00\x01\x02",
    "JSON": json.dumps(GOOD).encode(),
    "nothing": b"",
    "too long": body(GOOD) + b"&x=" + b"a" * 200_000,
    "name in capitals": body({("TOTAL_AMOUNT" if k == "total_amount" else k): v for k, v in GOOD.items()}),
}  # fmt: skip


class TestForgedNotice:
    @pytest.mark.parametrize("name", FORGERIES)
    def test_refuses(self, name: str) -> None:
        with pytest.raises(ForgedNotice) as refused:
            protocol.parse_notice(FORGERIES[name], RING, at=AT)
        assert refused.value.permanent

    def test_order_of_parameters_does_not_matter(self) -> None:
        backwards = dict(reversed(GOOD.items()))
        assert protocol.parse_notice(body(backwards), RING, at=AT) == protocol.parse_notice(body(GOOD), RING, at=AT)


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).filter(lambda value: "&" not in value)


class TestRoundTrip:
    @settings(max_examples=60, deadline=None)
    @given(st.dictionaries(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), text, max_size=8))
    def test_what_is_signed_verifies_and_any_change_does_not(self, extra: dict[str, str]) -> None:
        told = {
            **{k: v for k, v in extra.items() if k not in {"trans_currency", "settle_currency", "refund_fee"}},
            **PAID,
        }
        sent = signed({name: value for name, value in told.items() if name not in {"sign", "sign_type"}})
        assert protocol.parse_notice(body(sent), RING, at=AT).params == sent
        for name in sent:
            if name not in {"sign", "sign_type", "charset"}:
                with pytest.raises(ForgedNotice):
                    protocol.parse_notice(body({**sent, name: sent[name] + "1"}), RING, at=AT)

    @settings(max_examples=200, deadline=None)
    @given(st.integers(min_value=1, max_value=10**12))
    def test_amounts_come_back_to_the_fen(self, minor: int) -> None:
        amount = Money.from_minor(minor, "CNY")
        assert protocol.from_yuan(protocol.yuan(amount)) == amount
