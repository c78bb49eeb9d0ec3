"""Open and set in a new session what the command line names."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from linreg_gui.launch import LaunchOptions
from linreg_gui.session.curve import Line
from linreg_gui.session.documents.document_file import is_project
from linreg_gui.session.values import Notice, Severity
from linreg_gui.storage.errors import one_line

if TYPE_CHECKING:
    from linreg_gui.session.documents.services import DocumentServices
    from linreg_gui.session.session import Session


class Launching(QObject):
    """Opens what the command line names, as the File menu does, then applies its settings."""

    ended = Signal(str)
    """Why the file was not opened, or a setting not applied; empty if all went well."""

    def __init__(
        self, session: "Session", services: "DocumentServices", options: LaunchOptions
    ) -> None:
        super().__init__(services)
        self._session = session
        self._services = services
        self._options = options
        self._n_openings = 0
        self.has_ended = False

    def begin(self) -> None:
        """Open the file; if it cannot be read a notice says so, and the example stays open."""
        path = self._options.file
        if self._options.example is not None:
            self._session.opening.open_example(self._options.example)
            self._begin_unchanged()
        if path is None:
            self._end("", 0)
            return
        self._session.opening.origin_changed.connect(self._on_origin_changed)
        documents, importing = self._services.documents, self._services.importing
        if is_project(path):
            documents.opened.connect(self._on_opened)
            documents.refused.connect(self._on_refused)
            documents.open(path)
            return
        importing.imported.connect(self._on_opened)
        importing.given_up.connect(self._on_refused)
        if self._options.is_attended:
            importing.read_file(path)
        else:
            importing.read_strictly(path, self._options.table)

    @Slot()
    def _on_origin_changed(self) -> None:
        self._n_openings += 1

    @Slot()
    def _on_opened(self) -> None:
        self._end("", 1)

    @Slot(str)
    def _on_refused(self, sentence: str) -> None:
        self._end(sentence, 0)

    def _end(self, refusal: str, own_steps: int) -> None:
        if self.has_ended:
            return
        self.has_ended = True
        # What the user opened meanwhile is not what the command line named.
        has_others = self._n_openings > own_steps
        is_untouched = not has_others and self._session.edits.stack.index() <= own_steps
        if own_steps or not has_others:
            refusal = self._put_settings_in_force() or refusal
        if is_untouched:
            self._begin_unchanged()
        self.ended.emit(refusal)

    def _begin_unchanged(self) -> None:
        """Clear undo, which would lead back to the first example, and mark all as saved."""
        self._session.edits.stack.clear()
        self._services.documents.changes.mark_opened()

    def _put_settings_in_force(self) -> str:
        """Apply the settings, and say which of them cannot be."""
        options, settings = self._options, self._session.runs.settings
        automatic = self._session.problem.automatic
        refusal = self._settings_of_one_feature()
        if refusal:
            self._session.post_notice(Notice(refusal, Severity.WARNING))
            options = replace(options, degree=None, start=None)
        if options.degree is not None and options.degree != settings.degree:
            settings = settings.in_degree(options.degree)
            automatic = automatic.without_changes(self._session.runs.settings, settings)
        if options.learning_rate is not None:
            settings = replace(settings, learning_rate=options.learning_rate)
            automatic = replace(automatic, learning_rate=False)
        if options.epochs is not None:
            settings = replace(settings, max_epochs=options.epochs)
            automatic = replace(automatic, max_epochs=False)
        self._session.set_settings(settings, automatic)
        if options.seed is not None:
            self._session.problem.set_random_start(options.seed)
        if options.start is not None:
            self._session.problem.set_start(Line(*options.start))
        return refusal

    def _settings_of_one_feature(self) -> str:
        """Say which setting is for one feature, where there are several; empty for none."""
        dataset = self._session.problem.used
        given = {
            "--degree D": (self._options.degree or 1) > 1,
            "--start M,B": self._options.start is not None,
        }
        for option, is_given in given.items():
            if is_given and dataset.n_features > 1:
                name = one_line(dataset.name)
                return f"{option} is for one feature; {name} has {dataset.n_features}."
        return ""
