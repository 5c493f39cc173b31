"""The verbs of payments, and the only writers of its tables. Money moves through the ledger, nowhere else.

Every verb that touches a deal's money holds the deal before it locks a row.
"""

from sourcebridge.payments.services.accounts import claim_account, refuse_account, verify_account
from sourcebridge.payments.services.bank import RecordedLine, number_in, record_bank_line, upload_slip
from sourcebridge.payments.services.base import number_of, sequence_of
from sourcebridge.payments.services.calls import ASK_PAYMENT, ASK_REFUND, CALL_PROVIDER
from sourcebridge.payments.services.intents import (
    close_intents,
    instructions,
    open_intent,
    open_top_up,
    pay_at_once,
    pay_from_balance,
    start,
)
from sourcebridge.payments.services.notices import Verdict, receive_notice
from sourcebridge.payments.services.payouts import (
    ask_payout,
    bounce_payout,
    fail_payout,
    file_content,
    make_batch,
    settle_batch,
    settle_payout,
)
from sourcebridge.payments.services.performing import ask_payment, ask_refund, perform
from sourcebridge.payments.services.refunds import credit_refund, refund, retry_refund
from sourcebridge.payments.services.releasing import release
from sourcebridge.payments.services.unmatched import credit_fund, dismiss_fund, match_fund, return_fund

__all__ = [
    "ASK_PAYMENT",
    "ASK_REFUND",
    "CALL_PROVIDER",
    "RecordedLine",
    "Verdict",
    "ask_payment",
    "ask_payout",
    "ask_refund",
    "bounce_payout",
    "claim_account",
    "close_intents",
    "credit_fund",
    "credit_refund",
    "dismiss_fund",
    "fail_payout",
    "file_content",
    "instructions",
    "make_batch",
    "match_fund",
    "number_in",
    "number_of",
    "open_intent",
    "open_top_up",
    "pay_at_once",
    "pay_from_balance",
    "perform",
    "receive_notice",
    "record_bank_line",
    "refund",
    "refuse_account",
    "release",
    "retry_refund",
    "return_fund",
    "sequence_of",
    "settle_batch",
    "settle_payout",
    "start",
    "upload_slip",
    "verify_account",
]
