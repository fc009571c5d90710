"""Briefly; `tests/fuzz` goes on for longer, over every shelf."""

from tests.unit.application.desk.routing_life import RoutingLifeInMemory

TestRoutingLife = RoutingLifeInMemory.TestCase
