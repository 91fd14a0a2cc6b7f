"""The same training in Keras 3: a Sequential model, compiled, one batch after the other."""

from __future__ import annotations

from core.experiment import Experiment, Training
from core.live_code.loop import indented, order_line, rate_functions, rate_of_epoch
from core.live_code.math import has_short_form
from core.live_code.program import Library
from core.live_code.store import is_masked
from core.live_code.text import listed, number, one_line
from core.network import Layer, Network

_ACTIVATIONS = {
    "leaky_relu": "keras.layers.LeakyReLU(negative_slope=0.01)",
    "sine": "keras.ops.sin",
}
_LOSSES = {
    "mse": "keras.losses.MeanSquaredError()",
    "mae": "keras.losses.MeanAbsoluteError()",
    "huber": "keras.losses.Huber()",
    "half_squared_error": "half_squared_error",
    "binary_cross_entropy": "keras.losses.BinaryCrossentropy(from_logits=True)",
    "categorical_cross_entropy": "keras.losses.CategoricalCrossentropy(from_logits=True)",
}
# Keras adds epsilon at another place than torch; with these numbers the steps agree.
_OPTIMIZERS = {
    "sgd": ("SGD", []),
    "rmsprop": ("RMSprop", ["rho=0.99", "epsilon=1e-16"]),
    "adagrad": ("Adagrad", ["initial_accumulator_value=0", "epsilon=1e-20"]),
    "adam": ("Adam", ["epsilon=1e-8"]),
    "adamw": ("AdamW", ["epsilon=1e-8"]),
}


def _notes(experiment: Experiment) -> list[str]:
    """What Keras does otherwise than the program."""
    training, layers = experiment.training, experiment.network.layers
    is_masked_anywhere = any(is_masked(layer) for layer in layers)
    notes = []
    if any(layer.dropout for layer in layers):
        notes.append("Keras draws dropout by itself: other values are silenced than in Perceptarium.")
    if training.momentum and training.schedule.kind != "constant":
        notes.append("Keras keeps the learning rate in its momentum: as the rate changes, figures differ.")
    if training.gradient_clip is not None and (is_masked_anywhere or _penalty_of_decay(training)):
        notes.append("Keras clips with the slopes of held weights and of weight decay in the norm: figures differ.")
    return notes


def _penalty_of_decay(training: Training) -> float:
    """Weight decay as torch does it is an l2 penalty on everything; only adamw's is decay in Keras too."""
    return 0.0 if training.optimizer == "adamw" else training.decay


def _imports(experiment: Experiment, more: list[str]) -> list[str]:
    lines = ["import keras", "import numpy as np", *more]
    if experiment.training.precision == "float64":
        lines += ["", 'keras.config.set_floatx("float64")']
    return lines


def _model(experiment: Experiment) -> list[str]:
    training = experiment.training
    return [
        "",
        *_layers(experiment),
        *_loss(experiment),
        *_optimizer(training),
        "model.compile(optimizer=optimizer, loss=loss)",
        *_loss_of(training.loss),
        *rate_functions(training),
    ]


def _layers(experiment: Experiment) -> list[str]:
    network, training = experiment.network, experiment.training
    lines = ["model = keras.Sequential(", "    [", f"        keras.Input(({network.sizes[0]},)),"]
    is_short = has_short_form(network, training.loss)
    if is_short:
        lines.insert(0, f"# Without {network.output.activation} at its end: the loss brings that along.")
    for index, layer in enumerate(network.layers):
        is_last = index == len(network.layers) - 1
        lines += indented(_dense(layer, training, has_activation=not (is_last and is_short)), 2)
        if layer.dropout:
            lines.append(f"        keras.layers.Dropout({number(layer.dropout)}),")
    lines += ["    ]", ")"]
    values = []
    for index, layer in enumerate(network.layers, start=1):
        values.append(f"W{index}.T")
        if layer.use_bias:
            values.append(f"b{index}")
    lines += ["# Keras has a column of weights for every unit: .T turns rows into columns."]
    short = f"model.set_weights([{', '.join(values)}])"
    if len(short) > 76:
        return [*lines, "model.set_weights(", "    [", *(f"        {value}," for value in values), "    ]", ")"]
    return [*lines, short]


def _dense(layer: Layer, training: Training, *, has_activation: bool) -> list[str]:
    given = [str(len(layer.units))]
    if layer.activation != "identity" and has_activation:
        given.append(f"activation={_ACTIVATIONS.get(layer.activation, chr(34) + layer.activation + chr(34))}")
    if not layer.use_bias:
        given.append("use_bias=False")
    decay = _penalty_of_decay(training)
    if training.l1 or training.l2 or decay:
        l1 = f"l1={number(training.l1)}, " if training.l1 else ""
        given.append(f"kernel_regularizer=keras.regularizers.L1L2({l1}l2={number((training.l2 + decay) / 2)})")
    if decay and layer.use_bias:
        given.append(f"bias_regularizer=keras.regularizers.L2({number(decay / 2)})")
    remark = f"  # {one_line(layer.name)}"
    short = f"keras.layers.Dense({', '.join(given)}),"
    if len(short + remark) <= 68:
        return [short + remark]
    return [f"keras.layers.Dense({remark}", *(f"    {each}," for each in given), "),"]


def _loss(experiment: Experiment) -> list[str]:
    kind, outputs = experiment.training.loss, len(experiment.network.output.units)
    if kind != "half_squared_error":
        return [f"loss = {_LOSSES[kind]}"]
    return [
        "",
        "",
        "def half_squared_error(t, a):",
        f"    return {number(outputs / 2)} * keras.losses.mean_squared_error(t, a)  # half the sum of {outputs}",
        "",
        "",
        "loss = half_squared_error",
    ]


def _optimizer(training: Training) -> list[str]:
    name, more = _OPTIMIZERS[training.optimizer]
    given = ["learning_rate", *more]
    if training.momentum:
        given.append(f"momentum={number(training.momentum)}")
    if training.nesterov:
        given.append("nesterov=True")
    if training.optimizer == "adamw":
        given.append(f"weight_decay={number(training.decay)}")
    if training.gradient_clip is not None:
        given.append(f"global_clipnorm={number(training.gradient_clip)}")
    return listed(f"optimizer = keras.optimizers.{name}(", given, ")")


def _loss_of(kind: str) -> list[str]:
    rows = "loss(t, model.predict(x, verbose=0))"
    mean = f"keras.ops.mean({rows})" if kind == "half_squared_error" else rows
    return ["", "", "def loss_of(x, t):", f"    return float({mean})"]


def _preparation(experiment: Experiment) -> list[str]:
    return ["step = 0"] if experiment.training.schedule.kind == "one_cycle" else []


def _epoch(experiment: Experiment) -> list[str]:
    training, network = experiment.training, experiment.network
    lines = [order_line(training)]
    rate = rate_of_epoch(training)
    if rate is not None:
        lines.append(f"optimizer.learning_rate = {rate}")
    lines.append("for start in range(0, len(order), batch_size):")
    batch = ["rows = order[start : start + batch_size]"]
    if training.schedule.kind == "one_cycle":
        batch += ["optimizer.learning_rate = rate_at(step)", "step += 1"]
    batch.append("model.train_on_batch(x_train[rows], t_train[rows])")
    dense = [place for place, layer in enumerate(_with_dropout(network)) if layer is not None]
    for index, (layer, place) in enumerate(zip(network.layers, dense, strict=True), start=1):
        if is_masked(layer):
            batch += [
                f"kernel = model.layers[{place}].kernel  # held weights stay",
                f"kernel.assign(keras.ops.where(free{index}.T == 1, kernel, W{index}.T))",
            ]
    return [*lines, *indented(batch)]


def _with_dropout(network: Network) -> list[Layer | None]:
    """The layers of the model in Keras: None where one is dropout."""
    made: list[Layer | None] = []
    for layer in network.layers:
        made += [layer, None] if layer.dropout else [layer]
    return made


def _predictions(experiment: Experiment) -> list[str]:
    network = experiment.network
    lines = ["predictions = model.predict(inputs, verbose=0)"]
    if has_short_form(network, experiment.training.loss):
        lines += [
            f"predictions = keras.ops.{network.output.activation}(predictions)",
            "predictions = keras.ops.convert_to_numpy(predictions)",
        ]
    return [*lines, "print(predictions[:5])"]


KERAS = Library("the same training in Keras.", _notes, _imports, _model, _preparation, _epoch, _predictions)
