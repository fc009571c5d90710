"""What tables are put together from."""

from enum import Enum as PythonEnum
from typing import Any, Final

from sqlalchemy import Column, DateTime, ForeignKey, MetaData, Text, Uuid
from sqlalchemy.dialects.postgresql import ENUM
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import UserDefinedType

from domain.shared.access import Role

metadata: Final = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    }
)


class TransactionId(UserDefinedType[str]):
    """`xid8`: the number of a transaction, never used again."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "XID8"


ischema_names["xid8"] = TransactionId  # so that a schema that is read back knows it too


def one_of(kind: type[PythonEnum], name: str) -> ENUM:
    """An enum type whose order is that of the declaration: priorities sort by it."""
    return ENUM(kind, name=name, metadata=metadata, values_callable=lambda members: [one.value for one in members])


ROLE: Final = one_of(Role, "user_role")

TIME: Final = DateTime(timezone=True)


def key(name: str = "id") -> Column[Any]:
    return Column(name, Uuid, primary_key=True)


def reference(name: str, target: str, *, nullable: bool = False, use_alter: bool = False) -> Column[Any]:
    """Nothing that is referred to goes away."""
    return Column(name, Uuid, ForeignKey(target, ondelete="RESTRICT", use_alter=use_alter), nullable=nullable)


def text_column(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Text, nullable=nullable)


def sorted_text(name: str) -> Column[Any]:
    """Sorts by code point, wherever the server comes from."""
    return Column(name, Text(collation="C"), nullable=False)


def time_column(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, TIME, nullable=nullable)
