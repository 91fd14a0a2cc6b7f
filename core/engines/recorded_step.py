"""A training step that a GPU has recorded once and plays back: a CUDA graph.

A step of a small network is some twenty kernels that take longer to launch than to run; a graph launches them as one.
https://docs.pytorch.org/docs/stable/notes/cuda.html#cuda-graphs
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import torch

Learn = Callable[["torch.Tensor", "torch.Tensor"], None]
"""(inputs, targets): one step. Every operation on the same memory and of the same shape each time, none of them
waiting for the CPU."""


class Recording(Protocol):
    """What can be played again."""

    def replay(self) -> None: ...


Record = Callable[[Callable[[], None]], Recording]


class RecordedStep:
    """A step for batches of one size. `record` makes the recording; it only notes the work and does none of it."""

    def __init__(
        self,
        learn: Learn,
        inputs: torch.Tensor,
        targets: torch.Tensor,
        record: Callable[[Callable[[], None]], Recording],
    ) -> None:
        self._inputs, self._targets = inputs.clone(), targets.clone()
        self._recording = record(lambda: learn(self._inputs, self._targets))

    def __call__(self, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        self._inputs.copy_(inputs)
        self._targets.copy_(targets)
        self._recording.replay()


def cuda_recording(work: Callable[[], None]) -> Recording:
    """The kernels that `work` launches, as a graph (raises RuntimeError where one of them cannot be recorded)."""
    import torch

    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        work()
    return graph
