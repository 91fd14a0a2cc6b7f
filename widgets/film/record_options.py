"""What a film shows and how: the settings of the film dialog, the few that most films need before all others."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.experiment import Experiment
from core.message import Message
from simulator.film.format import FORMATS, MP4, FilmFormat
from simulator.film.presets import Preset, preset_of
from simulator.film.settings import LARGEST_SIDE, LONGEST, MOST_FRAMES_A_SECOND, SMALLEST_SIDE, FilmSettings, Quality
from simulator.film.sizes import LINE_NAMES, OWN, SHAPES, shape_of, size_of
from simulator.frames.face import BiasAs, Face
from simulator.frames.faces import reason_against
from simulator.words import say
from widgets.film.camera_choice import camera_choice
from widgets.film.film_rows import FilmRows, film_row
from widgets.film.preset_tiles import PresetTiles
from widgets.film.story_rows import StoryRows
from widgets.parts.combo_box import ComboBox
from widgets.parts.controls import Button, SectionHead, SegmentedControl, column_of, row_of, text_label
from widgets.parts.disclosure import Disclosure
from widgets.parts.face_words import name_of
from widgets.parts.scroll_panel import ScrollPanel


class RecordOptions(QWidget):
    """`settings` and `kind` are what it says now. Which kind of file it is, the name of the file decides: `show_kind`
    brings this in step with it."""

    changed = Signal()
    kind_chosen = Signal(object)
    """A FilmFormat: the name of the file is to end so."""
    load_requested = Signal()
    save_requested = Signal()

    def __init__(self, experiment: Experiment, settings: FilmSettings, why_no_training: str = "") -> None:
        super().__init__()
        self.rows = FilmRows(settings, self)
        self.kind: FilmFormat | None = MP4
        self.presets = PresetTiles()
        self._is_own_size = False
        self._make_rows(why_no_training)
        self._make_network_rows(experiment)
        self.story = StoryRows(self.rows, experiment)
        self._compose(why_no_training)
        self.presets.chosen.connect(self._apply)
        self.rows.changed.connect(self._change)
        self.rows.follow(lambda _: self._show_what_fits())

    @property
    def settings(self) -> FilmSettings:
        return self.rows.settings

    def show_settings(self, settings: FilmSettings) -> None:
        """Show what was read from a file."""
        self._is_own_size = False
        self.rows.show(settings)
        self.changed.emit()

    def show_kind(self, kind: FilmFormat | None) -> None:
        """None: the file's name is that of no kind there is."""
        self.kind = kind
        if kind is not None:
            self.format.choose(kind)
        self._show_what_fits()

    def _make_rows(self, why_no_training: str) -> None:
        rows = self.rows
        whats = [("step", say(Message("One step"))), ("training", say(Message("Training run")))]
        self.what = SegmentedControl(say(Message("What")), whats)
        self.what.chosen.connect(self._choose_what)
        rows.follow(lambda settings: self.what.choose(settings.what))
        if why_no_training:
            self.what.allow("training", False, why_no_training)
        themes = [("light", Message("Light")), ("dark", Message("Dark"))]
        self.theme = rows.segments("theme_name", Message("Theme"), themes)
        grounds = [(False, Message("Filled")), (True, Message("Transparent"))]
        self.ground = rows.segments("is_transparent", Message("Ground"), grounds)
        self.format = ComboBox(say(Message("Format")), [(kind, kind.name) for kind in FORMATS])
        self.format.chosen.connect(self.kind_chosen)
        self._make_size()
        self.fps = rows.number("fps", Message("Frames a second"), 1, MOST_FRAMES_A_SECOND, whole=True)
        qualities = [
            (Quality.SMALL, Message("Small file")),
            (Quality.GOOD, Message("Good")),
            (Quality.BEST, Message("Best")),
        ]
        self.quality = rows.choice("quality", Message("Quality"), qualities)
        self.seconds = rows.number("seconds", Message("Seconds"), 0.1, LONGEST, empty=Message("as long as it takes"))

    def _make_network_rows(self, experiment: Experiment) -> None:
        rows = self.rows
        faces = [(face, name_of(face)) for face in Face if reason_against(face, experiment) is None]
        self.face = rows.choice("face", Message("Unit faces"), faces)
        self.camera = camera_choice(rows, experiment.network)
        biases = [(BiasAs.NUMBER, Message("Numbers")), (BiasAs.NODE, Message("Nodes"))]
        self.bias = rows.segments("bias", Message("Biases"), biases)

    def _make_size(self) -> None:
        rows = self.rows
        shapes = [(shape, shape) for shape in SHAPES]
        self.shape = ComboBox(say(Message("Shape")), [*shapes, (OWN, say(Message("Own size")))])
        self.lines = ComboBox(say(Message("Height")), [(lines, say(name)) for lines, name in LINE_NAMES.items()])
        sides = SMALLEST_SIDE, LARGEST_SIDE
        self.width_field = rows.number("width", Message("Width in pixels"), *sides, whole=True)
        self.height_field = rows.number("height", Message("Height in pixels"), *sides, whole=True)
        self.shape.chosen.connect(self._choose_size)
        self.lines.chosen.connect(self._choose_size)

    def _compose(self, why_no_training: str) -> None:
        reason = text_label(why_no_training, "small")
        reason.setWordWrap(True)
        reason.setVisible(bool(why_no_training))
        self.more = Disclosure(
            say(Message("More about the film")), say(Message("Size, format, quality, length, captions …")), "film"
        )
        size, own = QWidget(), QWidget()
        size.setLayout(row_of(self.shape, self.lines))
        own.setLayout(row_of(self.width_field, text_label("×", "label"), self.height_field))
        self._own_row = film_row(Message(""), own)
        self._add(
            Message("File"),
            film_row(Message("Format"), self.format),
            film_row(Message("Size"), size),
            self._own_row,
            film_row(Message("Frame rate"), self.fps),
            film_row(Message("Quality"), self.quality),
            film_row(Message("Seconds"), self.seconds),
        )
        self._add(Message("Story"), *self.story.all())
        self._add(
            Message("Network"),
            film_row(Message("Unit faces"), self.face),
            film_row(Message("Biases"), self.bias),
            film_row(Message("Camera"), self.camera),
        )
        self.more.body.addLayout(self._file_buttons())
        column = column_of(
            self.presets,
            film_row(Message("What"), self.what),
            reason,
            film_row(Message("Theme"), self.theme),
            film_row(Message("Ground"), self.ground),
            self.more,
        )
        column.insertSpacing(1, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._panel = ScrollPanel(column)
        layout.addWidget(self._panel)

    def _add(self, title: Message, *rows: QWidget) -> None:
        for row in (SectionHead(say(title)), *rows):
            self.more.body.addWidget(row)

    def _file_buttons(self) -> QVBoxLayout:
        load = Button(say(Message("Load options…")), say(Message("Take all options from a film file")))
        save = Button(say(Message("Save options…")), say(Message("Keep all options, for a script or another day")))
        self.load_button, self.save_button = load, save
        for button, signal in ((load, self.load_requested), (save, self.save_requested)):
            button.setAutoDefault(False)
            button.clicked.connect(signal)
        held = column_of()
        held.setContentsMargins(0, 4, 0, 0)
        held.addLayout(row_of(load, save))
        return held

    def _apply(self, preset: Preset) -> None:
        self._is_own_size = False
        self.rows.show(preset.applied(self.settings))
        if preset.kind is not self.kind:
            self.kind_chosen.emit(preset.kind)
        self._change()

    def _choose_what(self, what: str) -> None:
        """A step has no epochs, and a run counts no steps."""
        fitting = {"first_epoch": None, "last_epoch": None} if what == "step" else {"steps": 1}
        self.rows.edit(what=what, **fitting)

    def _choose_size(self) -> None:
        """By shape and lines; a size of one's own begins with the present one."""
        shape = self.shape.currentData()
        self._is_own_size = shape == OWN
        if self._is_own_size:
            self._show_what_fits()
            self.width_field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        width, height = size_of(shape, self.lines.currentData())
        self.rows.edit(width=width, height=height)

    def _change(self) -> None:
        self._show_what_fits()
        self.changed.emit()

    def _show_what_fits(self) -> None:
        settings = self.settings
        named = None if self._is_own_size else shape_of(settings.width, settings.height)
        if named is not None:
            self.shape.choose(named[0])
            self.lines.choose(named[1])
        else:
            self.shape.choose(OWN)
        self.lines.setVisible(named is not None)
        self._own_row.setVisible(named is None)
        # Where nothing is ever lost there is nothing to choose.
        self.quality.setEnabled(self.kind is None or not self.kind.is_lossless)
        self.presets.show_preset(None if self.kind is None else preset_of(settings, self.kind))
