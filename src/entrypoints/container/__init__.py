"""The only room that sees adapters: here the house is put together, opened and closed."""

from entrypoints.container.database import database
from entrypoints.container.house import House
from entrypoints.container.lifespan import open_house

__all__ = ["House", "database", "open_house"]
