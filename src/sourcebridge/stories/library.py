"""Every story by its name."""

from sourcebridge.stories import c, imports
from sourcebridge.stories.script import Story

STORIES: dict[str, Story] = {
    story.name: story for story in (c.STORY, c.BY_ALIPAY, imports.APPAREL, imports.HOME_AND_GARDEN)
}
