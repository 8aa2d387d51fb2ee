"""Commands about the installation itself."""

import json
import sys

import click

from infreg.doors.cli.starting import start, told

_LOGINS = ("owner", "app", "intake", "insight", "auditor")


@click.command()
def stop() -> None:
    """Ends the embedded database server. Nothing is lost; the next command starts it again.

    \b
    Example: infreg stop
    """
    start("app", prepare=False)
    from infreg.flow import control

    with told(*control.Unusable):
        click.echo("stopped" if control.stop() else "was not running")


@click.group()
def database() -> None:
    """The database this installation uses."""


@database.command()
@click.option("--role", type=click.Choice(_LOGINS), default="app", show_default=True, help="Who logs in.")
def url(role: str) -> None:
    """Prints a live address for other tools. It holds a password: keep it out of logs.

    \b
    Example: psql "$(infreg database url --role insight)"
    """
    start(role)
    from infreg.flow import control

    click.echo(control.database_url(role))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
def doctor(as_json: bool) -> None:
    """Says what is wrong with this installation, and how to mend it. Changes nothing.

    Ends with code 1 when something is not well.

    \b
    Example: infreg doctor
    """
    start("app", prepare=False)
    from infreg.flow import control

    with told(*control.Unusable):
        findings = control.examine()
    for finding in findings:
        if as_json:
            row = {"name": finding.name, "well": finding.well, "says": finding.says, "mend": finding.mend}
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            click.echo(f"{'ok  ' if finding.well else 'BAD '} {finding.name}: {finding.says}")
            if not finding.well:
                click.echo(f"     {finding.mend}")
    sys.exit(0 if all(finding.well for finding in findings) else 1)
