"""The state of a session as a project, and back.

Histories are in no file: a session computes them again. Every check happens before the session
changes, in any thread.
"""

from dataclasses import fields, replace
from enum import Enum
from typing import Any

import numpy as np

from linreg_gui.core.adjusted_data import Adjustment
from linreg_gui.core.automatic import Automatic
from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.limits import MAX_GUI_EPOCHS
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig
from linreg_gui.core.surface import Surface
from linreg_gui.core.surface_cut import Others
from linreg_gui.session.branches import MOST_BRANCHES, Branches
from linreg_gui.session.curve import Curve
from linreg_gui.session.segments import Segment, changed_from
from linreg_gui.session.state import LabState
from linreg_gui.session.trajectory import Claim, KeptRun, Trajectory
from linreg_gui.session.values import ViewOptions, letter
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.projects.project import Project, ProjectRun

PACE, PAIR, OTHERS = "epochs_per_second", "pair", "others"
MODES: dict[str, type[Enum]] = {OTHERS: Others, "adjustment": Adjustment}
"""View options that are choices, for more than two parameters and for several features; the first
choice is the usual one."""
AUTOMATIC = {f"automatic_{field.name}": field.name for field in fields(Automatic)}
"""Which settings follow the data, written where they do: among the values of the view, where
programs that do not know them pass over them, and have the numbers."""
SLOWEST, FASTEST = 0.01, 1e6
NEVER_KEPT = frozenset({"is_presenting", "is_tilted", "asks_first"})
"""Belong to the room, who is in it and how it is looked at, not to the work; like the theme."""


def project_of(state: LabState) -> Project:
    """Return all that is worth keeping; takes no longer for many points than for few."""
    branches = state.branches
    runs = tuple(_run_of(number, run) for number, run in branches if run.kept is None)
    kept_runs = tuple(
        _kept_run_of(number, run, run.kept, state.settings.degree)
        for number, run in branches
        if run.kept is not None
    )
    if not state.dataset.n_samples:
        kept_runs = tuple(replace(run, check=None) for run in kept_runs)
    numbers = [run.colour for run in runs]
    return Project(
        dataset=state.dataset,
        settings=state.settings,
        start=tuple(state.start),
        runs=runs,
        active_run=numbers.index(branches.active_number) if runs else 0,
        cursor=state.cursor,
        kept_runs=kept_runs,
        view={
            **{name: state.view[name] for name in (*kept_flags(), PACE)},
            **_cut_of(state),
            **{key: True for key, name in AUTOMATIC.items() if getattr(state.automatic, name)},
        },
        centre=state.start.centre,
    )


def _cut_of(state: LabState) -> dict[str, Any]:
    """Return which cut through the loss is drawn, and which picture of several features.

    Of a line all of the loss is drawn, and the points as they are.
    """
    if len(state.start) == 2:
        return {}
    kinds = MODES if state.settings.degree == 1 else {OTHERS: Others}
    return {PAIR: state.view[PAIR], **{kind: state.view[kind].name.lower() for kind in kinds}}


def _run_of(number: int, trajectory: Trajectory) -> ProjectRun:
    """Return what it takes to compute a branch again."""
    epochs = max(trajectory.planned_epoch, trajectory.last_epoch)
    segments = trajectory.plan
    if segments[-1].first_epoch > epochs:  # fewer epochs are allowed than it had
        segments = changed_from(segments, epochs, trajectory.config)
    claim = trajectory.claim if trajectory.is_behind else _claim_of(trajectory)
    return ProjectRun(
        segments=tuple((segment.first_epoch, segment.config) for segment in segments),
        epochs=epochs,
        fork_epoch=min(trajectory.fork_epoch, epochs),
        name=letter(number),
        colour=number,
        check=None if claim is None else (*claim.parameters, claim.loss),
    )


def _claim_of(trajectory: Trajectory) -> Claim:
    parameters, loss = trajectory.history.record(trajectory.last_epoch)
    return Claim(tuple(parameters.tolist()), loss)


def _kept_run_of(number: int, trajectory: Trajectory, kept: KeptRun, degree: int) -> ProjectRun:
    """Return what it takes to compute a run that is kept to compare with again.

    One that waits for points has the degree of the time when there were some.
    """
    run = _run_of(number, trajectory)
    start = kept.start.of_degree(degree)
    return replace(
        run, name=kept.name, start=tuple(start), is_hidden=kept.is_hidden, centre=start.centre
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
    branches = _branches_of(project)
    return LabState(
        project.dataset,
        project.settings,
        _start(project),
        branches,
        project.cursor,
        view,
        automatic=_automatic_of(project),
    )


def _start(project: Project) -> Curve:
    return Curve.made(project.start, project.settings.degree, project.centre)


def _start_of(run: ProjectRun, project: Project) -> Curve:
    if run.start is None:
        return _start(project)
    return Curve.made(run.start, project.settings.degree, run.centre)


def kept_flags() -> tuple[str, ...]:
    """Return the names of the switches of the view that belong to a project."""
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
    if project.dataset.n_samples:
        return
    if project.runs or project.dataset.n_features > 1:  # points that are added have one feature
        what = "runs" if project.runs else "several features"
        raise StorageError(f"The project cannot be opened: it has {what} but no points.")


def _view_of(project: Project) -> dict[str, Any]:
    """Check the view options that are known; others come from another version, and do no harm.

    What the project does not name is as usual.
    """
    usual = ViewOptions()
    view: dict[str, Any] = {
        name: project.view.get(name, getattr(usual, name)) for name in kept_flags()
    }
    for name, value in view.items():
        _check_flag(name, value)
    if PACE in project.view:
        pace: Any = project.view[PACE]
        is_number = isinstance(pace, int | float) and not isinstance(pace, bool)
        if pace is not None and not (is_number and SLOWEST <= float(pace) <= FASTEST):
            raise StorageError(
                f"The project cannot be opened: view.{PACE} must be from 0.01 to 1e6, or null."
            )
        view[PACE] = None if pace is None else float(pace)
    return view | _cut_options(project)


def _automatic_of(project: Project) -> Automatic:
    """Return which settings follow the data; none that the project does not name.

    A number that does not suit the data is taken as set by somebody when the session opens it.
    """
    follows: dict[str, Any] = {}
    for key, name in AUTOMATIC.items():
        follows[name] = project.view.get(key, False)
        _check_flag(key, follows[name])
    return Automatic(**follows)


def _check_flag(name: str, value: Any) -> None:
    if not isinstance(value, bool):
        raise StorageError(f"The project cannot be opened: view.{name} must be true or false.")


def _cut_options(project: Project) -> dict[str, Any]:
    """Check which cut through the loss is drawn; without a pair one is chosen."""
    options: dict[str, Any] = {}
    for kind, modes in MODES.items():
        named = {mode.name.lower(): mode for mode in modes}
        options[kind] = named.get(str(project.view.get(kind, next(iter(named)))))
        if options[kind] is None:
            raise StorageError(
                f"The project cannot be opened: view.{kind} must be one of {', '.join(named)}."
            )
    pair, last = project.view.get(PAIR), len(project.start) - 1
    if pair is not None and not (isinstance(pair, tuple) and max(pair) <= last):
        raise StorageError(
            f"The project cannot be opened: view.{PAIR} must be numbers of parameters, 0 to {last}."
        )
    return {PAIR: pair, **options}


def _branches_of(project: Project) -> Branches:
    """Return the runs without records; without points the kept ones wait for some."""
    branches = Branches()
    objective = _objective_of(project) if project.dataset.n_samples else None
    if objective is not None:
        runs = project.runs or (ProjectRun(((0, project.settings),), epochs=0),)
        for run in runs:
            branches.put(run.colour, _trajectory(project, objective, run))
            if run.check is not None:
                *parameters, loss = run.check
                branches[run.colour].claim = Claim(tuple(parameters), loss)
        branches.active_number = runs[project.active_run].colour
        shown = branches.active
        if shown is not None and shown.config != project.settings:
            shown.change_config(project.settings)
    for run in project.kept_runs:
        kept = _waiting(run) if objective is None else _trajectory(project, objective, run)
        kept.kept = KeptRun(run.name, _start_of(run, project), run.is_hidden)
        branches.put(run.colour, kept)
    return branches


def _objective_of(project: Project) -> Objective:
    """Make what is minimised, if the runs can begin on it."""
    text = "the loss of its start would be too large to compute."
    try:
        objective = Objective.of(project.dataset, project.settings, project.start)
        curves = [_start(project)]
        curves += [_start_of(run, project) for run in project.kept_runs]
        losses = objective.loss.values(np.array([curve.on(objective) for curve in curves]))
        if np.isfinite(losses).all():
            return objective
    except DatasetError as error:
        text = str(error)
    raise StorageError(f"The project cannot be opened: {text}")


def _trajectory(project: Project, objective: Objective, run: ProjectRun) -> Trajectory:
    start, surface = _start_of(run, project), Surface.of(project.settings)
    return Trajectory(
        objective.for_start(start),
        start.on(objective),
        tuple(
            Segment(first_epoch, surface.put_into(config)) for first_epoch, config in run.segments
        ),
        run.epochs,
        run.fork_epoch,
    )


def _waiting(run: ProjectRun) -> Trajectory:
    """Make a kept run that is computed as soon as there are points; until then it has none."""
    nowhere = Objective.of(Dataset.from_xy([0.0], [0.0]), DescentConfig())
    segments = tuple(Segment(*segment) for segment in run.segments)
    return Trajectory(nowhere, np.zeros(2), segments, run.epochs)
