"""Briefly; `tests/fuzz` goes on for longer, over every shelf."""

from tests.unit.application.desk.desk_life import DeskLifeInMemory

TestDeskLife = DeskLifeInMemory.TestCase
