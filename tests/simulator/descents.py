"""Descents as the window works them out, for pictures and panels."""

from __future__ import annotations

from core.edits import with_training
from core.files.examples import example
from core.results.batch_slopes import batch_of
from core.results.descent import Descent, descent_over, spans_of, walk_of
from core.results.loss_landscape import Landscape
from core.weight_edits import Place, WeightPlace

A, B = WeightPlace(1, 0, 0), WeightPlace(1, 0, 1)


def descent(name: str, *places: Place, rate: float | None = None) -> Descent:
    """The descent of a shipped example, as fine as it gets."""
    experiment = example(name)
    if rate is not None:
        experiment = with_training(experiment, learning_rate=rate)
    landscape = Landscape(experiment.network, *batch_of(experiment, 2000), experiment.training, places)
    rate = experiment.training.learning_rate
    walk = walk_of(landscape, rate, 40)
    spans = spans_of(landscape, experiment.network, rate)
    count = 257 if len(places) == 1 else 33
    return descent_over(landscape, walk, experiment.network, experiment.training.loss, spans, count)
