"""The money pages: paying, the buyer's balance, the supplier's money, the operator's queues, the books."""
