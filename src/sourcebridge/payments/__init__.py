"""Money in, money held, money out: intents, escrow, refunds, payouts, statements.

Owns: PaymentIntent, ProviderCall, InboundNotice, TransferSlip, BankLine, UnmatchedFund, Refund, PayoutAccount,
Payout, PayoutBatch. Every movement is an entry of the ledger under a key derived from the row.
Announces: PaymentOpened, PaymentStarted, PaymentUnknown, PaymentFound, PaymentSettled (inline: the order is paid in the
same transaction), PaymentClosed, PaymentFailed, BalanceToppedUp, FundsUnmatched, FundsResolved, RefundRequested,
RefundSent, RefundUnknown, RefundCompleted, RefundFailed, FundsReleased, PayoutAccountClaimed, PayoutAccountDecided,
PayoutAsked, PayoutFiled, PayoutSettled, PayoutFailed.
Listens to: nothing. Deals are opaque ids here.
"""
