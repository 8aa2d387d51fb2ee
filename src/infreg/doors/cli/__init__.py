"""The command `infreg`. Every command has an example, and `--json` where a program may read the answer."""

import click

from infreg.doors.cli import (
    access,
    auditing,
    cases,
    coding,
    defining,
    deriving,
    installing,
    measuring,
    measuring_accuracy,
    population,
    protecting,
    receiving,
    second_factor,
    serving,
    synthesizing,
    users,
    warehouse,
)


class InOrder(click.Group):
    """Commands in the order a newcomer meets them, not by the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.commands)


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="infreg")
def main() -> None:
    """infreg: a national infection register.

    \b
    INFREG_HOME   the installation's folder (default: .infreg beside the environment infreg lives in)
    DATABASE_URL  a PostgreSQL 15 or newer of your own (default: an embedded one is started)
    INFREG_KIND   trial or production, fixed when the database is made (default: trial)
    """


for command in (
    serving.demo,
    serving.serve,
    serving.worker,
    serving.site,
    installing.stop,
    receiving.receive,
    receiving.show,
    receiving.receipt,
    defining.definitions,
    coding.codes,
    population.population,
    cases.cases,
    protecting.protected,
    users.users,
    second_factor.second_factor,
    access.access,
    deriving.rebuild,
    warehouse.warehouse,
    measuring.measure,
    auditing.audit,
    synthesizing.synthetic,
    installing.database,
    installing.doctor,
):
    main.add_command(command)
for command in (measuring_accuracy.accuracy, measuring_accuracy.map_words):
    synthesizing.synthetic.add_command(command)
