"""Goods: categories, shops, products with SKUs, price ladders, agreed prices, pictures, texts in two languages, files.

Owns: Category, Attribute, Shop, ShopSection, Closure, ApprovedBuyer, Product, Sku, PriceTier, AgreedPrice, Packaging,
ExportListing,
ExportTier, ProductVersion, ProductChange, Picture, Translation, ImportRun, ImportItem, BulkRun, BulkItem.
Announces: catalog.product.created / changed / published / withdrawn, catalog.change.asked / confirmed / rejected /
withdrawn, catalog.shop.changed, catalog.closure.set, catalog.approval.asked / approved / refused / ended,
catalog.agreed_price.set / ended, catalog.export.listed / withdrawn, catalog.category.changed,
catalog.stock.counted (the counts an imported file names),
catalog.import.*, catalog.bulk.*.
Listens to: nothing.
"""
