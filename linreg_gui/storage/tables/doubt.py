"""What a file leaves open about its table."""

from dataclasses import dataclass

from linreg_gui.storage.errors import one_line

LONGEST_DOUBT = 200


@dataclass(frozen=True)
class Doubt:
    """What the file leaves open.

    Attributes
    ----------
    sentence : str
        Both readings, with an example: "'1,234' may be 1.234 or 1234".
    option : str
        Of the command line, which decides: "--decimal".
    """

    sentence: str
    option: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "sentence", one_line(self.sentence, LONGEST_DOUBT))
