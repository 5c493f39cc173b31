"""What is counted instead of timed: statements of each work, memory of the whole system.

`python -m tests.bench.counting PLAN` prints the statements, asked in one process through Django's own client.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from sourcebridge.runtime.paths import PROJECT
from tests.bench import ground, load, machine, works

NOT_COUNTED = ("set_config", "parties_apitoken", "SAVEPOINT")


def statements(base: ground.Ground) -> dict[str, float]:
    """Statements of each work, without sign-in and set_config, by the gates' names."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.counting", str(base.path)], env=base.environment, cwd=PROJECT,
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    counted: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return counted


def everything(base: ground.Ground) -> float:
    """Serve the folder as an operator does and ask some pages; the memory of all but the database, in MB."""
    base.end()
    command = [sys.executable, "-m", "sourcebridge.cli", "--data", str(base.system.data.root), "serve"]
    port = base.system.port
    with ground.served([*command, "--port", str(port)], base.outside, f"http://127.0.0.1:{port}") as running:
        for work in works.of(base.plan):
            if work.name in {"list", "search", "detail", "list_page"}:
                load.run(running.url, work.ours, concurrency=16, seconds=2)
        time.sleep(2)
        own = [pid for pid in machine.descendants(running.process.pid) if not _is_postgres(pid)]
        return machine.pss(own)


def _is_postgres(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip() == "postgres"
    except OSError:
        return True


def count(plan: dict[str, Any]) -> dict[str, int]:
    """Statements by gate, Django being set up."""
    from django.db import connection
    from django.test import Client

    client, seen = Client(), list[str]()

    def tap(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not any(part in sql for part in NOT_COUNTED):
            seen.append(sql)
        return execute(sql, params, many, context)

    def ask(method: str, path: str, token: str, body: str = "") -> Any:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
        answer = client.generic(method, path, body, content_type="application/json", headers=headers)
        assert answer.status_code < 400, f"{path}: {answer.status_code} {answer.content[:300]!r}"
        return answer.json()

    asked = {work.name: work for work in works.of(plan)}
    found = {}
    with connection.execute_wrapper(tap):
        for name in ("list", "search", "detail", "order"):
            for one in asked[name].ours[:2]:
                seen.clear()
                ask(one.method, one.path, one.token, one.body)
            found[f"{name}_statements"] = len(seen)
        seen.clear()
        _step_by_step(ask, asked["steps"].flows[1])
        found["steps_statements"] = len(seen)
    return found


def _step_by_step(ask: Any, flow: dict[str, Any]) -> None:
    token, api = flow["token"], works.API
    for line in flow["lines"]:
        ask("PUT", f"{api}/cart/lines", token, json.dumps(line))
    address = ask("POST", f"{api}/addresses", token, json.dumps(works.ADDRESS))
    ask("POST", f"{api}/orders/preview", token, json.dumps({"province": "44"}))
    body = {"lines": flow["lines"], "address_id": address["id"]}
    order = ask("POST", f"{api}/orders", token, json.dumps(body))
    ask("POST", f"{api}/orders/{order['number']}/pay", token, "{}")


def main() -> None:
    """Count and print."""
    import django

    django.setup()
    print(json.dumps(count(json.loads(Path(sys.argv[1]).read_text()))))


if __name__ == "__main__":
    main()
