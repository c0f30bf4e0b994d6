"""Variables in configuration texts, as Docker Compose puts them in, and files of variables (`.env`).

https://docs.docker.com/reference/compose-file/interpolation/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = ["interpolated", "variables_of"]

MAX_DEPTH: Final = 8  # of defaults in defaults, and of variables in variables
MAX_LENGTH: Final = 100_000
NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LINE: Final = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*[=:]\s*(.*)\Z", re.DOTALL)


def interpolated(text: str, variables: Mapping[str, str], depth: int = MAX_DEPTH) -> str:
    """`$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:+other}` put in; what is not known stays as it is written."""
    if "$" not in text or depth <= 0 or len(text) > MAX_LENGTH:
        return text
    out: list[str] = []
    closings, position = _closings(text), 0
    while (start := text.find("$", position)) >= 0:
        out.append(text[position:start])
        if text.startswith("$$", start):
            out.append("$")
            position = start + 2
        elif text.startswith("${", start) and (end := closings.get(start + 1, 0)):
            whole = text[start : end + 1]
            out.append(_braced(text[start + 2 : end], whole, variables, depth))
            position = end + 1
        elif (name := NAME.match(text, start + 1)) is not None:
            out.append(variables.get(name[0], f"${name[0]}"))
            position = name.end()
        else:
            out.append("$")
            position = start + 1
    out.append(text[position:])
    return "".join(out)


def _closings(text: str) -> dict[int, int]:
    """The place of the brace that closes each opening one."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    for number, letter in enumerate(text):
        if letter == "{":
            waiting.append(number)
        elif letter == "}" and waiting:
            found[waiting.pop()] = number
    return found


def _braced(inner: str, whole: str, variables: Mapping[str, str], depth: int) -> str:
    name = NAME.match(inner)
    if name is None:
        return whole
    value, rest = variables.get(name[0]), inner[name.end() :]
    if not rest:
        return whole if value is None else value
    given = value is not None and (bool(value) or not rest.startswith(":"))
    operator, other = rest.lstrip(":")[:1], rest.lstrip(":")[1:]
    if operator == "-":
        return value or "" if given else interpolated(other, variables, depth - 1)
    if operator == "+":
        return interpolated(other, variables, depth - 1) if given else ""
    return value or "" if given and operator == "?" else whole


def variables_of(text: str, before: Mapping[str, str] | None = None) -> dict[str, str]:
    """The variables of a `.env` file; later lines may use earlier ones."""
    found = dict(before or {})
    for line in text.split("\n"):
        match = LINE.match(line)
        if match is None or line.lstrip().startswith("#"):
            continue
        name, value = match[1], match[2].strip()
        if value[:1] == "'":
            found[name] = value[1:].partition("'")[0]
            continue
        if value[:1] == '"':
            value = value[1:].partition('"')[0]
        else:
            value = re.split(r"\s#", value, maxsplit=1)[0].strip()
            value = "" if value.startswith("#") else value
        found[name] = interpolated(value, found)
    return found
