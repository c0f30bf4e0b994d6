"""Write every connector's `expected.facts` anew: `python -m tests.update_goldens [connector …]`; read the difference."""

from __future__ import annotations

import sys

from graph.ontology import load_ontology, shipped_files
from ingest.connector import discover
from tests.notation import EXPECTED, GOLDENS, lines_of_case


def main(names: list[str]) -> None:
    ontology = load_ontology(shipped_files())
    for connector in discover():
        for case in sorted((GOLDENS / connector.name).glob("*/")):
            if not names or connector.name in names:
                lines = lines_of_case(case, connector, ontology)
                (case / EXPECTED).write_text("".join(f"{x}\n" for x in lines), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
