"""Why a job failed; the queue itself keeps only that it did."""

from django.db import models

from sourcebridge.kit.models import WrittenOnce


class JobFailure(WrittenOnce):
    """One failed attempt of a job of the queue; `at` is business time."""

    job_id = models.BigIntegerField()
    task = models.CharField(max_length=128)
    error = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["job_id"], name="failure_by_job")]

    def __str__(self) -> str:
        return f"{self.task} {self.at:%Y-%m-%d %H:%M}"
