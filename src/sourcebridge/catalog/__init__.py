"""Goods: shops, products with SKUs, price ladders, agreed prices, pictures, texts in two languages, file imports.

Owns: Shop, Product, Sku, PriceTier, AgreedPrice, Picture, Translation, ImportRun, ImportItem.
Announces: catalog.product.created / changed / published / withdrawn, catalog.agreed_price.set / ended,
catalog.stock.counted (the counts an imported file names), catalog.import.applied.
Listens to: nothing.
"""
