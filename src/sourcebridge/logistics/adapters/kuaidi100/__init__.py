"""kuaidi100 (快递100): subscribe to a waybill, read its pushes, ask again. `protocol` is pure, `client` calls."""
