"""Flat arrays of numbers become networks again, also where weights were pruned or biases given up since."""

from __future__ import annotations

from core.edits import with_bias_used
from core.files.examples import example
from core.parameters import flat_values, network_with
from core.weight_edits import WeightPlace, with_pruned


def test_a_network_is_its_numbers() -> None:
    network = example("circle").network
    assert network_with(network, flat_values(network)) == network
    pruned = with_pruned(example("circle"), [WeightPlace(1, 0, 0)], True).network
    assert network_with(pruned, flat_values(pruned)) == pruned


def test_numbers_of_a_moment_before_an_edit_are_shown_as_they_were() -> None:
    before = example("iris")
    values = flat_values(before.network)
    values[values == 0] = 0.5
    after = with_bias_used(before, 1, False)
    after = with_pruned(after, [WeightPlace(1, 0, 0), WeightPlace(1, 0, 1)], True)
    shown = network_with(after.network, values)
    assert flat_values(shown).tolist() == values.tolist()
    assert shown.layers[0].use_bias
    assert shown.layers[0].is_pruned is None
