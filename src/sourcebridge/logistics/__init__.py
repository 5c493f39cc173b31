"""Getting goods to the door: addresses, freight templates, shipments and what carriers report.

Owns: DeliveryAddress, FreightTemplate, FreightRate, Shipment, ShipmentLine, TrackingEvent, Subscription.
Announces: logistics.shipment.dispatched, .picked_up, .moved, .delivered,
    .exception, .returned, .lost, .waybill_changed.
Listens to: nothing; carriers call in, the doors call down.
"""
