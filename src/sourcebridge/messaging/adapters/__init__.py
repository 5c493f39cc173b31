"""Ways a mail leaves: one folder each."""
