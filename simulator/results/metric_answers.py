"""The explanation of a number about many rows, from how a network answered them."""

from __future__ import annotations

from core.explaining.explanation import Explanation
from core.explaining.links import Metric
from core.explaining.metric_explanation import explain_metric
from core.explaining.metric_numbers import Split
from simulator.results.evaluation import Evaluation, Part, results_of


def metric_explanation(evaluation: Evaluation, at: Metric) -> Explanation | None:
    """Why a metric of these answers is what it is; None where they have no such number."""
    report = evaluation.test_report if at.is_test else evaluation.train_report
    if report is None:
        return None
    results = results_of(Part.TEST if at.is_test else Part.TRAIN, evaluation)
    network = evaluation.network
    return explain_metric(Split(report, results, network.output.units, len(network.layers)), at)
