"""Second factors from the command line: for who has lost the app and the spare codes."""

from dataclasses import replace

import click

from infreg.doors.cli.starting import end, operator, start


@click.group("second-factor")
def second_factor() -> None:
    """The code beside the password, which production demands of every account.

    \b
    Example: infreg second-factor reset kari --because "ny telefon"
    """


@second_factor.command()
@click.argument("name")
@click.option("--because", required=True, help="Why, for whoever asks later. The log keeps it.")
def reset(*, name: str, because: str) -> None:
    """Takes the second factor of the account NAME away, and ends its sessions. At the next login the password
    is enough once, to make a new one. Be sure first that it is the person who asks.

    \b
    Example: infreg second-factor reset kari --because "ny telefon, møtte opp med legitimasjon"
    """
    start("app")
    from infreg.access.purposes import Purpose
    from infreg.access.roles import OPERATOR
    from infreg.flow import login

    try:
        had = login.reset_factor(
            replace(operator(), role=OPERATOR, purpose=Purpose.SUPERVISION), name, because
        )
    except login.UnknownAccount:
        end(f"No account is called {name}. See them all: infreg users list", 1)
    click.echo(f"{name} has no second factor{'' if had else ', and had none'}; all sessions are ended.")
