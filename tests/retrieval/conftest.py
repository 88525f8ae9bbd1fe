"""The small corpus for these tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "contracts"))

from small import small, small_desk, small_index  # noqa: F401
