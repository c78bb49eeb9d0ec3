"""The web page of a run: what it plays is what the window and its pictures show."""

import html
import json
import re
import shutil
import subprocess
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from linreg_gui import cli
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.settings import Scaling
from linreg_gui.storage.errors import StorageError
from linreg_gui.storage.web_page import write_web_page
from linreg_gui.views.exporting.plots_picture import PlotsHead
from linreg_gui.views.exporting.web_page import MOST_EPOCHS, MOST_POINTS, web_page
from linreg_gui.views.look.theme import LIGHT
from tests.views.exporting.test_export_menu import choose, trigger

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""


def page_in(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    (values,) = re.findall(r'<script id="page" type="application/json">(.*?)</script>', text)
    found: dict[str, Any] = json.loads(values, parse_constant=pytest.fail)
    return found


def saved(window: Any, path: Path) -> dict[str, Any]:
    window.content.clock.render_now()
    write_web_page(path, web_page(window.session, window.content.subjects(), path.stem))
    return page_in(path)


def run_to_the_end(window: Any, n_epochs: int) -> None:
    window.session.set_max_epochs(n_epochs)
    window.session.player.step(n_epochs)


def test_a_curve_is_refused(window: Any) -> None:
    window.session.set_degree(2)
    with pytest.raises(StorageError, match="straight line; this is a curve"):
        web_page(window.session, window.content.subjects(), "curve")
    window.session.edits.undo()


def test_several_features_are_refused_and_one_of_them_is_played(
    window: Any, tmp_path: Path
) -> None:
    window.session.opening.open_example("longley")
    with pytest.raises(StorageError, match="straight line; this is a model of several features"):
        web_page(window.session, window.content.subjects(), "longley")
    window.session.set_columns((5,))
    run_to_the_end(window, 40)
    page = saved(window, tmp_path / "a.html")
    assert page["axes"]["data"]["x_title"] == "x · year"
    assert [x for x, _ in page["points"]] == list(range(1947, 1963))


def test_points_held_out_are_rings(window: Any, tmp_path: Path) -> None:
    assert saved(window, tmp_path / "a.html")["rings"] == []
    window.session.problem.turn_point(1)
    window.session.problem.turn_point(4)
    page = saved(window, tmp_path / "b.html")
    assert page["rings"] == [1, 4]
    assert len(page["points"]) == window.session.problem.dataset.n_samples


def test_the_page_plays_the_records(window: Any, tmp_path: Path) -> None:
    run_to_the_end(window, 200)
    page = saved(window, tmp_path / "a.html")
    history = window.session.player.history
    (run,) = page["runs"]
    assert page["epochs"] == list(range(201))
    assert page["at"] == 200
    assert np.allclose(run["places"], history.parameters, rtol=1e-9)
    assert np.allclose(10 ** np.array(run["losses"]), history.losses, rtol=1e-7)
    left, right = page["axes"]["data"]["range"][:2]
    slope, intercept = history.parameters[:, 0], history.parameters[:, 1]
    assert np.allclose(
        run["ends"], np.column_stack([slope * left, slope * right]) + intercept[:, None]
    )
    dataset = window.session.problem.dataset
    assert page["points"] == np.column_stack([dataset.x, dataset.y]).tolist()


def test_frames_and_ticks_are_those_of_the_panes(window: Any, tmp_path: Path) -> None:
    page = saved(window, tmp_path / "a.html")
    for name in ("data", "surface"):
        canvas = getattr(window.content, f"{name}_view").canvas
        axes = page["axes"][name]
        assert axes["range"] == list(canvas.shown_range())
        shown = axes["range"]
        assert all(shown[0] <= place <= shown[1] for place, _ in axes["x_ticks"])
        assert len({label for _, label in axes["y_ticks"]}) == len(axes["y_ticks"]) > 2


def test_level_lines_have_the_loss_they_say(window: Any, tmp_path: Path) -> None:
    page = saved(window, tmp_path / "a.html")
    bowl, loss = page["bowl"], window.session.problem.loss
    turn = np.linspace(0.0, 6.0, 7)
    for radius in bowl["radii"][:3]:
        circle = radius * np.array([np.cos(turn), np.sin(turn)])
        places = np.array(bowl["centre"])[:, None] + np.array(bowl["reach"]) @ circle
        assert np.ptp(loss.values(places.T)) < 1e-6 * loss.values(places.T)[0]


def test_a_trough_has_straight_level_lines(window: Any, tmp_path: Path) -> None:
    window.session.opening.open_dataset(Dataset.from_xy([2.0, 2.0, 2.0], [1.0, 4.0, 5.0]))
    bowl = saved(window, tmp_path / "a.html")["bowl"]
    loss = window.session.problem.loss
    assert bowl["radii"] == []
    left, right, bottom, top = window.content.surface_view.canvas.shown_range()
    on_floor, beyond, edge = bowl["floor"]
    for m, b in ((left, on_floor), (right, beyond)):
        assert loss.value(np.array([m, b])) == pytest.approx(loss.minimum_value)
    corners = np.array([(m, b) for m in (left, right) for b in (bottom, top)])
    assert loss.value(np.array([left, edge])) == pytest.approx(loss.values(corners).max())
    for m0, b0, m1, b1 in bowl["lines"]:
        assert loss.value(np.array([m0, b0])) == pytest.approx(loss.value(np.array([m1, b1])))


def test_kept_runs_play_along(window: Any, tmp_path: Path) -> None:
    run_to_the_end(window, 50)
    window.session.runs.keep()
    window.session.set_learning_rate(0.01)
    window.session.restart()
    run_to_the_end(window, 80)
    page = saved(window, tmp_path / "a.html")
    runs = {run["is_shown"]: run for run in page["runs"]}
    assert len(page["runs"]) == 2
    assert len(runs[False]["losses"]) == 51
    assert len(runs[True]["losses"]) == 81
    assert runs[False]["texts"] == []
    assert runs[False]["colour"] != runs[True]["colour"]


def test_a_long_run_and_many_points_stay_below_a_megabyte(window: Any, tmp_path: Path) -> None:
    x = np.linspace(0.0, 1.0, 10_000)
    window.session.opening.open_dataset(Dataset.from_xy(x, 3.0 * x + np.sin(40.0 * x)))
    run_to_the_end(window, 20_000)
    page = saved(window, tmp_path / "a.html")
    assert (tmp_path / "a.html").stat().st_size < 1_000_000
    assert len(page["epochs"]) <= MOST_EPOCHS + 2
    assert len(page["points"]) <= MOST_POINTS
    assert page["epochs"][:3] == [0, 1, 2]


def test_guessing_hides_the_lowest_loss(window: Any, tmp_path: Path) -> None:
    from dataclasses import replace

    options = window.session.view_options
    window.session.set_view_options(replace(options, is_guessing=True))
    assert saved(window, tmp_path / "a.html")["lowest"] is None


def test_names_cannot_break_out_of_the_page(window: Any, tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script><!--"
    window.session.opening.open_dataset(
        Dataset.from_xy([1.0, 2.0], [3.0, 5.0], feature_names=(evil,), target_name="a & b")
    )
    page = saved(window, tmp_path / "x.html")
    assert evil in page["axes"]["data"]["x_title"]
    path = tmp_path / "y.html"
    write_web_page(path, web_page(window.session, window.content.subjects(), evil))
    text = path.read_text(encoding="utf-8")
    assert f"<title>{html.escape(evil)}</title>" in text
    assert text.count("</script>") == 2
    assert not re.search(r"https?://|src=|@import|url\(", text)


def test_without_points_there_is_no_page(window: Any) -> None:
    window.session.problem.clear_points()
    with pytest.raises(StorageError, match="no points"):
        web_page(window.session, window.content.subjects(), "a")


def test_the_menu_saves_a_page(window: Any, tmp_path: Path) -> None:
    run_to_the_end(window, 30)
    trigger(window, "Web page…")
    choose(tmp_path / "run")
    assert page_in(tmp_path / "run.html")["epochs"][-1] == 30
    assert not [w for w in window.shell.findChildren(PlotsHead) if w.isVisible()]


def test_render_writes_a_page(tmp_path: Path) -> None:
    path = tmp_path / "run.html"
    example = ["--example", "hours-and-money", "--learning-rate", "0.01"]
    assert cli.main(["render", *example, "--epochs", "0:40", "--out", str(path)]) == 0
    page = page_in(path)
    assert page["epochs"][page["at"]] == 40
    dataset = EXAMPLES["hours-and-money"].dataset()
    assert page["lowest"] == pytest.approx(np.log10(dataset.loss.minimum_value))


WATCH = """<script>
const written = new Map(), prototype = CanvasRenderingContext2D.prototype;
const { setTransform, fillText } = prototype;
prototype.setTransform = function (...values) {
  written.set(this.canvas.parentElement.id, []); return setTransform.apply(this, values);
};
prototype.fillText = function (text, u, v, most) {
  const size = this.measureText(text), shape = this.getTransform();
  const width = Math.min(size.width, most || Infinity);
  const left = u - { right: width, center: width / 2 }[this.textAlign];
  const ends = [[left, v - size.actualBoundingBoxAscent],
                [left + width, v + size.actualBoundingBoxDescent]];
  const [a, b] = ends.map(([x, y]) => new DOMPoint(x, y).matrixTransform(shape));
  written.get(this.canvas.parentElement.id).push(
    [text, Math.min(a.x, b.x), Math.max(a.x, b.x), Math.min(a.y, b.y), Math.max(a.y, b.y)]);
  return fillText.call(this, text, u, v, most);
};
addEventListener("load", () => {
  document.body.dataset.written = JSON.stringify([...written.values()]);
});
</script>"""
"""Notes where a page writes on its canvases."""


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")
def test_no_text_of_a_page_lies_over_another(window: Any, tmp_path: Path) -> None:
    window.session.problem.replace_points(
        "paste", [1000.0, 1040.0, 1060.0, 1100.0], [419_000.0, 426_100.0, 427_700.0, 432_200.0]
    )
    window.session.set_settings(
        replace(window.session.runs.settings, scaling=Scaling.STANDARDISE, learning_rate=0.5)
    )
    path = tmp_path / "run.html"
    saved(window, path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("<body>", f"<body>{WATCH}"), encoding="utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    command += ["--window-size=1024,640", f"--user-data-dir={tmp_path / 'profile'}"]
    told = subprocess.run(
        [*command, f"file://{path}"], capture_output=True, text=True, timeout=100, check=True
    )
    (found,) = re.findall(r'<body data-written="(.*?)"', told.stdout)
    for texts in json.loads(html.unescape(found)):
        assert len(texts) > 8
        for (one, *box), (other, *beside) in combinations(texts, 2):
            is_apart = (
                box[1] < beside[0] or beside[1] < box[0] or box[3] < beside[2] or beside[3] < box[2]
            )
            assert is_apart, f"{one} lies over {other}"


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")
def test_a_page_of_several_runs_says_which_is_which(window: Any, tmp_path: Path) -> None:
    """The numbers have the colour of the run they belong to, and each line has a name."""
    run_to_the_end(window, 30)
    window.session.player.seek(10)
    window.session.runs.fork()
    window.session.set_learning_rate(0.01)
    window.session.player.step(10)
    path = tmp_path / "run.html"
    page = saved(window, path)
    assert [run["name"] for run in page["runs"]] == ["A 0.03", "B 0.01"]
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    command += [f"--user-data-dir={tmp_path / 'profile'}", f"file://{path}#theme=light"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True)
    (shown,) = re.findall(r"--shown: (#\w+);", told.stdout)
    assert shown == LIGHT.branches[1]
    (names,) = re.findall(r'<span id="runs">(.*?)</span><span id="note"', told.stdout)
    assert re.findall(r"</svg>(.*?)</span>", names) == ["A 0.03", "B 0.01"]
    assert re.findall(r'stroke="(#\w+)"', names) == list(LIGHT.branches[:2])


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")
def test_a_browser_shows_the_numbers_of_the_pictures(window: Any, tmp_path: Path) -> None:
    run_to_the_end(window, 60)
    path = tmp_path / "run.html"
    saved(window, path)
    head = PlotsHead(window.content.clock)
    head.setParent(window.shell)
    for epoch in (0, 7, 60):
        window.session.player.seek(epoch)
        window.content.clock.render_now()
        formula = "".join(text for text, _ in head.formula)
        command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
        command += [f"--user-data-dir={tmp_path / 'profile'}", f"file://{path}#epoch={epoch}"]
        told = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True)
        (shown,) = re.findall(r'<h1 id="formula">(.*?)</h1>', told.stdout)
        (note,) = re.findall(r'<span id="note" role="status">(.*?)</span>', told.stdout)
        assert re.sub("<.*?>", "", shown) == formula
        assert note == head.note


def test_a_surface_too_large_to_compute_has_no_level_lines(window: Any, tmp_path: Path) -> None:
    window.session.opening.open_dataset(Dataset.from_xy([1.0, 2.0, 3.0], [1e149, 3e149, 2e149]))
    window.session.set_learning_rate(0.3)
    run_to_the_end(window, 100)
    window.content.clock.render_now()
    canvas = window.content.surface_view.canvas
    canvas.show_range(-1e156, 1e156, -1e156, 1e156)
    page = saved(window, tmp_path / "a.html")
    assert page["runs"][0]["losses"][-1] > 300.0  # decades
    assert page["bowl"]["radii"] == []


def test_a_name_that_is_no_text_is_written_all_the_same(window: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    write_web_page(path, web_page(window.session, window.content.subjects(), "run\udcff"))
    assert "<title>run?</title>" in path.read_text(encoding="utf-8")


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")
def test_an_epoch_that_is_none_is_the_first(window: Any, tmp_path: Path) -> None:
    run_to_the_end(window, 5)
    saved(window, tmp_path / "a.html")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    command += [f"--user-data-dir={tmp_path / 'profile'}", f"file://{tmp_path}/a.html#epoch=-3"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True)
    assert re.search(r"loss [0-9.,]+ +epoch 0<", told.stdout)
