"""Commands that derive again what is known from what was sealed."""

import click

from infreg.doors.cli.starting import start, told


@click.command()
def rebuild() -> None:
    """Reads every sealed original anew. What is understood as before changes nothing; what is understood
    otherwise takes its place from now on, and what stood stays in the history.

    \b
    Example: infreg rebuild
    """
    start("intake")
    from infreg.flow import intake
    from infreg.flow.rebuild import rebuild as read_anew

    with told(intake.KeysUnusable):
        reception = intake.open_reception()
    done = 0
    for count in read_anew(reception):
        done += count
        click.echo(f"{done} read anew", err=True)
    click.echo(f"{done} deliveries read anew")
