"""The job that seals the books."""

from procrastinate.contrib.django import app

from sourcebridge.ledger import services


@app.periodic(cron="* * * * *")
@app.task(name=services.SEAL, queue="ledger", queueing_lock=services.SEAL)
def seal(timestamp: int) -> None:
    """Seal what was committed; a disagreement with the head file fails the job and shows among the stuck ones."""
    services.seal()
