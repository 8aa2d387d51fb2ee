"""What the value of a row says, whatever sort of value it is."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from infreg.interpretation.codes import Codes
from infreg.interpretation.parts import Harm
from infreg.interpretation.reading import TextReading, said_alone
from infreg.interpretation.rows import Row
from infreg.interpretation.statements import Named, Statement
from infreg.interpretation.verdicts import FOUND, UNREAD
from infreg.vocabulary.answer import Coded, Value, ValueKind
from infreg.vocabulary.finding import Term, TermKind
from infreg.vocabulary.words import normal


@dataclass(frozen=True, slots=True)
class ValueReading:
    """`reading` is what words or codes say, `source` which of them (code, text, comment, mapping); `number`
    with `below` (it is less than that) and `unit` what a number does. `unknown` are terms that nobody knows,
    `mapped` those that a person has explained."""

    reading: TextReading
    source: str = "text"
    number: Decimal | None = None
    below: bool = False
    unit: str | None = None
    unknown: tuple[Term, ...] = ()
    mapped: tuple[Term, ...] = ()


_NOTHING = TextReading()
#: A number as it is typed: a comparator, groups of three figures or decimals, a unit.
_WRITTEN = re.compile(
    r"([<>]=?)?\s*([0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,15}(?:[.,][0-9]{1,6})?)"
    r"(?:\s*[x×*·]?\s*(?:10\s*\^|[eE]\+?)\s*([0-9]{1,2}))?\s*([^0-9]*(?:log10[^0-9]*)?)"
)
_NAMING = frozenset({"culture", "typing"})
#: A name of a microbe has no more words than this.
_LONGEST_NAME = 5
#: What stands before a reference to somewhere else: *KLEBPN-fj (se merknad)*.
_BEFORE_REFERENCE = re.compile(r"(.+?)[\s,;:.(]+(?:se|jf|jfr)\b[^\n]*", re.IGNORECASE)


def read_value(row: Row, codes: Codes, unit: int | None) -> ValueReading:
    """The row's value; where it leads to the comment, or there is none, the comment."""
    told = _value(row.result.value, codes)
    comment = row.result.comment
    leads = "see-comment" in told.reading.notes or row.result.value.kind is ValueKind.NONE
    if comment and leads and not _tells(told.reading) and row.result.organism is None:
        read = codes.read(comment)
        return ValueReading(read, "comment") if _tells(read) and not read.strange else told
    if comment and told.number is not None and told.below and _finds(read := codes.read(comment)):
        return ValueReading(read, "comment")
    return _named(_organism(told, row, codes, unit), row, codes, unit)


def _finds(read: TextReading) -> bool:
    """*< 15; påvist, men under kvantifiseringsgrensen*: only what was found, and nothing unknown."""
    return bool(read.statements) and not read.strange and {each.word for each in read.statements} <= FOUND


def _value(value: Value, codes: Codes) -> ValueReading:
    if value.kind in {ValueKind.NUMBER, ValueKind.INTERVAL}:
        return _number(value, codes)
    if value.kind is ValueKind.CODED and value.coded:
        return _coded(value, value.coded, codes)
    read = codes.read(value.text) if value.text else _NOTHING
    if (
        value.text
        and not (_tells(read) or read.notes)
        and (written := _WRITTEN.fullmatch(value.text.strip()))
    ):
        comparator, figures, power, unit = written.groups()
        number = Decimal(figures.replace(" ", "").replace(",", ".")).scaleb(int(power or 0))
        return ValueReading(_NOTHING, "number", number, "<" in (comparator or ""), normal(unit) or None)
    return ValueReading(read)


def _number(value: Value, codes: Codes) -> ValueReading:
    read = codes.read(value.text) if value.text else _NOTHING
    if _tells(read):
        return ValueReading(read)
    below = value.comparator in {"<", "<="}
    number = value.number if value.kind is ValueKind.NUMBER else None
    return ValueReading(_NOTHING, "number", number, below, normal(value.unit or "") or None)


def _coded(value: Value, coded: Coded, codes: Codes) -> ValueReading:
    """A national code goes before its words, words before a laboratory's own code; where both are clear they
    must agree."""
    says = codes.says(coded)
    text = value.text or coded.display or coded.text
    read = codes.read(text) if text else _NOTHING
    if not read.statements and (organism := codes.of_code(TermKind.ORGANISM, coded)):
        return ValueReading(replace(read, named=(Named(organism, read.flags),), strange=False), "code")
    if says is None or (_tells(read) and not codes.is_national(coded)):
        return ValueReading(read if text else replace(read, strange=True))
    told = replace(said_alone(says), flags=read.flags, confirmed=read.confirmed, control=read.control)
    if _contradict(told, read):
        told = replace(told, statements=(Statement(UNREAD),), strange=True)
    return ValueReading(told, "code")


def _contradict(one: TextReading, other: TextReading) -> bool:
    words = {each.word for reading in (one, other) for each in reading.statements}
    return bool(words & FOUND) and "negative" in words


def _tells(read: TextReading) -> bool:
    return bool(read.statements or read.named)


def _organism(told: ValueReading, row: Row, codes: Codes, unit: int | None) -> ValueReading:
    """The microbe that the message itself names by its structure, where the words did not."""
    named = row.result.organism
    if named is None or told.reading.named or not all(map(_is_bare_find, told.reading.statements)):
        return told
    lookup = codes.look_up(TermKind.ORGANISM, named.name, unit)
    if lookup.found is None or not told.reading.statements:
        return _looked_up(told, lookup.found, lookup.term)
    statements = tuple(replace(each, organism=lookup.found) for each in told.reading.statements)
    read = replace(told.reading, statements=statements)
    return replace(told, reading=read, mapped=(lookup.term,) if lookup.term else ())


def _is_bare_find(statement: Statement) -> bool:
    """*Rikelig vekst*, *++*: that something was found, and not what."""
    return statement.word in FOUND and statement.organism is None and not statement.of_flag


def _looked_up(told: ValueReading, organism: str | None, term: Term | None) -> ValueReading:
    if organism is None:
        return replace(told, unknown=(term,) if term else ())
    read = replace(told.reading, named=(Named(organism, told.reading.flags),), strange=False)
    return replace(told, reading=read, mapped=(term,) if term else ())


def _named(told: ValueReading, row: Row, codes: Codes, unit: int | None) -> ValueReading:
    """What the words did not tell, a person may have explained; if not, it is a term that somebody must."""
    read = told.reading
    if told.unknown or told.mapped or told.number is not None:
        return told
    name = _name_before_reference(read, row, codes)
    named = name or (_unclear(read, row) and (row.result.value.coded or row.result.value.text))
    if not named:
        return told
    if name or _is_name(read, row):
        lookup = codes.look_up(TermKind.ORGANISM, named, unit)
        return _looked_up(told, lookup.found, lookup.term)
    lookup = codes.explain(TermKind.VALUE, named, unit)
    if lookup.found is None:
        return replace(told, unknown=(lookup.term,) if lookup.term else ())
    return replace(
        told,
        reading=_explained(read, lookup.found),
        source="mapping",
        mapped=(lookup.term,) if lookup.term else (),
    )


def _unclear(read: TextReading, row: Row) -> bool:
    if any(each.word == UNREAD for each in read.statements):
        return True
    if read.named and not read.statements:
        return any(each.harm is Harm.ANY or (each.harm and not _names(row)) for each in read.named)
    return (read.strange or _counts(row)) and not read.statements and not read.notes


def _counts(row: Row) -> bool:
    """Whether figures stand where a verdict was to be expected."""
    text = row.result.value.text or ""
    return bool(row.investigation.agents) and row.own.means is None and any(map(str.isdigit, text))


def _names(row: Row) -> bool:
    """Whether the row is one in which microbes are told by name alone."""
    return (
        row.own.means == "finding" or row.investigation.method in _NAMING or row.result.organism is not None
    )


def _is_name(read: TextReading, row: Row) -> bool:
    """Whether unknown words are the name of a microbe, and not a sentence."""
    return (
        not read.statements
        and not read.mentions
        and _names(row)
        and len(normal(row.result.value.text or "").split()) <= _LONGEST_NAME
    )


def _name_before_reference(read: TextReading, row: Row, codes: Codes) -> str | None:
    """An unknown name that only refers to more being told elsewhere: it is no less a name for that."""
    refers = read.strange and not _tells(read) and read.notes == {"see-comment"}
    text = row.result.value.text if refers and _names(row) else None
    match = _BEFORE_REFERENCE.fullmatch(text.strip()) if text else None
    if match is None:
        return None
    name = match[1]
    alone = codes.read(name)
    is_name = alone.strange and not (_tells(alone) or alone.notes or alone.mentions)
    return name if is_name and len(normal(name).split()) <= _LONGEST_NAME else None


def _explained(read: TextReading, says: str) -> TextReading:
    """A text of which a person has said what it says: of the microbes in it, or of what was looked for."""
    told = said_alone(says)
    organisms = dict.fromkeys(
        each for each in (*(s.organism for s in read.statements), *(n.organism for n in read.named)) if each
    )
    if not told.statements or not organisms:
        return told
    return replace(told, statements=tuple(Statement(says, organism) for organism in organisms))
