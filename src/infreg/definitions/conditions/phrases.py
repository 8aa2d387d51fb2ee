"""The words that a condition is told in, by language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """`signs` are of values, `order` of days, `names` of two names; `{a}` and `{b}` are the sides."""

    signs: Mapping[str, str]
    order: Mapping[str, str]
    names: Mapping[str, str]
    holds: Mapping[str, str]
    known: Mapping[bool, str]
    answer: Mapping[bool, str]
    always: Mapping[bool, str]
    words: Mapping[str, str]
    days: str
    day: str
    months: tuple[str, ...]
    point: str
    quotes: str


NORWEGIAN = Phrases(
    signs={
        "==": "{a} er {b}",
        "!=": "{a} er ikke {b}",
        "<": "{a} er mindre enn {b}",
        "<=": "{a} er høyst {b}",
        ">": "{a} er større enn {b}",
        ">=": "{a} er minst {b}",
        "in": "{a} er {b}",
        "not in": "{a} er verken {b}",
    },
    order={
        "<": "{a} er før {b}",
        "<=": "{a} er senest {b}",
        ">": "{a} er etter {b}",
        ">=": "{a} er tidligst {b}",
    },
    names={"==": "{a} er lik {b}", "!=": "{a} er ulik {b}"},
    holds={"in": "{b} inneholder {a}", "not in": "{b} inneholder ikke {a}"},
    known={True: "{a} er kjent", False: "{a} er ukjent"},
    answer={True: "{a} er ja", False: "{a} er nei"},
    always={True: "alltid", False: "aldri"},
    words={"and": "og", "or": "eller", "either": "enten", "nor": "eller", "yes": "ja", "no": "nei"},
    days="antall dager fra {a} til {b}",
    day="{day}. {month} {year}",
    months=tuple(
        "januar februar mars april mai juni juli august september oktober november desember".split()
    ),
    point=",",
    quotes="«{}»",
)

ENGLISH = Phrases(
    signs={
        "==": "{a} is {b}",
        "!=": "{a} is not {b}",
        "<": "{a} is less than {b}",
        "<=": "{a} is at most {b}",
        ">": "{a} is more than {b}",
        ">=": "{a} is at least {b}",
        "in": "{a} is {b}",
        "not in": "{a} is neither {b}",
    },
    order={
        "<": "{a} is before {b}",
        "<=": "{a} is {b} or earlier",
        ">": "{a} is after {b}",
        ">=": "{a} is {b} or later",
    },
    names={"==": "{a} is the same as {b}", "!=": "{a} is other than {b}"},
    holds={"in": "{b} includes {a}", "not in": "{b} does not include {a}"},
    known={True: "{a} is known", False: "{a} is unknown"},
    answer={True: "{a} is yes", False: "{a} is no"},
    always={True: "always", False: "never"},
    words={"and": "and", "or": "or", "either": "either", "nor": "nor", "yes": "yes", "no": "no"},
    days="the number of days from {a} to {b}",
    day="{day} {month} {year}",
    months=tuple(
        "January February March April May June July August September October November December".split()
    ),
    point=".",
    quotes="“{}”",
)

PHRASES: Mapping[str, Phrases] = {"nb": NORWEGIAN, "en": ENGLISH}
