"""The same training in PyTorch: nn.Sequential, autograd and an optimizer of torch.optim."""

from __future__ import annotations

from core.experiment import Experiment, Training
from core.live_code.loop import epoch_end, indented, order_line
from core.live_code.math import has_short_form
from core.live_code.program import Library
from core.live_code.store import is_masked
from core.live_code.text import listed, number, one_line
from core.network import Network

_ACTIVATIONS = {
    "sigmoid": "nn.Sigmoid()",
    "tanh": "nn.Tanh()",
    "relu": "nn.ReLU()",
    "leaky_relu": "nn.LeakyReLU(0.01)",
    "elu": "nn.ELU()",
    "selu": "nn.SELU()",
    "gelu": "nn.GELU()",
    "silu": "nn.SiLU()",
    "softplus": "nn.Softplus()",
    "softsign": "nn.Softsign()",
    "hard_tanh": "nn.Hardtanh()",
    "sine": "Sine()",
    "softmax": "nn.Softmax(dim=1)",
}
_LOSSES = {
    "mse": "nn.MSELoss()",
    "mae": "nn.L1Loss()",
    "huber": "nn.HuberLoss()",
    "binary_cross_entropy": "nn.BCEWithLogitsLoss()",
    "categorical_cross_entropy": "nn.CrossEntropyLoss()",
}
_OPTIMIZERS = {"sgd": "SGD", "rmsprop": "RMSprop", "adagrad": "Adagrad", "adam": "Adam", "adamw": "AdamW"}


def _notes(experiment: Experiment) -> list[str]:
    if not any(layer.dropout for layer in experiment.network.layers):
        return []
    return ["PyTorch draws dropout by itself: other values are silenced than in Perceptarium."]


def _imports(experiment: Experiment, more: list[str]) -> list[str]:
    lines = ["import numpy as np", *more, "import torch", "from torch import nn"]
    if experiment.training.precision == "float64":
        lines += ["", "torch.set_default_dtype(torch.float64)"]
    return lines


def _model(experiment: Experiment) -> list[str]:
    network = experiment.network
    return [*_sine(network), "", *_modules(network, experiment.training), *_loss(experiment)]


def _sine(network: Network) -> list[str]:
    if all(layer.activation != "sine" for layer in network.layers):
        return []
    return ["", "", "class Sine(nn.Module):", "    def forward(self, z):", "        return torch.sin(z)", ""]


def _preparation(experiment: Experiment) -> list[str]:
    return [*_tensors(experiment), "", *_optimizer(experiment.training), *_schedule(experiment.training)]


def _tensors(experiment: Experiment) -> list[str]:
    names = ["inputs", "x_train", "t_train"]
    if any("x_test" in line for line in epoch_end(experiment)):
        names += ["x_test", "t_test"]
    kind = f"dtype=torch.{experiment.training.precision}"
    lines = [f"{name} = torch.tensor({name}, {kind})" for name in names]
    for index, layer in enumerate(experiment.network.layers, start=1):
        if is_masked(layer):
            lines.append(f"free{index} = torch.tensor(free{index}, {kind})")
    return lines


def _places(network: Network, training: Training) -> tuple[list[str], list[int]]:
    """The modules of the model, and where among them each layer's `nn.Linear` stands."""
    modules: list[str] = []
    places: list[int] = []
    for index, layer in enumerate(network.layers):
        places.append(len(modules))
        bias = "" if layer.use_bias else ", bias=False"
        modules.append(
            f"nn.Linear({network.sizes[index]}, {network.sizes[index + 1]}{bias}),  # {one_line(layer.name)}"
        )
        is_last = index == len(network.layers) - 1
        if layer.activation != "identity" and not (is_last and has_short_form(network, training.loss)):
            modules.append(f"{_ACTIVATIONS[layer.activation]},")
        if layer.dropout:
            modules.append(f"nn.Dropout({number(layer.dropout)}),")
    return modules, places


def _modules(network: Network, training: Training) -> list[str]:
    modules, places = _places(network, training)
    lines = ["model = nn.Sequential("]
    if has_short_form(network, training.loss):
        lines.insert(0, f"# Without {network.output.activation} at its end: the loss brings that along.")
    lines += [*indented(modules), ")", "with torch.no_grad():"]
    for index, (layer, place) in enumerate(zip(network.layers, places, strict=True), start=1):
        lines.append(f"    model[{place}].weight.copy_(torch.tensor(W{index}))")
        if layer.use_bias:
            lines.append(f"    model[{place}].bias.copy_(torch.tensor(b{index}))")
    return lines


def _loss(experiment: Experiment) -> list[str]:
    kind = experiment.training.loss
    if kind == "half_squared_error":
        lines = ["", "", "def loss_function(a, t):", "    return 0.5 * ((a - t) ** 2).sum(dim=1).mean()"]
    else:
        lines = [f"loss_function = {_LOSSES[kind]}"]
    has_dropout = any(layer.dropout for layer in experiment.network.layers)
    body = ["with torch.no_grad():", "    return loss_function(model(x), t).item()"]
    if has_dropout:
        body.insert(0, "model.eval()  # without dropout")
    return [*lines, "", "", "def loss_of(x, t):", *indented(body)]


def _optimizer(training: Training) -> list[str]:
    given = ["model.parameters()", "lr=learning_rate"]
    if training.momentum:
        given.append(f"momentum={number(training.momentum)}")
    if training.nesterov:
        given.append("nesterov=True")
    if training.decay or training.optimizer == "adamw":
        given.append(f"weight_decay={number(training.decay)}")
    return listed(f"optimizer = torch.optim.{_OPTIMIZERS[training.optimizer]}(", given, ")")


def _schedule(training: Training) -> list[str]:
    schedule = training.schedule
    making = {
        "step": f"StepLR(optimizer, {schedule.every}, gamma={number(schedule.factor)})",
        "exponential": f"ExponentialLR(optimizer, gamma={number(schedule.factor)})",
        "cosine": f"CosineAnnealingLR(optimizer, epochs, eta_min={number(schedule.lowest)})",
    }.get(schedule.kind)
    if making is not None:
        return [f"schedule = torch.optim.lr_scheduler.{making}"]
    if schedule.kind == "one_cycle":
        return [
            "schedule = torch.optim.lr_scheduler.OneCycleLR(",
            "    optimizer,",
            "    learning_rate,",
            "    total_steps=epochs * -(-len(x_train) // batch_size),",
            "    cycle_momentum=False,",
            ")",
        ]
    return []


def _epoch(experiment: Experiment) -> list[str]:
    training, network = experiment.training, experiment.network
    lines = [order_line(training), "for start in range(0, len(order), batch_size):"]
    batch = ["rows = order[start : start + batch_size]"]
    if any(layer.dropout for layer in network.layers):
        batch.append("model.train()")
    batch += ["loss = loss_function(model(x_train[rows]), t_train[rows])"]
    places = _places(network, training)[1]
    if training.l1 or training.l2:
        batch += [
            "# Penalties on weights, not on biases.",
            f"for place in {places}:",
            "    weight = model[place].weight",
        ]
        if training.l2:
            batch.append(f"    loss = loss + {number(training.l2)} / 2 * (weight**2).sum()")
        if training.l1:
            batch.append(f"    loss = loss + {number(training.l1)} * weight.abs().sum()")
    batch += ["optimizer.zero_grad()", "loss.backward()"]
    masked = [(index, places[index - 1]) for index, layer in enumerate(network.layers, start=1) if is_masked(layer)]
    batch += [f"model[{place}].weight.grad *= free{index}" for index, place in masked]
    if training.gradient_clip is not None:
        batch.append(f"nn.utils.clip_grad_norm_(model.parameters(), {number(training.gradient_clip)})")
    batch.append("optimizer.step()")
    if masked and training.decay:
        batch.append("with torch.no_grad():  # weight decay has moved them too")
        for index, place in masked:
            batch += [f"    kept = torch.tensor(W{index}) * (1 - free{index})"]
            batch += [f"    model[{place}].weight.copy_(model[{place}].weight * free{index} + kept)"]
    if training.schedule.kind == "one_cycle":
        batch.append("schedule.step()")
    lines += indented(batch)
    if training.schedule.kind in ("step", "exponential", "cosine"):
        lines.append("schedule.step()")
    return lines


def _predictions(experiment: Experiment) -> list[str]:
    network = experiment.network
    lines = ["with torch.no_grad():", "    predictions = model(inputs)"]
    if has_short_form(network, experiment.training.loss):
        call = "softmax(dim=1)" if network.output.activation == "softmax" else "sigmoid()"
        lines[-1] += f".{call}"
    return [*lines, "print(predictions[:5])"]


PYTORCH = Library("the same training in PyTorch.", _notes, _imports, _model, _preparation, _epoch, _predictions)
