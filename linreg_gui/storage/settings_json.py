"""The settings of a descent as JSON: whatever fields they have, each as its type says."""

import types
from collections.abc import Callable
from dataclasses import fields, replace
from enum import Enum
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_type_hints

from linreg_gui.storage.json_reader import JsonReader

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Settings = TypeVar("Settings", bound=DataclassInstance)

LARGEST_WHOLE_NUMBER = 2**63 - 1


def settings_values(settings: "DataclassInstance", base: Any = None) -> dict[str, Any]:
    """Give the fields as JSON knows values: an enum's member as its value.

    Parameters
    ----------
    settings : dataclass instance
        Its fields are of type bool, int, float, str or enum, or may be None besides.
    base : dataclass instance, optional
        Another one of the same class: only the fields that differ from it are given.

    Returns
    -------
    dict
        Field name: value, in the order of the fields.
    """
    values = {field.name: getattr(settings, field.name) for field in fields(settings)}
    return {
        name: _plain(value, _field_types(type(settings))[name])
        for name, value in values.items()
        if base is None or value != getattr(base, name)
    }


def read_settings(reader: JsonReader, base: "Settings") -> "Settings":
    """Read settings; fields that are not given are those of ``base``.

    Raises
    ------
    StorageError
        If a field is not known, of the wrong type, or the settings refuse it.
    """
    known, values = _field_types(type(base)), {}
    for key in reader.members():
        if key not in known:
            raise reader.refusal("is not known")
        values[key] = _reader_of(known[key])(reader)
    try:
        return replace(base, **values) if values else base
    except ValueError as error:
        raise reader.refusal(f"cannot be used: {str(error).rstrip('.')}") from None


@cache
def _field_types(settings_class: type) -> dict[str, Any]:
    return get_type_hints(settings_class)


def _plain(value: Any, kind: Any) -> Any:
    """Give NumPy's scalars and whole floats as what the field is declared to be."""
    if value is None or isinstance(value, Enum):
        return getattr(value, "value", None)
    return _given(kind)(value)


def _given(kind: Any) -> Any:
    """Give the type of a value that is there."""
    if isinstance(kind, types.UnionType):
        (kind,) = (one for one in get_args(kind) if one is not types.NoneType)
    return kind


def _reader_of(kind: Any) -> Callable[[JsonReader], Any]:
    given = _given(kind)
    read = partial(_read_member, given) if issubclass(given, Enum) else READERS[given]
    return partial(_read_optional, read) if given is not kind else read


def _read_optional(read: Callable[[JsonReader], Any], reader: JsonReader) -> Any:
    return None if reader.take_null() else read(reader)


def _read_member(enum: type[Enum], reader: JsonReader) -> Enum:
    value = reader.text()
    members = {member.value: member for member in enum}
    if value not in members:
        raise reader.refusal(f"must be one of {', '.join(members)}")
    return members[value]


READERS: dict[type, Callable[[JsonReader], Any]] = {
    bool: JsonReader.flag,
    int: lambda reader: reader.whole(0, LARGEST_WHOLE_NUMBER),
    float: JsonReader.number,
    str: JsonReader.text,
}
