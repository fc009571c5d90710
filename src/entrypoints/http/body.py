"""Request bodies: nothing reaches a handler that was not understood completely."""

from typing import Any, ClassVar, TypeVar

import msgspec
from litestar.dto import AbstractDTO
from litestar.dto._backend import DTOBackend
from litestar.typing import FieldDefinition
from msgspec import Struct

from application.shared.messages import Command
from entrypoints.http.members import problems_of
from entrypoints.http.refusals import BodyInvalid, UnsupportedMediaType
from entrypoints.http.strict_json import read_object

Commanded = TypeVar("Commanded", bound=Command)


class Body(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What a caller may state in one operation, and nothing else: what the house decides has no member here."""


class Changes(Body, frozen=True):
    """Some of what there is, stated anew; to state nothing at all is a mistake."""


class Nothing(Body, frozen=True):
    """An operation that takes no statements: an empty object, or no body at all."""


def command(kind: type[Commanded], body: Body, **more: Any) -> Commanded:
    """The command that a body, whose members it shares, amounts to."""
    return kind(**{name: getattr(body, name) for name in body.__struct_fields__}, **more)


class StrictBody(AbstractDTO[Body]):
    """Reads every `data` of the application, so that handlers only name its type."""

    _kinds: ClassVar[dict[str, type[Body]]] = {}

    def decode_bytes(self, value: bytes) -> Any:
        _require_json(self.asgi_connection.headers.getall("content-type", []))
        members = read_object(value)
        kind = self._kinds[self.asgi_connection.route_handler.handler_id]
        if not members and issubclass(kind, Changes):
            raise BodyInvalid("The body states no change.")
        try:
            return msgspec.convert(members, kind)
        except msgspec.ValidationError:
            raise BodyInvalid("The body is not as it should be.", problems_of(members, kind)) from None

    @classmethod
    def create_for_field_definition(
        cls,
        field_definition: FieldDefinition,
        handler_id: str,
        backend_cls: type[DTOBackend] | None = None,  # noqa: ARG003 - as its base has it
    ) -> None:
        """Remember the type of a handler's body; bytes are read straight into it, there is no backend."""
        cls._kinds[handler_id] = body_type(field_definition)

    @classmethod
    def generate_field_definitions(cls, model_type: type[Any]) -> Any:
        """Fields are for backends."""
        raise NotImplementedError

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:
        """Fields are for backends."""
        raise NotImplementedError


def body_type(field: FieldDefinition) -> type[Body]:
    """The type of a body, whether it may be left out or not."""
    kinds = [part.annotation for part in field.inner_types] if field.is_optional else [field.annotation]
    return next(kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Body))


def _require_json(stated: list[str]) -> None:
    """A form of another site can send anything but this media type without asking first."""
    media_type, _, parameters = (stated[0] if len(stated) == 1 else "").partition(";")
    charset = parameters.strip().lower().replace('"', "")
    if media_type.strip().lower() != "application/json" or charset not in ("", "charset=utf-8", "charset=utf8"):
        raise UnsupportedMediaType("The body must be sent as application/json, in UTF-8.")
