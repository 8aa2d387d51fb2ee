"""Commands that derive again what is known from what was sealed."""

import click

from infreg.doors.cli.starting import start, told


@click.command()
def rebuild() -> None:
    """Reads every sealed original anew, and derives findings and isolates again. What is understood as before
    changes nothing; what is understood otherwise takes its place from now on, and what stood stays in the
    history.

    \b
    Example: infreg rebuild
    """
    start("intake")
    from infreg.flow import deriving as findings
    from infreg.flow import intake
    from infreg.flow.rebuild import rebuild as read_anew

    with told(intake.KeysUnusable):
        reception = intake.open_reception()
    done = 0
    for count in read_anew(reception):
        done += count
        click.echo(f"{done} read anew", err=True)
    click.echo(f"{done} deliveries read anew")
    findings.ask_for_all()
    derived = 0
    for count in findings.derive_all_stale():
        derived += count
        click.echo(f"{derived} derived again", err=True)
    click.echo(f"{derived} answers derived again")
