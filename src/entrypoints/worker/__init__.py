"""The process that runs jobs and nothing else."""

from entrypoints.worker.work import work

__all__ = ["work"]
