"""Broken definitions, one for each kind of fault that can be told, and a few that are told alike: each a
folder of files, and the one place that must be named (file, line, and the fault's code)."""

from collections.abc import Mapping
from dataclasses import dataclass

from infreg.vocabulary.ages import AGE5
from tests.definitions.made import header, made

ORGANISMS = "code,name,rank,kind\nESCCOL,Escherichia coli,species,bacterium\n"
TREE = "code,name,rank,parent,kind\n"
PLACES = "number,name,county,neighbours\n"
ON_MAP = "number,name,county,x,y,population\n"
COUNTY = made("number,name\n03,Oslo\n", "counties")
RULE = """\
kind = "finding-rules"
name = "rules"
valid_from = 2012-01-01
source = "The test"
status = "verified"
title = { nb = "Regler", en = "Rules" }

[[rule]]
id = "found"
when = 'word == "positive"'
outcome = "positive"
[rule.text]
nb = "Svaret sier at noe er påvist."
en = "The answer says that something was found."
"""
#: Line 1 is the kind, 6 the group, 9 the organisms, 10 what is excluded, 14 the rule, 18 its condition.
DISEASE = """\
kind = "diseases"
name = "ehec"
valid_from = 2012-01-01
source = "The test"
status = "verified"
group = "A"
alert = true
clinician_notice = true
organisms = ["ESCCOL", "STX"]
excluded = ["ESCCOL1"]
states = false
title = { nb = "EHEC-infeksjon", en = "EHEC infection" }

[[rule]]
id = "toxin"
class = "confirmed"
# The rule:
when = 'outcome == "positive" and (organism == "STX" or "EHEC" in flags)'
text.nb = "Shigatoksin er påvist."
text.en = "Shiga toxin is detected."
"""
AGREEMENT = """\
kind = "agreements"
name = "tenkt-drift"
valid_from = 2026-01-01
valid_to = 2027-12-31
source = "The test"
status = "verified"
controller = "Tenkt institutt"
processor = "Tenkt drift AS"
title = { nb = "Avtale om drift", en = "Agreement on operations" }

[[scope]]
register = "lab"
text.nb = "Drifter databasen."
text.en = "Runs the database."
"""
BELOW = made(
    "code,name,rank,parent,kind\nESCCOL,E. coli,species,,bacterium\nSTX,Shiga toxin,toxin,,bacterium\n"
    "ESCCOL1,E. coli 1A,serotype,ESCCOL,bacterium\nSALSPP,Salmonella,genus,,bacterium\n"
)
FLAGS = made("text,says,scope\nehec,flag,anywhere\n", "finding-words")


@dataclass(frozen=True)
class Broken:
    """`line` None: the whole file."""

    files: Mapping[str, bytes]
    file: str
    line: int | None
    code: str


def in_header(old: str, new: str, line: int | None, code: str) -> Broken:
    """An otherwise good definition with one thing changed in its header."""
    return Broken(_changed(made(ORGANISMS), "organisms.toml", old, new), "organisms.toml", line, code)


def in_table(
    rows: str | bytes, line: int | None, code: str, kind: str = "organisms", more: str = ""
) -> Broken:
    """A good header over a table with a fault."""
    content = rows if isinstance(rows, bytes) else rows.encode()
    return Broken(made("", kind, more=more) | {f"{kind}.csv": content}, f"{kind}.csv", line, code)


def in_rule(old: str, new: str, line: int, code: str) -> Broken:
    return Broken(_changed({"rules.toml": RULE.encode()}, "rules.toml", old, new), "rules.toml", line, code)


def in_places(rows: str, line: int, code: str) -> Broken:
    """Municipalities of a county that is there."""
    return Broken({**COUNTY, **made(rows, "municipalities")}, "municipalities.csv", line, code)


def in_disease(old: str, new: str, line: int, code: str) -> Broken:
    """A good disease with one thing changed, beside the organisms and words that it leans on."""
    changed = _changed({"ehec.toml": DISEASE.encode()}, "ehec.toml", old, new)
    return Broken({**BELOW, **FLAGS, **changed}, "ehec.toml", line, code)


def together(*files: Mapping[str, bytes], file: str, line: int, code: str) -> Broken:
    """Definitions that are good each by itself."""
    return Broken({name: content for each in files for name, content in each.items()}, file, line, code)


def _changed(files: Mapping[str, bytes], file: str, old: str, new: str) -> Mapping[str, bytes]:
    text = files[file].decode()
    assert text.count(old) == 1, "what is to be changed stands there once"
    return {**files, file: text.replace(old, new).encode()}


LONG = "a" * 4_001

#: By what is wrong.
BROKEN: Mapping[str, Broken] = {
    # The files.
    "the file is larger than is read": in_table(b"#" * (20 * 1024 * 1024 + 1), None, "file-too-large"),
    "the file is empty": in_table("\ufeff \n\n", None, "file-empty"),
    "the table is an Excel workbook": in_table(b"PK\x03\x04workbook", None, "file-workbook"),
    "the table is saved as UTF-16": in_table(ORGANISMS.encode("utf-16"), None, "file-utf16"),
    "the table holds a null character": in_table(ORGANISMS.encode() + b"X\0Y", 3, "file-nul"),
    "the table is saved as Latin-1": in_table(
        "code,name,rank,kind\nA,Én,species,virus\nB,å,species,virus\n".encode("latin-1"), 2, "file-not-utf8"
    ),
    "the header is saved as Latin-1": Broken(
        made(ORGANISMS) | {"organisms.toml": header().replace("Liste", "Måleliste").encode("latin-1")},
        "organisms.toml",
        8,
        "file-not-utf8",
    ),
    "the table is not there": in_header('"organisms.csv"', '"organism.csv"', 6, "rows-missing"),
    "the table lies in another folder": in_header('"organisms.csv"', '"../organisms.csv"', 6, "rows-outside"),
    "the table lies at an address of its own": in_header(
        '"organisms.csv"', '"/etc/passwd"', 6, "rows-outside"
    ),
    "a table belongs to nobody": Broken(
        made(ORGANISMS) | {"agents.csv": b"code,nb,en\n"}, "agents.csv", None, "rows-unclaimed"
    ),
    # The header.
    "the header is no TOML": in_header("status = ", "status ", 5, "toml-unreadable"),
    "the header breaks off": in_header('en = "List"\n', "en = ", 9, "toml-unreadable"),
    "the header has brackets without end": in_header('"The test"', "[" * 9_000, 1, "toml-unreadable"),
    "the kind is not said": in_header('kind = "organisms"\n', "", 1, "field-missing"),
    "the kind is not known": in_header('kind = "organisms"', 'kind = "organism"', 1, "kind-unknown"),
    "the kind is no text": in_header('kind = "organisms"', "kind = 3", 1, "field-not-text"),
    "the source is not said": in_header('source = "The test"\n', "", 1, "field-missing"),
    "the source is empty": in_header('"The test"', '" "', 4, "field-empty"),
    "a field is misspelt": in_header("[title]", 'validto = "x"\n[title]', 7, "field-unknown"),
    "a field belongs to another kind": in_header("[title]", 'version = "1"\n[title]', 7, "field-unknown"),
    "the name is no name": in_header('name = "organisms"', 'name = "Our organisms"', 2, "code-form"),
    "a day stands in quotes": in_header("= 2012-01-01", '= "2012-01-01"', 3, "field-not-day"),
    "a day has a time": in_header("= 2012-01-01", "= 2012-01-01T00:00:00", 3, "field-not-day"),
    "the last day comes before the first": in_header(
        "source =", "valid_to = 2011-12-31\nsource =", 4, "period-reversed"
    ),
    "the status is not known": in_header('"verified"', '"checked"', 5, "choice-unknown"),
    "there is no title": in_header('[title]\nnb = "Liste"\nen = "List"\n', "", 1, "field-missing"),
    "the title is one text": in_header(
        '[title]\nnb = "Liste"\nen = "List"', 'title = "Liste"', 7, "title-not-table"
    ),
    "the title is in one language": in_header('en = "List"\n', "", 7, "title-untranslated"),
    "the title is in a language we lack": in_header(
        'en = "List"', 'en = "List"\nnn = "Liste"', 10, "title-language-unknown"
    ),
    "a title is empty": in_header('"List"', '""', 9, "field-empty"),
    "the rows are not named": in_header('rows = "organisms.csv"\n', "", 1, "field-missing"),
    # Rows in the header's file.
    "rules are said to have a table": in_rule("title =", 'rows = "x.csv"\ntitle =', 6, "rows-not-wanted"),
    "there are no rules": Broken(
        {"rules.toml": RULE.partition("\n[[")[0].encode()}, "rules.toml", 1, "tables-missing"
    ),
    "there is one rule only, in single brackets": in_rule("[[rule]]", "[rule]", 8, "tables-not-several"),
    "rules are texts": Broken(
        {"rules.toml": (RULE.partition("\n[[")[0] + 'rule = ["found"]\n').encode()},
        "rules.toml",
        7,
        "tables-not-several",
    ),
    "a rule has no condition": in_rule("when = 'word == \"positive\"'\n", "", 8, "field-missing"),
    "a rule has a field nobody asks for": in_rule("outcome =", "unless = 1\noutcome =", 11, "field-unknown"),
    "a rule's condition is none": in_rule(
        'word == "positive"', 'word = "positive"', 10, "condition-unreadable"
    ),
    "a rule asks for a name there is not": in_rule('word == "', 'wrod == "', 10, "condition-unreadable"),
    "a rule decides nothing": in_rule('outcome = "positive"', 'outcome = "maybe"', 11, "choice-unknown"),
    "a rule has a sentence in one language": in_rule(
        'en = "The answer says that something was found."\n', "", 12, "field-missing"
    ),
    "a rule's sentence is no table": in_rule(
        '[rule.text]\nnb = "Svaret sier at noe er påvist."\nen = "The answer says that something was found."',
        'text = "Svaret sier at noe er påvist."',
        12,
        "field-not-table",
    ),
    "a rule's sentence is not translated": in_rule(
        "The answer says that something was found.",
        "Svaret sier at noe er påvist.",
        8,
        "sentence-untranslated",
    ),
    # Notifiable diseases, whose headers say more.
    "a disease is of no group": in_disease('"A"', '"D"', 6, "choice-unknown"),
    "a disease does not say who notifies": in_disease("clinician_notice = true\n", "", 1, "field-missing"),
    "an alert is a word": in_disease("alert = true", 'alert = "yes"', 7, "field-not-yes-no"),
    "an organism of a disease is misspelt": in_disease(
        '["ESCCOL", "STX"]', '["ESCCOLI", "STX"]', 9, "reference-unknown"
    ),
    "an organism of a disease is no list": in_disease('["ESCCOL", "STX"]', '"ESCCOL"', 9, "field-not-list"),
    "an organism of a disease is there only later": Broken(
        {
            **FLAGS,
            "ehec.toml": DISEASE.replace('excluded = ["ESCCOL1"]\n', "")
            .replace('organism == "STX" or ', "")
            .encode(),
            **made(
                "code,name,rank,kind,valid_from\nESCCOL,E. coli,species,bacterium,\n"
                "STX,Shiga toxin,toxin,bacterium,2020-01-01\n"
            ),
        },
        "ehec.toml",
        9,
        "reference-not-then",
    ),
    "what a disease excludes is none of it": in_disease('"ESCCOL1"', '"SALSPP"', 10, "excluded-not-included"),
    "an episode has no days": in_disease("states =", "episode_days = 0\nstates =", 11, "number-too-small"),
    "an episode ends at noon": in_disease("states =", "episode_days = 30.5\nstates =", 11, "cell-not-whole"),
    "a disease tells its code twice": in_disease("group =", 'disease = "ehec"\ngroup =', 6, "field-unknown"),
    "a case is neither sure nor likely": in_disease('"confirmed"', '"possible"', 16, "choice-unknown"),
    "a case rests on what was not found": in_disease(
        'outcome == "positive" and (', 'outcome != "inconclusive" and (', 14, "case-without-finding"
    ),
    "a case rests on whatever is said of a toxin": in_disease(
        'and (organism == "STX" or',
        'and (organism == "ESCCOL") or (organism == "STX" or',
        14,
        "case-without-finding",
    ),
    "a case asks for an organism there is not": in_disease(
        'organism == "STX"', 'organism in ["STX", "STX3"]', 14, "reference-unknown"
    ),
    "a case asks for a flag that no word says": in_disease('"EHEC" in', '"EHEK" in', 14, "reference-unknown"),
    "a case asks for an outcome there is not": in_disease(
        'outcome == "positive"', 'outcome == "detected"', 18, "condition-unreadable"
    ),
    "a case asks for what nobody knows": in_disease(
        '"EHEC" in flags', "pregnant", 18, "condition-unreadable"
    ),
    "no rule says whether somebody is ill": in_disease(
        "states = false", "states = true", 11, "state-missing"
    ),
    "a rule says that somebody is ill, and the disease does not": in_disease(
        'class = "confirmed"', 'class = "confirmed"\nstate = "infection"', 14, "state-not-wanted"
    ),
    "a disease has rules for no organism": in_disease(
        'organisms = ["ESCCOL", "STX"]\nexcluded = ["ESCCOL1"]\n', "", 2, "organisms-missing"
    ),
    "a disease has organisms and no rule": Broken(
        {**BELOW, "ehec.toml": DISEASE.partition("\n[[")[0].encode()},
        "ehec.toml",
        9,
        "organisms-without-rules",
    ),
    "two rules of a disease have one name": Broken(
        {
            **BELOW,
            **FLAGS,
            "ehec.toml": (DISEASE + DISEASE[DISEASE.index("[[") :].replace("STX", "ESCCOL", 1)).encode(),
        },
        "ehec.toml",
        21,
        "key-two-things",
    ),
    "a sentence of a case is not translated": in_disease(
        "Shiga toxin is detected.", "Shigatoksin er påvist.", 14, "sentence-untranslated"
    ),
    "a disease begins twice on one day": together(
        BELOW,
        FLAGS,
        {"ehec.toml": DISEASE.encode(), "ehec-2.toml": DISEASE.encode()},
        file="ehec.toml",
        line=3,
        code="version-twice",
    ),
    # The table.
    "the columns are separated by semicolons": in_table(
        ORGANISMS.replace(",", ";"), 1, "table-without-commas"
    ),
    "a quote of the columns is not closed": in_table('code,"name,rank,kind\n', 1, "quote-unclosed"),
    "a column has no name": in_table("code,name,rank,,kind\nA,B,species,,virus\n", 1, "column-unnamed"),
    "a column is misspelt": in_table(
        "code,name,rank,parrent,kind\nA,B,species,,virus\n", 1, "column-unknown"
    ),
    "a column stands twice": in_table("code,name,rank,kind,name\nA,B,species,virus,B\n", 1, "column-twice"),
    "a column that must be there is not": in_table("code,name,rank\nA,B,species\n", 1, "column-missing"),
    "a row has a cell too many": in_table(ORGANISMS + "A,B, or C,species,virus\n", 3, "cells-too-many"),
    "a row has a cell too few": in_table(ORGANISMS + "\n\nA,B,species\n", 5, "cells-too-few"),
    "a quote is not closed": in_table(
        ORGANISMS + 'A,"B,species,virus\nC,D,species,virus\n', 3, "quote-unclosed"
    ),
    "a quote inside a text is not doubled": in_table(ORGANISMS + 'A,"B"C,species,virus\n', 3, "quote-stray"),
    "the table has too many rows": in_table(
        "text,ucum\n" + "".join(f"{n},%\n" for n in range(200_001)), 200_002, "table-too-long", "units"
    ),
    # The cells.
    "a cell that must be filled is empty": in_table(ORGANISMS + "A, ,species,virus\n", 3, "cell-empty"),
    "a text is endless": in_table(ORGANISMS + f"A,{LONG},species,virus\n", 3, "cell-too-long"),
    "a text has a character nobody sees": in_table(ORGANISMS + "A,B\u200b,species,virus\n", 3, "cell-unseen"),
    "a name has nothing to look up": Broken(
        {**made(ORGANISMS), **made("text,organism,how\n???,ESCCOL,name\n", "organism-names")},
        "organism-names.csv",
        2,
        "text-without-letters",
    ),
    "a code is written in small letters": in_table(
        ORGANISMS + "staaur,S,species,bacterium\n", 3, "code-form"
    ),
    "a choice is misspelt": in_table(
        '"code",name,rank,kind\nA,"Two\nlines\nand a half",species,virus\nB,C,specie,virus\n',
        5,
        "choice-unknown",
    ),
    "a yes is Norwegian": in_table(
        "code,nb,en,sterile\nblood,Blod,Blood,ja\n", 2, "cell-not-yes-no", "specimens"
    ),
    "a day is written as Norwegians do": in_table(
        "text,ucum,valid_from\nprosent,%,31.01.2026\n", 2, "cell-not-day", "units"
    ),
    "a day is not in the calendar": in_table(
        "text,ucum,valid_from\n%,%,2026-02-29\n", 2, "cell-not-day", "units"
    ),
    "a number has a comma": in_places(ON_MAP + '0301,Oslo,03,"1,5",2,\n', 2, "cell-not-number"),
    "a tile lies between tiles": in_places(ON_MAP + "0301,Oslo,03,1.5,2,\n", 2, "cell-not-whole"),
    "nobody lives in a municipality": in_places(ON_MAP + "0301,Oslo,03,1,2,0\n", 2, "number-too-small"),
    "a list has a gap": in_places(PLACES + "0301,Oslo,03,3201;;3203\n", 2, "list-gap"),
    "a list says the same twice": in_places(PLACES + "0301,Oslo,03,3201;3201\n", 2, "list-twice"),
    "a number of a list has too few digits": in_places(PLACES + "0301,Oslo,03,301\n", 2, "code-form"),
    "a row ends before it begins": in_table(
        "text,ucum,valid_from,valid_to\n%,%,2026-02-01,2026-01-31\n", 2, "period-reversed", "units"
    ),
    "a row ends before its file begins": in_table(
        "text,ucum,valid_to\n%,%,2011-12-31\n", 2, "row-never-valid", "units"
    ),
    "a row begins after its file ends": in_table(
        "text,ucum,valid_from\n%,%,2026-02-01\n",
        2,
        "row-never-valid",
        "units",
        more="valid_to = 2026-01-31\n",
    ),
    # Everything together.
    "two files are the same version": together(
        made(ORGANISMS),
        {
            "again.toml": header().replace("organisms.csv", "again.csv").encode(),
            "again.csv": ORGANISMS.encode(),
        },
        file="organisms.toml",
        line=3,
        code="version-twice",
    ),
    "between two versions lie days without any": together(
        made("text,ucum\n%,%\n", "units", more="valid_to = 2019-12-31\n"),
        {
            "units-2.toml": header("units", valid_from="2020-01-02")
            .replace("units.csv", "units-2.csv")
            .encode(),
            "units-2.csv": b"text,ucum\n%,%\n",
        },
        file="units-2.toml",
        line=3,
        code="version-gap",
    ),
    "a code stands twice": in_table(ORGANISMS + ORGANISMS.partition("\n")[2], 3, "key-twice"),
    "a code means two things": in_table(
        ORGANISMS + "ESCCOL,E. coli,species,bacterium\n", 3, "key-two-things"
    ),
    "a name, written otherwise, means two things in two files": together(
        made(ORGANISMS + "ENCFAE,Enterococcus faecalis,species,bacterium\n"),
        made("text,organism,how\nE. FAECALIS,ENCFAE,name\n", "organism-names"),
        made("text,organism,how\ncoli,ESCCOL,name\ne faecalis,ESCCOL,name\n", "organism-names", "ours"),
        file="ours.csv",
        line=3,
        code="key-two-things",
    ),
    "a name leads to nothing": together(
        made(ORGANISMS),
        made("text,organism,how\nkoli,ESCCOLI,norwegian\n", "organism-names"),
        file="organism-names.csv",
        line=2,
        code="reference-unknown",
    ),
    "a name leads to what is there only later": together(
        made("code,name,rank,kind,valid_from\nSARS2,SARS-CoV-2,virus,virus,2020-01-01\n"),
        made("text,organism,how\nkorona,SARS2,norwegian\n", "organism-names"),
        file="organism-names.csv",
        line=2,
        code="reference-not-then",
    ),
    "two organisms are each other's parents": in_table(
        TREE + "C,Child,species,A,virus\nA,One,group,B,virus\nB,Two,group,A,virus\n", 3, "parents-in-a-ring"
    ),
    "an organisation belongs to itself by way of another": in_table(
        "code,name,kind,parent\nHER:1,Tenkt HF,health-trust,HER:2\nHER:2,Tenkt sykehus,hospital,HER:1\n",
        2,
        "organisations-in-a-ring",
        "organisations",
    ),
    "an organisation has no type before its number": in_table(
        "code,name,kind,parent\n13,Tenkt HF,health-trust,\n", 2, "code-form", "organisations"
    ),
    "an organisation belongs to nobody that there is": in_table(
        "code,name,kind,parent\nHER:2,Tenkt sykehus,hospital,HER:1\n", 2, "reference-unknown", "organisations"
    ),
    "an office answers for a municipality that is no more": together(
        COUNTY,
        made("number,name,county,valid_to\n0301,Oslo,03,\n0219,Bærum,03,2019-12-31\n", "municipalities"),
        made("code,name,municipalities\ntenkt,Tenkt kontor,0301;0219\n", "offices"),
        file="offices.csv",
        line=2,
        code="reference-not-then",
    ),
    "an office answers for nothing": together(
        made("code,name,municipalities\ntenkt,Tenkt kontor,\n", "offices"),
        file="offices.csv",
        line=2,
        code="cell-empty",
    ),
    "a controller has an agreement with itself": Broken(
        _changed({"avtale.toml": AGREEMENT.encode()}, "avtale.toml", "Tenkt drift AS", "tenkt  institutt"),
        "avtale.toml",
        8,
        "agreement-with-oneself",
    ),
    "an agreement says the same register twice": Broken(
        {"avtale.toml": (AGREEMENT + AGREEMENT.partition("\n\n")[2]).encode()},
        "avtale.toml",
        15,
        "key-twice",
    ),
    "a list is half translated": in_table(
        "code,nb,en\n1,Én,One\n2,To,\n",
        3,
        "code-untranslated",
        "code-system",
        more='system = "2.16"\nversion = "1"\n',
    ),
    "a municipality borders on itself": in_places(PLACES + "0301,Oslo,03,0301\n", 2, "neighbour-of-itself"),
    "a neighbour does not know it is one": in_places(
        PLACES + "0301,Oslo,03,3201\n3201,Bærum,03,\n", 2, "neighbour-one-sided"
    ),
    "two municipalities lie on one tile": in_places(
        ON_MAP + "0301,Oslo,03,1,2,\n3201,Bærum,03,1,2,\n", 3, "tile-taken"
    ),
    "the population of one is not known": in_places(
        ON_MAP + "0301,Oslo,03,1,2,720000\n3201,Bærum,03,2,2,\n", 3, "population-missing"
    ),
    "a change leads to no municipality": together(
        COUNTY,
        made("number,name,county\n3201,Bærum,03\n", "municipalities", valid_from="2024-01-01"),
        made(
            "number,successor,day\n0219,3024,2020-01-01\n3024,3201,2024-01-01\n0106,3004,2020-01-01\n",
            "municipality-changes",
        ),
        file="municipality-changes.csv",
        line=4,
        code="change-to-nowhere",
    ),
    "a county has no figure of an age group": together(
        made("number,name\n03,Oslo\n", "counties"),
        made(
            "year,county,age,female,male\n"
            + "".join(f"2026,03,{group},1,2\n" for group in AGE5 if group != "45-49"),
            "county-population",
        ),
        file="county-population.csv",
        line=2,
        code="age-group-missing",
    ),
    "a standard population is of another size": together(
        made("age,weight\n" + "".join(f"{group},5000\n" for group in AGE5), "standard-population"),
        file="standard-population.csv",
        line=2,
        code="standard-not-whole",
    ),
}
