"""Addresses of the money pages and of the providers' callbacks."""

from django.urls import path

from sourcebridge.payments.pages import books, buyer, callbacks, operator, paying, supplier

app_name = "payments"
urlpatterns = [
    path("pay/return/alipay/", callbacks.alipay_return, name="alipay_return"),
    path("pay/slips/<uuid:slip_id>/", paying.slip, name="slip"),
    path("pay/<uuid:intent_id>/", paying.pay, name="pay"),
    path("pay/<uuid:intent_id>/state/", paying.state, name="pay_state"),
    path("pay/<uuid:intent_id>/transfer/", paying.transfer, name="transfer"),
    path("callbacks/alipay/", callbacks.alipay, name="alipay_notice"),
    path("balance/", buyer.balance, name="balance"),
    path("statement/", buyer.statement, name="buyer_statement"),
    path("statement.csv", buyer.statement_csv, name="buyer_statement_csv"),
    path("supplier/money/", supplier.money, name="supplier_money"),
    path("supplier/money/account/", supplier.account, name="payout_account"),
    path("supplier/money/payout/", supplier.payout, name="ask_payout"),
    path("supplier/money/statement/", supplier.statement, name="supplier_statement"),
    path("supplier/money/statement.csv", supplier.statement_csv, name="supplier_statement_csv"),
    path("operator/transfers/", operator.transfers, name="transfers"),
    path("operator/unmatched/", operator.unmatched, name="unmatched"),
    path("operator/unmatched/<uuid:fund_id>/", operator.fund, name="fund"),
    path("operator/unmatched/<uuid:fund_id>/<str:decision>/", operator.decide, name="decide_fund"),
    path("operator/refunds/<uuid:refund_id>/<str:decision>/", operator.decide_refund, name="decide_refund"),
    path("operator/payouts/", operator.payouts, name="payouts"),
    path("operator/payouts/file/", operator.make_batch, name="make_batch"),
    path("operator/payouts/file/<uuid:batch_id>/", operator.download, name="batch_file"),
    path("operator/payouts/file/<uuid:batch_id>/settle/", operator.settle_batch, name="settle_batch"),
    path("operator/payouts/<uuid:payout_id>/<str:decision>/", operator.decide_payout, name="decide_payout"),
    path("operator/accounts/<uuid:account_id>/<str:decision>/", operator.decide_account, name="decide_account"),
    path("operator/books/", books.platform_statement, name="platform_statement"),
    path("operator/books.csv", books.platform_csv, name="platform_statement_csv"),
]
