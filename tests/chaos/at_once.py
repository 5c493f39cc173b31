"""Several acts in the same instant, each on a thread with a connection of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from threading import Barrier, Thread

from django.db import connections

from sourcebridge.kit.errors import Refusal

Act = Callable[[], str]


def at_once(acts: Sequence[Act]) -> Counter[str]:
    """What each said, or the code of its refusal; any other error is raised when all have ended."""
    gate, ended, broken = Barrier(len(acts)), Counter[str](), list[BaseException]()

    def run(act: Act) -> None:
        try:
            gate.wait(60)
            ended[act()] += 1
        except Refusal as refusal:
            ended[refusal.code] += 1
        except BaseException as error:
            broken.append(error)
        finally:
            connections.close_all()

    crew = [Thread(target=run, args=(act,)) for act in acts]
    for member in crew:
        member.start()
    for member in crew:
        member.join(120)
        assert not member.is_alive(), "an act hangs"
    if broken:
        raise broken[0]
    return ended
