"""What tests of ingestion share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.runs import component


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    component(root / "web", "web", "component:cart, component:gone")
    component(root / "cart", "cart")
    return root
