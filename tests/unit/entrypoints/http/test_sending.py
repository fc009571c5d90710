"""What is written together leaves together, in order, and before the line is closed."""

import asyncio

import pytest

from entrypoints.http.sending import AT_ONCE, GatheringTransport


class Line(asyncio.Transport):
    """Remembers what was done to it, each as it left."""

    def __init__(self) -> None:
        super().__init__({"peername": ("192.0.2.1", 4711)})
        self.left: list[bytes | str] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.left.append(bytes(data))

    def close(self) -> None:
        self.left.append("closed")


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
async def gathering(line: Line) -> GatheringTransport:
    return GatheringTransport(line, asyncio.get_running_loop())


class TestGatheringTransport:
    async def test_sends_what_one_turn_writes_in_one_piece(self, gathering: GatheringTransport, line: Line) -> None:
        gathering.write(b"head")
        gathering.write(b"body")
        assert line.left == []
        await asyncio.sleep(0)
        gathering.write(b"next")
        await asyncio.sleep(0)
        assert line.left == [b"headbody", b"next"]

    async def test_sends_much_at_once(self, gathering: GatheringTransport, line: Line) -> None:
        gathering.write(b"head")
        gathering.write(b"b" * AT_ONCE)
        assert line.left == [b"head" + b"b" * AT_ONCE]
        await asyncio.sleep(0)
        assert len(line.left) == 1

    async def test_sends_before_it_closes(self, gathering: GatheringTransport, line: Line) -> None:
        gathering.write(b"goodbye")
        gathering.close()
        await asyncio.sleep(0)
        assert line.left == [b"goodbye", "closed"]

    async def test_is_the_transport_in_all_else(self, gathering: GatheringTransport) -> None:
        assert gathering.get_extra_info("peername") == ("192.0.2.1", 4711)
