"""`python -m benchmarks NAME`: the benchmarks by name."""

from __future__ import annotations

import click

from benchmarks import batch, explain, growth, guard, phases, population, race, squad_quality, squads, throughput, variants


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Measure weekfit on the shipped scenarios. Every answer is checked; a wrong one makes the exit status 1."""


main.add_command(phases.command, "phases")
main.add_command(population.command, "population")
main.add_command(race.command, "race")
main.add_command(growth.command, "growth")
main.add_command(guard.command, "guard")
main.add_command(throughput.command, "throughput")
main.add_command(variants.command, "variants")
main.add_command(explain.command, "explain")
main.add_command(squads.command, "squads")
main.add_command(squad_quality.command, "squad-quality")
main.add_command(batch.command, "batch")

if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
