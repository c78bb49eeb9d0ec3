"""What the command line asks of a new session."""

from dataclasses import replace
from pathlib import Path

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.launch import LaunchOptions
from linreg_gui.session.document_file import is_project
from linreg_gui.session.project_state import open_project_state
from linreg_gui.session.session import Session
from linreg_gui.session.values import Line, Notice, Severity
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.project import read_project
from linreg_gui.storage.table import read_table


def apply_launch_options(session: Session, options: LaunchOptions) -> str:
    """Open the data asked for and put the settings asked for in force.

    A file that cannot be read is said in a notice; the example stays open.

    Returns
    -------
    str
        Why the file could not be read; empty when all went well.
    """
    refusal = ""
    if options.example is not None:
        session.open_example(options.example)
    if options.file is not None:
        try:
            _open_file(session, options.file)
        except (StorageError, DatasetError) as error:
            refusal = str(error)
            session.post_notice(Notice(refusal, Severity.ERROR))
    settings = session.settings
    if options.learning_rate is not None:
        settings = replace(settings, learning_rate=options.learning_rate)
    if options.epochs is not None:
        settings = replace(settings, max_epochs=options.epochs)
    session.set_settings(settings)
    if options.seed is not None:
        session.set_random_start(options.seed)
    if options.start is not None:
        session.set_start(Line(*options.start))
    return refusal


def _open_file(session: Session, path: Path) -> None:
    if is_project(path):
        open_project_state(session, read_project(path))
    else:
        session.open_dataset(_one_feature(read_table(path)))


def _one_feature(dataset: Dataset) -> Dataset:
    """Give the dataset if the window can show it."""
    if dataset.n_features != 1:
        raise StorageError(
            f"{dataset.name} has {dataset.n_features + 1} columns; the window shows two, x and y."
        )
    return dataset
