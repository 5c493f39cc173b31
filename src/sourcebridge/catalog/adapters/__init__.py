"""Files and services of others that the catalogue reads."""
