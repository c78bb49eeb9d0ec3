"""How far the learner is with each lesson, and the answers, kept from one start to the next."""

import contextlib
import json
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from linreg_gui.storage.preferences import Preferences

KEY, HIDDEN_KEY = "lessons/progress", "lessons/invitation_hidden"
FILES_KEY, ANSWERS_KEY = "lessons/files", "lessons/answers"
DIGITS = 16
"""Digits of a file's SHA-256 that are kept: enough to tell lessons apart."""
MOST_LESSONS = 200
ENTRY = re.compile(r"([0-9a-f]{16}):([0-9]{1,3})/([0-9]{1,3})")
LINE = re.compile(r"([0-9a-f]{16}:[0-9]{1,3}/[0-9]{1,3}(;|$)){0,200}")
MOST_FILES = 9
FILES = re.compile(r"\[.{0,100000}\]")
MOST_ANSWERED, LONGEST_ANSWERS = 9, 10_000
"""Lessons whose answers are kept, and the most characters kept for a lesson."""
ANSWERS = re.compile(r"\{.{0,100000}\}")


class Progress(NamedTuple):
    """How far a lesson is.

    Attributes
    ----------
    n_passed : int
        Steps that are behind; the lesson goes on with the one after them.
    n_steps : int
    """

    n_passed: int
    n_steps: int

    @property
    def is_done(self) -> bool:
        """Whether the last step is behind."""
        return self.n_passed >= self.n_steps


class LessonFile(NamedTuple):
    """The place of a lesson that was opened from a file.

    Attributes
    ----------
    digest : str
        The first digits.
    title, path : str
    """

    digest: str
    title: str
    path: str


class LessonProgress:
    """The progress of lessons by their files; a file that was changed is another lesson.

    Parameters
    ----------
    preferences : Preferences or None
        Without them it is known until the program ends.

    Attributes
    ----------
    can_be_kept : bool
        Whether the last change was written.
    """

    def __init__(self, preferences: "Preferences | None") -> None:
        self._preferences = preferences
        self.can_be_kept = True
        self._known: dict[str, Progress] = {}
        line = "" if preferences is None else preferences.matching(KEY, LINE)
        for digest, passed, steps in ENTRY.findall(line):
            if 0 <= int(passed) <= int(steps) and int(steps) > 0:
                self._known[digest] = Progress(int(passed), int(steps))
        kept = "" if preferences is None else preferences.matching(FILES_KEY, FILES)
        self._files = {file.digest: file for file in _read_files(kept or "[]")}

    def of(self, digest: str) -> Progress | None:
        """Return how far the lesson of a file is; None where it was never begun."""
        return self._known.get(digest[:DIGITS])

    @property
    def newest(self) -> str:
        """The first digits of the file whose lesson was changed last and is not done, or ""."""
        open_ones = [digest for digest, known in self._known.items() if not known.is_done]
        return open_ones[-1] if open_ones else ""

    def note(self, digest: str, n_passed: int, n_steps: int) -> bool:
        """Keep how far a lesson is; False where that could not be written, the first time."""
        key, progress = digest[:DIGITS], Progress(n_passed, n_steps)
        if self._known.get(key) == progress and next(reversed(self._known)) == key:
            return True
        self._known.pop(key, None)
        self._known[key] = progress
        for oldest in list(self._known)[:-MOST_LESSONS]:
            del self._known[oldest]
        text = ";".join(f"{name}:{one.n_passed}/{one.n_steps}" for name, one in self._known.items())
        could_be_kept = self.can_be_kept
        self.can_be_kept = self._preferences is None or self._preferences.write({KEY: text})
        return self.can_be_kept or not could_be_kept

    @cached_property
    def _answers(self) -> dict[str, Any]:
        """The answers, by the first digits of lessons; read when a lesson needs them."""
        kept = "" if self._preferences is None else self._preferences.matching(ANSWERS_KEY, ANSWERS)
        with contextlib.suppress(ValueError, RecursionError):
            found: dict[str, Any] = json.loads(kept or "{}")
            return found
        return {}

    def note_answers(self, digest: str, steps: "Sequence[dict[str, Any]]") -> None:
        """Keep what was answered in the steps of a lesson; too much of it is not kept."""
        key, rows, known = digest[:DIGITS], [*steps] if any(steps) else [], self._answers
        if known.get(key, []) == rows:
            return
        known.pop(key, None)
        if rows and len(_line_of(rows)) <= LONGEST_ANSWERS:
            known[key] = rows
        for oldest in list(known)[:-MOST_ANSWERED]:
            del known[oldest]
        if self._preferences is not None:
            self._preferences.write({ANSWERS_KEY: _line_of(known)})

    def answers_of(self, digest: str) -> str:
        """Return what was kept of the steps of a lesson, in JSON, as `read_kept` takes it."""
        return _line_of(self._answers.get(digest[:DIGITS], []))

    def note_file(self, digest: str, title: str, path: Path) -> None:
        """Keep where a lesson is, to go on with it; of the files opened last."""
        key = digest[:DIGITS]
        self._files.pop(key, None)
        self._files[key] = LessonFile(key, title, str(path.absolute()))
        for oldest in list(self._files)[:-MOST_FILES]:
            del self._files[oldest]
        if self._preferences is not None:
            self._preferences.write({FILES_KEY: _line_of(list(self._files.values()))})

    def file_of(self, digest: str) -> LessonFile | None:
        """Return where the lesson is that was opened from a file, if the file is still there."""
        file = self._files.get(digest[:DIGITS])
        with contextlib.suppress(OSError, ValueError):
            return file if file is not None and Path(file.path).is_file() else None
        return None

    @property
    def is_invited(self) -> bool:
        """Whether the first screen may invite to the first lesson."""
        kept = self._preferences
        return not self._known and not (kept is not None and kept.flag(HIDDEN_KEY, False))

    def hide_invitation(self) -> None:
        """Invite no more."""
        if self._preferences is not None:
            self._preferences.write({HIDDEN_KEY: True})


def _line_of(value: object) -> str:
    """Write JSON without "@", which Qt gives a meaning of its own in a file of preferences."""
    return json.dumps(value).replace("@", "\\u0040")


def _read_files(text: str) -> list[LessonFile]:
    """Read what was kept; nothing where that is not as it was written."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return []
    is_known = all(
        isinstance(row, list) and len(row) == 3 and all(isinstance(part, str) for part in row)
        for row in rows
    )
    return [LessonFile(*row) for row in rows[:MOST_FILES]] if is_known else []
