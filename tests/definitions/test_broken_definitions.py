"""A definition that does not hold together is refused, with file, line and reason."""

import string
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.definitions import faults
from infreg.definitions.checking import check
from infreg.definitions.faults import LIMIT, Fault, known_codes, templates, text
from infreg.definitions.reading import read, read_folder
from tests.definitions.broken import BROKEN, ORGANISMS, Broken
from tests.definitions.made import definition, header, made

pytestmark = pytest.mark.requirement("B-6")

#: What is told without a file of a folder being broken: tested below, each by itself.
ELSEWHERE = {"file-missing", "header-missing", "headers-several", "more-faults"}
#: What only a kind with such columns in its TOML can have wrong: test_kinds.py has one.
IN_OTHER_KINDS = {"field-not-number"}


def refused(files: Mapping[str, bytes], folder: Path) -> tuple[Fault, ...]:
    """What is told of a folder: of each file, and when these are good, of all together."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    definitions, found = read_folder(folder)
    return found or check(definitions)


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
@pytest.mark.control("2.2.1")
def test_it_is_refused_with_file_line_and_reason(broken: Broken, tmp_path: Path) -> None:
    told = refused(broken.files, tmp_path)
    assert [(each.file, each.line, each.code) for each in told] == [(broken.file, broken.line, broken.code)]
    for language, word in (("nb", "linje"), ("en", "line")):
        place = broken.file if broken.line is None else f"{broken.file}, {word} {broken.line}"
        assert text(told[0], language).startswith(f"{place}: ")


def test_fifty_kinds_of_fault_are_told_apart() -> None:
    assert len(BROKEN) >= 50
    assert len({broken.code for broken in BROKEN.values()}) >= 50


def test_every_fault_that_has_a_text_can_happen() -> None:
    assert {broken.code for broken in BROKEN.values()} | ELSEWHERE | IN_OTHER_KINDS == known_codes()


@pytest.mark.parametrize("code", sorted(known_codes()))
def test_every_text_stands_in_both_languages_with_the_same_placeholders(code: str) -> None:
    parts = [templates(code, language) for language in faults.LANGUAGES]
    assert all(part.strip() for both in parts for part in both)
    assert all(mend.endswith(".") for _, mend in parts)
    names = [
        {name for part in both for _, name, _, _ in string.Formatter().parse(part) if name} for both in parts
    ]
    assert names[0] == names[1]


def test_a_fault_says_what_is_wrong_where_and_what_to_do(tmp_path: Path) -> None:
    [fault] = refused(BROKEN["a choice is misspelt"].files, tmp_path)
    assert text(fault, "nb") == (
        "organisms.csv, linje 5: «specie» i rank er ikke et av valgene. Mente du «species»? "
        "Velg blant species, subspecies, serotype, genus, family, group, complex, virus, toxin, none."
    )
    assert text(fault, "nn") == text(fault, "nb")


@pytest.mark.control("2.2.3")
def test_a_contradiction_names_both_places(tmp_path: Path) -> None:
    [fault] = refused(BROKEN["a name, written otherwise, means two things in two files"].files, tmp_path)
    assert text(fault, "en") == (
        "ours.csv, line 3: “e faecalis” means organism=ESCCOL here but organism=ENCFAE in "
        "organism-names.csv, line 2, on the same days. Remove the wrong one, or give each days of its own."
    )


def test_all_faults_of_a_definition_are_told_together() -> None:
    files = made("code,name,rank,kind,colour\nA,,species,virus,red\nb,B,sort,virus,\nC\n")
    files["organisms.toml"] = files["organisms.toml"].replace(b'status = "verified"\n', b"")
    _, told = read(files)
    assert [(each.file, each.line, each.code) for each in told] == [
        ("organisms.csv", 1, "column-unknown"),
        ("organisms.csv", 2, "cell-empty"),
        ("organisms.csv", 3, "choice-unknown"),
        ("organisms.csv", 3, "code-form"),
        ("organisms.csv", 4, "cells-too-few"),
        ("organisms.toml", 1, "field-missing"),
    ]


def test_after_a_hundred_faults_the_rest_are_counted() -> None:
    _, told = read(made(ORGANISMS + "A,,species,virus\n" * 1_000))
    assert len(told) == LIMIT + 1
    assert [each.line for each in told[:LIMIT]] == list(range(3, LIMIT + 3))
    assert text(told[-1], "en") == "organisms.csv: And 900 more faults. Mend these first."


def test_a_contradiction_of_a_thousand_rows_is_told_a_hundred_times(tmp_path: Path) -> None:
    told = refused(made(ORGANISMS + ORGANISMS.partition("\n")[2] * 1_000), tmp_path)
    assert [each.code for each in told] == ["key-twice"] * LIMIT + ["more-faults"]
    assert told[-1].arguments == {"count": 900}


def test_a_path_that_is_not_there_is_a_fault_and_no_accident(tmp_path: Path) -> None:
    assert read(tmp_path / "none.toml") == (
        None,
        (Fault("none.toml", None, "file-missing", {"value": "none.toml"}),),
    )
    assert read(tmp_path)[1][0].code == "file-missing"


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({}, "header-missing"),
        ({"organisms.csv": b"code"}, "header-missing"),
        ({"a.toml": b"", "b.toml": b""}, "headers-several"),
    ],
)
def test_what_is_handed_over_has_one_header(files: Mapping[str, bytes], code: str) -> None:
    assert [each.code for each in read(files)[1]] == [code]


def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside.csv"
    inside.mkdir()
    outside.write_text(ORGANISMS)
    (inside / "organisms.toml").write_text(header())
    (inside / "organisms.csv").symlink_to(outside)
    assert [(each.line, each.code) for each in read(inside / "organisms.toml")[1]] == [(6, "rows-outside")]


@pytest.mark.parametrize("name", ["..\\\\x.csv", "C:x.csv", "a/../../x.csv", "x\\u0000.csv", "."])
@pytest.mark.control("5.3.2")
def test_no_spelling_leads_out_of_the_folder(name: str) -> None:
    files = made(ORGANISMS)
    files["organisms.toml"] = header().replace("organisms.csv", name).encode()
    assert {each.code for each in read(files)[1]} <= {"rows-outside", "cell-unseen"}
    assert read(files)[0] is None


def test_a_table_in_a_folder_below_is_its_own(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    for name, content in made(ORGANISMS).items():
        (tmp_path / "below" / name).write_bytes(content)
    [found], told = read_folder(tmp_path)
    assert (found.file, found.rows_file, told) == ("below/organisms.toml", "below/organisms.csv", ())


@pytest.mark.parametrize("name", ["{x}", "%s{0}", "{file.__class__}"])
@pytest.mark.control("1.3.10")
def test_a_name_with_braces_is_told_as_it_is(name: str) -> None:
    assert text(Fault(f"{name}.csv", 2, "file-empty"), "en").startswith(f"{name}.csv, line 2: The file")
    fault = faults.Wrong("file-missing", value=name).at("a.toml", None)
    assert name in text(fault, "en")


def test_a_value_is_shown_short_and_on_one_line() -> None:
    assert faults.shown("a\nb\u202e" + "c" * 100) == "a[U+000A]b[U+202E]" + "c" * 42 + "…"


def test_versions_are_judged_each_by_itself_though_their_files_have_one_name() -> None:
    system = 'system = "2.16"\nversion = "1"\n'
    first = definition("code,nb\n1,Én\n", "code-system", "list", more=system)
    later = definition("code,nb,en\n1,Én,One\n", "code-system", "list", more=system, valid_from="2020-01-01")
    assert first.rows_file == later.rows_file
    assert check([first, later]) == ()


def test_a_deep_ring_and_a_long_line_of_ancestors_are_told_at_once(tmp_path: Path) -> None:
    rows = "".join(f"A{n},N{n},group,A{n + 1},virus\n" for n in range(3_000))
    header_line = "code,name,rank,parent,kind\n"
    assert refused(made(header_line + rows + "A3000,End,group,,virus\n"), tmp_path) == ()
    [fault] = refused(made(header_line + rows + "A3000,End,group,A0,virus\n"), tmp_path)
    assert (fault.line, fault.code) == (2, "parents-in-a-ring")


def test_parents_of_different_days_make_no_ring(tmp_path: Path) -> None:
    rows = (
        "code,name,rank,parent,kind,valid_from,valid_to\n"
        "A,One,group,B,virus,,2019-12-31\nA,One,group,,virus,2020-01-01,\n"
        "B,Two,group,,virus,,2019-12-31\nB,Two,group,A,virus,2020-01-01,\n"
    )
    assert refused(made(rows), tmp_path) == ()
    assert [
        each.code for each in refused(made(rows.replace("A,One,group,,", "A,One,group,B,")), tmp_path)
    ] == ["parents-in-a-ring"]


GOOD = [broken.files for broken in BROKEN.values() if max(map(len, broken.files.values())) < 5_000]
SCRAPS = st.sampled_from(
    [
        *(b"", b"\n", b"\r", b"\0", b"\xff", b"\xef\xbb\xbf", b"[[rule]]\n"),
        *b", \" ; = [ ] { ''' # 2012-01-01 9999-12-31 0001-01-01 nan -0 \\u0000 title rows ESCCOL".split(),
    ]
)


@given(
    st.sampled_from(GOOD), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 40), SCRAPS), max_size=4)
)
def test_whatever_is_done_to_a_file_it_is_read_or_refused(
    files: Mapping[str, bytes], cuts: list[tuple[int, int, bytes]]
) -> None:
    toml = next(name for name in files if name.endswith(".toml"))
    table = {name: content for name, content in files.items() if name == toml.replace(".toml", ".csv")}
    changed = {toml: files[toml], **table}
    for number, (start, length, scrap) in enumerate(cuts):
        name = sorted(changed)[number % len(changed)]
        changed[name] = changed[name][:start] + scrap + changed[name][start + length :]
    found, told = read(changed)
    assert (found is None) == bool(told)
    told += check([found]) if found else ()
    for fault in told:
        of_file = changed.get(fault.file, b"")
        assert fault.line is None or 1 <= fault.line <= len(of_file.splitlines()) + 1
        assert text(fault, "nb").startswith(fault.file)
