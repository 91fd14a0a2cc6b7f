"""What is done with the runs of an experiment: shown, branched, run again, compared, taken over, deleted."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from core.edits import randomised, with_network, with_training
from core.experiment import Experiment
from core.message import Message, Problem
from core.parameters import flat_values, network_with
from core.runs.run_legs import has_come_further
from core.runs.run_tree import RunTree, TrainedRun
from core.runs.tape_layout import shapes_of
from core.runs.tape_parts import BUDGETS
from simulator.document.document import Document
from simulator.document.recovery_slot import About
from simulator.stage.stage import Stage
from simulator.words import say, say_problem
from widgets.runs.runs_panel import Ask, RunsPanel
from widgets.runs.training_desk import TrainingDesk


class RunsDesk(QObject):
    """Between the list of runs, the training and the document. What it changes there can be undone."""

    said = Signal(str)

    def __init__(self, document: Document, stage: Stage, training: TrainingDesk, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._stage = stage
        self._training = training
        self._runs = training.runs
        self._window = window
        self.panel = RunsPanel(training.runs, self.can)
        self.panel.asked.connect(self.do)
        self.panel.renamed.connect(self._runs.rename)
        self.panel.document_asked.connect(training.shown.show_document)
        self.panel.saved_with_toggled.connect(self._save_with)
        self.panel.tapes_chosen.connect(self._save_tapes)
        self._known = self._runs.tree
        self._runs.changed.connect(self._note_change)
        self.branch = QAction(say(Message("Branch &from here")), self)
        """For the menu: a new run from the moment on show."""
        self.branch.setEnabled(False)
        self.branch.triggered.connect(lambda *_: training.branch_here())
        training.state_changed.connect(lambda _: self._follow())
        self._runs.changed.connect(self._follow)
        training.shown.epoch_shown.connect(lambda _: self.panel.refresh_actions())
        stage.changed.connect(self.panel.refresh_back)

    def begin_anew(self) -> None:
        """Another experiment is on the desk, with the runs that are in its file."""
        self._document.runs_to_save = None
        runs = self._document.runs
        self._training.begin_anew(runs)
        self._show_what_goes_on()
        self._document.runs_to_save = self._runs.to_save if runs.runs else None
        # A file that held tapes goes on to hold them, about as large as it was.
        plan = self._runs.planned(BUDGETS[-1])
        budget = None if plan is None else next((each for each in BUDGETS if plan.whole <= each), BUDGETS[-1])
        self._document.tape_budget = budget
        self.panel.set_saved_with(bool(runs.runs), budget)

    def save_as_before(self, about: About) -> None:
        """Work that a window left behind is back: it is saved as it would have been there."""
        self._document.runs_to_save = self._runs.to_save if about.has_runs else None
        self._document.tape_budget = about.tape_budget if about.tape_budget in BUDGETS else None
        self.panel.set_saved_with(about.has_runs, self._document.tape_budget)
        last = next((run for run in reversed(self._runs.tree.runs) if run.tape is not None), None)
        if last is None or last.tape is None or self._runs.shown is not None:
            return
        self._training.shown.show_run(last.id)
        with contextlib.suppress(Problem, OSError):
            if has_come_further(last.tape, self._document.experiment):
                self._training.come_back(last.id)

    def add(self, runs: RunTree) -> None:
        """The file has other runs now: they come to those that are here."""
        before = len(self._runs.tree)
        self._document.runs_to_save = None
        self._runs.add(runs)
        if runs.runs:
            self._document.runs_to_save = self._runs.to_save
            self.panel.set_saved_with(True, self._document.tape_budget)
            if len(self._runs.tree) > len(runs):
                self._document.set_other_runs()
        added = len(self._runs.tree) - before
        if added:
            runs_added = "Loaded, with {count} more run" if added == 1 else "Loaded, with {count} more runs"
            words = Message(runs_added + "; undo brings back what was here", count=added)
            self.said.emit(say(words))

    def _show_what_goes_on(self) -> None:
        """The run that led to the experiment, where its tape is there: its losses and its scrubber."""
        found = self._runs.ends_with(self._document.experiment.network)
        if found is not None:
            self._training.take_up(found)
            self._training.shown.show_run(found)

    def _follow(self) -> None:
        self.branch.setEnabled(self._training.shown.can_branch)
        self.panel.refresh_actions()

    def _save_with(self, is_wanted: bool) -> None:
        self._document.runs_to_save = self._runs.to_save if is_wanted else None
        self._document.tape_budget = None
        self.panel.set_saved_with(is_wanted, None)
        self._document.set_other_runs()

    def _save_tapes(self, budget: int | None) -> None:
        """With their tapes runs are saved, whatever was chosen before."""
        if budget is not None:
            self._document.runs_to_save = self._runs.to_save
        self._document.tape_budget = budget
        self.panel.set_saved_with(self._document.runs_to_save is not None, budget)
        self._document.set_other_runs()

    def _note_change(self) -> None:
        """Runs came, went or have other words: where the file holds them, it is no longer up to date."""
        before, self._known = self._known, self._runs.tree
        if self._document.runs_to_save is not None and before is not self._known:
            self._document.set_other_runs()

    def can(self, ask: Ask, number: int) -> bool:
        """Whether this can be done with a run now; to show number 0 is to show the experiment itself."""
        if ask is Ask.SHOW:
            is_live = self._training.state == "running" and not self._training.shown.is_elsewhere
            return not self._stage.is_showing_document and not is_live
        if number not in self._runs.tree:
            return False
        if ask in (Ask.RENAME, Ask.NOTE):
            return True
        if ask is Ask.COMPARE:
            return len(self._runs.tree) > 1
        if self._training.state == "running":
            return False
        if ask is Ask.BRANCH:
            return number == self._runs.shown and self._training.shown.can_branch
        return ask is not Ask.TAKE or self._runs.tree[number].tape is not None

    def do(self, ask: Ask, number: int) -> None:
        """What was asked for, or why it cannot be."""
        run = self._runs.tree[number]
        try:
            if ask is Ask.SHOW:
                self._training.shown.show_run(number)
            elif ask is Ask.BRANCH:
                self._training.branch_here()
            elif ask is Ask.RENAME:
                self.panel.edit_name(number)
            elif ask is Ask.NOTE:
                self._note(run)
            elif ask is Ask.COMPARE:
                self._compare(number)
            elif ask is Ask.TAKE:
                self._take(run)
            elif ask is Ask.DELETE:
                self._delete(run)
            else:
                self._run_again(ask, run)
        except Problem as problem:
            self.said.emit(say_problem(problem))

    def _run_again(self, ask: Ask, run: TrainedRun) -> None:
        present = self._document.experiment
        if ask is Ask.SAME_START:
            name = Message("Rerun {name} from the same weights", name=run.name)
            made = from_same_weights(run, present)
        elif ask is Ask.OTHER_SEED:
            seed = 1 + max(each.start.training.seed for each in self._runs.tree.runs)
            name = Message("Rerun {name} with seed {seed}", name=run.name, seed=seed)
            made = with_other_seed(run, seed)
        else:
            name, made = Message("Rerun {name}", name=run.name), run.start
        # What is only looked at stays as it is on the desk.
        made = replace(made, name=present.name, notes=present.notes)
        self._training.run_again(name, made, run)

    def _take(self, run: TrainedRun) -> None:
        network = self._runs.newest(run.id)
        if network is not None:
            name = Message("Take the weights of {name}", name=run.name)
            self._document.edit(name, with_network(self._document.experiment, network))
            self._training.shown.show_document()

    def _note(self, run: TrainedRun) -> None:
        title, label = say(Message("Note")), say(Message("About {name}", name=run.name))
        notes, is_said = QInputDialog.getMultiLineText(self._window, title, label, run.notes)
        if is_said:
            self._runs.note(run.id, notes)

    def _delete(self, run: TrainedRun) -> None:
        words = Message("Delete {name} and its tape? This cannot be undone. Its branches stay.", name=run.name)
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self._window, say(Message("Delete run")), say(words), buttons.Yes | buttons.Cancel, buttons.Cancel
        )
        if answer == buttons.Yes:
            self._training.remove_run(run.id)

    def _compare(self, number: int) -> None:
        """With the run on show, or where that is the same one, with the one it left or the one before it."""
        from widgets.runs.compare_dialog import CompareDialog

        others = [each.id for each in self._runs.tree.runs if each.id != number]
        run = self._runs.tree[number]
        wanted = (self._runs.shown, run.parent, others[-1])
        first = next(each for each in wanted if each is not None and each != number)
        dialog = CompareDialog(self._runs, first, number, self._window)
        dialog.show()


def with_other_seed(run: TrainedRun, seed: int) -> Experiment:
    """What a run started from with another seed; weights that were drawn from the old one are drawn anew."""
    start = run.start
    made = with_training(start, seed=seed)
    is_drawn = start.unfinished is None and randomised(start).network == start.network
    return randomised(made) if is_drawn else made


def from_same_weights(run: TrainedRun, present: Experiment) -> Experiment:
    """The present experiment with the weights that a run started from, and with its progress there (raises Problem
    where its network has other sizes)."""
    start = run.start
    if shapes_of(start.network) != shapes_of(present.network):
        raise Problem(Message("{name} is of a network with other layers or units.", name=run.name))
    made = with_network(present, network_with(present.network, flat_values(start.network)))
    progress = start.unfinished
    if progress is None:
        return made
    from core.runs.branching import carried_over  # with all that replays a tape

    carried = replace(made, progress=carried_over(progress, start, made))
    return carried if carried.unfinished is not None else made
