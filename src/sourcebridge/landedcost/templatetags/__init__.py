"""How figures of a sheet are set."""
