"""What is not of the language is refused, with the place and what to write instead."""

import ast
import warnings

import pytest

from infreg.definitions.conditions import ConditionFault, Type, parse, syntax
from infreg.definitions.conditions.scanning import DEPTH, LENGTH, Source
from tests.definitions.conditions.made_conditions import NAMES, made

pytestmark = pytest.mark.requirement("B-6")

# Text, column, and what the message must hold of what is wrong and of what to write.
REFUSED = [
    # What Python could do.
    ("__import__('os').system('id')", 17, "'.' is no sign", "write names"),
    ("__import__('os')", 1, "no function '__import__'", "known"),
    ("open('x')", 1, "no function 'open'", "known"),
    ("len(note) > 1", 1, "no function 'len'", "known"),
    ("icu()", 1, "no function 'icu'", "known"),
    ("known(icu)(icu)", 1, "does not belong", "write names"),
    ("note.upper == 'A'", 5, "'.' is no sign", "write names"),
    ("().__class__", 3, "'.' is no sign", "write names"),
    ("__class__", 1, "unknown name '__class__'", "there are"),
    ("__builtins__ == 'a'", 1, "unknown name", "there are"),
    ("lambda: icu", 7, "':' is no sign", "write names"),
    ("[icu for icu in flags]", 1, "does not belong", "write names"),
    ("(icu for icu in flags)", 1, "does not belong", "write names"),
    ("icu if yes else no", 1, "no if", "and, or, not"),
    ("await icu", 1, "does not belong", "write names"),
    ("(yield icu)", 2, "does not belong", "write names"),
    ("(icu := yes)", 6, "':' is no sign", "write names"),
    ("[*flags]", 2, "'*' is no sign", "write names"),
    ("known(*flags)", 7, "'*' is no sign", "write names"),
    ("known(x=icu)", 8, "'=' is no sign", "write =="),
    ("flags[0] == 'a'", 1, "does not belong", "write names"),
    ("{'a': icu}", 1, "'{' is no sign", "write names"),
    ("f'{icu}' == note", 2, "between 'f' and", "between them"),
    ("b'a' == note", 2, "between 'b' and", "between them"),
    ("r'a' == note", 2, "between 'r' and", "between them"),
    ("note == 'a' 'b'", 13, "something is missing", "between them"),
    ("note == '''a'''", 11, "something is missing", "between them"),
    ("import os", 1, "stops making sense", "write such as"),
    ("icu; icu", 4, "';' is no sign", "write names"),
    ("icu # really", 5, "'#' is no sign", "write names"),
    ("...", 1, "'.' is no sign", "write names"),
    ("icu, vaccinated", 1, "a list", "x in ["),
    ("del", 1, "stops making sense", "write such as"),
    # Arithmetic and numbers.
    ("10**10**10 > age", 3, "'*' is no sign", "write names"),
    ("9999999999999999 > age", 1, "no number", "15 digits"),
    ("age - 1 > 2", 1, "no arithmetic", "days(a, b)"),
    ("'a' - 'b'", 1, "no arithmetic", "days(a, b)"),
    ("age % 2 == 0", 5, "'%' is no sign", "write names"),
    ("-age > 1", 1, "does not belong", "write names"),
    ("age > --1", 7, "does not belong", "write names"),
    ("mic > 1e5", 7, "'1e5' is no number", "point before decimals"),
    ("mic > 1_0", 7, "no number", "point before decimals"),
    ("mic > 0x10", 7, "no number", "point before decimals"),
    ("mic > 1j", 7, "no number", "point before decimals"),
    ("mic > 1.", 7, "no number", "point before decimals"),
    ("mic > .5", 7, "'.' is no sign", "write names"),
    ("mic > 007", 7, "no number", "point before decimals"),
    ("mic > 1,5", 1, "a list", "x in ["),
    ("1and icu", 1, "'1and' is no number", "point before decimals"),
    ("mic > nan", 7, "unknown name 'nan'", "there are"),
    ("mic > inf", 7, "unknown name 'inf'", "there are"),
    ("mic > float('nan')", 7, "no function 'float'", "known"),
    # Letters that look like others, or like nothing.
    ("icu\0", 4, "is no sign", "write names"),
    ("note == 'a\0b'", 9, "invisible", "write the letters"),
    ("note == 'a\u202eb'", 9, "invisible", "write the letters"),
    ("note == 'a\u00a0b'", 9, "invisible", "write the letters"),
    ("note == 'a\nb'", 9, "line break", "write the letters"),
    (r"note == '\x41'", 9, "backslash", "write the letters"),
    ("note == '\ud800'", 9, "invisible", "write the letters"),
    ("\ufefficu", 1, "is no sign", "write names"),
    ("ｋnown(icu)", 1, "'ｋ' stands in no name", "a to z"),
    ("iсu", 2, "'с' stands in no name", "a to z"),
    ("ﬂags == 'a'", 1, "stands in no name", "a to z"),
    ("note == “a”", 9, "'“' is no sign", "straight quotes"),
    ("age ≥ 18", 5, "'≥' is no sign", "write >="),
    # Slips.
    ("", 1, "no condition here", "yes for always"),
    (" \n ", 1, "no condition here", "yes for always"),
    ("icu and", 8, "stops making sense", "write such as"),
    ("and icu", 1, "stops making sense", "write such as"),
    ("note == 'æ€𝄞' and == 1", 19, "stops making sense", "write such as"),
    ("age = 18", 5, "'=' is no sign", "write =="),
    ("icu & vaccinated", 5, "'&' is no sign", "write and"),
    ("!icu", 1, "'!' is no sign", "write not"),
    ("icu vaccinated", 5, "something is missing", "between them"),
    ("(icu", 1, "'(' is never closed", "close it"),
    ("icu)", 4, "')' closes nothing", "remove it"),
    ("(icu]", 5, "']' closes nothing", "remove it"),
    ("note == 'a", 9, "does not end", "end it with '"),
    ("icu is yes", 1, "is, is not", "write =="),
    ("note is not None", 1, "is, is not", "known(x)"),
    ("note == None", 9, "'None' is no value", "known(x)"),
    ("icu == True", 8, "'True' is no word", "write yes"),
    ("icu == -False", 8, "does not belong", "write names"),
    ("False", 1, "'False' is no word", "write no"),
    ("day == 1", 1, "'day' is a word of the language", 'day("2024-01-31")'),
    ("known(yes)", 7, "'yes' is a word of the language", "x == yes"),
    ("known('a')", 1, "known is not written so", "known(x)"),
    ("known(note, icu)", 1, "known is not written so", "known(x)"),
    ("known(icu) == yes", 1, "compared with nothing", "known(x)"),
    ("days(sampled) > 1", 1, "days is not written so", "days(a, b)"),
    ("days(sampled, age) > 1", 15, "'age' is no day", "days(a, b)"),
    ("days(sampled, days(sampled, admitted)) > 1", 15, "is no day", "days(a, b)"),
    ("days(sampled, admitted)", 1, "alone no condition", "compare it"),
    ("day('2024-02-30') < sampled", 1, "no day of the calendar", "year-month-day"),
    ("day('20240131') < sampled", 1, "no day of the calendar", "year-month-day"),
    ("day('2024-W05-3') < sampled", 1, "no day of the calendar", "year-month-day"),
    ("day(note) < sampled", 1, "day is not written so", 'day("2024-01-31")'),
    ("days_since(sampled) > 1", 1, "no function 'days_since'", "known"),
    # Names and codes.
    ("reslt == 'positive'", 1, "unknown name 'reslt'", "did you mean 'result'?"),
    ("AGE > 18", 1, "unknown name 'AGE'", "did you mean 'age'?"),
    ("result == 'pozitive'", 11, "unknown code 'pozitive'", "did you mean 'positive'?"),
    ("'Weak' != result", 1, "unknown code 'Weak'", "did you mean 'weak'?"),
    ("result in ['positive', 'ja']", 24, "unknown code 'ja'", "'negative', 'positive', 'weak'"),
    ("'ESBLA' in flags", 1, "unknown code 'ESBLA'", "did you mean 'ESBL'?"),
    # Types.
    ("note", 1, "'note' is a text, and alone", "compare it"),
    ("'a'", 1, "is a text, and alone", "compare it"),
    ("icu and age", 9, "'age' is a number, and alone", "compare it"),
    ("not 1", 5, "is a number, and alone", "compare it"),
    ("age == '5'", 8, "'age' is a number, and \"5\" is a text", "without quotes"),
    ("sampled > '2024-01-31'", 11, "'sampled' is a day", 'day("2024-01-31")'),
    ("icu == 'yes'", 8, "'icu' is a yes or no", "without quotes"),
    ("icu == 1", 8, "'icu' is a yes or no, and 1 is a number", "one type"),
    ("age in [1, 'a']", 12, "is a text", "without quotes"),
    ("age > 1.5", 7, "age is a whole number", "without decimals"),
    ("days(sampled, admitted) in [0.5]", 29, "is a whole number", "without decimals"),
    ("note < 'b'", 8, "has no order", "== or !="),
    ("icu < vaccinated", 7, "has no order", "== or !="),
    ("flags == 'ESBL'", 10, "'flags' is a list of texts", '"…" in flags'),
    ("remarks == remarks", 12, "'remarks' is a list of texts", '"…" in remarks'),
    ("flags in remarks", 10, "'flags' is a list of texts", "ask for a text"),
    ("flags in ['ESBL']", 11, "is a list of texts", '"…" in flags'),
    ("age in flags", 8, "'age' is a number", "ask for a text"),
    ("note in 'abc'", 9, "is a text, and nothing is in it", "a list after in"),
    ("result in ('weak')", 12, "is a text, and nothing is in it", "a list after in"),
    ("note in note", 9, "is a text, and nothing is in it", "a list after in"),
    ("result in [note]", 12, "a list holds values", "by == and or"),
    ("note == ['a']", 9, "a list stands where", "x in ["),
    ("1 < age in [2]", 1, "in stands in a chain", "join them with and"),
    ("(age > 1) == icu", 2, "a comparison stands inside", "and, or"),
    ("icu == (icu or vaccinated)", 9, "and, or stand inside", "each by itself"),
    ("icu == not vaccinated", 8, "stops making sense", "write such as"),
    ("icu == (not vaccinated)", 9, "does not belong", "write names"),
    # Too much.
    ("(" * 300 + "icu" + ")" * 300, DEPTH + 1, "levels within each other", "flatter"),
    ("[" * 1900, DEPTH + 1, "levels within each other", "flatter"),
    ("not " * 490 + "icu", 4 * DEPTH + 1, "levels within each other", "flatter"),
    ("age > " + "-" * 1900 + "1", 7 + DEPTH, "levels within each other", "flatter"),
    ("not not (" * DEPTH + "icu" + ")" * DEPTH, 9 * DEPTH // 2 + 5, "levels within each other", "flatter"),
    ("icu and " * 300 + "icu", LENGTH + 1, "at most 2000 characters", "divide it"),
    (" " * 5000, LENGTH + 1, "at most 2000 characters", "divide it"),
    ("age - " * 300 + "age", 1, "no arithmetic", "days(a, b)"),
    ("known" + "(icu)" * 390, 1, "does not belong", "write names"),
    ("icu if icu else " * 120 + "icu", 1, "no if", "and, or, not"),
    ("x" * 2000, 1, "unknown name 'xxx", "there are"),
]


@pytest.mark.parametrize(
    ("text", "column", "what", "instead"), REFUSED, ids=[ascii(row[0])[:40] for row in REFUSED]
)
def test_what_is_not_of_the_language_is_refused(text: str, column: int, what: str, instead: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ConditionFault) as caught:
            made(text)
    fault = caught.value
    assert what in fault.what
    assert instead in fault.instead
    if "\n" not in text:
        assert (fault.line, fault.column) == (1, column)
        assert str(fault) == f"column {column}: {fault.what}; {fault.instead}"
    assert len(str(fault)) < 300
    assert fault.__cause__ is None
    assert fault.__suppress_context__ or fault.__context__ is None


def test_a_place_in_several_lines_has_its_line() -> None:
    with pytest.raises(ConditionFault, match=r"^line 3, column 6: unknown name 'reslt'"):
        made("\n  icu\n and reslt == 'weak'")


# The scanner refuses most of these before they reach the white list; it must hold by itself.
PYTHON = """
icu.real | icu() | lambda: icu | [x for x in flags] | {x for x in flags} | {x: x for x in flags} | {icu} | {}
(x for x in flags) | icu if yes else no | f'{icu}' | f'a' == note | b'a' == note | ... | 1j == mic
(icu := yes) | [*flags] | (yield) | (yield from flags) | await icu | ~age | +age | age @ 2 | age ** 2
flags[0] | flags[0:1] | known(*flags) | known(x=icu) | known(**flags) | days(*flags) | day(text='a')
icu.a.b() | age << 2 | None | note is note | note is not note | icu in {icu} | note in {'a': 1} | age == +1
age == ~1 | not note.a | (icu,)
icu and (lambda: icu) | icu or [icu] | known(icu.real) | days(icu.real, sampled) > 1
'a' % note | day(b'a') < sampled
""".replace("\n", " | ").split(" | ")
WHITE = [text for text in PYTHON if text]


@pytest.mark.parametrize("text", WHITE)
def test_the_white_list_holds_without_the_scanner(text: str) -> None:
    node = ast.parse(text, mode="eval").body
    with pytest.raises(ConditionFault):
        syntax._Reader(Source(text), NAMES).condition(node, 0)


@pytest.mark.parametrize("error", [RecursionError, MemoryError])
def test_a_parser_out_of_stack_is_a_fault_of_the_text(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def exhausted(*_: object, **__: object) -> ast.Expression:
        raise error

    monkeypatch.setattr(ast, "parse", exhausted)
    with pytest.raises(ConditionFault, match="levels within each other"):
        made("icu")


def test_names_of_two_code_lists_are_not_compared() -> None:
    names = {"result": Type.text({"positive"}), "county": Type.text({"03"}), "counties": Type.texts({"03"})}
    with pytest.raises(ConditionFault, match="result and county share no code"):
        parse("result == county", names)
    with pytest.raises(ConditionFault, match="share no code"):
        parse("result in counties", names)


def test_where_nothing_is_declared_that_is_said() -> None:
    with pytest.raises(ConditionFault, match="unknown name 'age'; none is declared here"):
        parse("age > 1", {})


def test_of_many_names_some_are_told() -> None:
    names = {f"question_{number}": Type.yes_no() for number in range(20)}
    with pytest.raises(ConditionFault, match=r"there are 'question_0', .* and 12 more$"):
        parse("zzz", names)


def test_a_declared_name_that_is_a_word_of_the_language_is_never_read() -> None:
    with pytest.raises(ConditionFault, match="'day' is a word of the language"):
        parse("day > 1", {"day": Type.number()})
    assert parse("yes", {"yes": Type.yes_no()}).holds({"yes": False}) is True
