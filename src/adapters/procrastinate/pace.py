from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How busy and how patient a worker is; times are in seconds."""

    concurrency: int = 4
    poll: float = 1.0
    """New jobs announce themselves; only those put back wait for a look."""

    attempts: int = 10
    first_pause: float = 2.0
    longest_pause: float = 3_600.0
    reaction_timeout: float = 60.0

    heartbeat: float = 10.0
    stalled_after: float = 30.0
    """Without a heartbeat. Together with `sweep`, a job of a killed worker runs again within 40 s."""

    sweep: float = 10.0
    crashes: int = 5
    """Attempts after which a job whose worker died is given up: it may be what killed it."""

    grace: float = 20.0
    """For running jobs at the end; those that take longer are put back."""

    restart: float = 1.0
    """Between the failure of a worker, as when the database is away, and the next one."""

    keep_dead_days: int = 90
