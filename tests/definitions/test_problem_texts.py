"""Every problem has words, in both languages, that say what is wrong, where and what to do now."""

import ast
import string
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import infreg
from infreg.definitions.problem_texts import LANGUAGES, known_codes, level_of, read_texts, templates, text
from infreg.vocabulary.problem import Level, Problem

SOURCE = Path(infreg.__file__).parent
FILES = sorted((SOURCE / "definitions" / "problems").glob("*.toml"))
CODES = sorted(known_codes())


def modules() -> list[ast.Module]:
    return [ast.parse(file.read_text("utf-8")) for file in sorted(SOURCE.rglob("*.py"))]


def calls() -> Iterator[ast.Call]:
    return (node for module in modules() for node in ast.walk(module) if isinstance(node, ast.Call))


def problems_made() -> Iterator[tuple[str, str | None]]:
    """Code and level of every `Problem("…", …)` of the source; the level None where it is computed.

    One with an empty code is never told to anybody: it only carries a level to compare.
    """
    for call in calls():
        if ast.unparse(call.func).rpartition(".")[2] != "Problem":
            continue
        given = dict(zip(("code", "level"), call.args, strict=False))
        given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        code, level = given.get("code"), given.get("level")
        if isinstance(code, ast.Constant) and isinstance(code.value, str) and code.value:
            named = isinstance(level, ast.Attribute) and ast.unparse(level.value) == "Level"
            yield code.value, level.attr if named and isinstance(level, ast.Attribute) else None


def words_of_source() -> set[str]:
    """Every string that stands in the source."""
    nodes = (node for module in modules() for node in ast.walk(module))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def placeholders(template: tuple[str, str]) -> Counter[str]:
    return Counter(name for part in template for _, name, _, _ in string.Formatter().parse(part) if name)


@pytest.mark.requirement("B-2")
@pytest.mark.parametrize("code", CODES)
def test_every_text_stands_in_both_languages_with_the_same_placeholders(code: str) -> None:
    by_language = [templates(code, language) for language in LANGUAGES]
    assert all(part.strip() for template in by_language for part in template)
    assert len({frozenset(placeholders(template)) for template in by_language}) == 1


@pytest.mark.parametrize("code", CODES)
def test_every_text_ends_as_sentences_do(code: str) -> None:
    for language in LANGUAGES:
        what, mend = templates(code, language)
        assert what[0].isupper()
        assert not what.endswith("."), "the place follows, then the full stop"
        assert mend.endswith(".")


def test_no_code_has_two_texts() -> None:
    codes = [code for file in FILES for code in tomllib.loads(file.read_text("utf-8"))]
    assert Counter(codes) == Counter(set(codes))
    assert set(codes) == known_codes()


@pytest.mark.requirement("B-2")
def test_every_problem_of_the_source_has_a_text_of_its_level() -> None:
    made = set(problems_made())
    assert {code for code, _ in made} - known_codes() == set()
    other = {code for code, level in made if level and level != level_of(code).name}
    assert other == set(), "the level in the source is another than in the text's file"


def test_no_text_is_left_over() -> None:
    assert known_codes() - words_of_source() == set()


@pytest.mark.requirement("B-2")
def test_a_text_says_what_is_wrong_where_and_what_to_do() -> None:
    problem = Problem("number-invalid", Level.WARNING, "ServReport[1]/Patient")
    assert text(problem, "en") == (
        "The patient's number is not a valid national identity number or D-number: its date or its check "
        "digits do not hold. The answer is stored, but without a person. At: ServReport[1]/Patient. "
        "Check the number, and send the answer again as a change."
    )
    assert " Sted: ServReport[1]/Patient. Kontroller nummeret" in text(problem, "nb")


def test_without_a_place_nothing_is_said_of_one() -> None:
    problem = Problem("file-too-large", Level.REJECTED, arguments={"limit_mb": 20})
    assert text(problem, "nb") == (
        "Filen er større enn 20 MB, som er det meste vi tar imot på én gang. "
        "Del den opp, og send delene hver for seg."
    )


def test_a_place_is_shown_as_it_is() -> None:
    assert "At: {code} {0} PID-3." in text(Problem("not-understood", Level.HELD, "{code} {0} PID-3"), "en")


def test_a_missing_argument_stops_no_receipt() -> None:
    assert "larger than … MB" in text(Problem("file-too-large", Level.REJECTED), "en")


@pytest.mark.parametrize(
    ("language", "said"), [("nn", "uten person"), ("nb", "uten person"), ("en", "a person")]
)
def test_a_language_we_lack_gets_norwegian(language: str, said: str) -> None:
    assert said in text(Problem("number-invalid", Level.WARNING), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_code_gets_a_safe_text_with_the_code_in_it(language: str) -> None:
    said = text(Problem("of-another-age", Level.HELD, "row 3", {"secret": "value"}), language)
    assert "of-another-age" in said
    assert "row 3" in said
    assert "value" not in said


def test_the_level_stands_with_the_text() -> None:
    assert level_of("message-id-conflict") is Level.HELD
    with pytest.raises(KeyError):
        level_of("of-another-age")


WORDS = '{ what = "Noe", mend = "Gjør noe." }'


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"a.toml": f"[x]\nlevel = 'note'\nnb = {WORDS}"}, "a.toml, x: needs level, .*'en'"),
        ({"a.toml": f"[x]\nlevel = 'grave'\nnb = {WORDS}\nen = {WORDS}"}, "grave"),
        ({"a.toml": f"[x]\nlevel = 'note'\nnb = {WORDS}\nen = 'word'"}, "a table"),
        (
            dict.fromkeys(("a.toml", "b.toml"), f"[x]\nlevel = 'note'\nnb = {WORDS}\nen = {WORDS}"),
            "b.toml: .*x",
        ),
    ],
)
def test_texts_that_do_not_hold_together_are_refused_by_name(
    tmp_path: Path, files: dict[str, str], told: str
) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    with pytest.raises(ValueError, match=told):
        read_texts(tmp_path)


def test_other_files_beside_the_texts_are_let_be(tmp_path: Path) -> None:
    (tmp_path / "README").write_text("[not a text")
    assert read_texts(tmp_path) == {}
