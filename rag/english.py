"""Canonical English of a reading: one plain way to say what is meant, which parses back to the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from graph.ontology import Ontology
from rag.algebra import (
    Answer,
    AtLeast,
    AtMost,
    Average,
    Beyond,
    But,
    Chain,
    Changes,
    Count,
    Documents,
    EitherOf,
    Entity,
    EveryOf,
    Exists,
    Grouped,
    Hop,
    Image,
    In,
    Key,
    Listing,
    Minus,
    Mutual,
    Named,
    NoneOf,
    OfClass,
    OfParts,
    OnlyOf,
    Onto,
    Op,
    PathOf,
    RelExpr,
    SetExpr,
    Share,
    Spread,
    Subset,
    Then,
    Top,
    Union,
    Value,
    Where,
)
from rag.deepen import chained_by_depth
from rag.predicate import inverse
from rag.relation import Border, beyond
from rag.say import (
    BEYOND,
    adverb_first,
    joined,
    once,
    place,
    plural,
    plural_verb,
    said_of,
    third_person,
)
from rag.terms import Terms, number_asked

__all__ = ["Names", "english"]

Names = Callable[[str], str]
THROUGH_PARTS = ("themselves or by their parts", "itself or by its parts")


def english(answer: Answer, names: Names, ontology: Ontology) -> str:
    """The reading in plain English; `names` says what a URN is called in a sentence."""
    return _English(names, ontology).answer(answer)


class _English(Terms):
    def __init__(self, names: Names, ontology: Ontology) -> None:
        super().__init__(ontology)
        self.names = names

    # ------------------------------------------------------------ answers

    def answer(self, answer: Answer) -> str:
        match answer:
            case Listing(of):
                return f"list {self.the(of)}"
            case Count(of):
                return f"how many {self.many(of)} are there"
            case Exists(of, least, most) if (least, most) != (1, None):
                return f"{number_asked(least, most)} {self.many(of)}"
            case Exists(of):
                return self.exists(of)
            case Subset(of, within):
                return f"are all {self.many(of)} also {self.many(within)}"
            case Share(of, within):
                return f"what share of {self.many(of)} are also {self.many(within)}"
            case Average(of, key):
                return self.average(of, key)
            case Value(of, property_):
                return f"what is the {self.noun(property_)} of {self.the(of)}"
            case PathOf(start, end, family, boolean, length):
                kind = f"{family} path" if family else "path"
                asked = f"is there a {kind}" if boolean else f"what is the {kind}"
                asked = f"of how many steps is the {kind}" if length else asked
                return f"{asked} from {self.the(start)} to {self.the(end)}"
            case Grouped(of, _, labels, count, within):
                asked = "how many" if count else "list the"
                among = "" if within is None else f" among {self.the(within)}"
                return f"{asked} {self.many(of)} per {self.labels(labels, one=True)}{among}"
            case Spread(of, property_, count):
                asked = "how many" if count else "list the"
                by = "class" if property_ is None else self.noun(property_)
                return f"{asked} {self.many(of)} per {by}"
            case Documents(text, about, kind):
                return self.documents(text, about, kind)
            case Changes():
                return self.changes(answer)
            case _:
                assert_never(answer)

    def changes(self, answer: Changes) -> str:
        done = answer.kind or "added, changed or removed"
        if answer.since is None:
            when = "in the last run"
        else:
            when = f"since {answer.since}" + (f" and before {answer.until}" if answer.until else "")
        if isinstance(answer.of, Entity):
            return f"was {self.the(answer.of)} {done} {when}, and how"
        if answer.form == "count":
            return f"how many {self.many(answer.of)} were {done} {when}"
        if answer.form == "exists":
            return f"were any {self.many(answer.of)} {done} {when}"
        return f"list the {self.many(answer.of)} that were {done} {when}"

    def average(self, of: SetExpr, key: Key) -> str:
        if key.relation is None:
            return f"what is the average {self.noun(key.property or '')} of {self.the(of)}"
        counted = self.many(key.target) if key.target is not None else self.plain()
        said = self.clause(inverse(key.relation), self.the(of), one=_single(of))
        return f"what is the average number of {counted} {said}"

    def exists(self, of: SetExpr) -> str:
        if isinstance(of, In):
            subjects = [p for p in of.parts if isinstance(p, Entity)]
            others = [p for p in of.parts if not isinstance(p, Entity)]
            if len(subjects) == 1 and len(others) == 1 and isinstance(others[0], Image):
                image, subject = others[0], self.the(subjects[0])
                if image.labels is None and not isinstance(image.relation, But):
                    return self.yes_no(subject, image)
        return f"is there any {self.many(of)}"

    def yes_no(self, subject: str, image: Image) -> str:
        if isinstance(image.relation, Mutual):
            verb, adverb = self.verb(image.relation)
            pair = f"{subject} and {self.the(image.of)}"
            if verb.text.startswith("be "):
                return f"are {pair} {adverb}{verb.text[3:]} each other"
            return f"do {pair} {adverb}{verb.text} each other"
        verb, adverb = self.verb(image.relation)
        parts = f" {THROUGH_PARTS[1]}" if isinstance(image.relation, OfParts) else ""
        other = self.the(image.of) + parts
        if not verb.active:
            subject, other = other, subject
        if verb.text.startswith("be "):
            return f"is {subject} {adverb}{verb.text[3:]} {other}"
        return f"does {subject} {adverb}{verb.text} {other}"

    def documents(self, text: str, about: SetExpr | None, kind: str | None) -> str:
        where = f" about {self.the(about)}" if about is not None else ""
        return f"what the {plural(kind or 'document')}{where} say to: {text}"

    # ------------------------------------------------------------ noun phrases

    def the(self, expr: SetExpr) -> str:
        """A set as the object of a verb."""
        if isinstance(expr, Entity):
            return " and ".join(sorted(self.names(urn) for urn in expr.urns))
        return f"the {self.many(expr)}"

    def many(self, expr: SetExpr) -> str:
        """A set as a bare plural with its conditions."""
        if isinstance(expr, Union):
            return " or ".join(self.many(part) for part in expr.parts)
        if isinstance(expr, Entity):
            return self.the(expr)
        head, clauses = self.phrase(expr)
        if not isinstance(expr, Top):
            clauses.sort(key=place)
        return " ".join((head, *joined(clauses)))

    def phrase(self, expr: SetExpr) -> tuple[str, list[str]]:
        """The head noun and its conditions."""
        match expr:
            case Entity():
                return self.plain(), [f"that are {self.the(expr)}"]
            case OfClass(labels):
                return self.labels(labels), []
            case Image(relation, of, labels):
                head = self.plain() if labels is None else self.labels(labels)
                return head, [self.clause(relation, self.the(of), one=_single(of))]
            case Where(of, property_, op, value):
                head, clauses = self.phrase(of)
                return head, [*clauses, self.condition(property_, op, value)]
            case NoneOf(of, relation, target) if (across := beyond(relation)) is not None:
                head, clauses = self.phrase(of)
                return head, [*clauses, self.across(across, target, quantity="no ")]
            case NoneOf(of, relation, target):
                head, clauses = self.phrase(of)
                return head, [*clauses, self.none(relation, target)]
            case OnlyOf(of, relation, target):
                head, clauses = self.phrase(of)
                return head, [
                    *clauses,
                    self.clause(
                        relation, self.loose(target), quantity="only ", one=_single(target)
                    ),
                ]
            case EveryOf(of, relation, target):
                head, clauses = self.phrase(of)
                return head, [
                    *clauses,
                    self.clause(relation, self.loose(target), quantity="every one of "),
                ]
            case AtLeast(of, relation, n, target) | AtMost(of, relation, n, target):
                head, clauses = self.phrase(of)
                across = beyond(relation)
                if across is not None:
                    return head, [*clauses, self.across(across, target)]
                bound = "at least" if isinstance(expr, AtLeast) else "at most"
                text = self.many(target) if target is not None else self.plain()
                return head, [*clauses, self.clause(relation, text, quantity=f"{bound} {n} ")]
            case Minus(of, without):
                head, clauses = self.phrase(of)
                return head, [*clauses, f"except {self.the(without)}"]
            case In(parts):
                return self.intersection(parts)
            case Union():
                return self.plain(), [f"that are either {self.many(expr)}"]
            case Beyond(of, key, op, than):
                head, clauses = self.phrase(of)
                return head, [*clauses, self.beyond(key, op, self.the(than))]
            case Top(of, key, k, highest):
                return self.top(of, key, k, highest)
            case _:
                assert_never(expr)

    def intersection(self, parts: tuple[SetExpr, ...]) -> tuple[str, list[str]]:
        phrases = [self.phrase(part) for part in parts]
        head = next((h for h, _ in phrases if h != self.plain()), self.plain())
        clauses: list[str] = []
        for other, said in phrases:
            if other not in (head, self.plain()):
                clauses.append(f"that are {other}")
            clauses.extend(said)
        return head, clauses

    def beyond(self, key: Key, op: Op, than: str) -> str:
        """What compares with a named thing: "that more services depend on than X"."""
        if key.relation is None:
            return f"whose {self.noun(key.property or '')} is {BEYOND[op][1]} {than}"
        counted = self.many(key.target) if key.target is not None else self.plain()
        quantity, joint = BEYOND[op][0], "as" if op is Op.EQ else "than"
        return f"{self.clause(key.relation, counted, quantity=quantity)} {joint} {than}"

    def top(self, of: SetExpr, key: Key, k: int, highest: bool) -> tuple[str, list[str]]:
        head, clauses = self.phrase(of)
        if key.relation is None:
            most = "highest" if highest else "lowest"
            said = f"with the {most} {self.noun(key.property or '')}"
        else:
            most = "the most " if highest else "the fewest "
            counted = self.many(key.target) if key.target is not None else self.plain()
            said = self.clause(key.relation, counted, quantity=most)
        return (f"{k} {head}" if k > 1 else head), [*clauses, said]

    def across(self, over: Border, target: SetExpr | None, *, quantity: str = "") -> str:
        """ "That depend on services of another team", "that read datasets that they also write"."""
        if isinstance(target, AtLeast) and over.labels:
            target = target.of
        other = self.many(target) if target is not None else self.plain()
        if over.labels:
            whose = "the same" if over.same else "another"
            return self.clause(
                over.kept, f"{quantity}{other} of {whose} {self.labels(over.labels, one=True)}"
            )
        also = self.clause(over.again, "the same") if over.again is not None else ""
        return f"{self.clause(over.kept, other, quantity=quantity)} and {also}"

    def loose(self, expr: SetExpr) -> str:
        return self.the(expr) if isinstance(expr, Entity) else self.many(expr)

    # ------------------------------------------------------------ clauses

    def clause(
        self, relation: RelExpr, other: str, *, quantity: str = "", one: bool = False
    ) -> str:
        match relation:
            case Then(first, Named(name)) if (
                quantity and self.ontology.derived[name].words.juxtaposed
            ):
                return self.clause(first, f"{self.plain()} of {quantity}{other}")
            case Then(first, second):
                inner = self.clause(second, other, quantity=quantity, one=one)
                return self.clause(first, f"{self.plain()} {inner}")
            case EitherOf(parts):
                said = [self.clause(p, other, quantity=quantity, one=one) for p in parts]
                return once(" or ".join(said), *THROUGH_PARTS)
            case But(kept, But(inner, again)) if kept == inner:
                said = self.clause(kept, other, quantity=quantity, one=one)
                return f"{said} and {self.clause(again, 'the same')}"
            case But(kept, without):
                return f"{self.clause(kept, other, quantity=quantity, one=one)} and {self.negated(without, other, one=one)}"
            case Onto(inner, labels):
                limited = (
                    f"{self.labels(labels)} that are {other}"
                    if one
                    else f"{self.labels(labels)} among {other}"
                )
                return self.clause(inner, limited, quantity=quantity)
            case Mutual(inner):
                verb, adverb = self.verb(inner)
                said = plural_verb(verb.text)
                if other == self.plain():
                    return f"that {adverb_first(adverb, said)} each other"
                return f"that {adverb_first(adverb, said)} each other with {other}"
            case OfParts(inner):
                said = self.clause(inner, other, quantity=quantity, one=one)
                return f"{said} {THROUGH_PARTS[not self.verb(inner)[0].active and one]}"
            case Chain(step) if not chained_by_depth(self.ontology, step):
                said = self.clause(step, other, quantity=quantity, one=one)
                return f"{said} through {step.relation} alone"
            case Hop() | Named() | Chain():
                verb, adverb = self.verb(relation)
        severity = (
            f" at severity {relation.severity}"
            if isinstance(relation, Named) and relation.severity
            else ""
        )
        if verb.active:
            return (
                f"that {adverb_first(adverb, plural_verb(verb.text))} {quantity}{other}{severity}"
            )
        said = third_person(verb.text) if one else plural_verb(verb.text)
        return f"that {quantity}{other} {adverb_first(adverb, said)}{severity}"

    def none(self, relation: RelExpr, target: SetExpr | None) -> str:
        if target is None:
            return self.negated(relation, "any thing", nothing=True)
        return self.negated(
            relation, self.loose(target), one=_single(target), some=not isinstance(target, Entity)
        )

    def negated(
        self,
        relation: RelExpr,
        other: str,
        *,
        one: bool = False,
        nothing: bool = False,
        some: bool = False,
    ) -> str:
        if isinstance(relation, OfParts):
            said = self.negated(relation.relation, other, one=one, nothing=nothing, some=some)
            return f"{said} {THROUGH_PARTS[not self.verb(relation)[0].active and one]}"
        if isinstance(relation, EitherOf):
            each = [
                self.negated(p, other, one=one, nothing=nothing, some=some) for p in relation.parts
            ]
            return once(" and ".join(each), *THROUGH_PARTS)
        if not isinstance(relation, (Hop, Named, Chain)):
            inner = self.clause(relation, other, one=one)
            return f"that are not {self.plain()} {inner}"
        verb, adverb = self.verb(relation)
        be = verb.text.startswith("be ")
        if verb.active:
            any_ = "any " if some else ""
            said = f"are not {adverb}{verb.text[3:]}" if be else f"do not {adverb}{verb.text}"
            return f"that {said} {any_}{other}"
        if nothing or some:
            subject = "nothing" if nothing else f"no {other}"
            finite = third_person(verb.text) if nothing else plural_verb(verb.text)
            return f"that {subject} {adverb_first(adverb, finite)}"
        aux = ("is not" if one else "are not") if be else ("does not" if one else "do not")
        return f"that {other} {aux} {adverb}{verb.text[3:] if be else verb.text}"

    def condition(self, property_: str, op: Op, value: object) -> str:
        return f"whose {self.noun(property_)} {said_of(op, value)}"


def _single(expr: SetExpr) -> bool:
    return isinstance(expr, Entity) and len(expr.urns) == 1
