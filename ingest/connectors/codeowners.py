"""CODEOWNERS files: which teams and people own which paths of a repository."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.facts import Fact, OwnsPath, Ref, Reject
from graph.vocabulary import Label, Rel
from ingest.connector import connector
from ingest.documents import Document
from ingest.sniff import filename

BESIDE_THE_CODE = frozenset({".github", ".gitlab", "docs", ".gitea", ".forgejo"})
CATCH_ALL = frozenset({"*", "**", "/**", "/", "/*", "**/*", "/**/*"})
SECTION = re.compile(r"\^?\[(?P<title>[^\]]+)\](?:\[\d+\])?(?P<owners>(?:\s+\S+)*)\s*\Z")
WORD = re.compile(r"(?:\\.|[^\s\\]|\\\Z)+")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
HANDLE = re.compile(r"@[A-Za-z0-9_.][\w.+-]*(?:/[\w.+-]+)*(?:\[bot\])?\Z")
MAX_LINE = 10_000


@connector(title="CODEOWNERS", reads=filename("CODEOWNERS"), nodes=(), edges={Rel.OWNS})
def codeowners(doc: Document) -> Iterator[Fact | Reject]:
    """Patterns are relative to the repository, which is the folder above `.github`, `.gitlab` or `docs`.

    https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
    GitLab's sections give their owners to the lines below them that name none; its `!` takes out.
    """
    above, _, last = doc.folder.rpartition("/")
    base = above if last in BESIDE_THE_CODE else doc.folder
    inherited: tuple[str, ...] = ()
    gitlab = last == ".gitlab"
    for number, line in enumerate(doc.text.split("\n"), start=doc.line):
        at = doc.lines(number)
        line = line.strip()
        if len(line) > MAX_LINE:
            yield Reject(at, f"a line of more than {MAX_LINE:,} characters")
            continue
        if not line or line.startswith("#"):
            continue
        if section := SECTION.match(line):
            inherited, gitlab = tuple(section["owners"].split()), True
            continue
        pattern, *words = _words(line)
        if pattern.startswith("!"):
            if gitlab:  # what matches needs nobody
                yield OwnsPath(pattern[1:], (), number, at, base)
            else:
                yield Reject(
                    at, f"the pattern {pattern!r} begins with `!`, which only GitLab knows"
                )
            continue
        owners: list[Ref] = []
        for word in words or inherited:
            if (owner := _owner(word)) is not None:
                owners.append(owner)
            else:
                yield Reject(at, f"{word!r} is no owner: neither `@name` nor an e-mail address")
        if owners or not words:
            catch_all = pattern in CATCH_ALL
            yield OwnsPath(pattern, tuple(owners), number, at, base, catch_all)


def _words(line: str) -> list[str]:
    """The pattern and the owners; `\\ ` and `\\#` belong to the pattern, an unescaped ` #` begins a comment."""
    found: list[str] = []
    for word in WORD.findall(line):
        if word.startswith("#"):
            break
        found.append(word)
    found[0] = re.sub(r"\\([ #])", r"\1", found[0])
    return found


def _owner(word: str) -> Ref | None:
    if HANDLE.match(word):
        label = Label.TEAM if "/" in word else Label.PERSON
        return Ref(label, word, key=f"codeowners:{word.lower()}", loose=True)
    if EMAIL.match(word):
        return Ref(Label.PERSON, word, key=f"email:{word.lower()}", loose=True)
    return None
