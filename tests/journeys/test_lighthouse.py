"""Lighthouse on home, category and product: 90 or more for performance, accessibility and search engines.

Run against a served system: `make demo` in one shell, `make lighthouse SITE=http://127.0.0.1:8000` in another. It needs
Node's `lighthouse` on the PATH, or its path in LIGHTHOUSE, and says so where there is none.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urljoin

import httpx2
import pytest

pytestmark = pytest.mark.slow
SITE = os.environ.get("SITE", "")
LIGHTHOUSE = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse") or ""
KINDS = ("performance", "accessibility", "seo")
LEAST = 90
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"


def addresses() -> list[str]:
    """Home, and the first category and product it links to."""
    home = httpx2.get(SITE, timeout=30).text
    links = [re.search(pattern, home) for pattern in (r'href="(/c/[a-z][^"/]+/)"', r'href="(/goods/[^"/]+/[^"/]+/)"')]
    assert all(links), "the home page links to no category or no goods"
    return ["/", *(link.group(1) for link in links if link)]


def scores(url: str, folder: Path, *, preset: str, language: str) -> dict[str, int]:
    """The three scores of one page, in percent."""
    report = folder / "report.json"
    headers = json.dumps({"Accept-Language": language})
    command = [
        LIGHTHOUSE, url, "--quiet", "--output=json", f"--output-path={report}", f"--chrome-flags={FLAGS}",
        f"--only-categories={','.join(KINDS)}", f"--extra-headers={headers}", "--throttling-method=simulate",
        *(["--preset=desktop"] if preset == "desktop" else []),
    ]  # fmt: skip
    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    subprocess.run(command, check=True, capture_output=True, timeout=180, env={**os.environ, "CHROME_PATH": chromium})
    found = json.loads(report.read_text(encoding="utf-8"))["categories"]
    return {kind: round(100 * found[kind]["score"]) for kind in KINDS}


@pytest.mark.skipif(not SITE, reason="no served system: make lighthouse SITE=http://127.0.0.1:8000")
@pytest.mark.skipif(not LIGHTHOUSE, reason="Node's lighthouse is missing: npm install -g lighthouse, or set LIGHTHOUSE")
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("preset", ["desktop", "phone"])
def test_main_pages(tmp_path: Path, preset: str, language: str) -> None:
    table = {path: scores(urljoin(SITE, path), tmp_path, preset=preset, language=language) for path in addresses()}
    for path, found in table.items():
        print(f"{preset:8} {language:6} {path:60} {found}")
    low = {path: found for path, found in table.items() if min(found.values()) < LEAST}
    assert not low, low
