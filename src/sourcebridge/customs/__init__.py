"""Customs: what a country asks at its border, line by line, from dated rows with a source.

Owns: DutyRow, Ending (both written once), Heading, CategoryHeading, Classification, Edition.
Announces: customs.duties.published, customs.duty.ended, customs.headings.loaded, customs.category.classified,
customs.product.classified. Listens to: nothing.
A country's order of charges is a structure; every rate and limit is a row; what nobody knows is a gap, never zero.
"""
