"""English stems: the library's own, without the tables of the other languages."""

import os
import subprocess
import sys

import snowballstemmer

from sourcebridge.kit import stemming
from sourcebridge.runtime.paths import PROJECT

WORDS = ["fabrics", "dresses", "running", "knitted", "ponies", "sky", "dying", "organization", "jean", "a"]
LOADED = """
import sys
from sourcebridge.kit import stemming
assert stemming.english().stemWord("fabrics") == "fabric"
print(sorted(name for name in sys.modules if name.startswith("snowballstemmer")))
import snowballstemmer
print(snowballstemmer.stemmer("french").stemWord("tissus"))
"""


class TestEnglish:
    def test_stems_are_those_of_the_library(self) -> None:
        ours, theirs = stemming.english(), snowballstemmer.stemmer("english")
        assert [ours.stemWord(word) for word in WORDS] == [theirs.stemWord(word) for word in WORDS]

    def test_only_english_is_read_and_the_library_stays_usable(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(PROJECT / "src")}
        done = subprocess.run(
            [sys.executable, "-c", LOADED], env=environment, capture_output=True, text=True, check=False
        )
        among = "['snowballstemmer.among', 'snowballstemmer.basestemmer', 'snowballstemmer.english_stemmer']"
        assert done.stdout.splitlines() == [among, "tissus"], done.stdout + done.stderr
