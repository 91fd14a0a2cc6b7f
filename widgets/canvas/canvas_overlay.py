"""What lies over the picture on the canvas: controls above the columns, an overview and the zoom."""

from __future__ import annotations

from simulator.frames.frame import BOTTOM_LINE
from simulator.frames.framing import layout_for
from widgets.canvas.canvas_view import ZOOM_STEP, CanvasView
from widgets.canvas.layer_controls import LayerControls
from widgets.canvas.minimap import Minimap
from widgets.canvas.zoom_bar import ZoomBar

_AIR = 16


class CanvasOverlay:
    """Keeps each where it belongs, and away where nobody wants it."""

    def __init__(self, canvas: CanvasView) -> None:
        self._canvas = canvas
        self.is_presenting = False
        """Whether the picture is for an audience."""
        self._has_controls = True
        self._was_at_rest = False
        self._controls = LayerControls(canvas)
        self._overview = Minimap(canvas)
        self._bar = ZoomBar(canvas)
        self._bar.zoomed_in.connect(lambda: canvas.zoom_by(ZOOM_STEP))
        self._bar.zoomed_out.connect(lambda: canvas.zoom_by(1 / ZOOM_STEP))
        self._bar.fitted.connect(canvas.fit)

    def present(self, is_presenting: bool) -> None:
        """Nothing over the picture, for an audience."""
        self.is_presenting = is_presenting
        self._bar.setVisible(not is_presenting)
        self.place_controls()
        self._overview.refresh(not is_presenting)

    def allow_controls(self, are_allowed: bool) -> None:
        """Whether layers can be changed above their columns."""
        self._has_controls = are_allowed
        self.place_controls()

    def follow_network(self) -> None:
        """Something else is on show."""
        self._show_zoom()
        self.place_controls()

    def follow_look(self) -> None:
        """One looks from elsewhere, or at a picture of another size."""
        canvas, bar = self._canvas, self._bar
        bar.move(canvas.width() - bar.width() - _AIR, canvas.height() - round(BOTTOM_LINE) - bar.height() // 2)
        self.follow_network()
        self._overview.refresh(not self.is_presenting)

    def follow_time(self) -> None:
        """The playhead moved: there are controls at rest alone."""
        if self._is_at_rest is not self._was_at_rest:
            self.place_controls()

    def place_controls(self) -> None:
        """Put the controls above their columns."""
        if not self._canvas.isVisible():  # its size and what is on show change several times before it is
            return
        self._was_at_rest = self._is_at_rest
        self._controls.refresh(self._was_at_rest and not self.is_presenting and self._has_controls)

    @property
    def _is_at_rest(self) -> bool:
        return self._canvas.stage.playhead.time is None

    def _show_zoom(self) -> None:
        view = self._canvas.view
        self._bar.show_zoom(view.zoom * layout_for(self._canvas.trace, view).scale)
