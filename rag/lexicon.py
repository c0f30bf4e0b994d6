"""The words of the ontology and of the language, as cells by phrase."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import resources

from graph.ontology import Class, Ontology, Property, WordList
from rag.algebra import Depth, Hop, Named, Op, RelExpr, Where
from rag.cell import Cell, Noun, Verb
from rag.entries import Entries
from rag.forms import PARTICLES, Key, in_places, split, verb_phrase_forms
from rag.meaning import Meaning
from rag.predicate import Not, Prop, Rel, inverse
from rag.say import third_person
from rag.shared_nouns import shared_nouns
from rag.words import noun_forms, pieces, verb_forms

__all__ = ["Costs", "Lexicon", "load_costs"]

Costs = Mapping[str, Mapping[str, float]]
DEPTHS = {"one-step": Depth.ONE, "any-depth": Depth.ANY, "through-delegation": Depth.DELEGATED}
PLACES = frozenset({"in", "on", "at", "into", "to", "from"})
TELLING = frozenset(
    "NP RN PN ADJ VALUE V DEPTH SEVERITY ALONE NOELSE ANDWHICH YESNO EACHOTHER EFFECT CHANGE BYCLASS".split()
)


def _data(name: str) -> dict[str, object]:
    return tomllib.loads((resources.files("rag") / name).read_text(encoding="utf-8"))


def load_costs() -> Costs:
    """What shapes of readings cost."""
    found: dict[str, dict[str, float]] = {}
    for group, costs in _data("costs.toml").items():
        assert isinstance(costs, dict)
        found[group] = {str(k): float(v) for k, v in costs.items()}
    return found


Verbs = dict[tuple[Key, str], dict[float, list[RelExpr]]]  # senses by form, kind and cost


@dataclass
class Lexicon(Entries):
    """The phrases of an ontology, of English, and of the values in a graph."""

    ontology: Ontology
    meaning: Meaning
    costs: Costs
    kind_words: dict[Key, int] = field(
        default_factory=dict
    )  # words that say a name's class: its mask
    loose: dict[Key, int] = field(
        default_factory=dict
    )  # nouns of things that are described: the mask of what they may be
    acronyms: set[str] = field(default_factory=set[str])  # class words written in capitals
    verb_starts: set[str] = field(default_factory=set)
    parting: dict[str, str] = field(
        default_factory=dict
    )  # words that may stand inside a verb: their sense

    def __post_init__(self) -> None:
        self._language()
        for c in self.ontology.classes.values():
            self._class(c)
        for form, cell in shared_nouns(self.ontology, self.meaning, self.entries, self.costs):
            self._add(form, cell)
        self._relations()
        for p in self.ontology.properties.values():
            self._property(p)

    def tells(self, words: Sequence[str]) -> bool:
        """Whether a phrase says something of the catalog, or how far to go in it."""
        return any(c.cat in TELLING for c in self.entries.get(tuple(words), ()))

    def has(self, cat: str, words: str, first: bool = False) -> bool:
        """Whether any stretch of some words, or one of the first, is of a category, or the beginning of one."""
        said = split(words)
        ends = range(1, len(said) + 1)
        stretches = (said[i:j] for j in ends for i in range(1 if first else j))
        cells = (c for s in stretches for c in self.entries.get(s, ()))
        return any(cat in (c.cat, c.sem.cat if isinstance(c.sem, Cell) else "") for c in cells)

    def learn(
        self,
        values: Mapping[str, Iterable[str]],
        kinds: Mapping[str, Mapping[str, Iterable[str]]],
    ) -> None:
        """Take in the values that properties have in the graph: tags, languages, types."""
        self._kinds(kinds)
        for name, found in sorted(values.items()):
            p = self.ontology.properties.get(name)
            if p is None or not p.nouns:
                continue
            known = {v.value for v in p.values}
            for value in sorted(set(found)):
                if value in known or not 0 < len(split(value)) <= 3:
                    continue
                if split(value) not in self.entries:
                    self.taught.add(split(value))
                self._add(value, Cell("VALUE", (name, value), cost=0.05))
                if split(value) in self.taught:
                    op = Op.EQ if p.type == "string" else Op.CONTAINS
                    pred, mask = Prop(name, op, value), self.meaning.has_property(name)
                    self._add(value, Cell("ADJ", pred, mask, self.costs["word"]["value"]))

    def _kinds(self, kinds: Mapping[str, Mapping[str, Iterable[str]]]) -> None:
        """Take in which values of a property are kinds within a class: a database is a resource of that type."""
        for name, by_class in sorted(kinds.items()):
            for label, values in sorted(by_class.items()):
                c, mask = self.ontology.classes[label], self.meaning.of_class[label]
                said = {v.lower() for v in values}
                for word in sorted({w.lower() for w in c.narrower}):
                    ends = {v for v in said if " ".join(pieces(v)).endswith(word)}
                    if not ends:
                        continue
                    op = Op.EQ if ends == {word} else Op.ENDS
                    of = Where(self.meaning.listed(mask), name, op, word)
                    for form, many in noun_forms(word):
                        key = split(form)
                        kept = [e for e in self.entries.get(key, []) if e.cat != "NP"]
                        cell = Cell("NP", of, mask, kind="cls", many=many)
                        self.entries[key] = [*kept, cell]

    # ------------------------------------------------------------ filling

    def _language(self) -> None:
        for part, phrases in _data("english.toml").items():
            assert isinstance(phrases, list)
            for phrase in phrases:
                if part == "noise":
                    self.noise.add(split(str(phrase)))
                elif part == "manner":
                    self.parting[str(phrase)] = part
                    self.noise.add(split(str(phrase)))
                else:
                    self._add(str(phrase), Cell(part.upper(), str(phrase)))
        for sense, phrases in self.ontology.function_words.items():
            for phrase in phrases:
                kind, _, severity = sense.partition("-")
                if kind == "severity":
                    self._add(phrase, Cell("SEVERITY", severity))
                    continue
                if kind in ("unaffected", "effect", "works"):
                    cat = "WORKS" if kind == "works" else "EFFECT"
                    self._severe(phrase, severity or None, "not" * (kind == "unaffected"), cat)
                    continue
                self._add(phrase, Cell("DEPTH", sense))
                if len(split(phrase)) == 1:
                    self.parting.setdefault(phrase, sense)
        self.parting["only"] = self.parting["exclusively"] = self.parting["solely"] = "only"
        for (word,), cells in ((k, c) for k, c in self.entries.items() if len(k) == 1):
            if any(c.cat in ("LIGHT", "ITS") for c in cells):
                self.parting[word] = "light" if any(c.cat == "LIGHT" for c in cells) else "its"

    def _class(self, c: Class) -> None:
        mask = self.meaning.of_class[c.name]
        labels = self.meaning.labels(mask & ~self.meaning.parts or mask)
        mask = self.meaning.mask(labels)
        cell = Cell("NP", self.meaning.listed(mask), mask, kind="cls")
        for word in (c.label, *c.alternatives):
            for form, many in noun_forms(word, c.plurals if word == c.label else ()):
                if word.isupper():
                    self.acronyms.add(form)
                self._add(form, cell._replace(many=many))
            self.kind_words[split(word)] = self.kind_words.get(split(word), 0) | mask
        for word in c.kind_words:
            self.kind_words[split(word)] = self.kind_words.get(split(word), 0) | mask
        for word in c.loosely:
            for form, _ in noun_forms(word):
                self.loose[split(form)] = (
                    self.loose.get(split(form), 0) | self.meaning.of_class[c.name]
                )
        for word in c.pronouns:
            self._add(word, Cell("PERSON", word, mask))

    def _relations(self) -> None:
        verbs: Verbs = {}
        for name, relation in self.ontology.relations.items():
            readers = self.meaning.read_by.get(name)
            for sense in (
                [Named(d.name, not d.inverted) for d in readers] if readers else [Hop(name)]
            ):
                self._verbs_of(relation.words, sense, verbs)
                self._does(relation.label, relation.words, sense)
                self._nouns(relation.words, sense)
                self._clauses(relation.words, sense)
        for name, derived in self.ontology.derived.items():
            self._verbs_of(derived.words, Named(name), verbs)
            self._nouns(derived.words, Named(name), derived.family)
            self._clauses(derived.words, Named(name))
        for (key, kind), by_cost in verbs.items():
            if len(key) > 1:
                self.verb_starts.update(key[:1])
            every = tuple(dict.fromkeys(r for senses in by_cost.values() for r in senses))
            if len(key) == 1 and kind == "d":
                self._undone(" ".join(key), tuple(by_cost[min(by_cost)]))
            if len(key) == 2 and kind == "p" and ((key[0],), "d") not in verbs:
                self._done(key[0], every)
            for cost, senses in by_cost.items():
                wide = every if len(by_cost) > 1 else ()
                verb = Verb(tuple(senses), phrase=" ".join(key), wide=wide)
                if len(key) > 1 and key[-1] in PLACES and kind in ("b", "p", "s"):
                    self._add(" ".join(key[:-1]), Cell("WHEREV", verb, cost=cost, kind=kind))
                whole = Cell("V", verb, cost=cost, kind=kind)
                self._add(" ".join(key), whole)
                self._parted(key, whole)

    def _verbs_of(self, words: WordList, relation: RelExpr, verbs: Verbs) -> None:
        """What one relation adds to the senses of each verb, by form, kind and cost."""
        general = self.costs["word"]["general"]
        for phrases, sense, cost in (
            (words.verbs, relation, 0.0),
            (words.inverse_verbs, inverse(relation), 0.0),
            (words.general, self._shallow(relation), general),
            (words.inverse_general, inverse(self._shallow(relation)), general),
            (tuple(in_places(words.end_places)), inverse(relation), 0.0),
        ):
            for phrase in phrases:
                self._open(phrase, sense, cost)
                for form, kind in verb_phrase_forms(phrase.replace(" ~", "")):
                    senses = verbs.setdefault((split(form), kind), {}).setdefault(cost, [])
                    if sense not in senses:
                        senses.append(sense)
        for phrases, sense in (
            (words.denying, relation),
            (words.denying_inverse, inverse(relation)),
        ):
            for phrase in phrases:
                for form, kind in verb_phrase_forms(phrase):
                    verb = Verb((sense,), negated=True, phrase=form)
                    self._add(form, Cell("V", verb, kind=kind))
        for place in words.end_places:
            self._add(place, Cell("PLACE", inverse(relation)))

    def _shallow(self, relation: RelExpr) -> RelExpr:
        """A verb of many meanings says no more than one step."""
        derived = self.ontology.derived.get(relation.name) if isinstance(relation, Named) else None
        if derived is None or derived.depth != "direct" or derived.family == "delegation":
            return relation
        return self.meaning.deepened(relation, Depth.ONE) or relation

    def _parted(self, key: Key, verb: Cell) -> None:
        """A verb of two words whose object may stand between them (switch X off)."""
        if len(key) == 2 and key[1] in PARTICLES and verb.kind != "p":
            self._add(key[0], Cell("SPLIT" + key[1], verb))
            self._add(key[1], Cell("PARTICLE" + key[1]))

    def _open(self, phrase: str, sense: RelExpr, cost: float) -> None:
        """A verb that says where its object stands: "use ~ for training"."""
        head, gap, tail = phrase.partition(" ~ ")
        if gap:
            for form, kind in verb_phrase_forms(head):
                verb = Cell("V", Verb((sense,), phrase=form), cost=cost, kind=kind)
                cells = self.entries.setdefault(split(form), [])
                said = [c for c in cells if c.cat == "OPENV"]
                ways = tuple(w for c in said if isinstance(c.sem, tuple) for w in c.sem)
                cells[:] = [c for c in cells if c.cat != "OPENV"]
                cells.append(Cell("OPENV", (*ways, (verb, tail))))
            self._add(tail, Cell("TAIL", tail))

    def _undone(self, participle: str, relations: tuple[RelExpr, ...]) -> None:
        """ "Unowned", from "owned"."""
        pred = Not(Rel(tuple(inverse(r) for r in relations), None, self.meaning.everything))
        for word in ("un" + participle, "un-" + participle):
            self._add(word, Cell("ADJ", pred, self.meaning.domain(pred)))

    def _does(self, label: str, words: WordList, relation: RelExpr) -> None:
        """ "Delegate", of what delegates to anything."""
        for phrase in words.verbs:
            head, _, rest = phrase.partition(" ")
            if rest and third_person(phrase) == label:
                for form, kind in verb_forms(head):
                    if kind in ("b", "s", "g"):
                        self._add(form, Cell("DONE", (relation,), kind=kind))

    def _done(self, participle: str, relations: tuple[RelExpr, ...]) -> None:
        """ "Evaluated", of what is evaluated on anything."""
        if not participle.endswith("ed"):
            return
        if telling := tuple(r for r in relations if not self.meaning.wordless(r)):  # not "sorted"
            self._add(participle, Cell("DONE", telling, kind="p"))
        pred = Not(Rel(relations, None, self.meaning.everything))
        for word in ("un" + participle, "un-" + participle):
            self._add(word, Cell("ADJ", pred, self.meaning.domain(pred)))

    def _nouns(self, words: WordList, relation: RelExpr, family: str | None = None) -> None:
        if isinstance(relation, Named):
            family = self.ontology.derived[relation.name].family
        general = self.costs["word"]["general"]
        for phrases, sense, cost in (
            (words.start_nouns, relation, 0.0),
            (words.end_nouns, inverse(relation), 0.0),
            (words.general_start_nouns, relation, general),
        ):
            ys = self.meaning.seconds(sense)
            xs = self.meaning.firsts(sense, ys)
            for phrase in phrases:
                named = self._class_within(phrase, xs)
                noun = Noun(sense, named or xs, ys, family=family)
                for form, many in noun_forms(phrase):
                    self._add(form, Cell("RN", noun, noun.xs, cost, many=many))

    def _class_within(self, phrase: str, xs: int) -> int:
        """The class that the last word of a phrase names (owning team), where the noun may be of it."""
        words = split(phrase)
        for c in self.ontology.classes.values() if len(words) > 1 else ():
            if (
                words[len(words) - 1] in (c.label.lower(), *c.alternatives)
                and self.meaning.of_class[c.name] & xs
            ):
                return self.meaning.of_class[c.name] & xs
        return 0

    def _clauses(self, words: WordList, relation: RelExpr) -> None:
        """Verbs that take no object: what suffers, what the change is, what the speaker does."""
        having = Rel((relation,), None, self.meaning.everything)
        lacking = Not(replace(having, relations=(inverse(relation),)))
        for phrases, pred in (
            (words.lacking, lacking),
            (words.start_lacking, Not(having)),
            (words.start_having, having),
        ):
            for phrase in phrases:
                self._add(phrase, Cell("ADJ", pred, self.meaning.domain(pred)))
        for phrase in words.bare_verbs:
            for form, kind in verb_phrase_forms(phrase):
                cell = Cell("VP", having, self.meaning.domain(having), kind="v")
                self._add(form, cell if kind in ("b", "s") else cell._replace(cat="ADJ", kind=""))
        for phrase in words.effects:
            for form, kind in verb_phrase_forms(phrase):
                self._add(form, Cell("EFFECT", relation, kind=kind))
        for phrase in words.changes:
            for form, kind in verb_phrase_forms(phrase):
                change = Cell("CHANGE", relation, kind=kind)
                self._add(form, change)
                self._parted(split(form), change)
        for phrase in words.change_nouns:
            for form, _ in noun_forms(phrase):
                self._add(form, Cell("CHANGENOUN", relation))
        for phrase in words.remedies:
            for form, kind in verb_phrase_forms(phrase):
                self._add(form, Cell("REMEDY", relation, kind=kind))
        for phrase in words.speaker_verbs:
            head, _, tail = phrase.rpartition(" ")
            if tail == "from":
                for form, kind in verb_phrase_forms(head):
                    self._add(form, Cell("OPENSPEAK", (relation, tail), kind=kind))
                self._add(tail, Cell("TAIL", tail))
            for form, kind in verb_phrase_forms(phrase):
                self._add(form, Cell("SPEAK", relation, kind=kind))

    def _severe(self, phrase: str, severity: str | None, wh: str = "", cat: str = "EFFECT") -> None:
        """Verbs that say how hard a change hits, or that it does not."""
        for name, derived in self.ontology.derived.items():
            if derived.words.effects:
                for form, kind in verb_phrase_forms(phrase):
                    self._add(form, Cell(cat, Named(name, severity=severity), kind=kind, wh=wh))

    # ------------------------------------------------------------ properties

    def _property(self, p: Property) -> None:
        mask = self.meaning.has_property(p.name)
        for verb in p.verbs:
            for form, kind in verb_phrase_forms(verb):
                self._add(form, Cell("PV", p, mask, kind=kind))
        self._add_each(p.degrees, Cell("DEGREE", p, mask))
        for noun in (*p.nouns, *p.general_nouns):
            cost = self.costs["word"]["general"] if noun in p.general_nouns else 0.0
            for form, many in noun_forms(noun):
                self._add(form, Cell("PN", p, mask, cost, many=many))
        whole = mask
        for value in p.values:
            only = whole & self.meaning.mask(value.of)
            pred, mask = Prop(p.name, Op.EQ, self.typed(p, value.value), only), only or whole
            for word in value.words:
                named = any(noun in word for noun in p.nouns)  # "tier 1" has no degrees
                self._add(word, Cell("ADJ", pred, mask, kind="named" if named else ""))
                self._add(word, Cell("VALUE", (p.name, pred.value)))
                self._valued_noun(p, pred, word)
            self._add_each(value.data, Cell("LEVELNOUN", pred, mask))
            for form, kind in (f for verb in value.verbs for f in verb_phrase_forms(verb)):
                self._add(form, Cell("DEED", pred, mask, kind=kind))
            self._add_each(value.or_more, Cell("ADJ", replace(pred, op=Op.GE), mask))
            if value.value not in value.words:
                bare = "bare" if value.value.isdigit() else ""  # says nothing without its property
                self._add(value.value, Cell("VALUE", (p.name, pred.value), kind=bare))

    def _valued_noun(self, p: Property, pred: Prop, word: str) -> None:
        """A word that is both a class's and a value's (runbook) names the things of that value."""
        for c in self.ontology.classes.values():
            words = {w.lower() for w in (c.label, *c.alternatives)}
            if word.lower() not in words or not self.ontology.is_a(c.name, p.of):
                continue
            mask = self.meaning.of_class[c.name]
            cell = Cell(
                "NP",
                Where(self.meaning.listed(mask), p.name, pred.op, pred.value),
                mask,
                kind="cls",
            )
            for form, many in noun_forms(word):
                key = split(form)
                kept = [
                    e for e in self.entries.get(key, []) if not (e.cat == "NP" and e.mask == mask)
                ]
                self.entries[key] = [*kept, cell._replace(many=many)]
