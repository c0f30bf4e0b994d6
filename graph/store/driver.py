"""The Neo4j driver, imported without pandas and pyarrow.

It imports both when they are installed (Streamlit brings them), only to accept their values as parameters, which
nobody passes here; that would cost every command more than a second.
"""

from __future__ import annotations

import importlib
import sys

_UNWANTED = [name for name in ("pandas", "pyarrow") if name not in sys.modules]

if "neo4j" not in sys.modules:
    for _name in _UNWANTED:
        sys.modules[_name] = None  # type: ignore[assignment]
    try:
        importlib.import_module("neo4j")
    finally:
        for _name in _UNWANTED:
            del sys.modules[_name]

import neo4j  # noqa: E402
from neo4j import exceptions  # noqa: E402

__all__ = ["exceptions", "neo4j"]
