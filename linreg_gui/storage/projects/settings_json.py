"""The settings of a descent as JSON: whatever fields they have, each as its type says."""

import types
from collections.abc import Callable
from dataclasses import fields, replace
from enum import Enum
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

from linreg_gui.core.limits import MAX_FEATURES
from linreg_gui.core.settings import SCALING, Scaling
from linreg_gui.storage.projects.json_value import JsonValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import DataclassInstance

    Settings = TypeVar("Settings", bound=DataclassInstance)

Member = TypeVar("Member", bound=Enum)

STANDARDISED_FLAG = "is_standardised"
LARGEST_WHOLE_NUMBER = 2**63 - 1
LEFT_OUT_AS_USUAL = frozenset({"held", "degree", "columns", "watched"})
"""Settings that earlier versions of the program do not know: in a file only where they are used."""


def settings_values(settings: "DataclassInstance", base: Any = None) -> dict[str, Any]:
    """Return the fields as JSON knows values: an enum's member as its value.

    Parameters
    ----------
    settings : dataclass instance
        Its fields are of type bool, int, float, str, enum or tuple of int, or may be None besides.
    base : dataclass instance, optional
        Another one of the same class: only the fields that differ from it are returned.

    Returns
    -------
    dict
        Field name: value, in the order of the fields.
    """
    values = {field.name: getattr(settings, field.name) for field in fields(settings)}
    written = {
        name: _as_json(value, _field_types(type(settings))[name])
        for name, value in values.items()
        if (value != getattr(base, name) if base else not _is_left_out(settings, name))
    }
    return dict(_with_known_scaling(written))


def _with_known_scaling(values: dict[str, Any]) -> "Iterator[tuple[str, Any]]":
    """Write the scaling as a flag, which all versions know; one they do not know besides."""
    for name, value in values.items():
        if name != SCALING.name:
            yield name, value
            continue
        yield STANDARDISED_FLAG, value == Scaling.STANDARDISE.value
        if value == Scaling.CENTRE.value:
            yield name, value


def _is_left_out(settings: "DataclassInstance", name: str) -> bool:
    usual = {field.name: field.default for field in fields(settings)}
    return name in LEFT_OUT_AS_USUAL and getattr(settings, name) == usual[name]


def read_settings(value: JsonValue, base: "Settings") -> "Settings":
    """Read settings; fields that are not given are those of ``base``.

    Raises
    ------
    StorageError
        If a field is not known, of the wrong type, or the settings refuse it.
    """
    known = _field_types(type(base))
    values: dict[str, Any] = {}
    for key, member in value.members():
        if key == STANDARDISED_FLAG and SCALING.name in known:
            flag = Scaling.STANDARDISE if member.flag() else Scaling.NONE
            values.setdefault(SCALING.name, flag)
        elif key not in known:
            raise member.refusal("is not known")
        else:
            values[key] = _reader_of(known[key])(member)
    try:
        return replace(base, **values) if values else base
    except ValueError as error:
        raise value.refusal(f"cannot be used: {str(error).rstrip('.')}") from None


@cache
def _field_types(settings_class: type) -> dict[str, Any]:
    return get_type_hints(settings_class)


def _as_json(value: Any, kind: Any) -> Any:
    """Return NumPy's scalars and whole floats as what the field is declared to be."""
    if value is None or isinstance(value, Enum):
        return getattr(value, "value", None)
    return _without_none(kind)(value)


def _without_none(kind: Any) -> Any:
    """Return the type of a value that is there."""
    if isinstance(kind, types.UnionType):
        (kind,) = (one for one in get_args(kind) if one is not types.NoneType)
    return kind


@cache
def _reader_of(kind: Any) -> Callable[[JsonValue], Any]:
    given = get_origin(_without_none(kind)) or _without_none(kind)
    read = partial(read_member, given) if issubclass(given, Enum) else READERS[given]
    return JsonValue.optional(read) if _without_none(kind) is not kind else read


def read_member(enum: type[Member], value: JsonValue) -> Member:
    """Read a member of an enum by its value, which is a text."""
    members = {member.value: member for member in enum}
    text = value.text()
    if text not in members:
        raise value.refusal(f"must be one of {', '.join(members)}")
    return members[text]


READERS: dict[type, Callable[[JsonValue], Any]] = {
    bool: JsonValue.flag,
    int: lambda value: value.whole(0, LARGEST_WHOLE_NUMBER),
    float: JsonValue.number,
    str: JsonValue.text,
    tuple: lambda value: tuple(value.ascending(MAX_FEATURES, "features")),
}
