"""A program of the tests: starts an engine as its child, says the pid, then sleeps and reaps nothing."""

import sys
import time

from sourcebridge.runtime.engine import Engine
from sourcebridge.runtime.paths import Data

engine = Engine(Data.at(sys.argv[1]), extra={"shared_buffers": "16MB", "min_dynamic_shared_memory": "0"})
engine.start(attached=True)
assert engine.process is not None
print(engine.process.pid, flush=True)
time.sleep(60)
