"""The command line: open the window, train a file without one, or make pictures of a run.

Qt is imported only for a window or a picture: ``fit`` works where Qt does not, and ``--help`` and
``--version`` work before any package is installed.
"""

import argparse
import contextlib
import io
import signal
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from linreg_gui import __version__
from linreg_gui.arguments import (
    LINE_EXAMPLE_KEYS,
    Once,
    Parser,
    add_example,
    add_setting,
    add_table,
    add_training,
    read_count,
    read_hold,
    read_hold_out,
    read_range,
    read_size,
    table_options,
)
from linreg_gui.core.limits import MAX_GUI_EPOCHS
from linreg_gui.core.settings import (
    BATCH_SIZE,
    DEGREE,
    LEARNING_RATE,
    MAX_EPOCHS,
    SEED,
    SETTINGS,
    Scaling,
)
from linreg_gui.launch import LaunchOptions

PANES = ("plots", "window", "data", "surface", "loss")
LARGEST_COUNT = 1_000_000
"""Of pixels on a side, or frames; the code that writes the file has stricter limits."""
DESCRIPTION = (
    "See how a line learns: a laboratory for linear regression by gradient descent. "
    "'linreg-gui fit FILE' trains without a window, 'linreg-gui render FILE --out run.gif' makes "
    "a picture or an animation, 'linreg-gui lesson check FILE' tries a lesson."
)
NUMERIC_OPTIONS = {"--start", *(spec.option for spec in SETTINGS.values() if spec.refusal)}
COMMON_SETTINGS = {LEARNING_RATE.name, MAX_EPOCHS.name, SEED.name, DEGREE.name}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments without the program's name; by default those of the process.

    Returns
    -------
    int
        The exit code: 0, or 2 for an error, described on stderr in one sentence.
    """
    _replace_what_cannot_be_written()
    arguments = _joined_negatives(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["fit"]:
        from linreg_gui.fit_command import run_fit

        return run_fit(_with_one_source(fit_parser(), arguments[1:]))
    if arguments[:1] == ["render"]:
        return _render(_with_one_source(render_parser(), arguments[1:]))
    if arguments[:1] == ["lesson"]:
        return _lesson(lesson_parser().parse_args(arguments[1:]))
    options = window_parser().parse_args(arguments)
    if options.add_to_menu:
        return _add_to_menu()
    return _open_window(
        LaunchOptions(
            file=options.file,
            example=options.example,
            learning_rate=options.learning_rate,
            epochs=options.max_epochs,
            start=options.start,
            seed=options.seed,
            degree=options.degree,
        )
    )


def _with_one_source(parser: Parser, arguments: Sequence[str]) -> argparse.Namespace:
    """Parse arguments that name a file or an example, and not both."""
    found = parser.parse_args(arguments)
    if (found.file is None) == (found.example is None):
        parser.error("a file or an --example is needed, and not both")
    how_to_read = (*table_options(found).values(), getattr(found, "list", None))
    if found.example and any(value not in (None, "", False) for value in how_to_read):
        parser.error("columns and ways to read a table are for a file, not for an --example")
    return found


def _replace_what_cannot_be_written() -> None:
    """Let letters that the encoding of the output lacks be replaced: a name may hold any."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def window_parser() -> Parser:
    """Return the parser of the command that opens the window."""
    parser = Parser(prog="linreg-gui", description=DESCRIPTION)
    parser.add_argument("file", nargs="?", type=Path, help="a project, or a table")
    add_example(parser)
    add_training(parser)
    add_setting(parser, MAX_EPOCHS, MAX_EPOCHS.window_limits)
    menu = "add this copy of the program to the menu of a Linux desktop"
    parser.add_argument("--add-to-menu", action="store_true", help=menu)
    parser.add_argument("--version", action="version", version=f"linreg_gui {__version__}")
    return parser


def fit_parser() -> Parser:
    """Return the parser of ``fit``."""
    parser = Parser(
        prog="linreg-gui fit",
        description="Train on a table without a window and print the result.",
    )
    table = "a table: text in columns, .xlsx or .parquet"
    parser.add_argument("file", nargs="?", type=Path, help=table)
    add_example(parser)
    add_training(parser)
    add_setting(parser, MAX_EPOCHS)
    _add_optimizing(parser)
    scaling = parser.add_mutually_exclusive_group()
    for option, value, text in (
        ("--standardize", Scaling.STANDARDISE, "train on features of mean 0 and deviation 1"),
        ("--centre", Scaling.CENTRE, "train on features of mean 0"),
        ("--no-standardize", Scaling.NONE, "train on the features, or powers, as they are"),
    ):
        scaling.add_argument(option, dest="scaling", action="store_const", const=value, help=text)
    share = "points not trained on: a share or a number of them, and a seed: 0.3, 5, 0.3:7"
    parser.add_argument(
        "--holdout", dest="hold_out", type=read_hold_out, metavar="F[:SEED]", help=share
    )
    hold = "slope or intercept that does not move, and its value: intercept=0"
    parser.add_argument("--hold", type=read_hold, action=Once, metavar="P=V", help=hold)
    printed = parser.add_mutually_exclusive_group()
    printed.add_argument("--json", action="store_true", help="print one JSON object")
    listed = "only list the columns, what they hold, and the rows without a number"
    printed.add_argument("--list", action="store_true", help=listed)
    add_table(parser)
    return parser


def render_parser() -> Parser:
    """Return the parser of ``render``."""
    parser = Parser(
        prog="linreg-gui render",
        description="Make a picture or an animation of a run, without a window.",
    )
    table = "a project, or a table, of which --x and --y choose two columns"
    parser.add_argument("file", nargs="?", type=Path, help=table)
    add_example(parser)
    kinds = "png, svg, pdf: a picture; gif, apng, webp, mp4: an animation; html: a page"
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help=kinds)
    epochs, size = partial(read_range, MAX_GUI_EPOCHS), partial(read_size, LARGEST_COUNT)
    shown = "the epochs shown; a picture shows the last; default: the whole run"
    parser.add_argument("--epochs", type=epochs, default=(0, None), metavar="A:B", help=shown)
    count = partial(read_count, 1, LARGEST_COUNT)
    for name, read, default, metavar, text in (
        ("--size", size, None, "WxH", "in pixels; default: 1280x800; of animations: 1000x600"),
        ("--frames", count, 120, "N", "at most; default: 120"),
        ("--fps", count, 20, "N", "frames a second; default: 20"),
    ):
        parser.add_argument(name, type=read, default=default, metavar=metavar, help=text)
    parser.add_argument("--even", action="store_true", help="as many frames late as early")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--pane", choices=PANES, help="default: window; of animations: plots")
    add_training(parser)
    add_table(parser)
    return parser


def lesson_parser() -> Parser:
    """Return the parser of ``lesson``."""
    parser = Parser(
        prog="linreg-gui lesson",
        description="Check lessons, begin and print them, and grade answers, without a window.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    text = "try every step of lessons, and say what is wrong"
    check = commands.add_parser("check", help=text, description=text.capitalize())
    listed = "lessons, or folders of them"
    check.add_argument("paths", nargs="+", type=Path, metavar="PATH", help=listed)
    check.add_argument("--json", action="store_true", help="print one JSON list")
    text = "begin a lesson: a file with comments that say how to go on"
    new = commands.add_parser("new", help=text, description=text.capitalize())
    new.add_argument("file", type=Path, help="a name that ends with .linreg-lesson")
    table = new.add_mutually_exclusive_group()
    opened = "begin with what is on the table in a project"
    table.add_argument("--from", dest="project", type=Path, metavar="PROJECT", help=opened)
    add_example(table, LINE_EXAMPLE_KEYS)
    text = "write a lesson on paper: a handout with pictures, and on the last page what comes out"
    handout = commands.add_parser("render", help=text, description=text.capitalize())
    handout.add_argument("file", type=Path, help="a lesson")
    handout.add_argument("--out", type=Path, required=True, metavar="FILE", help="a .pdf")
    handout.add_argument("--paper", choices=("a4", "letter"), default="a4")
    handout.add_argument("--theme", choices=("light", "dark"), default="light")
    text = "compute again what the files of answers in a folder say was reached"
    honest = (
        ". It shows that the states in the files reach the goals, not who made them, when, or with "
        "whose help; it is for seeing where a class stands, and not for examinations."
    )
    grade = commands.add_parser("grade", help=text, description=text.capitalize() + honest)
    grade.add_argument("folder", type=Path, help="with *.linreg-answers")
    its_lesson = "the lesson that was answered"
    grade.add_argument("--lesson", type=Path, required=True, metavar="FILE", help=its_lesson)
    grade.add_argument("--csv", type=Path, metavar="OUT", help="write a table, one row a learner")
    return parser


def _add_optimizing(parser: Parser) -> None:
    """Add the options of all settings that the other commands do not have."""
    for spec in SETTINGS.values():
        if spec.option and spec.name not in COMMON_SETTINGS:
            limits = spec.window_limits if spec is BATCH_SIZE else None
            add_setting(parser, spec, limits)


def _joined_negatives(arguments: Sequence[str]) -> list[str]:
    """Turn ``--start -1,2`` into ``--start=-1,2``: argparse takes ``-1,2`` for an option."""
    joined: list[str] = []
    for argument in arguments:
        if joined and joined[-1] in NUMERIC_OPTIONS and argument[:1] == "-":
            joined[-1] = f"{joined[-1]}={argument}"
        else:
            joined.append(argument)
    return joined


def _add_to_menu() -> int:
    from linreg_gui.storage.errors import StorageError
    from linreg_gui.storage.menu_entry import add_to_menu

    try:
        print(add_to_menu())
    except StorageError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _open_window(options: LaunchOptions) -> int:
    from linreg_gui.bootstrap.screen import has_screen, screen_problem

    if _is_qt_missing(screen=has_screen()):
        return 1
    problem = screen_problem()
    from linreg_gui.app import run_app, run_without_screen

    return run_without_screen(options, problem) if problem else run_app(options)


def _lesson(arguments: argparse.Namespace) -> int:
    if arguments.command != "render":
        from linreg_gui.lesson_command import run_lesson

        return run_lesson(arguments)
    if _is_qt_missing(screen=False):
        return 1
    with _ended_by_ctrl_c():
        from linreg_gui.handout_command import run_handout

        return run_handout(arguments)


def _render(arguments: argparse.Namespace) -> int:
    if _is_qt_missing(screen=False):
        return 1
    with _ended_by_ctrl_c():
        from linreg_gui.render_command import run_render

        return run_render(arguments)


@contextlib.contextmanager
def _ended_by_ctrl_c() -> Iterator[None]:
    """Let Ctrl+C end the program silently: an exception while Qt is loaded aborts it."""
    former = signal.getsignal(signal.SIGINT)
    if former is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


def _is_qt_missing(*, screen: bool) -> bool:
    """Return whether libraries of Qt are missing, and print the command that installs them."""
    from linreg_gui.bootstrap.system_packages import install_line, missing_libraries

    if missing := missing_libraries(screen=screen):
        sys.stderr.write(f"Qt needs system libraries missing here: {install_line(missing)}\n")
    return bool(missing)
