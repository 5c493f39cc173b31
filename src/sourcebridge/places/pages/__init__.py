"""Pages of places, by who reads them."""
