"""The content of the window: the views in their cards, and the few threads between them."""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from itertools import compress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QWidget,
)

from linreg_gui.lessons.hide_and_lock import Hideable, Lockable
from linreg_gui.session.bets import BetKind, BetStage
from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice, ViewOptions
from linreg_gui.views.data.data_view import DataView
from linreg_gui.views.data.point_keys import PointKeys
from linreg_gui.views.lessons.lessons_view import LessonsView
from linreg_gui.views.look.style_sheet import apply_theme
from linreg_gui.views.look.theme import Theme, theme_named
from linreg_gui.views.loss.loss_curve_view import LossCurveView
from linreg_gui.views.model.model_card import ModelCard
from linreg_gui.views.surface.loss_surface_view import LossSurfaceView
from linreg_gui.views.training.training_card import TrainingCard
from linreg_gui.views.training.transport_bar import TransportBar
from linreg_gui.views.widgets.card_parts import put_in_tab_order
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.window.absence import Absence
from linreg_gui.views.window.action_table import (
    ABOUT,
    DEGREES,
    FOR_TEACHERS,
    KEYS_HELP,
    PANES,
    PRESENTER,
    SWEEP,
    THE_MODEL,
    WORDS_HELP,
    ActionSpec,
)
from linreg_gui.views.window.actions import Actions, Entry
from linreg_gui.views.window.announcer import Announcer
from linreg_gui.views.window.card_summaries import CardSummaries
from linreg_gui.views.window.low_heads import LowHeads
from linreg_gui.views.window.marks import data_marks, loss_marks, surface_marks
from linreg_gui.views.window.notice_bar import NoticeBar
from linreg_gui.views.window.own_keys import OwnKeys
from linreg_gui.views.window.pane_heads import PaneHeads
from linreg_gui.views.window.presenter import Presenter
from linreg_gui.views.window.shell import WindowShell
from linreg_gui.views.window.stage import Stage
from linreg_gui.views.window.tilt_key import TiltKey

if TYPE_CHECKING:
    from linreg_gui.lessons.task import Cell
    from linreg_gui.views.bets.bet_strip import BetStrip
    from linreg_gui.views.code.code_card import CodeCard
    from linreg_gui.views.exporting.picture_painting import Pane, Subject
    from linreg_gui.views.points.points_table import PointsTable
    from linreg_gui.views.runs.runs_card import RunsCard
    from linreg_gui.views.sweep.degree_panel import DegreePanel
    from linreg_gui.views.sweep.sweep_panel import SweepPanel
    from linreg_gui.views.training.generator_panel import GeneratorPanel
    from linreg_gui.views.window.help_page import HelpPages
    from linreg_gui.views.worksheet.worksheet_card import WorksheetCard

CARDS = ("worksheet_card", "code_card", "points_table", "runs_card")
"""Those that are made when they are first shown."""
WAY_OUT = Notice("Presenter mode: F11 or Escape leaves it.")


class MainWindow(QObject):
    """Fill a shell with the views of a session.

    Cards and panels that a first look does not show are made when they are first shown.
    """

    drawn_fields = ("branches", "origin", "view_options")

    def __init__(self, shell: WindowShell, session: Session) -> None:
        super().__init__(shell)
        self._shell = shell
        self._session = session
        self._presenter = Presenter(shell)
        self._theme = self._presenter.enlarged(theme_named(session.view_options.theme.value))
        self._keys = OwnKeys(shell)
        shell.show_parts(is_shown=False)
        self.clock = FrameClock(session, self._theme, self)
        made = (session, self.clock)
        self.data_view = DataView(*made)
        self.surface_view = LossSurfaceView(*made)
        self.curve_view = LossCurveView(*made)
        self.transport = TransportBar(*made)
        self.training_card = TrainingCard(*made)
        self.notice_bar = NoticeBar(session, self.clock, shell.loss_card)
        self.actions = Actions(shell, session)
        self.model_card = ModelCard(*made, self.actions)
        self.heads = PaneHeads(shell, session, self.actions, self._theme)
        self.help_pages: HelpPages | None = None
        self.bet_strip: BetStrip | None = None
        self.stage = Stage(shell, session, self.clock)
        self._place()
        self._extend_menus()
        self._connect()
        self._keep_keys_for_the_run(shell)
        self._apply(session.view_options)
        self.lessons = self._make_lessons()
        self._presenter.widen_cards()
        shell.show_parts(is_shown=True)
        shell.set_focus_home(self.data_view.canvas)

    def _make_lessons(self) -> LessonsView:
        panes = self.data_view, self.surface_view, self.curve_view
        lessons = LessonsView(self._shell, self._session, self.clock, self.actions, panes)
        lessons.begun_or_left.connect(self.stage.follow_lesson)
        lessons.blanks_wanted.connect(self._ask_for_blanks)
        lessons.moved_on.connect(self.notice_bar.check)
        return lessons

    # ---- what is made when it is first shown

    def render_frame(self, frame: ThemedFrame) -> None:
        """Make the cards that a frame shows for the first time; they draw it themselves."""
        options = frame.view_options
        is_shown = options.show_worksheet, options.show_code, options.show_points, frame.has_moved
        for card in compress(CARDS, is_shown):
            getattr(self, card).show()  # at once: its layout would show it some events later
        self._show_opened(frame)

    def _show_opened(self, frame: ThemedFrame) -> None:
        """Scroll to a card that was opened in the document at hand: it may be below the others."""
        former, shell, now = self.clock.drawn, self._shell, frame.view_options
        before = former.view_options
        opened = {
            shell.code_card: now.show_code and not before.show_code,
            shell.worksheet_card: now.show_worksheet and not before.show_worksheet,
            shell.points_card: now.show_points and not before.show_points,
        }
        for card, is_opened in opened.items():
            if is_opened and frame.origin is former.origin:
                shell.bring_into_sight(card)

    def make_cards(self) -> None:
        """Make all cards at once."""
        for card in CARDS:
            getattr(self, card)

    @cached_property
    def worksheet_card(self) -> "WorksheetCard":
        """The card that computes a step in numbers."""
        from linreg_gui.views.worksheet.worksheet_card import WorksheetCard

        card = WorksheetCard(self._session, self.clock, self._shell.worksheet_card)
        self.data_view.point_hovered.connect(card.highlight)
        card.row_hovered.connect(self.data_view.highlight)
        card.row_hovered.connect(self.surface_view.show_valley)
        card.exercise.filled.connect(self.lessons.fill_blanks)
        card.exercise.missed.connect(self.lessons.miss_blank)
        self._fit_in(card)
        return card

    @cached_property
    def code_card(self) -> "CodeCard":
        """The card that shows a step as code."""
        from linreg_gui.views.code.code_card import CodeCard

        card = CodeCard(self._session, self.clock, self._shell.code_card)
        self._fit_in(card)
        return card

    @cached_property
    def runs_card(self) -> "RunsCard":
        """The card with a row for each run."""
        from linreg_gui.views.runs.runs_card import RunsCard

        card = RunsCard(self._session, self.clock, self._shell.runs_card)
        self._fit_in(card)
        return card

    @cached_property
    def points_table(self) -> "PointsTable":
        """The table of the points."""
        from linreg_gui.views.points.points_table import PointsTable

        table = PointsTable(self._session, self.clock, self._shell.points_card)
        self.data_view.point_hovered.connect(table.show_point)
        table.point_chosen.connect(self.data_view.highlight)
        self._fit_in(table)
        return table

    @cached_property
    def generator(self) -> "GeneratorPanel":
        """The panel that makes up points."""
        from linreg_gui.views.training.generator_panel import GeneratorPanel

        panel = GeneratorPanel(self._session, self._shell)
        self._fit_in(panel)
        return panel

    @cached_property
    def sweep(self) -> "SweepPanel":
        """The panel that compares learning rates."""
        from linreg_gui.views.sweep.sweep_panel import SweepPanel

        panel = SweepPanel(self._session, self.clock, self._shell)
        self._shell.add_close_handler(panel.shutdown)
        self._fit_in(panel)
        return panel

    @cached_property
    def degrees(self) -> "DegreePanel":
        """The panel that compares degrees."""
        from linreg_gui.views.sweep.degree_panel import DegreePanel

        panel = DegreePanel(self._session, self.clock, self._shell)
        self._shell.add_close_handler(panel.shutdown)
        self._fit_in(panel)
        return panel

    @Slot(object)
    def _fit_in(self, made: QWidget) -> None:
        """Give what was made the keys and the type of the rest of the window."""
        self._keep_keys_for_the_run(made)
        self._presenter.widen_cards()

    @Slot(object)
    def _ask_for_blanks(self, blanks: "frozenset[Cell] | None") -> None:
        self.worksheet_card.ask_only(blanks)

    def _show_generator(self) -> None:
        self.generator.show()

    def _show_sweep(self) -> None:
        self.sweep.show()

    def _has_sweep(self) -> bool:
        return not self._session.gate.is_hidden(Hideable.SWEEP)

    def _show_degrees(self) -> None:
        self.degrees.show()

    def _has_degrees(self) -> bool:
        gate, is_of_one = self._session.gate, self._session.problem.used.n_features == 1
        is_free = not gate.is_hidden(Hideable.SWEEP) and not gate.locks(Lockable.DEGREE)
        return is_free and is_of_one

    def _connect(self) -> None:
        self.point_keys = PointKeys(self._session, self.data_view)
        self.clock.add(self)
        self.training_card.more_made.connect(self._fit_in)
        TiltKey(self._shell, self._session)
        self.stage.speed_stepped.connect(self.transport.step_speed)
        self.transport.speed_told.connect(self.stage.rate_plate.tell)
        self.surface_view.line_hovered.connect(self.data_view.set_ghost)
        self.data_view.point_hovered.connect(self.surface_view.show_valley)
        self._session.view_options_changed.connect(self._on_view_options_changed)
        self._session.asking.changed.connect(self._make_bet_strip)
        Announcer(self._shell, self.clock)
        for view, marks in (
            (self.data_view, data_marks),
            (self.surface_view, surface_marks),
            (self.curve_view, loss_marks),
        ):
            view.canvas.marks = partial(marks, self._session, view.canvas)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    def _place(self) -> None:
        shell = self._shell
        shell.data_card.add(self.data_view, 1)
        shell.surface_card.add(self.surface_view, 1)
        shell.loss_card.add(self.curve_view, 1)
        shell.loss_card.add(self.transport)
        shell.model_card.add(self.model_card)
        shell.training_card.add(self.training_card)
        CardSummaries(shell, self.clock)
        Absence(shell, self.clock, self.curve_view, self.transport)
        cards = (shell.data_card, shell.surface_card, shell.loss_card)
        views = (self.data_view, self.surface_view, self.curve_view)
        show_all = {card.title: view.fit for card, view in zip(cards, views, strict=True)}
        rooms = {
            "show_residual_strip": self.data_view.has_room_for_strip,
            "show_cuts": self.surface_view.has_room_for_cuts,
        }
        self.heads.place({card.title: card for card in cards}, show_all, rooms)
        with_controls = {shell.data_card: self.data_view, shell.surface_card: self.surface_view}
        LowHeads(shell, self.clock, self.heads, with_controls)
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Let Tab go as one reads: the head of a pane before what follows it.

        That of the first pane stands last, which is before the pane: Tab goes round.
        """
        above = (self.data_view.canvas, self.surface_view.canvas)
        for pane, canvas in zip(PANES[1:], above, strict=True):
            show, zoom = self.heads.show_buttons[pane], self.heads.zoom_buttons[pane]
            put_in_tab_order(canvas, show, zoom)

    def _extend_menus(self) -> None:
        actions = self.actions
        presenting = Entry(PRESENTER, self._toggle_presenting)
        self._shell.escaped.connect(self._on_escaped)
        actions.view_menu.addSeparator()
        actions.add(actions.view_menu, presenting)
        actions.examples_menu.addSeparator()
        generating = Entry(ActionSpec("Generate a noisy line…"), self._show_generator)
        actions.add(actions.examples_menu, generating)
        actions.add(actions.run_menu, Entry(SWEEP, self._show_sweep, self._has_sweep))
        actions.add(actions.run_menu, Entry(DEGREES, self._show_degrees, self._has_degrees))
        for entry in (
            Entry(KEYS_HELP, lambda: self._help().show_keys()),
            Entry(WORDS_HELP, lambda: self._help().show_words()),
            Entry(THE_MODEL, lambda: self._show_page("The model", "model.md")),
            Entry(FOR_TEACHERS, lambda: self._show_page("For teachers", "teachers.md")),
            Entry(ABOUT, lambda: self._help().show_about()),
        ):
            actions.add(actions.help_menu, entry)

    def _help(self) -> "HelpPages":
        """Return the pages of *Help*; they are loaded when the first is opened."""
        if self.help_pages is None:
            from linreg_gui.views.window.help_page import HelpPages

            self.help_pages = HelpPages(self._shell, self._theme)
        self.heads.close_list()  # it would keep the focus
        return self.help_pages

    def _show_page(self, title: str, name: str) -> None:
        from linreg_gui.views.window.document_page import show_page

        show_page(self._shell, title, name)

    def _keep_keys_for_the_run(self, window: QWidget) -> None:
        """Buttons take the focus by Tab only, so that Space still runs after a click on one."""
        for button in window.findChildren(QAbstractButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._keys.keep_own(window)

    def panes(self) -> list[QWidget]:
        """Return what the three panes are painted on."""
        views = self.data_view, self.surface_view, self.curve_view
        return [view.canvas.viewport() for view in views]

    def settle(self) -> None:
        """Render everything at once and end every animation: for pictures."""
        for view in (self.data_view, self.surface_view, self.curve_view):
            view.fit()
        self.clock.render_now()

    def subjects(self) -> "dict[Pane, Subject]":
        """Return what pictures can be made of."""
        from linreg_gui.views.exporting.picture_painting import Pane, Subject

        shell, card = self._shell, self._theme.card
        return {
            Pane.WINDOW: Subject(shell, self._theme.window, shell.plain_title),
            Pane.DATA: Subject(self.data_view, card, shell.data_card.title),
            Pane.SURFACE: Subject(self.surface_view, card, shell.surface_card.title),
            Pane.LOSS: Subject(self.curve_view, card, shell.loss_card.title),
        }

    # ---- look

    @Slot(object)
    def _on_view_options_changed(self, options: ViewOptions) -> None:
        self._apply(options)

    @Slot()
    def _on_scheme_changed(self) -> None:
        self._apply(self._session.view_options)

    def _apply(self, options: ViewOptions) -> None:
        is_other_mode = options.is_presenting != self._presenter.is_presenting
        if is_other_mode:
            self._presenter.present(is_presenting=options.is_presenting)
        theme = self._presenter.enlarged(theme_named(options.theme.value))
        if theme != self._theme:
            self._take_theme(theme)
        self._shell.show_explanations(
            has_worksheet=options.show_worksheet, has_code=options.show_code
        )
        if is_other_mode:
            self._presenter.widen_cards()
            self.stage.set_on(is_on=options.is_presenting)
            if not options.is_presenting:
                self.clock.render_now()  # what is still as high as on the stage would keep its room
                self._presenter.leave_screen()
                self.stage.restore_rows()

    def fit_type(self, room_scale: float) -> None:
        """Enlarge type, column and drawings for a window of another size, in one picture."""
        if not self._presenter.fit_type(room_scale):
            return
        self._shell.setUpdatesEnabled(False)
        try:
            self._apply(self._session.view_options)
            self._presenter.widen_cards()
            self.clock.render_now()
        finally:  # a window that stays as it is would look frozen
            self._shell.setUpdatesEnabled(True)

    def give_back_font(self) -> None:
        """Restore the application's font: the window is closed."""
        self._presenter.give_back_font()

    def _take_theme(self, theme: Theme) -> None:
        self._theme = theme
        apply_theme(self._shell, theme)  # a style sheet hides a new font until it is set anew
        self.heads.set_theme(theme)
        if self.help_pages is not None:
            self.help_pages.set_theme(theme)
        self.clock.set_theme(theme)

    @Slot()
    def _make_bet_strip(self) -> None:
        """Make the strip of *Ask first* at the first question: who does not ask never has it.

        In a lesson the card asks.
        """
        if self.bet_strip is None and not self._session.gate.is_in_lesson:
            from linreg_gui.views.bets.bet_keys import BetFocus, BetKeys
            from linreg_gui.views.bets.bet_strip import BetStrip

            self.bet_strip = BetStrip(self._session, self.clock, self.transport.run_button)
            BetKeys(self._session, self.bet_strip)
            places: dict[BetKind, QWidget] = {
                BetKind.PIN: self.surface_view.canvas,
                BetKind.SKETCH: self.curve_view.canvas,
                BetKind.NUMBER: self.bet_strip.number_field,
            }
            BetFocus(self._session, places, self.bet_strip).follow()

    @Slot()
    def _on_escaped(self) -> None:
        """Leave what was entered last: a question, presenter mode, a lesson."""
        in_lesson = self._session.gate.is_in_lesson
        if self._session.asking.state.stage is not BetStage.OFF and not in_lesson:
            self._session.asking.close()
        elif not self._presenter.is_presenting:
            self.lessons.escape()
        elif not self.stage.leave_drawer():
            self._toggle_presenting()

    def _toggle_presenting(self) -> None:
        options = self._session.view_options
        self._session.set_view_options(replace(options, is_presenting=not options.is_presenting))
        if self._presenter.is_presenting:
            self._session.post_notice(
                replace(WAY_OUT, is_still_true=self._speaker_has_just_begun())
            )

    def _what_is_shown(self) -> tuple[object, ...]:
        session = self._session
        return session.view_options, session.runs.settings, session.player.cursor, session.lesson

    def _speaker_has_just_begun(self) -> Callable[[], bool]:
        """Return what says whether nothing was done yet: the message hides the rate."""
        began = self._what_is_shown()
        return lambda: self._presenter.is_presenting and self._what_is_shown() == began
