"""The squad's judge over the records of all athletes, also of those who were not fitted with the others."""

from __future__ import annotations

from typing import Any

from solver.domain.schedule import Schedule
from solver.domain.squad import Squad
from solver.squad.results import Record
from solver.squad.together.judge import squad_faults


class Everybody:
    """Is told every record, and keeps what the squad's judge looks at: sessions in shared places and group sessions."""

    def __init__(self, squad: Squad) -> None:
        self._squad = squad
        self._places = {shared.place for shared in squad.shared}
        self._schedules: dict[str, Schedule] = {}

    def take(self, record: Record) -> None:
        """Keep what a record has of the squad's."""
        sessions = [item for item in record.schedule["sessions"] if self._is_shared(item)] if record.schedule else []
        if sessions:
            self._schedules[record.athlete] = Schedule.model_validate({"sessions": sessions})

    def _is_shared(self, session: dict[str, Any]) -> bool:
        return session["place"] in self._places or "group" in session

    def pass_on(self) -> None:
        """Raise SolverFault unless the squad's judge passes the schedules of all records."""
        faults = squad_faults(self._squad, self._schedules)
        if faults:
            from solver.model.cpsat import SolverFault  # noqa: PLC0415 - brings the solver in

            raise SolverFault(f"the judge of the squad does not pass the weeks of all athletes ({' '.join(faults)})")
