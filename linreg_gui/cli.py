"""The command line: open the window, or train a file without one.

Nothing here imports Qt until a window is wanted: ``fit`` works where Qt cannot, and ``--help``
and ``--version`` work before any package is installed.
"""

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from linreg_gui import __version__
from linreg_gui.core.descent_config import LARGEST_SEED, DescentConfig, Optimizer
from linreg_gui.core.example_keys import EXAMPLE_KEYS
from linreg_gui.core.limits import MAX_SAMPLES
from linreg_gui.core.numbers import NumberError, parse_count, parse_number
from linreg_gui.launch import MAX_GUI_EPOCHS, LaunchOptions

MOST_FIT_EPOCHS = 1_000_000_000
DESCRIPTION = (
    "See how a line learns: a laboratory for linear regression by gradient descent. "
    "'linreg-gui fit FILE' trains without a window."
)
NUMERIC_OPTIONS = ("--start", "--learning-rate", "--epochs", "--seed", "--momentum", "--batch-size",
                   "--l2", "--tolerance", "--patience")  # fmt: skip


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one sentence and exit code 2."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong."""
        sentence = message[:1].upper() + message[1:]
        self.exit(2, f"{sentence.rstrip('.')}. See {self.prog} --help.\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments without the program's name; those of the process by default.

    Returns
    -------
    int
        The exit code: 0, or 2 for an error said in one sentence on stderr.
    """
    arguments = _joined_negatives(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["fit"]:
        from linreg_gui.fit_command import run_fit

        return run_fit(fit_parser().parse_args(arguments[1:]))
    options = window_parser().parse_args(arguments)
    return _open_window(
        LaunchOptions(
            file=options.file,
            example=options.example,
            learning_rate=options.learning_rate,
            epochs=options.epochs,
            start=options.start,
            seed=options.seed,
        )
    )


def window_parser() -> Parser:
    """Make the parser of the command that opens the window."""
    parser = Parser(prog="linreg-gui", description=DESCRIPTION)
    parser.add_argument("file", nargs="?", type=Path, help="a table of two columns, x and y")
    parser.add_argument(
        "--example",
        choices=EXAMPLE_KEYS,
        metavar="NAME",
        help=f"open an example: {', '.join(EXAMPLE_KEYS)}",
    )
    _add_training(parser, MAX_GUI_EPOCHS)
    parser.add_argument("--version", action="version", version=f"linreg_gui {__version__}")
    return parser


def fit_parser() -> Parser:
    """Make the parser of ``fit``."""
    parser = Parser(
        prog="linreg-gui fit",
        description="Train on a table without a window and print the result.",
    )
    parser.add_argument("file", type=Path, help="a table: features, and the target last")
    parser.add_argument("--target", metavar="NAME", help="the column to predict; default: the last")
    _add_training(parser, MOST_FIT_EPOCHS)
    _add_optimizing(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _add_optimizing(parser: Parser) -> None:
    names = [optimizer.value for optimizer in Optimizer]
    listed = f"{', '.join(names)}; default: {names[0]}"
    parser.add_argument("--optimizer", choices=names, metavar="NAME", help=listed)
    batch_size, patience = partial(_count, 1, MAX_SAMPLES), partial(_count, 0, MOST_FIT_EPOCHS)
    for name, read, metavar, text in (
        ("--momentum", partial(_setting, "momentum"), "B", "of momentum, nesterov; default: 0.9"),
        ("--batch-size", batch_size, "N", "points a step; default: all; --seed shuffles them"),
        ("--l2", partial(_setting, "l2"), "L", "penalty L·weights², not on the intercept"),
        (
            "--patience",
            patience,
            "N",
            "stop when N epochs improve the loss by less than T; 0: never",
        ),
        (
            "--tolerance",
            partial(_setting, "improvement"),
            "T",
            "as a fraction; default: 1e-4; alone: 10 epochs",
        ),
    ):
        parser.add_argument(name, type=read, metavar=metavar, help=text)
    scaling = "train on features of mean 0 and deviation 1"
    parser.add_argument("--standardize", action="store_true", help=scaling)


def _add_training(parser: Parser, most_epochs: int) -> None:
    parser.add_argument(
        "--learning-rate",
        type=partial(_setting, "learning_rate"),
        metavar="R",
        help="size of the steps; default: 0.01, or what suits the example",
    )
    parser.add_argument(
        "--epochs", type=partial(_count, 1, most_epochs), metavar="N", help="default: 300"
    )
    start_from = "slope and intercept to start from; default: 0,0"
    parser.add_argument("--start", type=_start, metavar="M,B", help=start_from)
    seed = partial(_count, 0, LARGEST_SEED)
    parser.add_argument("--seed", type=seed, metavar="N", help="start from a random line")


def _setting(name: str, text: str) -> float:
    value = _number(text)
    setting: dict[str, Any] = {name: value}
    try:
        DescentConfig(**setting)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return value


def _start(text: str) -> tuple[float, float]:
    parts = text.split(",")
    if len(parts) != 2:
        raise argparse.ArgumentTypeError(
            f"'{text}' is not two numbers, slope and intercept, with a comma between them."
        )
    return _number(parts[0]), _number(parts[1])


def _number(text: str) -> float:
    try:
        return parse_number(text)
    except NumberError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _count(minimum: int, maximum: int, text: str) -> int:
    try:
        return parse_count(text, minimum, maximum)
    except NumberError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _joined_negatives(arguments: Sequence[str]) -> list[str]:
    """Join ``--start -1,2`` to ``--start=-1,2``: argparse takes the second for an option."""
    joined: list[str] = []
    for argument in arguments:
        if joined and joined[-1] in NUMERIC_OPTIONS and argument[:1] == "-":
            joined[-1] = f"{joined[-1]}={argument}"
        else:
            joined.append(argument)
    return joined


def _open_window(options: LaunchOptions) -> int:
    from linreg_gui.bootstrap.needs import has_screen
    from linreg_gui.bootstrap.system_packages import install_line, missing_libraries

    missing = missing_libraries(screen=has_screen())
    if missing:
        print(
            f"Qt needs system libraries that are missing here: {install_line(missing)}",
            file=sys.stderr,
        )
        return 1
    from linreg_gui.app import run_app

    return run_app(options)
