"""Advice from the rows: inputs that are not scaled, classes that are rare."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.advice.advice import CLASS_IMBALANCE, UNSCALED_INPUTS, Advice, Remedy, Units
from core.advice.rows import Rows
from core.data.fitting import with_data_settings
from core.experiment import Experiment, Scaling
from core.message import Message
from core.numbers import short

LARGE = 10.0
"""How large a fed input may be, as a root mean square. Initialisers reckon with about 1 (LeCun et al., Efficient
BackProp, 1998, 4.3); ten times as much drives a tanh to its ends with every usual weight."""
APART = 30.0
"""So many times larger than the smallest may the largest input be: slopes of weights differ as their inputs do, and
one learning rate has to suit all."""
IMBALANCED = 4.0
"""So many rows of the most frequent class to one of the rarest: of two classes, less than a fifth, which Google's
Machine Learning Crash Course calls moderate imbalance."""


def data_advice(experiment: Experiment, rows: Rows) -> Iterator[Advice]:
    """Nothing for the lone example of an experiment without data."""
    if experiment.data.source == "none" or not rows.are_several:
        return
    if experiment.data.scaling.kind == "none":
        yield from _unscaled(experiment, rows)
    if len(rows.class_counts) > 1:
        yield from _imbalanced(experiment, rows)


def _unscaled(experiment: Experiment, rows: Rows) -> Iterator[Advice]:
    sizes = np.sqrt((rows.inputs**2).mean(axis=0))
    told = sizes > 0  # an input that is always 0 has no size
    if not told.any():
        return
    largest, smallest = float(sizes.max()), float(sizes[told].min())
    if largest <= LARGE and largest <= APART * smallest:
        return
    names = experiment.network.inputs
    most, least = int(sizes.argmax()), int(np.where(told, sizes, np.inf).argmin())
    is_lonely = most == least or largest <= APART * smallest
    why = Message(
        "Values of {large} are about {most} large. Weights are drawn for inputs of about 1; so sums begin far from "
        "0, and one learning rate cannot suit all weights.",
        large=names[most],
        most=short(largest, 3),
    )
    if not is_lonely:
        why = Message(
            "Values of {large} are about {most} large, those of {small} {least}: {times} times. The slopes of their "
            "weights differ as much, and one learning rate cannot suit both.",
            large=names[most],
            most=short(largest, 3),
            small=names[least],
            least=short(smallest, 3),
            times=short(largest / smallest, 2),
        )
    far = sizes > LARGE if (sizes > LARGE).any() else sizes >= largest
    yield Advice(
        UNSCALED_INPUTS,
        Message("The inputs are not scaled."),
        why,
        Message("Standardise them: subtract the mean, divide by the spread of the training rows."),
        "failing-networks",
        (Units(0, tuple(np.flatnonzero(far).tolist())),),
        Remedy(Message("Standardise the inputs"), lambda now: with_data_settings(now, scaling=Scaling("standard"))),
    )


def _imbalanced(experiment: Experiment, rows: Rows) -> Iterator[Advice]:
    counts = rows.class_counts
    present = [count for count in counts if count]
    rarest, commonest = min(present), max(present)
    if commonest <= IMBALANCED * rarest:
        return
    share = commonest / rows.total
    yield Advice(
        CLASS_IMBALANCE,
        Message("Some classes are rare."),
        Message(
            "Of {rows} training rows {rare} are of class “{rarest}”, but {many} of “{commonest}”. Always answering "
            "“{commonest}” would be right in {share} % of them: a high accuracy says little here.",
            rows=rows.total,
            rare=rarest,
            rarest=rows.class_names[counts.index(rarest)],
            many=commonest,
            commonest=rows.class_names[counts.index(commonest)],
            share=short(100 * share, 2),
        ),
        Message("Look at recall and the confusion matrix, gather more rows of rare classes, and stratify the split."),
        "failing-networks",
        (),
        None
        if experiment.data.stratify or not rows.test_rows
        else Remedy(Message("Stratify the split"), lambda now: with_data_settings(now, stratify=True)),
    )
