"""Exchange rates: dated reference rates of the euro, the operator's margin, quotes locked for a while.

Owns: Reference, Edition, Quote.
Announces: fx.rates.loaded, fx.quote.locked, fx.quote.used. Listens to: nothing.
A rate of yesterday is never changed: a correction is a new version of the day, a quote names the rows it came from.
"""
