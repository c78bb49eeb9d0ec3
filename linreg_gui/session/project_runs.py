"""The runs of a session as those of a project, and back, without their records."""

from dataclasses import replace

import numpy as np

from linreg_gui.core.dataset import Dataset, DatasetError
from linreg_gui.core.objective import Objective
from linreg_gui.core.settings import DescentConfig
from linreg_gui.session.branches import Branches
from linreg_gui.session.segments import on_surface_of
from linreg_gui.session.trajectory import Claim, KeptRun, Trajectory
from linreg_gui.session.values import Line, Segment
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.projects.project import Project, ProjectRun


def run_of(number: int, trajectory: Trajectory) -> ProjectRun:
    """Return what it takes to compute a branch again."""
    epochs = max(trajectory.planned_epoch, trajectory.last_epoch)
    plan = trajectory.plan
    segments = plan if plan[-1].first_epoch <= epochs else trajectory.segments
    return ProjectRun(
        segments=tuple((segment.first_epoch, segment.config) for segment in segments),
        epochs=epochs,
        fork_epoch=min(trajectory.fork_epoch, epochs),
        name=chr(ord("A") + number),
        colour=number,
        check=trajectory.claim if trajectory.is_behind else _claim_of(trajectory),
    )


def _claim_of(trajectory: Trajectory) -> Claim:
    parameters, loss = trajectory.history.record(trajectory.last_epoch)
    return Claim(float(parameters[0]), float(parameters[1]), loss)


def kept_run_of(number: int, trajectory: Trajectory, kept: KeptRun) -> ProjectRun:
    """Return what it takes to compute a run that is kept to compare with again."""
    run = run_of(number, trajectory)
    start = (kept.start.slope, kept.start.intercept)
    return replace(run, name=kept.name, start=start, is_hidden=kept.is_hidden)


def branches_of(project: Project) -> Branches:
    """Return the runs without records; without points the kept ones wait for some."""
    branches = Branches()
    objective = _objective_of(project) if project.dataset.n_samples else None
    if objective is not None:
        runs = project.runs or (ProjectRun(((0, project.settings),), epochs=0),)
        for run in runs:
            branches.put(run.colour, _trajectory(project, objective, run))
            if run.check is not None:
                branches[run.colour].claim = Claim(*run.check)
        branches.activate(runs[project.active_run].colour)
        shown = branches.active
        if shown is not None and shown.config != project.settings:
            shown.change_config(project.settings)
    for run in project.kept_runs:
        kept = _waiting(run) if objective is None else _trajectory(project, objective, run)
        kept.kept = KeptRun(run.name, Line(*(run.start or project.start)), run.is_hidden)
        branches.put(run.colour, kept)
    return branches


def _objective_of(project: Project) -> Objective:
    """Make what is minimised, if the runs can begin on it."""
    text = "the loss of its start would be too large to compute."
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
    return Trajectory(
        objective,
        objective.from_data_units(run.start or project.start),
        tuple(
            Segment(first_epoch, on_surface_of(config, project.settings))
            for first_epoch, config in run.segments
        ),
        run.epochs,
        run.fork_epoch,
    )


def _waiting(run: ProjectRun) -> Trajectory:
    """Make a kept run that is computed as soon as there are points; until then it has none."""
    nowhere = Objective.of(Dataset.from_xy([0.0], [0.0]), DescentConfig())
    segments = tuple(Segment(*segment) for segment in run.segments)
    return Trajectory(nowhere, np.zeros(2), segments, run.epochs)
