"""The clock of the animation: where the playhead stands, whether it moves, how fast. It changes nothing else."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from simulator.frames.timeline import Timeline

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
FRAME_MILLISECONDS = 16
# A beat that began this short a time ago counts as just begun: one more press goes to the one before.
_JUST_BEGUN = 0.15


class Playhead(QObject):
    """Stands at `time` seconds of its timeline, or at rest (None), where the whole forward pass is shown."""

    moved = Signal()
    playing_changed = Signal(bool)

    def __init__(self, timeline: Timeline, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.timeline = timeline
        self.time: float | None = None
        self.speed = 1.0
        self.hurry = 1.0
        """How many times faster than that, where a step has only so much time."""
        self.is_looping = False
        self._until: float | None = None
        """Where it is to stop, where that is before the end."""
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MILLISECONDS)
        self._timer.timeout.connect(self._tick)
        self._since_tick = QElapsedTimer()

    @property
    def is_playing(self) -> bool:
        return self._timer.isActive()

    def set_timeline(self, timeline: Timeline) -> None:
        """Stand on another timeline; a time beyond its end becomes its end."""
        if timeline is not self.timeline:
            self._until = None
        self.timeline = timeline
        if self.time is not None:
            self.time = min(self.time, timeline.duration)

    def play(self) -> None:
        """Move on; from rest or from the end, begin at the beginning."""
        if self.is_playing:
            return
        if self.time is None or self.time >= self.timeline.duration:
            self.time = 0.0
        self._since_tick.start()
        self._timer.start()
        self.playing_changed.emit(True)
        self.moved.emit()

    def pause(self) -> None:
        self._until = None
        if self.is_playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def toggle(self) -> None:
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def seek(self, time: float) -> None:
        """Stand at a time of the step, held to its length."""
        self.time = min(max(0.0, time), self.timeline.duration)
        self.moved.emit()

    def rest(self) -> None:
        """Stop, and show the network as it is."""
        self.pause()
        self.time = None
        self.moved.emit()

    def beat_on(self) -> None:
        """To where the next beat begins, or to the end."""
        self.pause()
        beats = self.timeline.beats
        if self.time is None:
            self.seek(beats[1].start if len(beats) > 1 else beats[0].end)
        else:
            self.seek(beats[self.timeline.index_at(self.time)].end)

    def beat_back(self) -> None:
        """To where this beat began, or the one before; before the first, to rest."""
        self.pause()
        if self.time is None:
            return
        index = self.timeline.index_at(self.time)
        beat = self.timeline.beats[index]
        if self.time - beat.start > _JUST_BEGUN:
            self.seek(beat.start)
        elif index > 0:
            self.seek(self.timeline.beats[index - 1].start)
        else:
            self.rest()

    def play_beat(self) -> None:
        """Play the next beat and stop at its end, as a slide is built. A beat under way is brought to its end first:
        nothing is passed over unseen."""
        timeline = self.timeline
        if self.is_playing and self.time is not None:
            self.pause()
            self.seek(timeline.still_at(self.time))
            return
        index = -1 if self.time is None else timeline.index_at(self.time)
        is_done = self.time is None or self.time >= timeline.still_at(self.time)
        if not is_done:
            begin = self.time
        elif index + 1 < len(timeline.beats):
            index += 1
            begin = timeline.beats[index].start
        else:
            return
        self.pause()
        self.time = begin
        self.play()
        self._until = timeline.still_at(timeline.beats[index].start)

    def play_beat_back(self) -> None:
        """To where the beat before has ended; before the first, to rest."""
        self.pause()
        if self.time is None:
            return
        index = self.timeline.index_at(self.time)
        if index == 0:
            self.rest()
        else:
            self.seek(self.timeline.still_at(self.timeline.beats[index - 1].start))

    def _tick(self) -> None:
        elapsed = self._since_tick.restart() / 1000 * self.speed * self.hurry
        self.advance(elapsed)

    def advance(self, seconds: float) -> None:
        """Move on by so much of the step; at the end stop, or begin again where it loops."""
        time = (self.time or 0.0) + seconds
        if self._until is not None and time >= self._until:
            time = self._until
            self.pause()
        if time >= self.timeline.duration:
            if self.is_looping:
                time %= self.timeline.duration
            else:
                time = self.timeline.duration
                self.pause()
        self.time = time
        self.moved.emit()
