"""Why a number about a whole split is what it is, in words and as arithmetic."""

from __future__ import annotations

import numpy as np

from core.explaining.arithmetic import Number, Sign
from core.explaining.explanation import Explanation
from core.explaining.links import Metric, MetricKind
from core.explaining.metric_numbers import MAKERS, Split
from core.losses import LOSSES
from core.message import Message

_TITLES = {
    MetricKind.LOSS: Message("Loss"),
    MetricKind.ACCURACY: Message("Accuracy"),
    MetricKind.AREA: Message("AUC"),
    MetricKind.MAE: Message("MAE"),
    MetricKind.RMSE: Message("RMSE"),
    MetricKind.R2: Message("R²"),
    MetricKind.CELL: Message("Rows in a cell"),
    MetricKind.PRECISION: Message("Precision"),
    MetricKind.RECALL: Message("Recall"),
    MetricKind.F1: Message("F1"),
}
_SENTENCES = {
    MetricKind.LOSS: Message("Every row has a loss of its own; this is their mean."),
    MetricKind.ACCURACY: Message("The share of the rows whose class was answered right."),
    MetricKind.AREA: Message("The chance that a row of one class scores higher than a row of the other."),
    MetricKind.MAE: Message("How far off the predictions are on average, whichever way."),
    MetricKind.RMSE: Message("How far off the predictions are; large errors count more."),
    MetricKind.R2: Message("How much of the variation of the targets is explained: 1 is all of it."),
    MetricKind.CELL: Message("How many of the rows that are {truth} were called {answer}."),
    MetricKind.PRECISION: Message("Of the rows that were called {truth}, the share that are."),
    MetricKind.RECALL: Message("Of the rows that are {truth}, the share that was called so."),
    MetricKind.F1: Message("Precision and recall in one: high only where both are."),
}
_RULES: dict[MetricKind, str] = {
    MetricKind.LOSS: "mean over the rows of loss",
    MetricKind.ACCURACY: "rows answered right / rows",
    MetricKind.AREA: "pairs won / pairs",
    MetricKind.MAE: "mean of |error|",
    MetricKind.RMSE: "√(mean of error²)",
    MetricKind.R2: "1 − Σ error² / Σ (target − mean target)²",
    MetricKind.CELL: "number of rows",
    MetricKind.PRECISION: "called so and right / called so",
    MetricKind.RECALL: "called so and right / all that are",
    MetricKind.F1: "2 × precision × recall / (precision + recall)",
}


@np.errstate(over="ignore", invalid="ignore")
def explain_metric(split: Split, at: Metric) -> Explanation | None:
    """The explanation of a number about a split; None where this split has no such number."""
    told = MAKERS[at.kind](split, at)
    if told is None:
        return None
    part = Message("the {rows} test rows", rows=split.report.rows)
    if not at.is_test:
        part = Message("the {rows} training rows", rows=split.report.rows)
    title = _TITLES[at.kind]
    return Explanation(
        at,
        (part, *_place(split, at)),
        title,
        _sentence(split, at),
        (Sign(title), Sign("="), Sign(_RULES[at.kind])),
        told.equation,
        Number(told.value),
        _notes(split, at),
        told.comes_from,
        told.goes_to,
    )


def _place(split: Split, at: Metric) -> tuple[Message | str, ...]:
    classes = split.report.classes
    if at.output is not None:
        return (split.outputs[at.output],)
    if at.kind is MetricKind.CELL and classes is not None:
        truth, answer = classes.names[at.truth], classes.names[at.answer]
        return (Message("{truth} called {answer}", truth=truth, answer=answer),)
    if at.kind in (MetricKind.PRECISION, MetricKind.RECALL, MetricKind.F1) and classes is not None:
        return (classes.names[at.truth],)
    return ()


def _sentence(split: Split, at: Metric) -> Message:
    classes = split.report.classes
    if classes is None:
        return _SENTENCES[at.kind]
    truth, answer = classes.names[at.truth], classes.names[at.answer]
    return Message(_SENTENCES[at.kind].template, truth=truth, answer=answer)


def _notes(split: Split, at: Metric) -> tuple[Message, ...]:
    if at.kind is MetricKind.LOSS:
        loss = LOSSES[split.results.loss_name]
        return (Message("loss {name}: {convention}", name=loss.called, convention=loss.convention),)
    if at.kind is MetricKind.AREA:
        return (Message("a pair is a row of each class; it is won where the right one scores higher, a tie is half"),)
    if at.kind in (MetricKind.MAE, MetricKind.RMSE):
        return (Message("in the units of the target"),)
    return ()
