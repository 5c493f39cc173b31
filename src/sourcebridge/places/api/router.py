"""The one router of these calls: a path that reads and writes stands in it once."""

from ninja import Router

router = Router()
