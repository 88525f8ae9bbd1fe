"""Puts the checkout on the path: bench/ is no part of the installed distribution."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
