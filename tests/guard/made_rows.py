"""Rows as hospitals deliver them, and what may not stand in them, made up for the tests of the guard."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random

from infreg.vocabulary.guarding import Holds
from tests.vocabulary.made_numbers import check_digits_hold

SINCE = date(2024, 1, 1)
DECLARED = {
    "Løpenummer": Holds.SERIAL_NUMBER,
    "Kjønn": Holds.CODE,
    "Fødselsår": Holds.FIGURE,
    "Innlagt": Holds.DATE,
    "Operert": Holds.DATE,
    "Utskrevet": Holds.DATE,
    "Infeksjonsdato": Holds.DATE,
    "Prosedyre": Holds.CODE,
    "Type": Holds.CODE,
    "ASA": Holds.FIGURE,
    "Varighet": Holds.FIGURE,
    "Profylakse": Holds.CODE,
    "Ordrenummer": Holds.ORDER_NUMBER,
}
COLUMNS = (*DECLARED, "Merknad", "Oppfølging")
COMMENT = COLUMNS.index("Merknad")

#: Written for these tests, in the words of surgical wards and laboratories; {d} is a day of the year, {o} an
#: order number, {t} a telephone number, {n} a small figure, {k} a clock time.
COMMENTS = (
    "",
    "Reoperert {d} pga sårruptur, kontroll {d} kl {k}.",
    "Pasienten ringt på tlf {t}, ingen tegn til infeksjon.",
    "Charnley protese, rekv {o}, dyrkning neg.",
    "Sårsekresjon dag {n} postop, fikk Dalacin 300 mg x 3 i 7 dager.",
    "Kontrollert poliklinisk {d} uten funn. Ny time {d}.",
    "Hartmanns operasjon, stomi. Stue {n}, rom 12, avdeling 3B.",
    "Protese str. 52, linje 4, hode 28 mm. Lubinus SP II og Exeter sement.",
    "Prøve {o} tatt {d}, svar {d}: Staphylococcus aureus.",
    "Pfannenstiel snitt. Kaiserschnitt ad modum Misgav Ladach, blødning 450 ml.",
    "Kochers snitt, konvertert. McBurney tidligere. Girdlestone vurdert.",
    "Billroth II i 1998. Innlagt 3 dager, luftveien fri, intubert 2 timer.",
    "Temp 38,5 dag {n}; CRP 120, LPK 14,2. Sepsis utelukket {d}.",
    "Brev sendt {d}, purret {d}, svar på telefon {t} kl. {k}",
    "Steinpasient: stein i choledochus fjernet. Liv i muskulatur. Bjørn? nei.",
    "Mai-kontroll utsatt til juni 2024. Dag 3: feber. Odd utvikling i såret.",
    "Se også prøvenr {o} og {o}. MIC 0,25 mg/L; 10 000 000 CFU/mL.",
    "Tidligere operert 12.05.2009 (hofteprotese), nå revisjon {d}.",
    "Urinveien: kateter 14 dager. BT 120/80, puls 72. Vekt 81,5 kg.",
    "Borrelia 2 prøver negative. ASA {n}, NNIS 1. Varighet {n} min over T-tid.",
    "Legevakt {d} kl {k}, fikk time hos fastlege uke 14.",
    "Redon dren seponert {d}, agraffer fjernet {d}. Foley kateter 2 døgn.",
    "Overflyttet fra Oslo universitetssykehus {d}, St. Olavs hospital tidligere.",
    "Ingen infeksjon ved 30 dager. Pasientskjema {n}/{n} besvart, kode NFB20 2024.",
    "Post B4, seng 12, sengeplass 3. Trinn 2 av 3. Gruppe 1–2. Side 4/12.",
    "Cefalotin 2 g x 4 fra kl {k}, siste dose {d}. Levert lab. {o}.",
    "ØNEMYR protokoll v. 2.1.4, punkt 3.2.1. Versjon 12.04.2023 av skjema.",
    "Thompson-protese, Thomas-skinne, Mitek-anker 2 stk. Kirschner 1,6 mm.",
    "Barn veide 3450 g, Apgar 9-10-10, pH 7,28. Sectio grad 3 kl {k}.",
    "Tlf. {t} / {t}. Ønsker svar pr. brev.",
)


def a_day(random: Random) -> str:
    day = SINCE + timedelta(days=random.randrange(366))
    form = random.choice(("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d", "%d/%m-%y", "%d.%m.%Y", "%d/%m-%Y"))
    return day.strftime(form)


def an_order(random: Random) -> str:
    length = random.choice((7, 8, 8, 9, 10))
    number = str(random.randrange(10 ** (length - 1), 10**length))
    return random.choice(("", "", "L", "M-", "24-", "KM")) + number if length < 9 else number


def a_telephone(random: Random) -> str:
    number = random.choice("23456749") + f"{random.randrange(10**7):07}"
    pairs = " ".join(number[n : n + 2] for n in range(0, 8, 2))
    return random.choice((number, pairs, f"{number[:3]} {number[3:5]} {number[5:]}", f"+47 {pairs}"))


def a_comment(random: Random) -> str:
    """A line as it may well be written, with nobody in it."""
    makers: tuple[tuple[str, Callable[[Random], str]], ...] = (
        ("{d}", a_day),
        ("{o}", an_order),
        ("{t}", a_telephone),
        ("{n}", lambda random: str(random.randint(1, 9))),
        (
            "{k}",
            lambda random: (
                f"{random.randrange(24):02}{random.choice(('', '.', ':'))}{random.randrange(60):02}"
            ),
        ),
    )
    text = random.choice(COMMENTS)
    for place, make in makers:
        while place in text:
            text = text.replace(place, make(random), 1)
    return text


def a_row(random: Random) -> list[str]:
    """A row of COLUMNS with nobody in it."""
    day = SINCE + timedelta(days=random.randrange(120))
    form = random.choice(("%d.%m.%Y", "%Y-%m-%d"))
    stay = [(day + timedelta(days=n)).strftime(form) for n in (0, 1, random.randint(2, 9))]
    return [
        str(random.randint(1, 99_999)),
        random.choice("MK"),
        str(random.randint(1925, 2006)),
        *stay,
        (day + timedelta(days=12)).strftime(form) if random.random() < 0.05 else "",
        random.choice(("NFB20", "MCA10", "JKA21", "JFB20", "FNC10")),
        random.choice(("planlagt", "akutt")),
        str(random.randint(1, 4)),
        str(random.randint(25, 300)),
        random.choice(("ja", "nei", "")),
        random.choice(("", an_order(random), f"LAB{random.randrange(10**10, 10**11)}")),
        a_comment(random),
        a_comment(random) if random.random() < 0.2 else "",
    ]


def a_number(random: Random) -> str:
    """A national number of any kind: classic or of 2032, of a person or a D-number, month as it is, + 40 or
    + 80. Made by Skatteetaten's rule (tests.vocabulary.made_numbers)."""
    while True:
        born = date(1900, 3, 1) + timedelta(days=random.randrange(72_000))
        day, month = born.day + random.choice((0, 0, 40)), born.month + random.choice((0, 40, 80))
        nine = f"{day:02}{month:02}{born.year % 100:02}{random.randrange(1000):03}"
        endings = [ending for n in range(100) if check_digits_hold(ending := f"{nine}{n:02}")]
        if endings:
            return random.choice(endings)


def _spread(signs: str) -> Callable[[str], str]:
    return signs.join


def _translated(digits: str) -> Callable[[str], str]:
    return lambda number: number.translate(str.maketrans("0123456789", digits))


def _century(number: str) -> str:
    """The first six digits as a date with its year in full."""
    return f"{number[:2]}.{number[2:4]}.19{number[4:6]}"


#: What may be done to a number in one cell.
DISGUISES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "6 5": lambda n: f"{n[:6]} {n[6:]}",
    "6-5": lambda n: f"{n[:6]}-{n[6:]}",
    "dots": lambda n: f"{n[:2]}.{n[2:4]}.{n[4:6]} {n[6:]}",
    "slashes": lambda n: f"{n[:2]}/{n[2:4]}-{n[4:6]}-{n[6:]}",
    "3 groups": lambda n: f"{n[:6]} {n[6:9]} {n[9:]}",
    "every digit": _spread(" "),
    "dotted": _spread("."),
    "zero width": _spread("\u200b"),
    "soft hyphens": _spread("\u00ad"),
    "no-break": lambda n: f"{n[:6]}\u00a0{n[6:]}",
    "full width": _translated("０１２３４５６７８９"),
    "arabic": _translated("٠١٢٣٤٥٦٧٨٩"),
    "devanagari": _translated("०१२३४५६७८९"),
    "bold": _translated("𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"),
    "superscript": _translated("⁰¹²³⁴⁵⁶⁷⁸⁹"),
    "glued": lambda n: f"fnr{n}X",
    "glued to digits": lambda n: f"00{n}",
    "year in full": lambda n: f"{_century(n)} {n[6:]}",
    "new line": lambda n: f"{n[:6]}\n{n[6:]}",
}
#: What may be done to it in two.
SPLITS: dict[str, Callable[[str], tuple[str, str]]] = {
    **{f"{n}+{11 - n}": (lambda number, n=n: (number[:n], number[n:])) for n in range(1, 11)},  # type: ignore[misc]
    "words around": lambda n: (f"Pas. {n[:6]}", f"{n[6:]} innlagt"),
    "a dash left": lambda n: (f"{n[:6]}-", n[6:]),
    "a date": lambda n: (f"{n[:2]}.{n[2:4]}.{n[4:6]}", n[6:]),
    "a full date": lambda n: (_century(n), n[6:]),
    "an ISO date": lambda n: (f"19{n[4:6]}-{n[2:4]}-{n[:2]}", n[6:]),
    "the end first": lambda n: (n[6:], n[:6]),
    "the end before a date": lambda n: (n[6:], _century(n)),
    "full width": lambda n: (_translated("０１２３４５６７８９")(n[:6]), n[6:]),
}
AROUND = (
    "{}",
    "Pasient {} innlagt 14.02.2024",
    "se {}.",
    "({})",
    "ringt 22 33 44 55, {}, kontroll uke 4",
    "Ja;{};nei",
)


def planted_rows(random: Random, count: int) -> Iterator[tuple[str, list[str], tuple[int, ...]]]:
    """Rows with one number each: the disguise, the row, and the columns it is in."""
    ways = [*DISGUISES, *SPLITS]
    for n in range(count):
        way, number, row = ways[n % len(ways)], a_number(random), a_row(random)
        if way in DISGUISES and n % 3:
            row[COMMENT] = random.choice(AROUND).format(DISGUISES[way](number))
            yield way, row, (COMMENT,)
        elif way in DISGUISES:
            column = random.choice([i for i in range(len(COLUMNS)) if COLUMNS[i] != "Ordrenummer"])
            row[column] = DISGUISES[way](number)
            yield way, row, (column,)
        else:
            first = random.choice((COMMENT - 1, COMMENT))
            row[first], row[first + 1] = SPLITS[way](number)
            yield way, row, (first, first + 1)
