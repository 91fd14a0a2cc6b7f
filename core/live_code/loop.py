"""What the training loops of all kinds of live code share: learning rates, the end of an epoch, what is left out."""

from __future__ import annotations

from core.data.data import rows_of, table_of
from core.experiment import Experiment, Training, partner_problem
from core.live_code.text import comment, number


def refusal(experiment: Experiment) -> list[str]:
    """Why nothing can be trained here, as comments; empty where it can."""
    problem = partner_problem(experiment.network, experiment.training)
    if problem is not None:
        return comment(f"This cannot be trained: {problem.message}. Choose another loss or output activation.")
    if not len(table_of(experiment)):
        return comment("There is nothing to train on: give the example a target, or choose data.")
    return []


def general_notes(experiment: Experiment) -> list[str]:
    """What is true of every loop."""
    notes = ["Training starts from the weights on show, at the first epoch."]
    if experiment.training.precision == "float32":
        notes.append("Perceptarium trains in single precision (float32): figures agree to about six digits.")
    return notes


def has_test_rows(experiment: Experiment) -> bool:
    return bool(len(rows_of(table_of(experiment), experiment.data, experiment.training)[1]))


def settings_lines(experiment: Experiment) -> list[str]:
    """The numbers a loop is steered by."""
    training = experiment.training
    lines = [
        f"learning_rate = {number(training.learning_rate)}",
        f"batch_size = {training.batch_size}",
        f"epochs = {training.epochs}",
    ]
    if training.shuffle:
        lines.append(f"seed = {training.seed}")
    return lines


def order_line(training: Training) -> str:
    """The order of one epoch, as every engine of the program draws it."""
    if training.shuffle:
        return "order = np.random.default_rng([seed, 2, epoch]).permutation(len(x_train))"
    return "order = np.arange(len(x_train))"


def rate_functions(training: Training) -> list[str]:
    """The definition that a one-cycle schedule needs."""
    if training.schedule.kind != "one_cycle":
        return []
    return [
        "",
        "",
        "def rate_at(step):",
        '    """One cycle: up along half a cosine wave, then down."""',
        "    steps = epochs * -(-len(x_train) // batch_size)",
        "    first, top, end = learning_rate / 25, 0.3 * steps - 1, steps - 1",
        "    if step <= top:",
        "        wave = (1 + np.cos(np.pi * step / top)) / 2",
        "        return learning_rate + (first - learning_rate) * wave",
        "    wave = (1 + np.cos(np.pi * (step - top) / (end - top))) / 2",
        "    return first / 1e4 + (learning_rate - first / 1e4) * wave",
    ]


def rate_of_epoch(training: Training) -> str | None:
    """The learning rate as an expression in `epoch`; None where it is constant or changes at every step."""
    schedule = training.schedule
    match schedule.kind:
        case "step":
            return f"learning_rate * {number(schedule.factor)} ** (epoch // {schedule.every})"
        case "exponential":
            return f"learning_rate * {number(schedule.factor)} ** epoch"
        case "cosine":
            wave = "(1 + np.cos(np.pi * epoch / epochs)) / 2"
            if not schedule.lowest:
                return f"learning_rate * {wave}"
            lowest = number(schedule.lowest)
            return f"{lowest} + (learning_rate - {lowest}) * {wave}"
        case _:
            return None


def before_loop(experiment: Experiment) -> list[str]:
    """What early stopping remembers."""
    if experiment.training.early_stopping.patience is None:
        return []
    return ['best_loss, best_epoch = float("inf"), 0']


def epoch_end(experiment: Experiment) -> list[str]:
    """Losses of the whole splits after an epoch, and early stopping; `loss_of(x, t)` gives a float."""
    has_test = has_test_rows(experiment)
    stopping = experiment.training.early_stopping
    lines = ["train_loss = loss_of(x_train, t_train)"]
    if has_test:
        lines += ["test_loss = loss_of(x_test, t_test)"]
    lines += [f"print(epoch + 1, train_loss{', test_loss' if has_test else ''})"]
    if stopping.loss_below is not None:
        lines += [f"if train_loss < {number(stopping.loss_below)}:", "    break"]
    if stopping.patience is not None:
        watched = "test_loss" if has_test else "train_loss"
        lines += [
            f"if {watched} < best_loss:",
            f"    best_loss, best_epoch = {watched}, epoch + 1",
            f"if epoch + 1 - best_epoch >= {stopping.patience}:",
            "    break",
        ]
    return lines


def indented(lines: list[str], depth: int = 1) -> list[str]:
    return [f"{'    ' * depth}{line}" if line else line for line in lines]
