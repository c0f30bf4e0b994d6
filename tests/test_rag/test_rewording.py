"""Ways of speaking, as the data of rewordings says them: every entry has examples, and they need it."""

from __future__ import annotations

import pytest

from rag.pattern import BadPattern, Lists, pattern
from rag.rewording import BadRewordings, Rewording, compiled, entries, put, ways_to_put

WORDS = {
    "class": frozenset("service services team teams report reports".split()),
    "change": frozenset("failure outage bug error removing".split()),
    "changing": frozenset("drop retire retired switch switched do".split()),
    "outside": frozenset({"Zab"}),
}
LISTS = Lists({"bird": ("owl", "great tit", "jay (blue | grey)"), "end": (",", ":")})
LONGEST = 4000  # characters; a longer text is not read


def means(words: str, sort: str) -> bool:
    said = {"change": words.split(), "changing": words.split()[:1]}.get(sort, [words])
    return any(w in WORDS[sort] for w in said)


def examples(stage: str) -> list[object]:
    return [
        pytest.param(r, asked, plain, id=f"{r.entry.name}: {asked}"[:60])
        for r in entries("always" if stage == "always" else "otherwise")
        for asked, plain in r.entry.examples
    ]


@pytest.mark.parametrize(("rewording", "asked", "plain"), examples("always"))
def test_what_is_always_put_plainer(rewording: Rewording, asked: str, plain: str) -> None:
    assert put(asked, means) == plain
    assert put(asked, means, left=rewording) != plain


@pytest.mark.parametrize(("rewording", "asked", "plain"), examples("otherwise"))
def test_what_is_otherwise_put_plainer(rewording: Rewording, asked: str, plain: str) -> None:
    assert rewording.put(asked, means) == plain
    assert plain in ways_to_put(asked, means)


def test_no_example_stands_twice() -> None:
    asked = [a for s in ("always", "otherwise") for r in entries(s) for a, _ in r.entry.examples]
    assert len(asked) == len(set(asked)) > 5


def test_every_pattern_can_be_made_and_says_what_it_needs() -> None:
    for rewording in (*entries("always"), *entries("otherwise")):
        for says in rewording.says:
            assert says.found.search("") is None
            assert not says.may_find("") or not says.needed


@pytest.mark.parametrize("asked", ["what does zib own", "who owns zib, and why", ""])
def test_what_is_plain_stays(asked: str) -> None:
    assert put(asked, means) == asked


@pytest.mark.parametrize(
    ("text", "said", "found"),
    [
        ("^ see [the | a] {bird}", "See the jay blue", True),
        ("^ see [the | a] {bird}", "see great owl", False),
        ("see [very | so]* <one> $", "see very so very far out", True),
        ("^ see !({bird}) <one>", "see owl", False),
        ("^ see <one> {end} +(now)", "see it: now", True),
        ("^ see <one> {end} +(now)", "see it: nowhere", False),
        ("^ see <one:word> and <one> $", "see it and it", True),
        ("^ see <one:word> and <one> $", "see it and them", False),
        ("^ owls? hunt* $", "owl hunting", True),
        ("<one:name>'s owl", "the Zib Zab's owl", True),
        ("<one:name>'s owl", "the zib's owl", False),
        ("^ <head=which <kind:word>> (fly | sing) $", "which owl sing", True),
    ],
)
def test_what_a_pattern_finds(text: str, said: str, found: bool) -> None:
    assert (pattern(text, LISTS).found.search(said) is not None) == found


@pytest.mark.parametrize(
    "text", ["see {cat}", "see (it", "see it)", "[it]", "<one:cat>", "<one=a> <one=b>", "a | [b]"]
)
def test_what_is_no_pattern(text: str) -> None:
    with pytest.raises(BadPattern):
        pattern(text, LISTS)


ENTRY = """
[lists]
[[always]]
name = "one"
covers = "One way of speaking"
says = ["see <it:word>"]
put = "look at <it>"
examples = [["see zib", "look at zib"]]
[[otherwise]]
name = "two"
covers = "Another way of speaking"
says = ["hear <it:word>"]
put = "listen to <it>"
examples = [["hear zib", "listen to zib"]]
"""


def test_a_file_of_rewordings() -> None:
    assert [r.entry.name for r in compiled(ENTRY)["always"]] == ["one"]


@pytest.mark.parametrize(
    ("was", "made", "said"),
    [
        ('"two"', '"one"', "two entries named 'one'"),
        ('put = "look at <it>"', 'put = "look at <that>"', "one: nothing is found for <that>"),
        ("see <it:word>", "see <it:thing>", "one: .*no sort 'thing'"),
        ('examples = [["see zib", "look at zib"]]', "", "examples"),
        ("[lists]", "[lists", "Expected"),
    ],
)
def test_data_that_cannot_be_read_is_named(was: str, made: str, said: str) -> None:
    with pytest.raises(BadRewordings, match=said):
        compiled(ENTRY.replace(was, made, 1))


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "words", ["what of ", "if it and ", "which is the ", "zib, ", "a: ", "x", "that are in "]
)
def test_no_sentence_takes_long(words: str) -> None:
    """What backtracks without end, on a sentence made to hurt, is stopped."""
    asked = (words * LONGEST)[:LONGEST]
    assert len(put(asked, means)) <= 2 * LONGEST
    assert len(list(ways_to_put(asked, means))) <= len(entries("otherwise"))
