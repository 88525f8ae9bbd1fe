"""`python -m bench [compare|growth|http|cold|all]`."""

from __future__ import annotations

import argparse
import json

from bench import compare


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("part", nargs="?")
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    print(json.dumps(compare.measure(given.quick), indent=1))


if __name__ == "__main__":
    main()
