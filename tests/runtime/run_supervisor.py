"""A program of the tests: a supervisor with an engine, a child, and a child with a child of its own."""

import sys

import psycopg

from sourcebridge.runtime import supervisor
from sourcebridge.runtime.engine import Engine
from sourcebridge.runtime.paths import Data

FORKS = "import os, time\nif os.fork() == 0: time.sleep(120)\ntime.sleep(120)"
data = Data.at(sys.argv[1])
with supervisor.sole(data):
    supervisor.end_leftovers(data, print)
    engine = Engine(data, extra={"shared_buffers": "16MB", "min_dynamic_shared_memory": "0"})
    run = supervisor.Supervisor(data, engine)
    run.add("plain", [sys.executable, "-c", "import time; time.sleep(120)"], {}, log=True)
    run.add("forking", [sys.executable, "-c", FORKS], {}, log=True)
    engine.start(attached=True)
    with psycopg.connect(engine.dsn(), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (at timestamptz DEFAULT now())")
        connection.execute("INSERT INTO kept DEFAULT VALUES")

    def ready() -> bool:
        print("ready", flush=True)
        return True

    run.run(ready)
