"""The runs of a session as those of a project, and computed again."""

from dataclasses import replace

import numpy as np

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.descent_config import DescentConfig
from linreg_gui.core.descents import is_plain
from linreg_gui.core.objective import Objective
from linreg_gui.session.branches import Branches
from linreg_gui.session.segments import on_surface_of
from linreg_gui.session.trajectory import KeptRun, Trajectory
from linreg_gui.session.values import Line, Segment
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.projects.project import Project, ProjectRun

MOST_STEPS = 200_000
"""Of a run that must be computed step by step, before it is opened: some tenths of a second."""


def run_of(number: int, trajectory: Trajectory) -> ProjectRun:
    """Give what it takes to compute a branch again."""
    epochs = max(min(trajectory.reached_epoch, trajectory.config.max_epochs), trajectory.last_epoch)
    parameters, loss = trajectory.history.record(trajectory.last_epoch)
    planned = trajectory.planned_segments
    segments = planned if planned[-1].first_epoch <= epochs else trajectory.segments
    is_whole = trajectory.stop_reason is not None or trajectory.last_epoch == epochs
    return ProjectRun(
        segments=tuple((segment.first_epoch, segment.config) for segment in segments),
        epochs=epochs,
        fork_epoch=min(trajectory.fork_epoch, epochs),
        name=chr(ord("A") + number),
        colour=number,
        check=(float(parameters[0]), float(parameters[1]), loss) if is_whole else None,
    )


def kept_run_of(number: int, trajectory: Trajectory, kept: KeptRun) -> ProjectRun:
    """Give what it takes to compute a run that is kept to compare with again."""
    run = run_of(number, trajectory)
    start = (kept.start.slope, kept.start.intercept)
    return replace(run, name=kept.name, start=start, is_hidden=kept.is_hidden)


def branches_of(project: Project) -> Branches:
    """Compute the runs; without points the kept ones wait for some."""
    branches = Branches()
    objective = _objective_of(project) if project.dataset.n_samples else None
    if objective is not None:
        runs = project.runs or (ProjectRun(((0, project.settings),), epochs=0),)
        active = runs[project.active_run].colour
        for run in runs:
            branches.put(run.colour, _trajectory(project, objective, run))
            if run.colour != active:
                _complete(branches[run.colour], run.epochs)
        branches.activate(active)
        if branches[active].config != project.settings:
            branches[active].change_config(project.settings)
    for run in project.kept_runs:
        kept = _waiting(run) if objective is None else _trajectory(project, objective, run)
        if objective is not None:
            _complete(kept, run.epochs)
        kept.kept = KeptRun(run.name, Line(*(run.start or project.start)), run.is_hidden)
        branches.put(run.colour, kept)
    return branches


def _objective_of(project: Project) -> Objective:
    """Make what is minimised, if the runs can begin on it."""
    text = "the loss of its start would be beyond all numbers."
    try:
        objective = Objective.of(project.dataset, project.settings)
        starts = [project.start, *(run.start for run in project.kept_runs if run.start)]
        losses = objective.loss.values(objective.from_data_units(starts))
        if np.isfinite(losses).all():
            return objective
    except DatasetError as error:
        text = str(error)
    raise StorageError(f"The project cannot be opened: {text}")


def _trajectory(project: Project, objective: Objective, run: ProjectRun) -> Trajectory:
    trajectory = Trajectory(
        objective,
        objective.from_data_units(run.start or project.start),
        tuple(
            Segment(first_epoch, on_surface_of(config, project.settings))
            for first_epoch, config in run.segments
        ),
        run.epochs,
        run.fork_epoch,
    )
    trajectory.reached_epoch = run.epochs
    trajectory.replay(run.epochs)
    return trajectory


def _complete(trajectory: Trajectory, epochs: int) -> None:
    """Compute what a replay leaves to the worker, which computes the run shown only."""
    config, n_samples = trajectory.config, trajectory.objective.dataset.n_samples
    if not is_plain(config, n_samples):
        epochs = min(epochs, MOST_STEPS // config.steps_per_epoch(n_samples))
    if trajectory.stop_reason is None:
        trajectory.advance(epochs - trajectory.last_epoch)


def _waiting(run: ProjectRun) -> Trajectory:
    """Make a kept run that is computed as soon as there are points; until then it has none."""
    nowhere = Objective.of(Dataset.from_xy([0.0], [0.0]), DescentConfig())
    segments = tuple(Segment(*segment) for segment in run.segments)
    trajectory = Trajectory(nowhere, np.zeros(2), segments)
    trajectory.reached_epoch = run.epochs
    return trajectory
