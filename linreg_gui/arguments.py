"""Parts that the parsers of all commands share: value readers, and errors of one sentence."""

import argparse
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from linreg_gui.core.numbers import NumberError, parse_count, parse_number
from linreg_gui.core.setting_spec import Kind, SettingSpec
from linreg_gui.core.settings import DEGREE, LARGEST_SEED, LEARNING_RATE, SEED, Held

if TYPE_CHECKING:
    from linreg_gui.core.setting_spec import Limits

LINE_EXAMPLE_KEYS = (
    "hours-and-money",
    "house-prices",
    "noisy-line",
    "three-rates",
    "all-x-equal",
    "anscombe-1",
    "anscombe-2",
    "anscombe-3",
    "anscombe-4",
    "thrown-ball",
)
"""Of the examples of one feature, which lessons are about."""
EXAMPLE_KEYS = (*LINE_EXAMPLE_KEYS, "longley")
"""The keys of ``core.examples.EXAMPLES``, in order: listing them must not wait for NumPy."""


class Parser(argparse.ArgumentParser):
    """A parser that reports an error in one sentence, with exit code 2."""

    def error(self, message: str) -> NoReturn:
        """Print the error and exit."""
        shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in message)
        sentence = shown[:1].upper() + shown[1:]
        self.exit(2, f"{sentence.rstrip('.')}. See {self.prog} --help.\n")


class Once(argparse.Action):
    """Takes the value of an option, which may not be given twice: the first would be forgotten."""

    def __call__(
        self,
        _parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        _option: str | None = None,
    ) -> None:
        """Keep the value.

        Raises
        ------
        ArgumentError
            If there is one already.
        """
        if getattr(namespace, self.dest) is not None:
            raise argparse.ArgumentError(self, "may be given once only")
        setattr(namespace, self.dest, values)


def add_training(parser: Parser) -> None:
    """Add the options for the beginning of a run."""
    add_setting(parser, LEARNING_RATE)
    start_from = "slope and intercept to start from; default: 0,0"
    parser.add_argument("--start", type=read_start, metavar="M,B", help=start_from)
    add_setting(parser, SEED)
    add_setting(parser, DEGREE)


def add_setting(parser: Parser, spec: SettingSpec, limits: "Limits | None" = None) -> None:
    """Add the option of a setting; its value becomes the attribute of that name.

    Parameters
    ----------
    parser : Parser
    spec : SettingSpec
    limits : (number, number), optional
        Where not all that a descent takes is taken here.
    """
    about: dict[str, Any] = {"dest": spec.name, "help": spec.option_help}
    if spec.kind is Kind.CHOICE:
        about["choices"] = [member.value for member in spec.words]
    else:
        about["type"] = partial(read_setting, spec, limits)
    parser.add_argument(spec.option, metavar=spec.metavar, **about)


def add_example(parser: "argparse._ActionsContainer", keys: tuple[str, ...] = EXAMPLE_KEYS) -> None:
    """Add the option that opens an example instead of a file."""
    listed = f"open an example: {', '.join(keys)}"
    parser.add_argument("--example", choices=keys, metavar="NAME", help=listed)


def read_setting(spec: SettingSpec, limits: "Limits | None", text: str) -> float | int:
    """Read a number that is a valid value of a training setting.

    Raises
    ------
    ArgumentTypeError
        If not, in one sentence; the functions below do the same.
    """
    try:
        return spec.parse(text, limits)
    except NumberError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "blanks": " ", "bar": "|"}
DECIMAL_SIGNS = {"point": ".", "comma": ","}
MOST_SKIPPED = 1_000_000


def add_table(parser: Parser) -> None:
    """Add the options for reading a table; all are attributes whose names begin with ``table_``."""
    group = parser.add_argument_group("how to read a table; by default as the file suggests")
    columns = (
        "columns by name or number, with commas between them; default: all others of numbers, "
        "without a first one that only counts the rows"
    )
    group.add_argument("--x", dest="table_x", metavar="NAMES", default="", help=columns)
    last = "the column to predict; default: the last of numbers"
    group.add_argument("--y", "--target", dest="table_y", metavar="NAME", help=last)
    for name, words in (("--delimiter", DELIMITERS), ("--decimal", DECIMAL_SIGNS)):
        read = partial(_read_sign, words)
        listed = ", ".join(words)
        group.add_argument(name, dest=f"table_{name[2:]}", type=read, metavar="SIGN", help=listed)
    skip = partial(read_count, 0, MOST_SKIPPED)
    group.add_argument(
        "--skip", dest="table_skip", type=skip, metavar="N", help="lines to skip above the table"
    )
    for name, text in (
        ("--dayfirst", "1/2/2030 is the first of February"),
        ("--monthfirst", "1/2/2030 is the second of January"),
    ):
        is_day = name == "--dayfirst"
        group.add_argument(
            name, dest="table_dayfirst", action="store_const", const=is_day, help=text
        )
    group.add_argument(
        "--transpose",
        dest="table_transpose",
        action=argparse.BooleanOptionalAction,
        help="the rows of the file are the columns",
    )


def table_options(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return what `add_table` read, without the ``table_``."""
    prefix = "table_"
    return {
        name.removeprefix(prefix): value
        for name, value in vars(arguments).items()
        if name.startswith(prefix)
    }


def _read_sign(words: dict[str, str], text: str) -> str:
    """Read a sign by its name, or as it is."""
    sign = words.get(text.lower(), text)
    if sign not in words.values():
        raise argparse.ArgumentTypeError(f"'{text}' is none of {', '.join(words)}.")
    return sign


def read_start(text: str) -> tuple[float, float]:
    """Read a slope and an intercept, ``M,B``."""
    parts = text.split(",")
    if len(parts) != 2:
        raise argparse.ArgumentTypeError(
            f"'{text}' is not two numbers, slope and intercept, with a comma between them."
        )
    return read_number(parts[0]), read_number(parts[1])


def read_hold(text: str) -> tuple[Held, float]:
    """Read what is held and at which value, ``intercept=0``."""
    name, sign, value = text.partition("=")
    members = {held.value: held for held in (Held.SLOPE, Held.INTERCEPT)}
    held = members.get(name.strip().lower())
    if held is None or not sign:
        raise argparse.ArgumentTypeError(
            f"'{text}' is not slope or intercept with a value, as in intercept=0."
        )
    return held, read_number(value)


def read_hold_out(text: str) -> tuple[float, int]:
    """Read how many points are held out, a share or a number, and the seed: ``0.3:7``."""
    amount, colon, seed = text.partition(":")
    number = read_number(amount)
    if not (0.0 < number < 1.0 or (number >= 1.0 and number.is_integer())):
        raise argparse.ArgumentTypeError(
            f"'{text}' is neither a share between 0 and 1 nor a number of points, as in 0.3 or 5."
        )
    return number, read_count(0, LARGEST_SEED, seed) if colon else 0


def read_range(most: int, text: str) -> tuple[int, int | None]:
    """Read the first and last epoch, ``A:B``; a single number is the last; None means the end."""
    first, colon, last = text.rpartition(":")
    begin = read_count(0, most, first) if first else 0
    end = None if colon and not last else read_count(0, most, last)
    if end is not None and end < begin:
        raise argparse.ArgumentTypeError(f"'{text}' ends before it begins.")
    return begin, end


def read_size(most: int, text: str) -> tuple[int, int]:
    """Read a width and a height in pixels, ``WxH``."""
    parts = text.lower().replace("×", "x").split("x")
    if len(parts) != 2:
        raise argparse.ArgumentTypeError(
            f"'{text}' is not a width and a height with an x between them, as in 1000x600."
        )
    return read_count(1, most, parts[0]), read_count(1, most, parts[1])


def read_number(text: str) -> float:
    """Read a number with a decimal point or comma."""
    try:
        return parse_number(text)
    except NumberError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def read_count(minimum: int, maximum: int, text: str) -> int:
    """Read a whole number from ``minimum`` to ``maximum``."""
    try:
        return parse_count(text, minimum, maximum)
    except NumberError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
