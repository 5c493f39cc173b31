"""Measure imports at scale: `python -m tests.catalog.import_at_scale [ROWS]` (not part of the tests).

A database of its own with the usual durability and the real worker process. A workbook and a CSV file of ROWS rows
(four variants per product) are read, previewed and applied; the worker is killed with -9 at half and started again;
another import is cancelled at half; the same file comes once more. Prints a table; exits 1 when a promise is broken.
"""

from __future__ import annotations

import csv
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROWS = int(sys.argv[1]) if sys.argv[1:] and sys.argv[1].isdigit() else 100_000
VARIANTS = 4
HEADER = [
    "款号", "品名", "英文名称", "类目", "颜色", "规格货号", "批发价(元)", "起订量", "单位", "库存", "条形码",
    "交期(天)", "重量(g)", "装箱数", "外箱尺寸(cm)", "外箱毛重(kg)", "描述", "备注",
]  # fmt: skip
COLOURS = ("藏青", "米白", "黑色", "酒红")


def rows(count: int, *, first: int = 0) -> Iterator[list[str]]:
    """Believable goods; rows of one product stand together."""
    for number in range(count):
        item, variant = divmod(number + first, VARIANTS)
        yield [
            f"SC{item:06d}", f"全棉斜纹休闲衬衫 {item} 号", f"Cotton twill casual shirt no {item}", "男式衬衫",
            COLOURS[variant], f"SC{item:06d}-{variant}", f"{20 + item % 70 + variant / 10:.2f}", "10", "件",
            str(100 + item % 900), f"69{number + first:011d}", "3", "280", "60", "60*40*35", "17.5",
            "纯棉面料，透气舒适，春夏新款，支持小批量混批。" * 2, "",
        ]  # fmt: skip


def as_csv(place: Path, count: int, *, first: int = 0) -> Path:
    with place.open("w", encoding="gb18030", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        writer.writerows(rows(count, first=first))
    return place


def as_workbook(place: Path, count: int, *, first: int = 0) -> Path:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(place), {"constant_memory": False})
    page = book.add_worksheet("商品")
    page.write_row(0, 0, HEADER)
    for number, cells in enumerate(rows(count, first=first), start=1):
        page.write_row(number, 0, cells)
    book.close()
    return place


class Scale:
    """A database, a worker, and what they did."""

    def __init__(self, folder: Path) -> None:
        from sourcebridge.runtime import env, roles
        from sourcebridge.runtime.engine import Engine
        from sourcebridge.runtime.paths import Data

        os.environ["SB_TESTING"] = "1"
        self.data = Data.at(folder)
        self.data.create()
        self.engine = Engine(self.data)
        self.engine.start(attached=False)
        access = roles.provision(self.engine.dsn(), self.data)
        self.access = access
        self.environment = env.children(self.data, access, port=0, demo=False)
        self._migrate(env.as_owner(self.environment, access))
        os.environ.update(self.environment)
        os.environ["SB_WORKER"] = "1"
        self.process: subprocess.Popen[bytes] | None = None
        self.peaks: dict[str, int] = {}
        self._watching = True
        threading.Thread(target=self._watch, daemon=True).start()

    def _migrate(self, environment: dict[str, str]) -> None:
        subprocess.run([sys.executable, "-m", "sourcebridge.runtime.migrate"], check=True, env=environment)

    def start(self) -> None:
        command = [sys.executable, "-m", "sourcebridge.runtime.manage", "worker"]
        self.process = subprocess.Popen(command, env={**self.environment, "SB_WORKER": "1"})

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self) -> None:
        self._watching = False
        if self.process is not None and self.process.poll() is None:
            self.kill()
        self.engine.stop()

    def _watch(self) -> None:
        """The largest resident memory of the worker and of the process that reads workbooks, in MB."""
        while self._watching:
            worker = self.process.pid if self.process is not None else 0
            for entry in Path("/proc").glob("[0-9]*"):
                try:
                    told = dict(
                        line.split(":", 1) for line in (entry / "status").read_text().splitlines() if ":" in line
                    )
                    resident = int(told.get("VmHWM", "0 kB").split()[0]) // 1024
                    parent = int(told.get("PPid", "0"))
                except (OSError, ValueError):
                    continue
                if int(entry.name) == worker:
                    self.peaks["worker"] = max(self.peaks.get("worker", 0), resident)
                elif worker and parent == worker:
                    self.peaks["reader"] = max(self.peaks.get("reader", 0), resident)
            time.sleep(0.3)


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="scale-"))
    scale = Scale(folder / "data")
    try:
        return measured(scale, folder)
    finally:
        scale.close()
        shutil.rmtree(folder, ignore_errors=True)


def measured(scale: Scale, folder: Path) -> int:  # noqa: C901 - one story, told in its order
    os.environ["DJANGO_SETTINGS_MODULE"] = "sourcebridge.config.settings"
    import django

    django.setup()
    from django.db import connection

    from sourcebridge.audit.models import AuditEntry, EventRecord
    from sourcebridge.catalog import services
    from sourcebridge.catalog.intake import Answers
    from sourcebridge.catalog.models import ImportItem, ImportRun, Product, Sku
    from sourcebridge.clock import queries as clock
    from sourcebridge.kit.actors import Actor, By
    from sourcebridge.parties.models import Company

    told: list[tuple[str, str]] = []
    broken: list[str] = []

    def note(what: str, figure: str) -> None:
        told.append((what, figure))
        print(f"{what:60} {figure}", flush=True)

    def promise(what: str, kept: bool) -> None:
        note(what, "yes" if kept else "NO")
        if not kept:
            broken.append(what)

    def company(name: str) -> tuple[Company, By]:
        made = Company.objects.create(name=name, name_en=name, sells=True)
        return made, By(Actor.SUPPLIER, None, made.id, "Scale")

    def until(run: ImportRun, states: set[str], *, half: Callable[[], int] | None = None) -> float:
        began = time.monotonic()
        while True:
            run.refresh_from_db()
            if run.state in states or (half is not None and half() >= 1):
                return time.monotonic() - began
            if time.monotonic() - began > 3600 or run.state in {"FAILED", "REFUSED"}:
                raise RuntimeError(f"{run.state} {run.problem}")
            time.sleep(0.2)

    def done_share(run: ImportRun, share: float) -> Callable[[], int]:
        def ask() -> int:
            total = ImportItem.objects.filter(run=run).count()
            applied = ImportItem.objects.filter(run=run, applied=True).count()
            return int(bool(total) and applied >= total * share)

        return ask

    def previewed(place: Path, owner: Company, by: By, label: str) -> ImportRun:
        with place.open("rb") as file:
            began = time.monotonic()
            run = services.upload(company_id=owner.id, file_name=place.name, file=file, by=by, now=clock.now())
        note(f"{label}: file", f"{place.stat().st_size / 1e6:.1f} MB, kept in {time.monotonic() - began:.1f} s")
        seconds = until(run, {"ASKED"})
        note(f"{label}: rows read", f"{run.rows} in {seconds:.0f} s, {run.rows / max(seconds, 0.1):.0f} rows/s")
        unsure = [column["header"] for column in run.columns if not column["target"]]
        note(f"{label}: columns without a guess", str(len(unsure)))
        services.answer(company_id=owner.id, run_id=run.id, answers=Answers(language="zh-hans"), by=by, now=clock.now())
        seconds = until(run, {"PREVIEWED"})
        note(f"{label}: preview", f"{seconds:.0f} s, {run.rows / max(seconds, 0.1):.0f} rows/s")
        return run

    def state_of(owner: Company) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT md5(string_agg(p.handle || s.code || t.unit_price::text || p.state, ',' ORDER BY s.code)) "
                "FROM catalog_product p JOIN catalog_shop h ON h.id = p.shop_id "
                "JOIN catalog_sku s ON s.product_id = p.id "
                "LEFT JOIN catalog_pricetier t ON t.sku_id = s.id WHERE h.company_id = %s",
                [owner.id],
            )
            digest = cursor.fetchone()
        return [
            digest,
            Product.objects.filter(shop__company=owner).count(),
            Sku.objects.filter(product__shop__company=owner).count(),
        ]

    products = ROWS // VARIANTS
    first, by_first = company("Scale one")
    second, by_second = company("Scale two")
    third, by_third = company("Scale three")
    scale.start()

    place = as_csv(folder / "goods.csv", ROWS)
    run = previewed(place, first, by_first, "CSV (GB 18030)")
    services.start(company_id=first.id, run_id=run.id, by=by_first, now=clock.now())
    seconds = until(run, {"DONE"}, half=done_share(run, 0.5))
    scale.kill()
    whole = ImportItem.objects.filter(run=run, applied=True).count()
    promise(
        "killed with -9 at half: products written are those ticked off",
        whole == Product.objects.filter(shop__company=first).count(),
    )
    note("killed at", f"{whole} of {products} products after {seconds:.0f} s")
    stopped = time.monotonic()
    scale.start()
    half = seconds
    seconds = until(run, {"DONE"})
    note("resumed to the end (the stalled job is found after 30 s)", f"{time.monotonic() - stopped:.0f} s")
    note("CSV: applied", f"{ROWS / max(half * 2, 0.1):.0f} rows/s, about {half * 2:.0f} s in all")
    promise("every product once", Product.objects.filter(shop__company=first).count() == products)
    promise(
        "one audit row and one fact per product",
        AuditEntry.objects.filter(company_id=first.id, verb="catalog.product.create").count() == products
        and EventRecord.objects.filter(name="catalog.product.created", payload__company_id=str(first.id)).count()
        == products,
    )

    place = as_workbook(folder / "goods.xlsx", ROWS)
    scale.peaks.pop("reader", None)
    run = previewed(place, second, by_second, "Excel")
    services.start(company_id=second.id, run_id=run.id, by=by_second, now=clock.now())
    seconds = until(run, {"DONE"})
    note("Excel: applied", f"{seconds:.0f} s, {ROWS / max(seconds, 0.1):.0f} rows/s")
    promise("killed and resumed ends like never killed", state_of(first) == state_of(second))

    run = previewed(folder / "goods.csv", third, by_third, "cancelled")
    services.start(company_id=third.id, run_id=run.id, by=by_third, now=clock.now())
    until(run, {"DONE"}, half=done_share(run, 0.5))
    began = time.monotonic()
    services.cancel(company_id=third.id, run_id=run.id, by=by_third, now=clock.now())
    note("cancel took", f"{time.monotonic() - began:.1f} s")
    time.sleep(3)
    written = Product.objects.filter(shop__company=third)
    ticked = ImportItem.objects.filter(run=run, applied=True).count()
    promise("cancelled at half: what is written is named, nothing follows", written.count() == ticked)
    promise(
        "no half product after the cancel",
        Sku.objects.filter(product__shop__company=third).count() == written.count() * VARIANTS,
    )
    note("cancelled at", f"{ticked} of {products} products")

    before = (
        AuditEntry.objects.filter(company_id=first.id, verb__startswith="catalog.product").count(),
        state_of(first),
    )
    run = previewed(folder / "goods.csv", first, by_first, "the same file again")
    services.start(company_id=first.id, run_id=run.id, by=by_first, now=clock.now())
    seconds = until(run, {"DONE"})
    note("the same file again: applied", f"{seconds:.0f} s")
    after = (
        AuditEntry.objects.filter(company_id=first.id, verb__startswith="catalog.product").count(),
        state_of(first),
    )
    promise("the same file again changes nothing", before == after)
    note("largest memory of the worker", f"{scale.peaks.get('worker', 0)} MB")
    note("largest memory of the process that reads workbooks", f"{scale.peaks.get('reader', 0)} MB")
    promise("workbooks are read within 400 MB", scale.peaks.get("reader", 0) < 400)
    note("largest memory of this process", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    if broken:
        print("BROKEN:", "; ".join(broken))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
