"""What feeds or follows a selection, held against a walk from edge to edge."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.network import Network
from simulator.frames.elements import BiasAt, EdgeAt, Element, LossAt, TargetAt, UnitAt
from simulator.frames.focus import focus_of
from tests.simulator.networks import network_of

Unit = tuple[int, int]


def pruned_network(sizes: list[int], seed: int) -> Network:
    network = network_of(sizes)
    numbers = np.random.default_rng(seed)
    layers = []
    for layer in network.layers:
        is_pruned = numbers.random(layer.weights.shape) < 0.6
        layers.append(replace(layer, weights=np.where(is_pruned, 0.0, layer.weights), is_pruned=is_pruned))
    return replace(network, layers=tuple(layers))


def edges_of(network: Network) -> list[EdgeAt]:
    """All that carry anything."""
    return [
        EdgeAt(column, unit, source)
        for column, layer in enumerate(network.layers, start=1)
        for unit in range(layer.weights.shape[0])
        for source in range(layer.weights.shape[1])
        if layer.is_pruned is None or not layer.is_pruned[unit, source]
    ]


def reached(edges: list[EdgeAt], start: Unit, is_back: bool) -> set[Unit]:
    found, left = {start}, [start]
    while left:
        here = left.pop()
        for edge in edges:
            ends = (edge.column - 1, edge.source), (edge.column, edge.unit)
            near, far = ends[::-1] if is_back else ends
            if near == here and far not in found:
                found.add(far)
                left.append(far)
    return found


@given(st.lists(st.integers(1, 5), min_size=2, max_size=5), st.integers(0, 500), st.data())
def test_ancestors_and_descendants_through_weights_that_carry(
    sizes: list[int], seed: int, data: st.DataObject
) -> None:
    network = pruned_network(sizes, seed)
    column = data.draw(st.integers(0, len(sizes) - 1))
    start = column, data.draw(st.integers(0, sizes[column] - 1))
    focus = focus_of(network, [UnitAt(*start)])
    assert focus is not None
    edges = edges_of(network)
    feeding, following = reached(edges, start, True), reached(edges, start, False)
    everyone = {(k, unit) for k, size in enumerate(sizes) for unit in range(size)}
    assert {each for each in everyone if focus.has_unit(*each)} == feeding | following
    for at in range(1, len(sizes)):
        for unit, source in np.ndindex(sizes[at], sizes[at - 1]):
            edge = EdgeAt(at, unit, source)
            belongs = edge in edges and ((at, unit) in feeding or (at - 1, source) in following)
            assert focus.has(edge) == belongs == focus.edges_into(at)[unit, source]


def test_an_edge_is_fed_by_its_source_and_followed_by_its_unit() -> None:
    focus = focus_of(network_of([2, 3, 3, 2]), [EdgeAt(2, 1, 0)])
    assert focus is not None
    assert [np.flatnonzero(a | b).tolist() for a, b in zip(focus.feeding, focus.following, strict=True)] == [
        [0, 1],
        [0],
        [1],
        [0, 1],
    ]
    assert focus.has(EdgeAt(2, 1, 0))
    assert not focus.has(EdgeAt(2, 1, 1))
    assert focus.edges_into(2).sum() == 1


def test_a_pruned_edge_that_is_selected_is_shown_and_carries_nothing() -> None:
    network = pruned_network([3, 3, 2], 1)
    edge = next(EdgeAt(1, 0, source) for source in range(3) if network.layers[0].is_pruned[0, source])  # type: ignore[index]
    focus = focus_of(network, [edge])
    assert focus is not None
    assert focus.has(edge)
    assert focus.edges_into(1)[edge.unit, edge.source]
    assert focus.edges_into(1).sum() == 1


def test_several_are_the_union_and_nothing_is_no_focus() -> None:
    network = pruned_network([4, 4, 4], 3)
    chosen: list[Element] = [UnitAt(1, 0), UnitAt(1, 2)]
    both = focus_of(network, chosen)
    each = [focus_of(network, [one]) for one in chosen]
    assert both is not None
    for column, size in enumerate(network.sizes):
        for unit in range(size):
            assert both.has_unit(column, unit) == any(one.has_unit(column, unit) for one in each if one)
    assert focus_of(network, []) is None


def test_biases_targets_and_the_loss_stand_for_their_units() -> None:
    network = network_of([2, 2, 2])
    bias, unit = focus_of(network, [BiasAt(1, 1)]), focus_of(network, [UnitAt(1, 1)])
    assert bias is not None
    assert unit is not None
    assert not bias.has(UnitAt(1, 0))
    assert bias.has(BiasAt(1, 1))
    target = focus_of(network, [TargetAt(1)])
    assert target is not None
    assert target.has(TargetAt(1))
    assert not target.has(TargetAt(0))
    loss = focus_of(network, [LossAt()])
    assert loss is not None
    assert all(loss.has_unit(column, unit) for column in range(3) for unit in range(2))
