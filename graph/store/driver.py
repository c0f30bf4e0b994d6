"""The Neo4j driver, imported without NumPy, pandas and PyArrow.

It imports them when they are installed (Streamlit brings them), only to accept their values as parameters. Nobody passes
such values here, and they would cost every command more than a second. So its module of optional dependencies is put
there empty; a driver that has no such module is not harmed by it.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_OPTIONAL = "neo4j._optional_deps"

if "neo4j" not in sys.modules:
    _none: Any = ModuleType(_OPTIONAL)
    _none.np = _none.pd = _none.pa = _none.pa_compute = None
    sys.modules[_OPTIONAL] = _none

import neo4j  # noqa: E402
from neo4j import exceptions  # noqa: E402

__all__ = ["exceptions", "neo4j"]
