"""A sentence read from left to right: which verdict is of which microbe."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from infreg.interpretation.lexicon import FLORA
from infreg.interpretation.parts import Harm, PartReading, Style, read_part
from infreg.interpretation.sentences import Sentence
from infreg.interpretation.statements import Named, SentenceReading, Statement
from infreg.interpretation.verdicts import FOUND, SHADES, UNREAD, together


def state(sentence: Sentence) -> SentenceReading:
    """The statements of a sentence, and the microbes in it that no verdict is of."""
    parts = [reading for part in sentence.parts for reading in read_part(part)]
    attaching = _Attaching(Harm.ANY if sentence.cut else _harm(parts))
    for part, after in pairwise([*parts, PartReading()]):
        attaching.take(part, heads=after.answers and bool(after.organisms))
    attaching.finish()
    if any(part.suspect for part in parts):
        attaching.change_found(UNREAD)
    return SentenceReading(
        statements=tuple(attaching.statements),
        named=tuple(attaching.named),
        flags=tuple(attaching.flags),
        sought=any(part.sought for part in parts),
        doubt=attaching.doubt,
        strange=any(part.harm is Harm.ANY for part in parts),
        soft=sentence.soft,
    )


def _harm(parts: Sequence[PartReading]) -> Harm:
    """A word that may say anything, or a negation of something unknown, may be of any name."""
    if any(part.suspect or part.shortened or _denies_unknown(part) for part in parts):
        return Harm.ANY
    return Harm.AFTER_NAME if any(part.harm for part in parts) else Harm.NONE


def _denies_unknown(part: PartReading) -> bool:
    return part.denial and not (part.organisms or part.word or part.flags or part.other_thing or part.methods)


class _Attaching:
    """A sentence being read from left to right, part by part."""

    def __init__(self, harm: Harm) -> None:
        self.statements: list[Statement] = []
        self.named: list[Named] = []
        self.flags: list[str] = []
        self.doubt = False
        #: What unknown words elsewhere in the sentence may do to a name.
        self._harm = harm
        #: Parts that name microbes and wait for a verdict.
        self._waiting: list[PartReading] = []
        #: The last verdict that stands before what it is of, and what it stated while it stood alone.
        self._opened: str | None = None
        self._alone: tuple[Statement, ...] = ()
        #: A negation that has met nothing yet.
        self._denying = False
        self._method: tuple[tuple[str, str], ...] = ()

    def take(self, part: PartReading, *, heads: bool) -> None:
        """The next part; `heads`: a colon and microbes follow it."""
        if heads and part.word and not part.organisms:
            denied = any(each.denial for each in self._waiting)
            self._assign("negative" if denied else self._opened or UNREAD)
            self._open(part, self._weighed(part))
        elif part.refuses and not part.organisms and not part.word:
            self._refuse()
        elif self._waiting and part.answers and not part.organisms:
            self._answer(part)
        elif part.undone and not part.word:
            self._waiting = []
        elif part.organisms and part.word:
            self._complete(part, self._weighed(part))
        elif part.organisms and part.doubt:
            self._state(part, "doubtful" if part.harm is Harm.NONE else UNREAD)
        elif part.organisms:
            if part.denial:
                self._settle()
            self._waiting.append(part)
        elif part.word:
            self._verdict(part, self._weighed(part))
        else:
            self._rest(part)

    def change_found(self, word: str) -> None:
        """What was told as found is told otherwise."""
        self.statements = [
            replace(each, word=word) if each.word in FOUND else each for each in self.statements
        ]

    def finish(self) -> None:
        """What still waits: denied, of the last verdict before it, told without one, or unclear."""
        if any(part.denial for part in self._waiting):
            self._assign("negative")
        elif self._opened is not None:
            self._assign(self._opened)
        elif any(not each.others for each in self.statements):
            self._assign(UNREAD)
        for part in self._waiting:
            self._name(part)
        self._waiting = []

    def _weighed(self, part: PartReading) -> str:
        """The verdict of a part, less what doubt, a carried negation or an unknown word takes from it."""
        word = part.word or UNREAD
        if part.harm is not Harm.NONE and (word not in SHADES or part.suspect):
            return UNREAD  # what only shades a find may hold unknown words: it makes nothing positive
        if self._denying and word in FOUND:
            word = "negative"
        self._denying = False
        if part.unsure and word == "current":
            return "doubtful"
        return "doubtful" if part.doubt and word in FOUND | {"negative"} else word

    def _settle(self) -> None:
        """A denial begins something new: *påvist A, B og ingen C*."""
        if not any(each.denial for each in self._waiting):
            if self._opened is not None:
                self._assign(self._opened)
            for each in self._waiting:
                self._name(each)
            self._waiting = []

    def _refuse(self) -> None:
        """*Nei* after what was asked or told."""
        self._denying = not self.statements and not self._waiting
        self._assign("negative" if self._opened in {None, *FOUND} else UNREAD)
        self.change_found("negative")

    def _answer(self, part: PartReading) -> None:
        """What a colon says of the names before it: when that is no verdict, they are not simply found."""
        if part.undone or (part.elsewhere and not part.word):
            self._waiting = []
        elif part.word:
            self._verdict(part, self._weighed(part))
        elif part.harm is not Harm.NONE or not (
            part.amount or part.flags or part.other_thing or part.methods
        ):
            self._assign(UNREAD)
        else:
            self._rest(part)

    def _complete(self, part: PartReading, word: str) -> None:
        if word == "negative" and part.flags and self._waits_for(part.organisms):
            return  # *S. aureus, MRSA ikke påvist*: the flag is denied, not the microbe
        denials = [each for each in self._waiting if each.denial]
        if denials:
            reaches = part.style is Style.AFTER and word in FOUND and all(each.strong for each in denials)
            word = "negative" if reaches else UNREAD
            self._assign(word)
        elif self._waiting:
            self._assign(self._of_waiting(part, word))
        self._state(part, word)
        self._opened = word if part.style is Style.BEFORE else None

    def _of_waiting(self, part: PartReading, word: str) -> str:
        """*A, B påvist* and *påvist A, B, ikke påvist C* tell of B; *påvist A, B ikke påvist* does not."""
        if self._opened is None:
            return word if part.style is Style.AFTER else UNREAD
        if part.style is Style.BEFORE:
            return self._opened
        return word if word == self._opened else UNREAD

    def _waits_for(self, organisms: tuple[str, ...]) -> bool:
        return any(organism in part.organisms for part in self._waiting for organism in organisms)

    def _verdict(self, part: PartReading, word: str) -> None:
        if part.others or part.other_thing:
            self._beside(part, word)
        elif self._waiting and word in FLORA:
            return  # beside what is named
        elif self._waiting and part.flags:
            self._flag(part.flags if word in FOUND else ())
        elif self._waiting:
            unclear = self._opened not in {None, word} or any(each.denial for each in self._waiting)
            self._assign(UNREAD if unclear else word)
            self._opened = None
        elif self._shades(word) and self._found():
            self._shade(word)
        else:
            self._open(part, word)

    def _open(self, part: PartReading, word: str) -> None:
        """A verdict that stands alone until its microbes come."""
        told = len(self.statements)
        self._state(part, word)
        self._opened = None if part.flags else word
        self._alone = tuple(self.statements[told:])

    def _beside(self, part: PartReading, word: str) -> None:
        """A verdict of other microbes, or of no microbe at all."""
        if part.others:
            self.statements.append(Statement(word, others=True))

    def _rest(self, part: PartReading) -> None:
        if part.denial and part.methods and any(each.marker for each in self.statements):
            self._state(part, "negative")
            return
        if part.methods:
            self._method = part.methods
        if part.denial and part.harm is Harm.NONE and not part.flags and not part.other_thing:
            self._denying = True
        if part.doubt:
            self.doubt = True
            self._shade("doubtful")
        self._flag(tuple(flag for flag in part.flags if flag not in part.denied))

    def _shades(self, word: str) -> bool:
        return word in SHADES or word == "weak"

    def _found(self) -> bool:
        return any(each.word in FOUND for each in self.statements)

    def _shade(self, word: str) -> None:
        self.statements = [
            replace(each, word=together((each.word, word), named=each.organism is not None) or UNREAD)
            if each.word in FOUND
            else each
            for each in self.statements
        ]

    def _flag(self, flags: tuple[str, ...]) -> None:
        """Flags alone belong to the microbe told last."""
        if not flags:
            return
        if self._waiting:
            last = self._waiting[-1]
            self._waiting[-1] = replace(last, flags=(*last.flags, *flags))
        elif self.statements and self.statements[-1].organism:
            last_told = self.statements[-1]
            self.statements[-1] = replace(last_told, flags=(*last_told.flags, *flags))
        else:
            self.flags.extend(flags)

    def _assign(self, word: str) -> None:
        """A verdict for all that waits. What stood alone before its microbes is no statement of its own."""
        if self._waiting and self._opened == word:
            self.statements = [
                each for each in self.statements if not any(each is one for one in self._alone)
            ]
        for part in self._waiting:
            self._state(part, word if part.harm is Harm.NONE else UNREAD)
        self._waiting = []

    def _state(self, part: PartReading, word: str) -> None:
        kept = word == "negative"  # what was denied is told
        flags = tuple(flag for flag in part.flags if kept or flag not in part.denied)
        for method, marker in _methods(part.methods or self._method):
            for organism in part.organisms or (None,):
                of_flag = organism is None and bool(flags)
                self.statements.append(Statement(word, organism, flags, method, marker, of_flag))

    def _name(self, part: PartReading) -> None:
        flags = tuple(flag for flag in part.flags if flag not in part.denied)
        for organism in part.organisms:
            self.named.append(Named(organism, flags, max(part.harm, self._harm)))


def _methods(methods: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """The markers that were told (*IgG og IgM*); where none was, the first method."""
    marked = [each for each in methods if each[1] not in {"", "nucleic-acid", "antigen"}]
    yield from marked or methods[:1] or [("", "")]
