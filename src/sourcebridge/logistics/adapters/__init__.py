"""The carriers' outside world, one folder per provider."""
