"""`explain` on the command line: every number of one step, as text or as JSON."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from core.experiment import Example, Experiment, partner_problem
from core.files.examples import find
from core.message import Failure, Message, Problem
from core.network import Array, Network
from core.trace import Trace, trace, trace_example


def explain(arguments: Namespace) -> int:
    """Print the step of a file's example, or of `--inputs` and `--targets` (raises Problem or Failure)."""
    experiment = _with_example(load(arguments.file), arguments)
    if arguments.step and experiment.example.targets is None:
        raise Problem(Message("a step needs targets to learn from; give them with --targets"), "--step")
    step = trace_example(experiment)
    _refuse_infinite(step)
    if arguments.json:
        print(json.dumps(_as_json(step, with_update=arguments.step), allow_nan=False))
    else:
        print_step(experiment, step)
    return 0


def load(name: str) -> Experiment:
    """A shipped example or a file, refused where its loss does not go with its output (raises Problem)."""
    experiment = find(name)
    problem = partner_problem(experiment.network, experiment.training)
    if problem is not None:
        raise Problem(problem.message, f"{name}: {problem.place}")
    return experiment


def print_step(experiment: Experiment, step: Trace) -> None:
    """The step worked through as text."""
    from simulator.telling.transcript import step_text

    print(step_text(step, experiment).rstrip("\n"))


def _with_example(experiment: Experiment, arguments: Namespace) -> Experiment:
    """The experiment with the example of the command line; other inputs have no targets unless they are given."""
    if arguments.inputs is None and arguments.targets is None:
        return experiment
    inputs = experiment.example.inputs if arguments.inputs is None else arguments.inputs
    try:
        return replace(experiment, example=Example(inputs, arguments.targets))
    except Problem as problem:
        raise Problem(problem.message, problem.place.replace("example.", "--")) from None


def _as_json(step: Trace, with_update: bool) -> dict[str, Any]:
    content: dict[str, Any] = {
        "raw_inputs": step.raw_inputs.tolist(),
        "inputs": step.inputs.tolist(),
        "layers": [
            {
                "name": here.layer.name,
                "z": here.z.tolist(),
                "a": here.a.tolist(),
                "d_loss_d_a": _listed(here.d_loss_d_a),
                "d_loss_d_z": _listed(here.d_loss_d_z),
                "d_loss_d_weights": _listed(here.d_loss_d_weights),
                "d_loss_d_bias": _listed(here.d_loss_d_bias) if here.layer.use_bias else None,
            }
            for here in step.layers
        ],
        "prediction": step.prediction.tolist(),
        "targets": _listed(step.targets),
        "loss": step.loss,
        "loss_name": step.training.loss,
    }
    if with_update:
        content["after"] = _after(step)
    return content


def _after(step: Trace) -> dict[str, Any]:
    """The network after the update, and what it then says of the same example."""
    updated = _updated(step)
    again = trace(updated, step.inputs, step.targets, step.training, step.raw_inputs)
    try:
        _refuse_infinite(again)
    except Failure as failure:
        raise Failure(Message("after the step, {what}", what=failure.message), failure.place) from None
    return {
        "weights": [layer.weights.tolist() for layer in updated.layers],
        "biases": [layer.bias.tolist() for layer in updated.layers],
        "prediction": again.prediction.tolist(),
        "loss": again.loss,
    }


def _updated(step: Trace) -> Network:
    if step.updated is not None:
        return step.updated
    # The trace only knows that some new weight is beyond a double: find the layer to name it.
    for here in step.layers:
        with np.errstate(over="ignore"):
            moved = here.layer.weights - step.training.first_rate * np.asarray(here.d_loss_d_weights)
        if not np.isfinite(moved).all():
            raise _infinite(f"layer {here.layer.name}", Message("an updated weight"))
    raise _infinite("", Message("an updated bias"))


def _refuse_infinite(step: Trace) -> None:
    """Say where a number first left what a double can hold (raises Failure)."""
    for column, what, numbers in _numbers_of(step):
        rows, *_ = np.nonzero(~np.isfinite(numbers))
        if len(rows):
            raise _infinite(_place(step.network, column, int(rows[0])), what)
    if step.loss is not None and not np.isfinite(step.loss):
        raise _infinite("", Message("the loss"))


def _numbers_of(step: Trace) -> Iterator[tuple[int, Message, Array]]:
    """Every array of a trace in the order it was computed: its column, its name, its numbers (a row a unit)."""
    yield 0, Message("the input as fed"), step.inputs
    for column, here in enumerate(step.layers, start=1):
        yield column, Message("the weighted sum z"), here.z
        yield column, Message("the activation a"), here.a
    for column, here in reversed(list(enumerate(step.layers, start=1))):
        for what, slopes in (
            (Message("the slope of the loss at a"), here.d_loss_d_a),
            (Message("the slope of the loss at z"), here.d_loss_d_z),
            (Message("the slope of the loss at a weight"), here.d_loss_d_weights),
        ):
            if slopes is not None:
                yield column, what, slopes


def _place(network: Network, column: int, unit: int) -> str:
    name = network.unit_names(column)[unit]
    return f"input {name}" if column == 0 else f"layer {network.layers[column - 1].name}, unit {name}"


def _infinite(place: str, what: Message) -> Failure:
    return Failure(Message("{what} is beyond what a number can hold", what=what), place)


def _listed(array: Array | None) -> Any:
    return None if array is None else array.tolist()
