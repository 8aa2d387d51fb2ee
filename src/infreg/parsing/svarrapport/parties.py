"""Institutions, departments and professionals: KITH's HCP and those who point at one."""

import re
from dataclasses import replace
from functools import lru_cache
from urllib.parse import unquote

from lxml import etree

from infreg.parsing.reading import Findings
from infreg.parsing.svarrapport.names import Tags
from infreg.parsing.svarrapport.opened import child, children
from infreg.parsing.svarrapport.values import code, words
from infreg.vocabulary.answer import Party, Provider

NOBODY = Provider()
# Institutions and their departments recur; people are not remembered.
_known_party = lru_cache(maxsize=2048)(Party)

# A telephone's URL, or the bare number as some write it. `*+`: a number is taken whole or not at all.
_TELEPHONE = re.compile(
    r"(?:tel:)?\s*(\(?\+?[0-9](?:[\s().-]*[0-9])*+)(?=[\s;,/]|$)", re.ASCII | re.IGNORECASE
)
_FEWEST_DIGITS, _MOST_DIGITS = 3, 15  # an emergency number; the longest of ITU-T E.164


def provider(holder: etree._Element | None, tags: Tags, findings: Findings) -> Provider:
    """Whoever an element with an HCP in it (ServProvider, Requester ...) points at."""
    hcp = child(holder, tags.HCP) if holder is not None else None
    if hcp is None:
        return NOBODY
    inst = person = None
    for part in children(hcp):
        tag = part.tag
        if tag == tags.Inst:
            inst = part
        elif tag == tags.HCProf or (tag == tags.HCPerson and person is None):
            if tag == tags.HCPerson:
                findings.note("element-misplaced", part, element="HCPerson")
            person = part
    if inst is None:
        return Provider(professional=_professional(person, tags, findings))
    name, number, kind, inside = _said(inst, tags, findings)
    # Of several departments the first: the standard lists the nearest first.
    department = inside.get(tags.Dept)
    dept_name, dept_number, dept_kind, below = _NOTHING_SAID
    if department is not None:
        dept_name, dept_number, dept_kind, below = _said(department, tags, findings)
    if person is None and (person := inside.get(tags.HCPerson)) is None:
        person = below.get(tags.HCPerson)
        if person is not None:
            findings.note("element-misplaced", person, element="HCPerson")
    return Provider(
        _known_party(name, number, kind) if name or number else None,
        _known_party(dept_name, dept_number, dept_kind) if dept_name or dept_number else None,
        _professional(person, tags, findings),
    )


def requester(holder: etree._Element | None, tags: Tags, findings: Findings) -> Provider:
    """As `provider`, with the number they are called on: the professional's own, else the one beside them
    all (where the standard has it), else the department's, else the institution's."""
    found = provider(holder, tags, findings)
    number = None if holder is None or found == NOBODY else _telephone(holder, tags)
    return replace(found, telephone=number) if number else found


def _telephone(holder: etree._Element, tags: Tags) -> str | None:
    nearness = {tags.HCPerson: 0, tags.HCProf: 0, tags.HCP: 1, tags.Dept: 2, tags.Inst: 3}
    numbers = [
        (next((nearness[above.tag] for above in element.iterancestors() if above.tag in nearness), 4), number)
        for element in holder.iter(tags.TeleAddress)
        if (number := _number(element.get("V") or element.text or ""))
    ]
    return min(numbers, key=lambda pair: pair[0])[1] if numbers else None


def _number(said: str) -> str | None:
    """The digits of a telephone's URL, with its `+`; None for a fax, an address of mail, or noughts alone."""
    called = _TELEPHONE.match(unquote(said).strip().replace("\u00a0", " "))
    if called is None:
        return None
    number = re.sub(r"[^+0-9]", "", called[1])
    digits = number.removeprefix("+")
    is_sound = _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS and digits.strip("0")
    return number if is_sound else None


Said = tuple[str | None, str | None, str | None, dict[str, "etree._Element"]]
_NOTHING_SAID: Said = (None, None, None, {})


def _professional(element: etree._Element | None, tags: Tags, findings: Findings) -> Party | None:
    if element is None:
        return None
    name, number, kind, inside = _said(element, tags, findings)
    if tags.HCProf in inside and not (name or number):
        findings.note("element-misplaced", inside[tags.HCProf], element="HCProf")
        name, number, kind, _ = _said(inside[tags.HCProf], tags, findings)
    return Party(name, number, kind) if name or number else None


def _said(element: etree._Element, tags: Tags, findings: Findings) -> Said:
    """Name, identifier and its type, and the first of everything else, of whoever this is."""
    name = number = kind = None
    inside: dict[str, etree._Element] = {}
    for part in children(element):
        tag = part.tag
        if tag == tags.Name:
            name = name or words(part)
        elif tag == tags.Id:
            number = number or words(part)
        elif tag == tags.TypeId:
            kind = kind or code(part, findings)
        elif tag not in inside:
            inside[tag] = part
    if (other := inside.get(tags.AdditionalId)) is not None:
        if other.text and not len(other):
            findings.note("id-as-text", other)
        if number is None:
            number, kind = _additional(other, tags, findings)
    return name, number, kind if number else None, inside


def _additional(element: etree._Element, tags: Tags, findings: Findings) -> tuple[str | None, str | None]:
    number, kind = words(child(element, tags.Id)), code(child(element, tags.Type), findings)
    return number or words(element), kind


def completed(one: Provider, other: Provider) -> Provider:
    """The first provider, with what the other alone says of the same institution, its identifier or its
    telephone: laboratories name the requester by words and address the answer by number."""
    mine, theirs = one.institution, other.institution
    if not (mine and theirs):
        return one
    if not mine.id and theirs.id and _same(mine.name, theirs.name):
        mine = Party(mine.name, theirs.id, theirs.id_type)
        one = replace(one, institution=mine)
    if other.telephone and not one.telephone and _is_one_institution(mine, theirs):
        return replace(one, telephone=other.telephone)
    return one


def _is_one_institution(one: Party, other: Party) -> bool:
    if one.id and one.id_type and other.id and one.id_type == other.id_type:
        return one.id == other.id
    return _same(one.name, other.name)


def _same(one: str | None, other: str | None) -> bool:
    return bool(one and other) and _folded(one) == _folded(other)


def _folded(name: str | None) -> str:
    return " ".join((name or "").casefold().split())
