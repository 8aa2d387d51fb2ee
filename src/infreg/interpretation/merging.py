"""The sentences of a text put together: one verdict for each microbe."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from infreg.interpretation.lexicon import FLORA
from infreg.interpretation.statements import Named, SentenceReading, Statement
from infreg.interpretation.verdicts import FOUND, ONCE_NEGATIVE, SHADES, UNREAD, together

_PASSED_ON = FOUND | {*SHADES, "negative"}


def joined(told: Sequence[SentenceReading]) -> list[SentenceReading]:
    """Sentences of names alone take the verdict of the line before them, or of the sentence after."""
    sentences = list(told)
    carrier, word = 0, None
    for place, sentence in enumerate(told):
        if (alone := _verdict_alone(sentences[place])) and sentence.soft:
            carrier, word = place, alone
        elif _names_alone(sentences[place]):
            end = _end_of_names(sentences, place)
            after = _verdict_alone(sentences[end]) if end < len(sentences) else None
            if after in FOUND and end > place + 1:
                after = UNREAD  # of which of the names is not said
            if chosen := _chosen(word, after):
                sentences[place:end] = [_stated(each, chosen) for each in sentences[place:end]]
                silent = end if word is None else carrier
                sentences[silent] = replace(sentences[silent], statements=())
            word = None
        elif not sentence.named:
            word = None
    return sentences


def _end_of_names(sentences: Sequence[SentenceReading], place: int) -> int:
    """The first sentence after a column of names."""
    end = place + 1
    while end < len(sentences) and _names_alone(sentences[end]) and sentences[end - 1].soft:
        end += 1
    return end


def merged(told: Sequence[SentenceReading]) -> tuple[tuple[Statement, ...], tuple[Named, ...]]:
    """What the whole text states, and the microbes that no verdict is of."""
    statements = list(_merged([each for one in told for each in one.statements]))
    stated = {each.organism for each in statements if not _denies_flag(each)}
    named = {
        each.organism: each
        for one in told
        if not one.sought
        for each in one.named
        if each.organism not in stated
    }
    sought = [
        each.organism for one in told if one.sought for each in one.named if each.organism not in stated
    ]
    alone = [each for each in statements if _plain(each) and each.organism is None]
    if sought and [each.word for each in alone] == ["negative"]:
        return tuple(Statement("negative", each) for each in dict.fromkeys(sought)), tuple(named.values())
    return tuple(_settled(statements, frozenset(named))), tuple(named.values())


def _chosen(before: str | None, after: str | None) -> str | None:
    if before is None:
        return after
    return before if after in {None, before} else UNREAD


def _names_alone(sentence: SentenceReading) -> bool:
    return bool(sentence.named) and not sentence.statements


def _verdict_alone(sentence: SentenceReading) -> str | None:
    """The verdict of a sentence that names nothing."""
    words = {each.word for each in sentence.statements}
    plain = all(_plain(each) and each.organism is None for each in sentence.statements)
    return words.pop() if len(words) == 1 and plain and words <= _PASSED_ON and not sentence.named else None


def _plain(statement: Statement) -> bool:
    return not statement.of_flag and not statement.others


def _stated(sentence: SentenceReading, word: str) -> SentenceReading:
    statements = [
        Statement(UNREAD if each.harm else together((word,), named=True) or word, each.organism, each.flags)
        for each in sentence.named
    ]
    return replace(sentence, statements=tuple(statements), named=())


def _merged(statements: Sequence[Statement]) -> Iterator[Statement]:
    """One for each thing stated. *S. aureus påvist, MRSA ikke påvist* denies the flag and not the microbe."""
    groups: dict[tuple[object, ...], list[Statement]] = {}
    for each in statements:
        denied = each.flags if each.word == "negative" else ()
        key = (each.organism, each.method, each.marker, each.of_flag, each.others, denied)
        groups.setdefault(key, []).append(each)
    for group in groups.values():
        word = together([each.word for each in group], named=group[0].organism is not None) or UNREAD
        flags = dict.fromkeys(flag for each in group for flag in each.flags)
        yield replace(group[0], word="negative" if word == ONCE_NEGATIVE else word, flags=tuple(flags))


def _settled(statements: Sequence[Statement], named: frozenset[str]) -> Iterator[Statement]:
    """What is said of nothing in particular shades what is said of a microbe or marker, or gives way."""
    words = {each.word for each in statements if _of_nothing(each)}
    aimed = [each for each in statements if each.organism or each.marker]
    found = {each.organism for each in aimed if each.word in FOUND} | named
    flagged = any(each.of_flag and each.word in FOUND for each in statements)
    for each in statements:
        if each.others:
            if each.word != "negative":
                yield Statement(UNREAD)
        elif each.organism or each.marker:
            if not (_denies_flag(each) and each.organism in found):
                yield _shaded(each, words)
        elif each.of_flag and flagged and each.word == "negative":
            continue  # *stx1 påvist, stx2 ikke påvist*
        elif each.of_flag or not _gives_way(each, found=bool(found), named=bool(aimed or named)):
            yield each


def _of_nothing(statement: Statement) -> bool:
    return _plain(statement) and not (statement.organism or statement.marker)


def _shaded(statement: Statement, words: set[str]) -> Statement:
    """*Tidligere påvist A. Ikke påvist nå* denies A."""
    if statement.word == "previous" and "negative" in words:
        return replace(statement, word="negative")
    if statement.word not in FOUND:
        return statement
    shades = [word for word in SHADES if word in words]
    return replace(statement, word=together((statement.word, *shades), named=True) or UNREAD)


def _denies_flag(statement: Statement) -> bool:
    return statement.word == "negative" and bool(statement.flags)


def _gives_way(statement: Statement, *, found: bool, named: bool) -> bool:
    """Whether a verdict of nothing in particular is left out, where microbes are named too."""
    if statement.method:
        return False
    if statement.word in {"growth", "negative"} or statement.word in SHADES:
        return named
    return statement.word in FLORA | FOUND and found
