from __future__ import annotations

import pytest

from sourcebridge.customs import dutyfile
from tests.customs.worked import RATES

HEAD = "country,kind,prefix,percent_low,percent_high,per_low,currency,status,valid_from,valid_until,source,url\n"


class TestRead:
    def test_the_rates_of_the_tests_are_read_whole(self) -> None:
        reading = dutyfile.read(RATES)
        assert reading.wrong == ()
        assert len(reading.rows) == len(RATES.strip().splitlines()) - 1

    @pytest.mark.parametrize(
        "line",
        [
            "USA,MFN,6109,1,,,,,2026-01-01,,s,",
            "US,TAX,6109,1,,,,,2026-01-01,,s,",
            "US,MFN,61x9,1,,,,,2026-01-01,,s,",
            "US,MFN,6109,-1,,,,,2026-01-01,,s,",
            "US,MFN,6109,NaN,,,,,2026-01-01,,s,",
            "US,MFN,6109,1,,,,,1 May,,s,",
            "US,MFN,6109,1,,,,,2026-01-01,2025-12-31,s,",
            "US,MFN,6109,1,,,,,2026-01-01,,,",
            "US,MFN,6109,1,,,,,2026-01-01,,s,http://x",
            "US,MFN,6109,1,2,,,,2026-01-01,,s,",
            "US,MFN,6109,1,,,,RANGE,2026-01-01,,s,",
            "US,MFN,6109,1,,,,UNKNOWN,2026-01-01,,s,",
            "US,MFN,6109,,,3,,,2026-01-01,,s,",
        ],
    )
    def test_a_wrong_line_is_named(self, line: str) -> None:
        reading = dutyfile.read(HEAD + line)
        assert reading.rows == ()
        assert [wrong.line for wrong in reading.wrong] == [2]
        assert reading.wrong[0].why

    def test_the_same_rate_twice_is_named(self) -> None:
        line = "US,MFN,6109,1,,,,,2026-01-01,,s,\n"
        assert [wrong.line for wrong in dutyfile.read(HEAD + line + line).wrong] == [3]

    def test_a_header_that_does_not_fit(self) -> None:
        assert dutyfile.read("country,colour\n").wrong[0].line == 1
        assert dutyfile.read("").wrong[0].line == 1

    @pytest.mark.parametrize("broken", ["x" * 200_000, '"' + "x\n" * 100_000, "a\rb\n" * 3])
    @pytest.mark.parametrize("before", ["", HEAD])
    def test_what_is_no_table_is_named(self, before: str, broken: str) -> None:
        reading = dutyfile.read(before + broken)
        assert reading.rows == ()
        assert reading.wrong
