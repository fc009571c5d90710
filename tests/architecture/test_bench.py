"""That what the house is measured beside still does what the house does; `make bench` compares answers too."""

import pytest

from application.desk.queries.tickets import TicketCard, TicketRow
from bench.floors import shapes
from tests.architecture.source import ROOT

PEERS = ROOT / "bench/peers"
WIRE = {member for kind in (TicketRow, TicketCard) for member in kind.__struct_encode_fields__}


class TestFloors:
    def test_answer_what_the_house_answers(self) -> None:
        assert shapes.Row.__struct_fields__ == TicketRow.__struct_fields__
        assert shapes.Card.__struct_fields__ == TicketCard.__struct_fields__


class TestPeers:
    @pytest.mark.parametrize("shape", ["shapes.py", "node/schemas.js"])
    def test_name_each_member_that_the_house_answers(self, shape: str) -> None:
        text = (PEERS / shape).read_text().replace("_", "").lower()
        assert [member for member in sorted(WIRE) if f" {member.lower()}:" not in text] == []
