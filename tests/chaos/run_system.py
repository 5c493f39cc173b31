"""A program of the harness: a whole demo system with nothing seeded; prints its environment once it answers.

With --early it acknowledges before what it did is on the disk (a control).
"""

import json
import sys
from urllib.request import urlopen

from sourcebridge.runtime import supervisor
from sourcebridge.runtime.paths import Data
from sourcebridge.runtime.system import System

supervisor.LONGEST_PAUSE = 0.4
data = Data.at(sys.argv[1])
system = System(data, port=int(sys.argv[2]))
system.engine.extra = {"shared_buffers": "32MB"}
if "--early" in sys.argv:
    system.engine.extra |= {"synchronous_commit": "off", "wal_writer_delay": "10s"}
with supervisor.sole(data), system._supervised() as (run, access):

    def ready() -> bool:
        try:
            urlopen(f"{system.address}/api/v1/clock", timeout=2).close()
        except OSError:
            return False
        cluster = str(system.engine.cluster)
        print(json.dumps({"environment": system.environment(access), "cluster": cluster}), flush=True)
        return True

    run.say = lambda line: print(line, file=sys.stderr, flush=True)
    run.run(ready)
