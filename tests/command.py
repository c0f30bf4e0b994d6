"""The command line run inside the test's process, and what it left."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import pytest

from ui.cli.main import main

__all__ = ["Command", "Ran", "run_command"]


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)

    def complaint(self) -> str:
        """The one paragraph on standard error of a command that failed; no traceback, nothing on standard output."""
        assert self.out == ""
        assert "Traceback" not in self.err
        assert self.err.startswith("cartulary: "), self.err
        paragraph = self.err.removeprefix("cartulary: ").rstrip("\n")
        assert all(line.startswith("  ") for line in paragraph.split("\n")[1:]), self.err
        return paragraph


Command: TypeAlias = Callable[..., Ran]


def run_command(capsys: pytest.CaptureFixture[str], *arguments: str) -> Ran:
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    said = capsys.readouterr()
    code = ended.value.code
    assert isinstance(code, int)
    return Ran(code, said.out, said.err)
