"""Writes the documents that code can write about itself; with --check, only says which are stale.

Requirements and security controls with the tests that prove them, commands, problems, roles, the index of
decisions, the kinds of definitions with their schemas, and the warehouse's tables and measures. Run by
`make docs` and `make fix`; `make check` runs it with --check.
"""

import argparse
import ast
import importlib.util
import json
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from infreg.access.purposes import PURPOSES, Purpose
from infreg.access.roles import ROLES, Permission, Reach, Role
from infreg.definitions import problem_texts
from infreg.definitions.json_schema import header_schema, table_schema
from infreg.definitions.kinds import KINDS
from infreg.definitions.kinds.shape import CellType, Column, Kind

ROOT = Path(__file__).resolve().parent.parent
INDEX_BEGINS = "<!-- The list below is made by tools/docs.py. -->"
REACHES = {
    Reach.NONE: "nobody's rows",
    Reach.OWN: "their own institutions",
    Reach.MUNICIPALITIES: "cases of those who live or stay in their municipalities",
    Reach.PATIENT: "one patient at a time, looked up by number",
    Reach.SELF: "what is registered about themselves",
    Reach.COUNTRY: "the whole country",
}


def main() -> int:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--check", action="store_true", help="only say what is stale, and leave with 1")
    check: bool = arguments.parse_args().check
    stale = {name: text for name, text in documents(ROOT) if text != current(ROOT / name)}
    if check and stale:
        print(f"docs: stale: {', '.join(stale)}; run make docs")
        return 1
    for name, text in stale.items():
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_text(text, "utf-8")
        print(f"docs: wrote {name}")
    return 0


def documents(root: Path) -> Iterator[tuple[str, str]]:
    """Each document's path and what it should say today."""
    yield "docs/requirements.md", requirements(root)
    yield "docs/reference/security-controls.md", controls(root)
    yield "docs/problems.md", problems()
    yield "docs/roles.md", roles()
    yield "docs/decisions/README.md", decisions(root)
    yield "docs/definitions/kinds.md", kinds()
    yield from schemas()
    yield from warehouse_documents(root)
    main_command = find_main_command()
    if main_command is None:
        print("docs: infreg.doors.cli has no `main` yet; docs/commands.md is left as it is.")
    else:
        yield "docs/commands.md", commands(main_command)


def warehouse_documents(root: Path) -> Iterator[tuple[str, str]]:
    from tools import warehouse_docs  # noqa: PLC0415 - run as a script, this file puts its folder's folder first

    return warehouse_docs.documents(root)


def current(path: Path) -> str | None:
    return path.read_text("utf-8") if path.exists() else None


def made_from(title: str, source: str) -> str:
    return f"<!-- Made by tools/docs.py from {source}: change that, then `make docs`. -->\n\n# {title}\n"


# --- requirements ---


@dataclass(frozen=True, order=True)
class Proof:
    """A test that proves requirements: where it stands, and its name as a sentence."""

    file: str
    law: str


def requirements(root: Path) -> str:
    groups = tomllib.loads((root / "docs/requirements.toml").read_text("utf-8"))["group"]
    proofs = proofs_by_requirement(root)
    known = [name for group in groups for name in group["requirements"]]
    proved = sum(name in proofs for name in known)
    lines = [
        made_from(
            "Requirements, and the tests that prove them", "docs/requirements.toml and the marks in tests/"
        ),
        f"{proved} of {len(known)} requirements have a test. One without a test is not done;",
        "one with a test is done as far as its tests say.",
    ]
    for group in groups:
        lines += ["", f"## {group['title']}"]
        for name, text in group["requirements"].items():
            lines += ["", f"**{name}** {text}", ""]
            lines += [f"- [{proof.law}](../{proof.file})" for proof in proofs.get(name, ())] or [
                "*No test yet.*"
            ]
    return "\n".join(lines) + "\n"


def proofs_by_requirement(root: Path) -> dict[str, list[Proof]]:
    """The tests of each requirement."""
    return proofs_by_mark(root, "requirement")


def proofs_by_mark(root: Path, mark: str) -> dict[str, list[Proof]]:
    """The tests that a mark gives to each id, sorted, found by reading the files of tests/ without running
    them."""
    found: dict[str, set[Proof]] = {}
    for path in sorted((root / "tests").rglob("test_*.py")):
        file = path.relative_to(root).as_posix()
        for law, names in marked_tests(ast.parse(path.read_text("utf-8")), mark):
            for name in names:
                found.setdefault(name, set()).add(Proof(file, law))
    return {name: sorted(proofs) for name, proofs in found.items()}


def marked_tests(tree: ast.Module, mark: str) -> Iterator[tuple[str, set[str]]]:
    """Every test of a module with the ids that its own marks, its class's or its module's name."""
    of_module = ids_in(
        (
            node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            and any(getattr(t, "id", "") == "pytestmark" for t in node.targets)
        ),
        mark,
    )
    for node in tree.body:
        inherited, tests = of_module, [node]
        if isinstance(node, ast.ClassDef):
            inherited, tests = of_module | ids_in(node.decorator_list, mark), node.body
        for test in tests:
            if isinstance(test, ast.FunctionDef | ast.AsyncFunctionDef) and test.name.startswith("test_"):
                law = test.name.removeprefix("test_").replace("_", " ")
                yield law, inherited | ids_in(test.decorator_list, mark)


def ids_in(expressions: Iterable[ast.expr], mark: str) -> set[str]:
    """The ids in every `pytest.mark.MARK(...)` within, those of single parameters included."""
    return {
        argument.value
        for expression in expressions
        for call in ast.walk(expression)
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == mark
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


# --- security controls ---

STATES = {
    "met": "met, and a test shows it",
    "design": "met by how it is made",
    "not-yet": "not met yet",
    "not-applicable": "does not apply",
}


@dataclass(frozen=True)
class Control:
    """One requirement of ASVS 5.0.0 in our own words. `why`: where it is met, why not, or why not asked."""

    id: str
    level: int
    says: str
    state: str
    why: str = ""


def read_controls(root: Path) -> dict[str, list[Control]]:
    """The controls of docs/security-controls.toml by chapter, in its order."""
    chapters = tomllib.loads((root / "docs/security-controls.toml").read_text("utf-8"))["chapter"]
    return {
        chapter["title"]: [Control(id=name, **told) for name, told in chapter["controls"].items()]
        for chapter in chapters
    }


def controls(root: Path) -> str:
    chapters, proofs = read_controls(root), proofs_by_mark(root, "control")
    every = [control for each in chapters.values() for control in each]
    lines = [
        made_from("Security controls", "docs/security-controls.toml and the marks in tests/"),
        "What OWASP's Application Security Verification Standard 5.0.0 asks for, by its numbers and in our",
        "own words: all of levels 1 and 2, and of level 3 what we hold ourselves to. *Met* means that the",
        "tests named pass: one that fails stops `make test`. Everything else is the judgement of those who",
        "wrote the program. Nobody from outside has examined it.",
        "",
        "| level | " + " | ".join(STATES.values()) + " | in all |",
        "| --- |" + " --- |" * (len(STATES) + 1),
    ]
    for level in (1, 2, 3):
        counted = [control for control in every if control.level == level]
        counts = [sum(control.state == state for control in counted) for state in STATES]
        lines.append(f"| {level} | " + " | ".join(str(n) for n in [*counts, len(counted)]) + " |")
    for title, told in chapters.items():
        lines += ["", f"## {title}", "", "| | level | what is asked | state | by what, or why |"]
        lines.append("| --- | --- | --- | --- | --- |")
        lines += [control_row(control, proofs.get(control.id, [])) for control in told]
    return "\n".join(lines) + "\n"


def control_row(control: Control, proofs: list[Proof]) -> str:
    links = [f"[{proof.law}](../../{proof.file})" for proof in proofs]
    told = "; ".join([control.why, *links] if control.why else links)
    return f"| {control.id} | {control.level} | {control.says} | {STATES[control.state]} | {told} |"


# --- commands ---


def find_main_command() -> click.Command | None:
    if importlib.util.find_spec("infreg.doors.cli") is None:
        return None
    command = getattr(importlib.import_module("infreg.doors.cli"), "main", None)
    return command if isinstance(command, click.Command) else None


def commands(main_command: click.Command) -> str:
    lines = [
        made_from("Commands", "the commands' own --help"),
        "After `make setup` the command is `.venv/bin/infreg`.",
    ]
    for context in every_command(click.Context(main_command, info_name="infreg", terminal_width=100)):
        lines += ["", f"## {context.command_path}", "", "```text", context.command.get_help(context), "```"]
    return "\n".join(line.rstrip() for line in "\n".join(lines).splitlines()) + "\n"


def every_command(context: click.Context) -> Iterator[click.Context]:
    """The command and, in the alphabet's order, all that stand below it."""
    yield context
    group = context.command
    if isinstance(group, click.Group):
        for name in sorted(group.list_commands(context)):
            command = group.get_command(context, name)
            if command is not None and not command.hidden:
                yield from every_command(
                    click.Context(command, info_name=name, parent=context, terminal_width=100)
                )


# --- problems ---


def problems() -> str:
    lines = [
        made_from("Problems", "src/infreg/definitions/problems/"),
        "What a receipt may say is wrong with a delivery. A code keeps its meaning for ever. Each comes with",
        "its place (segment, path, row and column); names in braces are filled in, never with a value of a",
        "person.",
        "",
        "*note* and *warning*: taken in. *held*: our work, the sender need do nothing unless asked.",
        "*rejected*: only sending anew helps.",
    ]
    for code in sorted(problem_texts.known_codes()):
        lines += ["", f"## `{code}` ({problem_texts.level_of(code)})", ""]
        for language in problem_texts.LANGUAGES:
            what, mend = problem_texts.templates(code, language)
            lines.append(f"- {language}: {what}. *{mend}*")
    return "\n".join(lines) + "\n"


# --- roles ---


def roles() -> str:
    """Only roles that may do something have a column: a page of empty columns would hide the others."""
    every = sorted(ROLES.values(), key=lambda role: role.code)
    columns = [role for role in every if role.permissions]
    lines = [
        made_from("Roles, and what they may do", "src/infreg/access/"),
        "What is not ticked is refused, in the program and again by the database's policies.",
        "",
        "| permission | " + " | ".join(role.name["en"] for role in columns) + " |",
        "| --- |" + " --- |" * len(columns),
    ]
    for permission in sorted(Permission):
        ticks = ("✓" if role.may(permission) else "" for role in columns)
        lines.append(f"| {permission.replace('_', ' ')} | " + " | ".join(ticks) + " |")
    for role in every:
        lines += ["", *described(role)]
    lines += [
        "",
        "# Purposes",
        "",
        "Every transaction has one, and every policy of the database asks for it.",
    ]
    for purpose in Purpose:
        lines += ["", *described_purpose(purpose)]
    return "\n".join(lines) + "\n"


def described(role: Role) -> list[str]:
    works = "; ".join(
        f"{PURPOSES[purpose].name['en']} ({PURPOSES[purpose].legal_basis['en']})" for purpose in role.purposes
    )
    may = ", ".join(sorted(permission.replace("_", " ") for permission in role.permissions))
    return [
        f"## {role.name['en']} ({role.name['nb']})",
        "",
        f"{role.description['en']} Code: `{role.code}`.",
        "",
        f"*{role.description['nb']}*",
        "",
        f"- Reaches: {REACHES[role.reach]}.",
        f"- Works for: {works or 'nothing yet, and so has no access'}.",
        f"- May: {may or 'nothing'}.",
    ]


def described_purpose(purpose: Purpose) -> list[str]:
    text = PURPOSES[purpose]
    at_work = ", ".join(role.name["en"] for role in ROLES.values() if purpose in role.purposes)
    return [
        f"## {text.name['en']} ({text.name['nb']})",
        "",
        f"{text.description['en']} Code: `{purpose}`.",
        "",
        f"*{text.description['nb']}*",
        "",
        f"- Rests on: {text.legal_basis['en']} ({text.legal_basis['nb']}).",
        f"- At work for it: {at_work or 'nobody'}.",
    ]


# --- decisions ---


def decisions(root: Path) -> str:
    """The page of decisions with its list made anew; what stands above the list is written by hand."""
    folder = root / "docs/decisions"
    by_hand = (folder / "README.md").read_text("utf-8").partition(INDEX_BEGINS)[0]
    links = [f"- [{title_of(path)}]({path.name})" for path in sorted(folder.glob("[0-9]*.md"))]
    return "\n".join([by_hand + INDEX_BEGINS, "", *(links or ["*None yet.*"])]) + "\n"


def title_of(path: Path) -> str:
    first = path.read_text("utf-8").partition("\n")[0]
    return f"{path.stem[:4]} {first.removeprefix('# ').strip()}"


# --- definitions ---


def schemas() -> Iterator[tuple[str, str]]:
    """What editors and other programs are given of the files that definitions are written in."""
    folder = "docs/definitions/schema"
    yield f"{folder}/header.schema.json", as_json(header_schema())
    for kind in KINDS.values():
        if not kind.rows_table:
            yield f"{folder}/{kind.name}.table.json", as_json(table_schema(kind))


def as_json(schema: dict[str, object]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def kinds() -> str:
    lines = [
        made_from("Kinds of definitions", "src/infreg/definitions/kinds/"),
        "How to write one stands in [the guide](guide.md). Every row may also have `valid_from`, `valid_to`,",
        "`source` and `status` of its own. **Bold**: required. →: must be there, of that kind, on every day",
        "that the row holds for.",
    ]
    for kind in KINDS.values():
        lines += [
            "",
            f"## `{kind.name}` ({kind.title['en']}, {kind.title['nb'].lower()})",
            "",
            *columns_of(kind),
        ]
    return "\n".join(lines) + "\n"


def columns_of(kind: Kind) -> list[str]:
    rows = f"Rows stand in the TOML, as `[[{kind.rows_table}]]`. " if kind.rows_table else ""
    key = ", ".join(f"`{name}`" for name in kind.key)
    laws = "; ".join(law.replace("_", " ") for law in kind.laws)
    table = ["| column | holds | meaning |", "| --- | --- | --- |"]
    table += [f"| `{each.name}` (header) | {holds(each)} | {each.about} |" for each in kind.header]
    table += [f"| {named(each)} | {holds(each)} | {each.about} |" for each in kind.columns]
    told = f"{kind.about} {rows}Unique on any day: {key}." + (f" Laws: {laws}." if laws else "")
    return [told, "", *table]


def named(column: Column) -> str:
    name = f"`{column.within}.{column.name}`" if column.within else f"`{column.name}`"
    return f"**{name}**" if column.required else name


def holds(column: Column) -> str:
    if column.type is CellType.CHOICE:
        return ", ".join(column.values)
    kind = f" → `{column.refers_to}`" if column.refers_to else ""
    return f"{column.type.replace('-', ' or ')}{kind}"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
