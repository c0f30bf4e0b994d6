"""Run every measurement, or those named: `python -m benchmarks [ask load …]`."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path


def main(wanted: list[str]) -> int:
    names = sorted(m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)]))
    there = [n for n in names if not n.startswith("_")]
    unknown = sorted(set(wanted) - set(there))
    if unknown:
        print(f"no such measurement: {', '.join(unknown)}; there are: {', '.join(there)}")
        return 2
    for name in wanted or there:
        module = importlib.import_module(f"benchmarks.{name}")
        if hasattr(module, "main"):
            print(f"== {name}: {(module.__doc__ or '').splitlines()[0]}", flush=True)
            module.main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
