"""The state of a session as a project, and back.

Histories are in no file: a session computes them again. Every check happens before the session
changes, in any thread.
"""

from dataclasses import fields, replace
from typing import Any

from linreg_gui.core.limits import MAX_GUI_EPOCHS
from linreg_gui.session.branches import MOST_BRANCHES
from linreg_gui.session.project_runs import branches_of, kept_run_of, run_of
from linreg_gui.session.state import LabState
from linreg_gui.session.values import Line, ViewOptions
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.projects.project import Project

PACE = "epochs_per_second"
SLOWEST, FASTEST = 0.01, 1e6
NEVER_KEPT = frozenset({"is_presenting"})
"""Belongs to the room one is in, not to the work; like the theme, which is no flag."""


def project_of(state: LabState) -> Project:
    """Return all that is worth keeping; takes no longer for many points than for few."""
    branches = state.branches
    runs = tuple(run_of(number, run) for number, run in branches if run.kept is None)
    kept_runs = tuple(
        kept_run_of(number, run, run.kept) for number, run in branches if run.kept is not None
    )
    if not state.dataset.n_samples:
        kept_runs = tuple(replace(run, check=None) for run in kept_runs)
    numbers = [run.colour for run in runs]
    return Project(
        dataset=state.dataset,
        settings=state.settings,
        start=(state.start.slope, state.start.intercept),
        runs=runs,
        active_run=numbers.index(branches.active_number) if runs else 0,
        cursor=state.cursor,
        kept_runs=kept_runs,
        view={name: state.view[name] for name in (*kept_flags(), PACE)},
    )


def state_of(project: Project) -> LabState:
    """Check a project; computes no run, and touches no session.

    Raises
    ------
    StorageError
        If the window cannot show it; one sentence.
    """
    _check_runs(project)
    view = _view_of(project)
    branches = branches_of(project)
    return LabState(
        project.dataset,
        project.settings,
        Line(*project.start),
        branches,
        project.cursor,
        view,
    )


def kept_flags() -> tuple[str, ...]:
    """Name the switches of the view that belong to a project."""
    flags = (field.name for field in fields(ViewOptions) if isinstance(field.default, bool))
    return tuple(name for name in flags if name not in NEVER_KEPT)


def _check_runs(project: Project) -> None:
    all_runs = (*project.runs, *project.kept_runs)
    numbers = [run.colour for run in all_runs]
    if len(set(numbers)) < len(numbers) or max(numbers, default=0) >= MOST_BRANCHES:
        raise StorageError(
            f"The project cannot be opened: its runs need colours of their own, below "
            f"{MOST_BRANCHES}."
        )
    settings = [project.settings, *(config for run in all_runs for _, config in run.segments)]
    epochs = [config.max_epochs for config in settings] + [run.epochs for run in all_runs]
    if max(epochs) > MAX_GUI_EPOCHS:
        raise StorageError(
            f"The project cannot be opened: the window runs at most {MAX_GUI_EPOCHS:,} epochs."
        )
    if project.runs and not project.dataset.n_samples:
        raise StorageError("The project cannot be opened: it has runs but no points.")


def _view_of(project: Project) -> dict[str, Any]:
    """Check the view options that are known; others come from another version, and do no harm."""
    view: dict[str, Any] = {
        name: project.view[name] for name in kept_flags() if name in project.view
    }
    for name, value in view.items():
        if not isinstance(value, bool):
            raise StorageError(f"The project cannot be opened: view.{name} must be true or false.")
    if PACE in project.view:
        pace = project.view[PACE]
        is_number = isinstance(pace, int | float) and not isinstance(pace, bool)
        if pace is not None and not (is_number and SLOWEST <= float(pace) <= FASTEST):
            raise StorageError(
                f"The project cannot be opened: view.{PACE} must be from 0.01 to 1e6, or null."
            )
        view[PACE] = None if pace is None else float(pace)
    return view
