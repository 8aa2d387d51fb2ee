"""Makes the shipped figures of the counties of a file of the municipalities': five-year ages, nearest 10.

For each new year of Statistics Norway's population:
.venv/bin/python tools/county_population.py FILE > src/infreg/definitions/lists/county-population.csv
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

from infreg.definitions.problem_texts import text
from infreg.definitions.shipped import shipped_definitions
from infreg.parsing.population import read_figures
from infreg.vocabulary.ages import AGE5


def main() -> int:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("file", type=Path, help="by today's municipalities in every year")
    file: Path = arguments.parse_args().file
    counties = county_of_each()
    figures, problems = read_figures(file.read_bytes(), file.name, counties)
    if figures is None:
        sys.stderr.writelines(f"{text(problem, 'en')}\n" for problem in problems)
        return 1
    counted = Counter[tuple[int, str, int, str]]()
    for row in figures.rows.to_pylist():
        group = min(row["age"] // 5, len(AGE5) - 1)
        counted[row["year"], counties[row["municipality"]], group, row["sex"]] += row["persons"]
    print("year,county,age,female,male")
    for year, county, group in sorted({key[:3] for key in counted}):
        female, male = (rounded(counted[year, county, group, sex]) for sex in ("female", "male"))
        print(f"{year},{county},{AGE5[group]},{female},{male}")
    return 0


def county_of_each() -> dict[str, str]:
    """The county of each of today's municipalities."""
    latest = max(
        (each for each in shipped_definitions() if each.kind == "municipalities"),
        key=lambda each: each.valid_from,
    )
    return {str(row["number"]): str(row["county"]) for row in latest.rows}


def rounded(count: int) -> int:
    """To the nearest 10; of two as near the even one, so that no sum grows by it."""
    return round(count, -1)


if __name__ == "__main__":
    sys.exit(main())
