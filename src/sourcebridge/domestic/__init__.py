"""The domestic door: cart, preview, and the spot order from placing to settlement.

Owns: CartLine, SpotOrder.
Announces: domestic.order.placed, .repriced, .stock_held, .paid, .out_of_stock, .cancelled, .dispatched, .delivered,
.delivery_doubted, .completed, .refund_asked, .refund_withdrawn, .refund_refused, .refunding, .terminated.
Listens to: payments.PaymentSettled (inline), payments.RefundCompleted, logistics.shipment.*.
"""
