"""Kinds of files that take a library of their own, which need not be there."""

import importlib
import importlib.util
from typing import Any, NamedTuple

from linreg_gui.storage.errors import StorageError


class OptionalFormat(NamedTuple):
    """A kind of file, and what reads it.

    Attributes
    ----------
    kind : str
        As a user calls it.
    suffixes : tuple of str
    module : str
    extra : str
        What to ask pip for.
    """

    kind: str
    suffixes: tuple[str, ...]
    module: str
    extra: str

    @property
    def how_to_get_it(self) -> str:
        """The line to type."""
        return f'pip install "linreg-gui[{self.extra}]"'

    @property
    def is_there(self) -> bool:
        """Whether these files can be read; loads nothing."""
        return importlib.util.find_spec(self.module.partition(".")[0]) is not None

    def load(self, name: str) -> Any:
        """Load the library.

        Parameters
        ----------
        name : str
            Of the file to read, for the message.

        Raises
        ------
        StorageError
            If it is not there.
        """
        try:
            return importlib.import_module(self.module)
        except ImportError:
            raise StorageError(
                f"To read {name} an addition is needed: {self.how_to_get_it}; or save it as CSV."
            ) from None


PARQUET = OptionalFormat("Parquet", (".parquet",), "pyarrow.parquet", "parquet")
OPTIONAL_FORMATS = (PARQUET,)


def missing_formats() -> tuple[OptionalFormat, ...]:
    """Give those whose library is not there."""
    return tuple(each for each in OPTIONAL_FORMATS if not each.is_there)
