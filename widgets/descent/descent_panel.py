"""The dock "Gradient descent": which numbers, the picture, the steps, and the learning rate."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.edits import with_training
from core.experiment import Experiment
from core.message import Message, Problem
from core.network import Array
from core.results.descent import Descent
from core.weight_edits import BiasPlace, Place, with_values
from simulator.plots.descent_words import name_of
from simulator.words import say
from widgets.descent.descent_view import DescentView
from widgets.descent.place_chooser import PlaceChooser
from widgets.descent.rate_row import RateRow
from widgets.parts.controls import Button, EmptyState, LabelledRow, ToolButton, column_of, row_of, rule, text_label
from widgets.parts.scroll_panel import ScrollPanel


class DescentPanel(QWidget):
    """Shows what it is given, and asks for edits; the ball's walk is in the picture alone."""

    places_chosen = Signal(object)
    """The numbers to look along: a tuple of one or two places, or of none."""
    edit_requested = Signal(object, object, object)
    """The name of the edit, the experiment it leads to, and what it may be merged with."""
    edit_ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._experiment: Experiment | None = None
        self._places: tuple[Place, ...] = ()
        find = say(Message("Choose a weight, or type its name"))
        self.first = PlaceChooser(say(Message("Along this weight or bias")), find)
        self.second = PlaceChooser(say(Message("And along this one")), find, nothing=say(Message("nothing else")))
        self._second_row = LabelledRow(say(Message("and")), self.second)
        self.empty = EmptyState("")
        self.view = DescentView()
        self._make_buttons()
        self.rate = RateRow()
        self._rate_row = LabelledRow(say(Message("Learning rate")), self.rate)
        self.note = text_label("", "small")
        self.note.setWordWrap(True)
        self._compose()
        self.first.chosen.connect(lambda place: self._choose(place, self.second.place))
        self.second.chosen.connect(lambda place: self._choose(self.first.place, place))
        self.view.player.moved.connect(self._show_buttons)
        self.rate.dragged.connect(lambda rate: self._set_rate(rate, "learning rate"))
        self.rate.committed.connect(lambda rate: self._set_rate(rate, None))
        self.rate.released.connect(self.edit_ended)
        self.show_problem(None)

    def _make_buttons(self) -> None:
        player = self.view.player
        self.to_start = ToolButton("to-start", say(Message("Back to start")), 28, 18, "boxed", "Home")
        self.step = ToolButton("beat-next", say(Message("Make one step")), 28, 18, "boxed", "→")
        self.play = ToolButton("play", say(Message("Play the steps")), 28, 18, "boxed", "Space")
        self.count = text_label("", "label")
        self.apply = Button(
            say(Message("Apply")), say(Message("Set the network to where the ball is; one edit that can be undone"))
        )
        self.to_start.clicked.connect(player.to_start)
        self.step.clicked.connect(player.step_on)
        self.play.clicked.connect(lambda: player.pause() if player.is_playing else player.play())
        self.apply.clicked.connect(self._apply)

    def _compose(self) -> None:
        layout = column_of(LabelledRow(say(Message("Along")), self.first), self._second_row)
        self._buttons = QWidget()
        buttons = row_of(self.to_start, self.step, self.play, self.count, None, self.apply, spacing=6)
        self._buttons.setLayout(buttons)
        self._rule = rule()
        layout.addSpacing(4)
        for widget in (self.empty, self.view, self._buttons, self._rule, self._rate_row, self.note):
            layout.addWidget(widget)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ScrollPanel(layout))

    # --- what is shown

    def show_experiment(self, experiment: Experiment, places: tuple[Place, ...]) -> None:
        """Whose numbers there are to choose, and which are chosen."""
        self._experiment, self._places = experiment, places
        network = experiment.network
        for chooser in (self.first, self.second):
            chooser.show_network(network)
        self.first.show_place(network, places[0] if places else None)
        self.second.show_place(network, places[1] if len(places) > 1 else None)
        self.second.setEnabled(bool(places))
        self.rate.show_rate(experiment.training.learning_rate)
        if not places:
            self.show_problem(None)

    def show_descent(self, descent: Descent, run: Array | None) -> None:
        assert self._experiment is not None
        self.view.show_descent(descent, run)
        self.note.setText(" ".join(say(line) for line in _notes(self._experiment, descent, run is not None)))
        self._show_parts(is_empty=False)
        self._show_buttons()

    def show_problem(self, why: str | None) -> None:
        """Why there is no picture; None: nothing is chosen."""
        choose = Message("Select a weight or a bias on the canvas, or choose one above, to see its slope.")
        self.empty.line.setText(why or say(choose))
        self.view.player.to_start()
        self._show_parts(is_empty=True)

    def _show_parts(self, *, is_empty: bool) -> None:
        self.empty.setVisible(is_empty)
        for widget in (self.view, self._buttons, self._rule, self._rate_row, self.note):
            widget.setVisible(not is_empty)

    def _show_buttons(self) -> None:
        player = self.view.player
        self.to_start.setEnabled(player.shown > 0)
        self.step.setEnabled(player.step < player.last)
        self.play.setEnabled(player.last > 0)
        self.play.set_icon("pause" if player.is_playing else "play")
        words = Message("Rest") if player.is_playing else Message("Play the steps")
        self.play.rename(say(words), "Space")
        self.count.setText(say(Message("step {step} of {last}", step=player.step, last=player.last)))
        self.apply.setEnabled(player.step > 0 and not player.is_moving)

    # --- what is asked for

    def _choose(self, first: Place | None, second: Place | None) -> None:
        chosen = [place for place in (first, second) if place is not None]
        self.places_chosen.emit(tuple(dict.fromkeys(chosen)))

    def _set_rate(self, rate: float, merge: str | None) -> None:
        if self._experiment is None:
            return
        try:
            changed = with_training(self._experiment, learning_rate=rate)
        except Problem as problem:
            self.rate.show_rate(self._experiment.training.learning_rate)
            self._rate_row.complain(say(problem.message))
            return
        self._rate_row.settle()
        name = Message("Set {setting}", setting=Message("Learning rate"))
        self.edit_requested.emit(name, changed, merge)

    def _apply(self) -> None:
        descent, step = self.view.descent, self.view.player.step
        if descent is None or self._experiment is None:
            return
        values = dict(zip(descent.places, descent.walk.points[step].tolist(), strict=True))
        names = " + ".join(say(name_of(descent.network, place)) for place in descent.places)
        name = Message("Apply {steps} steps along {names}", steps=step, names=names)
        if step == 1:
            name = Message("Apply 1 step along {names}", names=names)
        self.edit_requested.emit(name, with_values(self._experiment, values), None)


def _notes(experiment: Experiment, descent: Descent, has_run: bool) -> list[Message]:
    """What has to be known to read the picture rightly."""
    rows = f"{descent.rows:,}"
    of_rows = Message("Mean loss of {rows} training rows", rows=rows)
    over = Message("Loss of the example") if experiment.data.source == "none" else of_rows
    lines = [Message("{over}, without penalties; all other weights and biases stay as they are.", over=over)]
    if any(_is_held(descent, place) for place in descent.places):
        lines.append(Message("Frozen, pruned or not in use: training leaves it as it is."))
    if not experiment.training.is_plain_descent:
        lines.append(Message("The steps are those of plain gradient descent; this training makes others."))
    if has_run:
        lines.append(Message("The line is the way of the last run, which changed the other weights too."))
    return lines


def _is_held(descent: Descent, place: Place) -> bool:
    layer = descent.network.layers[place.column - 1]
    return not layer.use_bias if isinstance(place, BiasPlace) else bool(layer.is_held[place.unit, place.source])
