"""Pydantic models generated from the contracts of published tables and from dataclasses."""

import inspect
import json
from collections.abc import Iterable
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, create_model

from benchsight.reads.published.contract import Column, Contract
from benchsight.reads.published.datasets import Dataset

TYPES: dict[str, Any] = {
    "integer": int,
    "bigint": int,
    "smallint": int,
    "text": str,
    "boolean": bool,
    "date": date,
    "time": str,  # has no zone, which JSON Schema's format `time` requires
    "timestamp with time zone": datetime,
    "uuid": UUID,
    "jsonb": Any,
    "text[]": list[str],
}


class StrictModel(BaseModel):
    """Model that forbids unknown fields."""

    model_config = ConfigDict(extra="forbid")


def type_of(column: Column) -> Any:
    """Return the Python type of a column's non-NULL values. Raise KeyError for an unsupported type."""
    return float if column.data_type.startswith("numeric") else TYPES[column.data_type]


def row_model(name: str, contract: Contract) -> type[BaseModel]:
    """Return the model of a row; every column is nullable, and absent if not requested."""
    fields: dict[str, Any] = {
        column.name: (type_of(column) | None, Field(None, description=column.description))
        for column in contract.columns
    }
    return create_model(name, __base__=StrictModel, __doc__=contract.description, **fields)


def page_model(dataset: Dataset, contract: Contract) -> type[BaseModel]:
    """Return the model of a page of a dataset."""
    name = "".join(part.capitalize() for part in dataset.name.replace("-", " ").split())
    row = row_model(f"{name}Row", contract)
    fields: dict[str, Any] = {
        "data": (list[row], Field(description="Rows in the requested order.")),  # type: ignore[valid-type]
        "count": (int, Field(description="Number of rows on this page.", examples=[1])),
        "next": (str | None, Field(description="`cursor` of the next page; null on the last page.")),
        "payload_version": (str, Field(description="Version of the table's columns and data.", examples=["3f0c.9a1e"])),
    }
    return create_model(f"{name}Page", __base__=StrictModel, __doc__=dataset.summary, **fields)


def model_of(kind: type) -> type[BaseModel]:
    """Return the model of a dataclass and its nested dataclasses; decimals are JSON numbers."""
    hints = get_type_hints(kind)
    fields: dict[str, Any] = {field.name: (_as_json(hints[field.name]), ...) for field in dataclass_fields(kind)}
    return create_model(kind.__name__, __base__=StrictModel, __doc__=inspect.cleandoc(kind.__doc__ or ""), **fields)


def _as_json(hint: Any) -> Any:
    if is_dataclass(hint):
        assert isinstance(hint, type)
        return model_of(hint)
    if get_origin(hint) in (list, Union, UnionType):
        parts = tuple(_as_json(part) for part in get_args(hint))
        return list[parts[0]] if get_origin(hint) is list else Union[parts]  # type: ignore[valid-type]  # noqa: UP007
    return float if hint is Decimal else hint


def as_json(value: object) -> bytes:
    """Return a dataclass as JSON that matches its model."""
    assert is_dataclass(value) and not isinstance(value, type)
    return json.dumps(vars(value), default=_plain, ensure_ascii=False, allow_nan=False).encode()


def _plain(value: object) -> object:
    if is_dataclass(value):
        return vars(value)
    return float(value) if isinstance(value, Decimal) else str(value)


def text_fields(names: Iterable[str], contract: Contract) -> dict[str, Any]:
    """Return query fields that filter columns by equality."""
    return {
        name: (str | None, Field(None, description=f"Require this value. {contract.by_name[name].description}"))
        for name in names
    }
