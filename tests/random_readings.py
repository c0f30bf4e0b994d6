"""Random ontologies of invented words, graphs of them, and well-typed readings over them."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from graph.landscape import Landscape, Link, Thing
from graph.ontology import Ontology, load_ontology
from rag.algebra import (
    Answer,
    AtLeast,
    AtMost,
    Average,
    Beyond,
    But,
    Chain,
    Count,
    Depth,
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
    RelExpr,
    SetExpr,
    Share,
    Subset,
    Then,
    Top,
    Union,
    Where,
)
from rag.typing import IllTyped, check, signature, type_of

__all__ = [
    "CLASSES",
    "RELATIONS",
    "random_landscape",
    "random_ontology",
    "random_reading",
    "speakable_reading",
]

CLASSES = ("Blorp", "Frimble", "Quandle", "Snerk", "Tove", "Wug")
RELATIONS = ("DAX", "GLEEB", "MIVEN", "PLORK", "ZUP")
COLOURS = ("crimson", "ochre", "teal")


def random_ontology(rng: random.Random, folder: Path) -> Ontology:
    """The same classes and relations every time (a store is prepared once), their rows at random."""
    lines = [
        "@prefix c: <urn:cartulary:ontology#> . @prefix m: <urn:cartulary:meta#> .",
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        'c:Thing a m:Class ; rdfs:label "thing" .',
        'c:Gizmo a m:Class ; rdfs:subClassOf c:Thing ; rdfs:label "gizmo" .',
    ]
    for i, name in enumerate(CLASSES):
        above = "c:Gizmo" if i < 4 else "c:Thing"
        lines.append(
            f'c:{name} a m:Class ; rdfs:subClassOf {above} ; rdfs:label "{name.lower()}" .'
        )
    for i, name in enumerate(RELATIONS):
        rows: list[str] = []
        for _ in range(rng.randint(1, 2)):
            domain, range_ = (
                ", ".join(f"c:{c}" for c in rng.sample((*CLASSES, "Gizmo"), rng.randint(1, 2)))
                for _ in range(2)
            )
            impact = rng.choice(("a<b", "a>b", "none", "both"))
            data = rng.choice(("a<b", "a>b", "none"))
            severity = (
                ""
                if impact == "none"
                else f' ; m:severity "{rng.choice(("break", "degrade", "inform"))}"'
            )
            rows.append(
                f'm:row [ m:domain {domain} ; m:range {range_} ; m:impact "{impact}" ; m:data "{data}"{severity} ]'
            )
        verb = name.lower()
        inverse = f' ; m:inverseVerb "un{verb}"' if i % 2 else ""
        lines.append(
            f'c:{name} a m:Relation ; rdfs:label "{verb}s" ; m:verb "{verb}"{inverse} ; {" ; ".join(rows)} .'
        )
    lines += [
        'c:affected a m:DerivedRelation ; rdfs:label "is borked by" ; m:function "impact" ; m:family "impact" ; m:depth "any" ;'
        ' m:domain c:Thing ; m:range c:Thing ; m:verb "be borked by" ; m:inverseVerb "bork" .',
        'c:flows a m:DerivedRelation ; rdfs:label "is trickled by" ; m:function "lineage" ; m:family "data" ; m:depth "any" ;'
        ' m:domain c:Thing ; m:range c:Thing ; m:verb "be trickled by" ; m:inverseVerb "trickle" .',
        f'c:far a m:DerivedRelation ; rdfs:label "far {RELATIONS[0].lower()}s" ; m:path "{RELATIONS[0]}+" ; m:domain c:Thing ; m:range c:Thing ;'
        f' m:verb "far {RELATIONS[0].lower()}" .',
        'c:name a m:Property ; m:of c:Thing ; m:type "string" ; m:noun "name" .',
        'c:colour a m:Property ; m:of c:Thing ; m:type "string" ; m:noun "colour" ;'
        + " ; ".join(f' m:value [ m:is "{v}" ; skos:altLabel "{v}" ]' for v in COLOURS)
        + " .",
        'c:weight a m:Property ; m:of c:Gizmo ; m:type "integer" ; m:noun "weight" .',
    ]
    file = folder / "invented.ttl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return load_ontology([file])


def random_landscape(rng: random.Random, ontology: Ontology, size: int = 14) -> Landscape:
    things: list[Thing] = []
    for i in range(size):
        label = rng.choice(CLASSES)
        props: dict[str, str | int | bool | tuple[str, ...]] = {
            "name": f"nib{i:02d}",
            "sources": (f"root/f{i}.yaml#0",),
        }
        if rng.random() < 0.6:
            props["colour"] = rng.choice(COLOURS)
        if ontology.is_a(label, "Gizmo") and rng.random() < 0.7:
            props["weight"] = rng.randint(1, 4)
        if rng.random() < 0.1:
            props["placeholder"] = True
        things.append(Thing(f"urn:cartulary:{label.lower()}:default:nib{i:02d}", label, props))
    links: list[Link] = []
    allowed = [
        (a, r, b)
        for a in things
        for b in things
        for r in RELATIONS
        if a.urn != b.urn and ontology.row(a.label, r, b.label) is not None
    ]
    for a, r, b in rng.sample(allowed, min(len(allowed), 2 * size)):
        links.append(
            Link(
                a.urn,
                r,
                b.urn,
                {"sources": (f"root/{a.name}.yaml#{r}",), "provenance": ("declared",)},
            )
        )
    return Landscape.of(things, links)


def random_reading(
    rng: random.Random,
    ontology: Ontology,
    landscape: Landscape,
    operators: int = 5,
    *,
    relation: Callable[[random.Random], RelExpr] | None = None,
) -> Answer:
    """A well-typed reading of at most so many operators."""
    maker = _Maker(rng, ontology, landscape, relation)
    while True:
        try:
            answer = maker.answer(operators)
            check(answer, ontology)
        except IllTyped:
            continue
        return answer


class _Maker:
    def __init__(
        self,
        rng: random.Random,
        ontology: Ontology,
        landscape: Landscape,
        relation: Callable[[random.Random], RelExpr] | None,
    ) -> None:
        self.rng = rng
        self.ontology = ontology
        self.urns = sorted(landscape.things)
        self.make_relation = relation or self.any_relation

    def answer(self, operators: int) -> Answer:
        of = self.set(self.rng.randint(1, operators))
        type_of(of, self.ontology)
        match self.rng.randrange(10):
            case 0:
                return Count(of)
            case 1:
                return Exists(of)
            case 2:
                return Subset(of, self.set(1))
            case 4:
                return Share(of, self.set(2))
            case 5:
                weighed = self.rng.random() < 0.3
                key = Key(property="weight") if weighed else Key(self.relation(), None)
                return Average(of, key)
            case 3:
                return Grouped(
                    of, self.make_relation(self.rng), self.labels(), self.rng.random() < 0.5
                )
            case _:
                return Listing(of)

    def labels(self) -> frozenset[str]:
        return frozenset(
            self.rng.sample((*CLASSES, "Gizmo", "Thing"), self.rng.choice((1, 1, 1, 2)))
        )

    def hop(self) -> RelExpr:
        forward = self.rng.random() < 0.5
        if self.rng.random() < 0.3:
            name = self.rng.choice(sorted(self.ontology.derived))
            # one step of impact goes through what is provided: held against an oracle with graph.reach
            deep = self.ontology.derived[name].function == "impact"
            depths = (None, Depth.ANY) if deep else (None, Depth.ONE, Depth.ANY)
            return Named(name, forward, self.rng.choice(depths))
        return Hop(self.rng.choice(RELATIONS), forward)

    def any_relation(self, rng: random.Random) -> RelExpr:
        match rng.randrange(12):
            case 0:
                return Then(self.hop(), self.hop())
            case 1:
                return EitherOf((self.hop(), self.hop()))
            case 2:
                return But(self.hop(), self.hop())
            case 3:
                return Onto(self.hop(), self.labels())
            case 6:
                return Mutual(self.hop())
            case 4:
                return Chain(Hop(rng.choice(RELATIONS), rng.random() < 0.5))
            case 5:
                step, part = (Hop(r, rng.random() < 0.5) for r in rng.sample(RELATIONS, 2))
                return OfParts(step, part, rng.random() < 0.7, rng.random() < 0.5)
            case _:
                return self.hop()

    def relation(self) -> RelExpr:
        for _ in range(20):
            found = self.make_relation(self.rng)
            try:
                signature(found, self.ontology)
            except IllTyped:
                continue
            return found
        raise IllTyped("no relation")

    def set(self, operators: int) -> SetExpr:
        if operators <= 1:
            if self.rng.random() < 0.5:
                return Entity((self.rng.choice(self.urns),))
            return OfClass(self.labels())
        for _ in range(30):
            made = self.made(operators - 1)
            try:
                type_of(made, self.ontology)
            except IllTyped:
                continue
            return made
        raise IllTyped("nothing fits")

    def compared(self, of: SetExpr, relation: RelExpr, target: SetExpr | None) -> SetExpr:
        rng = self.rng
        key = Key(property="weight") if rng.random() < 0.4 else Key(relation, target)
        than = Entity((rng.choice(self.urns),))
        return Beyond(of, key, rng.choice((Op.GT, Op.LT, Op.EQ)), than)

    def made(self, left: int) -> SetExpr:
        rng = self.rng
        of = self.set(rng.randint(1, left))
        target = self.set(1) if rng.random() < 0.6 else None
        match rng.randrange(12):
            case 0 | 1 | 2:
                return Image(self.relation(), of, self.labels() if rng.random() < 0.6 else None)
            case 3:
                return In((of, self.set(max(1, left - 1))))
            case 4:
                return Union((of, self.set(max(1, left - 1))))
            case 5:
                return Minus(of, self.set(max(1, left - 1)))
            case 6:
                if rng.random() < 0.5:
                    return Where(of, "colour", rng.choice((Op.EQ, Op.NE)), rng.choice(COLOURS))
                if rng.random() < 0.3:
                    return Where(of, "weight", rng.choice((Op.KNOWN, Op.UNKNOWN)))
                return Where(
                    of, "weight", rng.choice((Op.LT, Op.LE, Op.GT, Op.GE, Op.EQ)), rng.randint(1, 4)
                )
            case 7:
                return NoneOf(of, self.relation(), target)
            case 8:
                kind = OnlyOf if rng.random() < 0.7 else EveryOf
                return kind(of, self.relation(), self.set(1))
            case 9:
                return AtLeast(of, self.relation(), rng.randint(1, 3), target)
            case 10 if rng.random() < 0.5:
                return self.compared(of, self.relation(), target)
            case 10:
                return AtMost(of, self.relation(), rng.randint(0, 2), target)
            case _:
                key = Key(property="weight") if rng.random() < 0.4 else Key(self.relation(), target)
                return Top(of, key, rng.randint(1, 3), rng.random() < 0.6)


def speakable_reading(
    rng: random.Random, ontology: Ontology, landscape: Landscape, operators: int = 5
) -> Answer:
    """A well-typed reading that a person could put into one sentence: clauses about one head noun."""
    maker = _Speaker(rng, ontology, landscape, None)
    while True:
        try:
            of = maker.described(rng.randint(1, operators))
            answer: Answer = rng.choice((Listing, Listing, Count, Exists))(of)
            check(answer, ontology)
        except IllTyped:
            continue
        return answer


class _Speaker(_Maker):
    """Sets with a head noun, and conditions on it: no bare names, no relations made of others."""

    def head(self) -> frozenset[str]:
        return frozenset((self.rng.choice((*CLASSES, "Gizmo", "Thing")),))

    def verb(self) -> RelExpr:
        for _ in range(20):
            forward = self.rng.random() < 0.5
            found = (
                Named(self.rng.choice(sorted(self.ontology.derived)), forward)
                if self.rng.random() < 0.25
                else Hop(self.rng.choice(RELATIONS), forward)
            )
            try:
                signature(found, self.ontology)
            except IllTyped:
                continue
            return found
        raise IllTyped("no relation")

    def target(self, operators: int) -> SetExpr:
        if operators < 1 or self.rng.random() < 0.5:
            return Entity((self.rng.choice(self.urns),))
        return self.described(operators)

    def described(self, operators: int) -> SetExpr:
        if operators <= 1:
            return OfClass(self.head())
        for _ in range(30):
            made = self.clause(operators - 1)
            try:
                type_of(made, self.ontology)
            except IllTyped:
                continue
            return made
        raise IllTyped("nothing fits")

    def denied(self, of: SetExpr, target: SetExpr | None) -> SetExpr:
        """Nobody denies of a class what some of it could not be."""
        relation = self.verb()
        if type_of(AtLeast(of, relation, 1, target), self.ontology) != type_of(of, self.ontology):
            raise IllTyped("it could not be")
        return NoneOf(of, relation, target)

    def clause(self, left: int) -> SetExpr:
        rng = self.rng
        if rng.random() < 0.4:
            return Image(self.verb(), self.target(left), self.head())
        of = self.described(rng.randint(1, left))
        match rng.randrange(7):
            case 0:
                return Where(of, "colour", rng.choice((Op.EQ, Op.NE)), rng.choice(COLOURS))
            case 1:
                return Where(
                    of, "weight", rng.choice((Op.LE, Op.GT, Op.GE, Op.EQ)), rng.randint(1, 4)
                )
            case 2:
                return self.denied(of, self.target(1) if rng.random() < 0.7 else None)
            case 3:
                return AtLeast(of, self.verb(), rng.randint(2, 3), OfClass(self.head()))
            case 4:
                return In((of, Image(self.verb(), self.target(left - 1))))
            case 5:
                return Minus(of, Entity((rng.choice(self.urns),)))
            case 6 if rng.random() < 0.5:
                return self.compared(of, self.verb(), OfClass(self.head()))
            case _:
                return OnlyOf(of, self.verb(), OfClass(self.head()))
