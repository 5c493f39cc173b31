"""What the gateway answers, and the client that believes only verified answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sourcebridge.kit import outgoing
from sourcebridge.kit.errors import ProviderError, ProviderUnknown
from sourcebridge.kit.money import Money
from sourcebridge.payments.adapters.alipay import answers, keys
from sourcebridge.payments.adapters.alipay.client import AlipayClient
from sourcebridge.payments.adapters.alipay.keys import Keyring
from tests.payments import alipay_vectors as vectors
from tests.payments.alipay_cast import ALIPAY_KEY, AT, CONFIG, RING, STRANGER_KEY


def answered(raw: str, method: str = "alipay.trade.query", key: keys.PrivateKey = ALIPAY_KEY) -> bytes:
    name = method.replace(".", "_") + "_response"
    return f'{{"{name}":{raw},"sign":"{keys.sign(raw, key)}"}}'.encode()


class TestReadAnswer:
    def read(self, sent: bytes, method: str = "alipay.trade.query") -> object:
        return answers.read(sent, method=method, keyring=RING, at=AT)

    def test_reads_an_answer_of_the_real_gateway(self) -> None:
        ring = Keyring.of(vectors.ANSWER_PUBLIC)
        fields = answers.read(vectors.ANSWER_BODY.encode(), method=vectors.ANSWER_METHOD, keyring=ring, at=AT)
        assert fields["file_id"] == "CAxAToWB1JsAAAAAAAAAAAAADgSLAQBr"
        changed = vectors.ANSWER_BODY.replace("CAxA", "CAxB").encode()
        with pytest.raises(ProviderUnknown):
            answers.read(changed, method=vectors.ANSWER_METHOD, keyring=ring, at=AT)

    @pytest.mark.parametrize(
        "raw",
        [
            '{"code":"10000","msg":"Success","nested":{"a":1,"b":"2"},"trade_no":"2019062322001446881000041395"}',
            '{"code":"10000","nested":{"array":["1","2","3"]},"out_{trade}_{no}":"201{5}0320010101001{}"}',
            '{"co{de":"100}00","ms}g":"Suc\\"}cess","ne{sted":{"a":1},"trade_no}":"20\\"19062{322001446881000041395"}',
            '{"code":"10000\\\\",         "msg": "Success",     "\\\\out_trade_no\\\\": "\\\\\\\\2015\\\\\\\\"     }',
            '{"code":"10000","url":"http:\\/\\/a\\/b"}',
            '"eyJjb2RlIjoiMTAwMDAiLCJtc2ciOiJTdWNjZXNzIn0="',
        ],
    )
    @pytest.mark.parametrize(
        "shape", ['{{"{n}":{r},"sign":"S"}}', '{{"sign": "S" , "{n}"   :   {r}    , "x": [1] }}\n']
    )
    def test_cuts_out_what_the_vendors_own_tests_cut_out(self, raw: str, shape: str) -> None:
        """Cases of EXTRACTION, also with the signature in front and blanks around."""
        text = shape.format(n="alipay_trade_query_response", r=raw)
        assert answers.cut(text.encode(), "alipay.trade.query") == answers.Signed(raw, "S")

    def test_believes_the_unescaped_form_too(self) -> None:
        raw, plain = '{"code":"10000","u":"a\\/b"}', '{"code":"10000","u":"a/b"}'
        sent = f'{{"alipay_trade_query_response":{raw},"sign":"{keys.sign(plain, ALIPAY_KEY)}"}}'
        assert self.read(sent.encode()) == {"code": "10000", "u": "a/b"}

    @pytest.mark.parametrize(
        "sent",
        [
            b"", b"<html>502</html>", b"[]", b'{"sign":"x"}', "{签".encode("gbk"), b"{" * 100_000,
            b'{"alipay_trade_query_response":{"code":"10000"}}',
            b'{"alipay_trade_query_response":{"code":"10000"},"sign":""}',
            b'{"alipay_trade_query_response":{"code":"10000"},"sign":7}',
            answered('{"code":"10000"}', key=STRANGER_KEY),
            answered('{"code":"10000"}', method="alipay.trade.close"),
            answered('{"code":"10000"}') + b"x",
            answered('{"code":"10000"}').replace(b"10000", b"10001"),
            answered('{"code":"10000"}').replace(b"{", b'{"alipay_trade_query_response":{"code":"1"},', 1),
            answered('{"code":"10000","code":"40004"}'),
            answered('["10000"]'),
            answered('{"code":"20000","sub_code":"isp.unknow-error"}'),
            answered('{"code":"10003","msg":"processing"}'),
            answered('{"code":"40004","sub_code":"ACQ.SYSTEM_ERROR"}'),
            answered('{"msg":"no code"}'),
        ],
    )  # fmt: skip
    def test_everything_but_a_verified_yes_or_no_is_unknown(self, sent: bytes) -> None:
        with pytest.raises(ProviderUnknown):
            self.read(sent)

    def test_a_verified_no_is_permanent(self) -> None:
        with pytest.raises(answers.AlipayRefused) as no:
            self.read(answered('{"code":"40004","msg":"Business Failed","sub_code":"ACQ.TRADE_HAS_CLOSE"}'))
        assert (no.value.permanent, no.value.sub_code) == (True, "ACQ.TRADE_HAS_CLOSE")


Say = Callable[[str, str], AlipayClient]


@pytest.fixture
def say() -> Say:
    """A client whose gateway says one thing."""

    def told(method: str, raw: str) -> AlipayClient:
        def send(**_: object) -> outgoing.Answer:
            return outgoing.Answer(200, {}, answered(raw, method))

        return AlipayClient(CONFIG, send=send, real_now=lambda: AT)

    return told


class TestClient:
    def test_query_gives_the_trade_or_none(self, say: Say) -> None:
        raw = (
            '{"code":"10000","out_trade_no":"P1","trade_no":"T1","trade_status":"TRADE_SUCCESS","total_amount":"88.88",'
        )
        trade = say("alipay.trade.query", raw + '"send_pay_date":"2020-05-26 17:09:35"}').query(out_trade_no="P1")
        assert trade is not None
        assert (trade.total, trade.status.is_paid) == (Money.of("88.88", "CNY"), True)
        none = say("alipay.trade.query", '{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"}')
        assert none.query(out_trade_no="P1") is None

    @pytest.mark.parametrize("raw", [
        '{"code":"10000","out_trade_no":"P2","trade_no":"T1","trade_status":"TRADE_SUCCESS","total_amount":"1.00"}',
        '{"code":"10000","out_trade_no":"P1","trade_no":"T1","trade_status":"NEW_WORD","total_amount":"1.00"}',
        '{"code":"10000","out_trade_no":"P1","trade_no":"T1","trade_status":"TRADE_SUCCESS"}',
        '{"code":"10000","out_trade_no":"P1","trade_no":"T1","trade_status":"TRADE_SUCCESS","total_amount":"1.001"}',
    ])  # fmt: skip
    def test_an_answer_that_does_not_fit_the_question_is_unknown(self, say: Say, raw: str) -> None:
        with pytest.raises(ProviderUnknown):
            say("alipay.trade.query", raw).query(out_trade_no="P1")

    @pytest.mark.parametrize(("flag", "changed"), [("Y", True), ("N", False)])
    def test_refund_tells_whether_money_moved(self, say: Say, flag: str, *, changed: bool) -> None:
        raw = f'{{"code":"10000","out_trade_no":"P1","trade_no":"T1","refund_fee":"5.00","fund_change":"{flag}"}}'
        done = say("alipay.trade.refund", raw).refund(
            out_trade_no="P1", out_request_no="R1", amount=Money.of("5", "CNY")
        )
        assert (done.total, done.changed) == (Money.of("5", "CNY"), changed)

    def test_refund_query_without_a_status_is_none(self, say: Say) -> None:
        assert say("alipay.trade.fastpay.refund.query", '{"code":"10000"}').refund_query(
            out_trade_no="P1", out_request_no="R1"
        ) is None  # fmt: skip

    @pytest.mark.parametrize("status", [204, 302, 403, 500, 502, 503])
    def test_any_other_status_is_unknown_even_with_a_good_body(self, status: int) -> None:
        def send(**_: object) -> outgoing.Answer:
            return outgoing.Answer(status, {}, answered('{"code":"10000"}'))

        with pytest.raises(ProviderUnknown):
            AlipayClient(CONFIG, send=send).query(out_trade_no="P1")

    def test_what_was_surely_not_sent_is_not_unknown(self) -> None:
        def send(**_: object) -> outgoing.Answer:
            raise ProviderError("cannot be reached", permanent=False)

        with pytest.raises(ProviderError) as error:
            AlipayClient(CONFIG, send=send).query(out_trade_no="P1")
        assert not isinstance(error.value, ProviderUnknown)
