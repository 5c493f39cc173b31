"""The bench's controls, on a small product of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutation.mutants import Module
from tests.mutation.targets import PROJECT

PRODUCT = '''
LIMIT = 3

def price(count: int) -> int:
    """Pieces above the limit cost half."""
    if count > LIMIT:
        return count * 5
    return count * 10
'''
TESTS = """
import shop

def test_price():
    assert [shop.price(count) for count in (1, 3, 4)] == [10, 30, 20]
"""
RUN = """
import sys
from pathlib import Path
import tests.mutation.run as bench
from tests.mutation.targets import Group
here = Path(sys.argv[1])
sys.path.insert(0, str(here))
group = Group(("shop.py",), (str(here / "test_shop.py"),), root=here)
options = ("-c", str(here / "pytest.ini"), "--rootdir", str(here), "-p", "no:django", "-p", "no:xdist")
bench.OPTIONS = ("-q",)
code, results = bench.one(group, options=options)
counts = {}
for each in results:
    counts[each.verdict] = counts.get(each.verdict, 0) + 1
print("COUNTS", sorted(counts.items()))
sys.exit(code)
"""


def bench(folder: Path, product: str, tests: str) -> tuple[int, dict[str, int], str]:
    """Exit code, verdicts and all that was said."""
    (folder / "shop.py").write_text(product)
    (folder / "test_shop.py").write_text(tests)
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-c", RUN, str(folder)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False)
    said = done.stdout + done.stderr
    counted = next((line for line in done.stdout.splitlines() if line.startswith("COUNTS ")), "COUNTS []")
    return done.returncode, dict(eval(counted.removeprefix("COUNTS "))), said


class TestBench:
    def test_its_tests_kill_every_fault(self, tmp_path: Path) -> None:
        code, verdicts, said = bench(tmp_path, PRODUCT, TESTS)
        assert (code, set(verdicts)) == (0, {"killed"}), said
        assert verdicts["killed"] >= 12

    def test_an_emptied_test_file_kills_none(self, tmp_path: Path) -> None:
        code, verdicts, said = bench(tmp_path, PRODUCT, "import shop\n\ndef test_nothing():\n    shop.price(4)\n")
        assert code == 1, said
        assert verdicts.get("killed", 0) == 0

    def test_a_fault_that_ends_the_process_is_an_error(self, tmp_path: Path) -> None:
        product = PRODUCT + "\n\ndef end(now: bool) -> None:\n    if now:\n        import os\n        os._exit(0)\n"
        tests = TESTS + "\n\ndef test_end():\n    shop.end(False)\n"
        code, verdicts, said = bench(tmp_path, product, tests)
        assert code == 2, said
        assert verdicts["error"] == 1
        assert "said nothing" in said

    def test_a_red_test_stops_the_run(self, tmp_path: Path) -> None:
        code, verdicts, said = bench(tmp_path, PRODUCT, TESTS + "\n\ndef test_red():\n    assert shop.price(2) == 21\n")
        assert (code, verdicts) == (2, {})
        assert "red without a mutant" in said

    def test_an_endless_loop_is_out_of_time(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("MUTATION_SLACK", "1")
        product = "def least(n: int) -> int:\n    while n > 9:\n        n -= 10\n    return n\n"
        tests = "import shop\n\ndef test_least():\n    assert shop.least(25) == 5\n"
        code, verdicts, said = bench(tmp_path, product, tests)
        assert verdicts["timed out"] >= 1, said
        assert code == 1


WEAK = """

def rebate(count: int) -> int:
    if count > 10 and count < 100:
        return count + 7
    if count >= 100:
        return count - 9
    return count * 2
"""
RUN_CHANGED = """
import sys
from pathlib import Path
import tests.mutation.run as bench
from tests.mutation.targets import Group
here = Path(sys.argv[1])
sys.path.insert(0, str(here / "src"))
bench.PROJECT = here
bench.GROUPS = {"shop": Group(("shop.py",), (str(here / "test_shop.py"),), root=here / "src")}
bench.OPTIONS = ("-q", "-c", str(here / "pytest.ini"), "--rootdir", str(here), "-p", "no:django", "-p", "no:xdist")
sys.exit(bench.main())
"""


def gate(folder: Path, product: str, tests: str) -> tuple[int, str]:
    """Exit code and last line of CHANGED=1 over a repository whose last commit makes the shop this product."""
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.cn", "-c", "commit.gpgsign=false"]
    (folder / "src").mkdir()
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_shop.py").write_text(tests)
    subprocess.run([*git, "init", "-q"], cwd=folder, check=True)
    for text in (PRODUCT, product):
        (folder / "src" / "shop.py").write_text(text)
        subprocess.run([*git, "add", "."], cwd=folder, check=True)
        subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "shop"], cwd=folder, check=True)
    done = subprocess.run(
        [sys.executable, "-c", RUN_CHANGED, str(folder)], cwd=PROJECT, env={**os.environ, "CHANGED": "1"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    return done.returncode, done.stdout.splitlines()[-1]


class TestTheGateOfChangedLines:
    RUN_IT = TESTS + "\n\ndef test_rebate():\n    shop.rebate(5), shop.rebate(50), shop.rebate(500)\n"
    SEE_IT = RUN_IT + "    assert [shop.rebate(n) for n in (10, 11, 99, 100, 101)] == [20, 18, 106, 91, 92]\n"

    def test_is_red_when_faults_planted_in_changed_lines_survive(self, tmp_path: Path) -> None:
        code, said = gate(tmp_path, PRODUCT + WEAK, self.RUN_IT)
        assert code == 1, said
        assert "(shop): at least 90% must be" in said

    def test_is_green_when_the_tests_see_them(self, tmp_path: Path) -> None:
        code, said = gate(tmp_path, PRODUCT + WEAK, self.SEE_IT)
        assert code == 0, said
        assert "at least 90% must be" in said

    def test_leaves_a_few_faults_undecided(self, tmp_path: Path) -> None:
        code, said = gate(
            tmp_path,
            PRODUCT.replace("count * 10", "count * 10 + 0"),
            "import shop\n\ndef test_it():\n    shop.price(1)\n",
        )
        assert code == 0, said
        assert said.startswith("0 of ")
        assert "decide nothing" in said

    def test_is_broken_when_a_test_is_red_without_a_fault(self, tmp_path: Path) -> None:
        code, said = gate(tmp_path, PRODUCT + WEAK, self.RUN_IT + "    assert shop.rebate(5) == 11\n")
        assert code == 2, said

    def test_has_nothing_to_do_where_nothing_changed(self, tmp_path: Path) -> None:
        code, said = gate(tmp_path, PRODUCT, TESTS)
        assert (code, "nothing to do" in said) == (0, True), said


class TestMutants:
    def test_statements_of_many_lines_reach_over_all_of_them(self, tmp_path: Path) -> None:
        path = tmp_path / "long.py"
        path.write_text("def f(a, b):\n    return g(\n        a,\n        b > 1,\n    )\n")
        found = {mutant.what: mutant.lines for mutant in Module.read(path).found}
        assert found["b > 1 → b >= 1"] == range(2, 6)

    def test_tables_and_class_bodies_are_mutated(self, tmp_path: Path) -> None:
        path = tmp_path / "tables.py"
        path.write_text("OPEN = ('a', 'b')\n\nclass Refusal:\n    status = 409\n")
        assert [mutant.what for mutant in Module.read(path).found] == [
            "without 'a'", "without 'b'", "409 → 410", "409 → 408",
        ]  # fmt: skip

    def test_what_is_left_out_keeps_the_names_a_function_closes_over(self, tmp_path: Path) -> None:
        path = tmp_path / "inner.py"
        path.write_text("def outer(kept):\n    def inner():\n        kept.append(1)\n    return inner\n")
        module = Module.read(path)
        [left_out] = [mutant for mutant in module.found if mutant.what.startswith("without kept")]
        inner = next(code for code in module.code(left_out).co_consts if hasattr(code, "co_consts")).co_consts
        assert [code.co_freevars for code in inner if hasattr(code, "co_freevars")] == [("kept",)]
