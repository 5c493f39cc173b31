"""`manage story NAME --url U [--lang zh|en]`: play a story against a running fresh system."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from sourcebridge.stories import library
from sourcebridge.stories.script import play
from sourcebridge.stories.stage import Stage, StoryFailed


class Command(BaseCommand):
    """Play a story."""

    help = f"Play one of: {', '.join(library.STORIES)}"
    requires_system_checks = ()  # they would load every page and call of a site that another process serves

    def add_arguments(self, parser: CommandParser) -> None:
        """Which story, where, in which language."""
        parser.add_argument("name")
        parser.add_argument("--lang", choices=("zh", "en"), default="en")
        parser.add_argument("--url", default=settings.PUBLIC_URL)

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 0 only if every step and every check held."""
        story = library.STORIES.get(options["name"])
        if story is None:
            raise CommandError(f"There is no story {options['name']}; choose one of {', '.join(library.STORIES)}.")
        stage = Stage(url=options["url"], simulators=settings.SIMULATORS_URL, language=options["lang"])
        try:
            play(story, stage, lambda line: self.stdout.write(line))
        except StoryFailed as failure:
            raise CommandError(str(failure)) from None
