"""Kubernetes OWNERS files: who approves what lies in a folder, with the aliases of OWNERS_ALIASES."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from graph.facts import Fact, OwnsPath, Ref, Reject
from graph.vocabulary import Rel
from ingest.connector import connector
from ingest.documents import Document, Value
from ingest.handles import owner
from ingest.parse import Unreadable, yaml_documents
from ingest.sniff import filename, keys

SAYS = ("approvers", "reviewers", "filters", "options", "labels", "emeritus_approvers", "aliases")
ALIASES = "OWNERS_ALIASES"
EVERYTHING = frozenset({".*", "^.*$", "^.*", ".*$", ".+", ""})
SIMPLE = re.compile(
    r"(?:\(\?i\))?(?P<start>\^)?(?P<path>(?:[\w/ -]|\\[./-]|\.[*+]?)*)(?P<end>\$)?\Z"
)
GROUP = re.compile(r"\((?:\?:)?(?P<inside>[^()?]*)\)")
MAX_FOLDERS = 40
MAX_ALTERNATIVES = 50


@connector(
    title="Kubernetes OWNERS",
    reads=filename("OWNERS", ALIASES, syntax="yaml") & keys(some=SAYS),
    nodes=(),
    edges={Rel.OWNS},
)
def owners_file(doc: Document) -> Iterator[Fact | Reject]:
    """The approvers own the folder and all below it that no nearer OWNERS file gives approvers to.

    Reviewers and emeritus approvers own nothing. A `filters` entry applies to the files that its
    expression finds, beside those of `.*`. https://www.kubernetes.dev/docs/guide/owners/
    """
    if doc.filename == ALIASES:
        return
    aliases = _aliases(doc)
    entries: list[tuple[str, Value]] = [("", doc.root)] if doc["approvers"].data else []
    entries += sorted(doc["filters"].items(), key=lambda entry: entry[0] not in EVERYTHING)
    whole: tuple[Ref, ...] = ()
    said = False
    number = 0
    for expression, entry in entries:
        owners = tuple(_owners(entry["approvers"], aliases))
        patterns = _patterns(expression)
        if owners and not patterns:
            reason = f"the filter {expression!r} is no simple path; its approvers are not read"
            yield Reject(entry.at, reason)
        if not owners or not patterns:
            continue
        if patterns == ["*"]:
            whole = (*whole, *owners)
        owners = tuple(dict.fromkeys((*owners, *whole)))
        for pattern in patterns:
            number, said = number + 1, True
            catch_all = pattern == "*" and not doc.folder
            yield OwnsPath(pattern, owners, number, entry["approvers"].at, doc.folder, catch_all)
    if not said and doc["options/no_parent_owners"].flag:
        yield OwnsPath("*", (), 1, doc["options/no_parent_owners"].at, doc.folder)


def _owners(approvers: Value, aliases: Mapping[str, tuple[str, ...]]) -> Iterator[Ref]:
    for value in approvers.one_or_many():
        for name in aliases.get(value.text.lower(), (value.text,)):
            if (found := owner(name)) is not None:
                yield found
            elif name:
                reason = f"{name!r} is no owner: neither a login, an alias nor an e-mail address"
                value.document.reject(value.at, reason)


def _patterns(expression: str) -> list[str]:
    """A filter's regular expression as patterns of paths, one for each of its alternatives; none if there are
    parts of it that no pattern can say.
    """
    if expression in EVERYTHING:
        return ["*"]
    found, waiting = [], [expression]
    while waiting:
        text = waiting.pop(0)
        group = GROUP.search(text)
        if group is not None:
            parts = group["inside"].split("|")
            waiting += [text[: group.start()] + part + text[group.end() :] for part in parts]
        elif (pattern := _pattern(text)) is not None:
            found.append(pattern)
        else:
            return []
        if len(waiting) + len(found) > MAX_ALTERNATIVES:
            return []
    return found


def _pattern(expression: str) -> str | None:
    """A regular expression without alternatives, when it is a plain one (`\\.go$`, `^docs/`)."""
    found = SIMPLE.match(expression)
    if found is None or not found["path"]:
        return None
    path = re.sub(r"\.[*+]", "*", found["path"]).replace("\\", "").replace("/*", "/**/*")
    if not found["end"] and not path.endswith(("*", "/")):
        path += "*"
    if found["start"]:
        return f"/{path}"
    return path if path.startswith("*") else f"**/*{path}" if "/" in path else f"*{path}"


def _aliases(doc: Document) -> dict[str, tuple[str, ...]]:
    """The aliases of the OWNERS_ALIASES files at or above the folder; the nearest says what one means."""
    known: dict[str, tuple[str, ...]] = {}
    steps = doc.folder.count("/") + 1 if doc.folder else 0
    for up in range(min(steps, MAX_FOLDERS) + 1):
        found = doc.sibling("../" * up + ALIASES)
        if not isinstance(found, tuple):
            continue
        path, text = found
        try:
            data = next((data for _, data in yaml_documents(text, [])), None)
        except Unreadable as error:
            doc.reject(doc.at, f"{path}: {error.reason}; its aliases stay names")
            continue
        for name, people in Document(path, 0, data, doc.ontology)["aliases"].items():
            known.setdefault(name.lower(), people.texts())
    return known
