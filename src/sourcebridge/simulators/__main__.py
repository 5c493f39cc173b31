"""Run the simulators: python -m sourcebridge.simulators --port 8002 --data DIR --platform-url http://127.0.0.1:8000."""

import argparse
import logging
import shutil
import signal
import threading
from pathlib import Path
from types import FrameType

from sourcebridge.simulators.world import Settings, World


def main() -> None:
    """Serve until a signal ends it."""
    asked = argparse.ArgumentParser(prog="python -m sourcebridge.simulators", description=__doc__)
    asked.add_argument("--port", type=int, required=True)
    asked.add_argument("--data", type=Path, required=True, help="folder for keys and journal")
    asked.add_argument("--platform-url", default="")
    asked.add_argument("--alipay-app-public-key", type=Path, help="taken into DATA as alipay_app_public.pem")
    asked.add_argument("--alipay-app-id", default=Settings.app_id)
    asked.add_argument("--alipay-seller-id", default=Settings.seller_id)
    asked.add_argument("--kuaidi100-key", default=Settings.kuaidi100_key)
    asked.add_argument("--kuaidi100-customer", default=Settings.kuaidi100_customer)
    given = asked.parse_args()
    logging.basicConfig(level=logging.WARNING)
    given.data.mkdir(parents=True, exist_ok=True)
    if given.alipay_app_public_key:
        shutil.copyfile(given.alipay_app_public_key, given.data / "alipay_app_public.pem")
    world = World(
        Settings(
            given.data, given.platform_url.rstrip("/"), given.alipay_app_id, given.alipay_seller_id,
            given.kuaidi100_key, given.kuaidi100_customer,
        ),
        port=given.port,
    )  # fmt: skip

    def end(_number: int, _frame: FrameType | None) -> None:
        threading.Thread(target=world.stop, daemon=True).start()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    world.run()


if __name__ == "__main__":
    main()
