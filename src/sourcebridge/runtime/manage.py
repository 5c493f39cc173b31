"""`python -m sourcebridge.runtime.manage COMMAND`: Django's management commands in the given environment."""

from __future__ import annotations

import os
import sys

from sourcebridge.runtime import env


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", env.SETTINGS)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["sourcebridge manage", *sys.argv[1:]])


if __name__ == "__main__":
    main()
