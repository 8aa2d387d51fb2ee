"""Institutions, departments and professionals: KITH's HCP and those who point at one."""

from dataclasses import replace

from lxml import etree

from infreg.parsing.reading import Findings
from infreg.parsing.svarrapport.names import Tags
from infreg.parsing.svarrapport.values import Parts, child, code, words
from infreg.vocabulary.answer import Party, Provider

NOBODY = Provider()


def provider(holder: etree._Element | None, tags: Tags, findings: Findings) -> Provider:
    """Whoever an element with an HCP in it (ServProvider, Requester ...) points at."""
    hcp = child(holder, tags.HCP) if holder is not None else None
    if hcp is None:
        return NOBODY
    parts = {part.tag: part for part in hcp}
    person = parts.get(tags.HCProf)
    if (inst := parts.get(tags.Inst)) is None:
        return Provider(professional=_party(person, tags, findings))
    # Of several departments the first: the standard lists the nearest first.
    inside = {part.tag: part for part in reversed(inst)}
    department = inside.get(tags.Dept)
    person = inside.get(tags.HCPerson) if person is None else person
    if person is None and department is not None:
        person = child(department, tags.HCPerson)
    return Provider(
        _party(inst, tags, findings, inside),
        _party(department, tags, findings),
        _party(person, tags, findings),
    )


def _party(
    element: etree._Element | None, tags: Tags, findings: Findings, parts: Parts | None = None
) -> Party | None:
    if element is None:
        return None
    parts = parts or {part.tag: part for part in reversed(element)}
    name, number = words(parts.get(tags.Name)), words(parts.get(tags.Id))
    kind = code(parts.get(tags.TypeId), findings)
    if number is None and (other := parts.get(tags.AdditionalId)) is not None:
        number, kind = words(child(other, tags.Id)), code(child(other, tags.Type), findings)
    return Party(name, number, kind if number else None) if name or number else None


def completed(one: Provider, other: Provider) -> Provider:
    """The first provider, its institution's missing identifier taken from the other when both carry the
    same name: laboratories name the requester by words and address the answer by number."""
    mine, theirs = one.institution, other.institution
    if mine and theirs and not mine.id and theirs.id and _same(mine.name, theirs.name):
        return replace(one, institution=replace(mine, id=theirs.id, id_type=theirs.id_type))
    return one


def _same(one: str | None, other: str | None) -> bool:
    return bool(one and other) and _folded(one) == _folded(other)


def _folded(name: str | None) -> str:
    return " ".join((name or "").casefold().split())
