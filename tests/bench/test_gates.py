"""The gates judge broken figures as broken: the controls of the speed harness that need no machine."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bench import gates, report


def verdict(code: str, figure: float) -> str:
    return gates.judge({code: figure})[0][2]


class TestJudge:
    def test_a_figure_far_beyond_its_gate_is_missed(self) -> None:
        assert verdict("list", 200) == "MISSED"
        assert verdict("hot", 0.1) == "MISSED"
        assert verdict("hot", 0) == "MISSED"

    def test_noise_is_not_missed_and_a_goal_is_said(self) -> None:
        assert verdict("list", 20 * 1.14) == "in the noise"
        assert verdict("list", 20 * 1.16) == "MISSED"
        assert verdict("list", 18) == "held"
        assert verdict("list", 14) == "goal"
        assert verdict("hot", 0.6) == "held"

    def test_a_figure_without_a_gate_is_a_mistake(self) -> None:
        with pytest.raises(KeyError):
            gates.judge({"lists": 1.0})

    def test_every_gate_has_one_limit_and_a_goal_on_its_good_side(self) -> None:
        for gate in gates.GATES:
            assert (gate.most is None) != (gate.least is None), gate.code
            if gate.goal is not None and gate.most is not None:
                assert gate.goal <= gate.most, gate.code
        assert len({gate.code for gate in gates.GATES}) == len(gates.GATES)


class TestReport:
    def test_the_tables_replace_the_former_ones_and_nothing_else(self, tmp_path: Any, monkeypatch: Any) -> None:
        page = tmp_path / "speed.md"
        page.write_text(f"# Speed\nbefore\n{report.BEGIN}\nold\n{report.END}\nafter\n")
        monkeypatch.setattr(report, "PAGE", page)
        sample = {"rate": 100.0, "p50": 1.0, "p95": 2.0, "p99": 3.0, "cpu": 0.5}
        report.write(
            {
                "date": "2026-11-22", "short": False, "machine": "2 cores", "busy_before_runs": 0.1,
                "load_average": [1.0, 1.0, 1.0], "catalogue": {"skus": 1, "goods": 1, "categories_in_use": 1},
                "samples": {"ours list 16": [sample, {**sample, "rate": 90.0}]}, "servers": {}, "streams": {},
                "gates": [["list", "page", "≤ 20x", 15, 21.0, "in the noise"]], "failed": [],
            }
        )  # fmt: skip
        text = page.read_text()
        assert text.startswith("# Speed\nbefore\n")
        assert text.endswith("\nafter\n")
        assert "old" not in text
        assert "| category page | 16 | Sourcebridge | 95 [90-100] | 1.0 / 2.0 / 3.0 | 0.50 |" in text
