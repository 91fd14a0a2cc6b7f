"""The choice of a device, on machines described by hand."""

from __future__ import annotations

import os

import numpy as np
import pytest

from core.device import (
    WORTH_A_GPU,
    Gpu,
    Machine,
    after_out_of_memory,
    choose_device,
    cpu_threads,
    describe_machine,
    work_per_step,
)
from core.network import Layer, Network

BARE = Machine(cpu_cores=8)
NVIDIA = Machine(cpu_cores=8, cuda=(Gpu("NVIDIA A100", 80 * 2**30),))
APPLE = Machine(cpu_cores=8, has_mps=True)
INTEL = Machine(cpu_cores=8, xpu=(Gpu("Arc", 16 * 2**30),))


def network(sources: int, units: int) -> Network:
    layer = Layer("output", tuple(map(str, range(units))), "identity", np.zeros((units, sources)))
    return Network(tuple(map(str, range(sources))), (layer,))


SMALL, LARGE = network(4, 3), network(1000, 1000)


def test_automatic_without_a_gpu_is_the_cpu() -> None:
    choice = choose_device(BARE, "auto", LARGE, 256)
    assert (choice.device, str(choice.reason), choice.warning) == ("cpu", "no GPU was found", None)


@pytest.mark.parametrize(("machine", "device"), [(NVIDIA, "cuda"), (APPLE, "mps"), (INTEL, "xpu")])
def test_automatic_takes_the_gpu_for_large_networks_and_the_cpu_for_small_ones(machine: Machine, device: str) -> None:
    assert choose_device(machine, "auto", LARGE, 256).device == device
    small = choose_device(machine, "auto", SMALL, 10)
    assert (small.device, str(small.reason)) == ("cpu", "a network this small is faster on the CPU")


def test_the_reason_names_the_card() -> None:
    assert "NVIDIA A100" in str(choose_device(NVIDIA, "auto", LARGE, 256).reason)
    assert "NVIDIA A100" in str(choose_device(NVIDIA, "cuda", SMALL, 10).reason)


def test_the_work_of_a_step_decides_and_the_batch_counts() -> None:
    rows = WORTH_A_GPU // work_per_step(LARGE, 1)
    assert choose_device(NVIDIA, "auto", LARGE, rows).device == "cpu"
    assert choose_device(NVIDIA, "auto", LARGE, rows + 1).device == "cuda"


@pytest.mark.parametrize("asked", ["cpu", "cuda"])
def test_what_was_asked_for_and_is_there_is_taken(asked: str) -> None:
    choice = choose_device(NVIDIA, asked, SMALL, 10)
    assert (choice.device, choice.warning) == (asked, None)


@pytest.mark.parametrize(("machine", "asked"), [(BARE, "cuda"), (NVIDIA, "mps"), (APPLE, "xpu")])
def test_what_was_asked_for_and_is_absent_is_said_and_the_cpu_taken(machine: Machine, asked: str) -> None:
    choice = choose_device(machine, asked, LARGE, 256)
    assert choice.device == "cpu"
    assert str(choice.warning) == f"{asked} was asked for, but this machine has none; training runs on the CPU"


def test_after_running_out_of_memory_the_cpu_goes_on_and_says_so() -> None:
    choice = after_out_of_memory(choose_device(NVIDIA, "auto", LARGE, 256))
    assert choice.device == "cpu"
    assert "the memory of cuda is full" in str(choice.warning)


def test_small_work_takes_one_thread_and_large_work_leaves_a_core_to_the_window() -> None:
    assert cpu_threads(BARE, 1000) == 1
    assert cpu_threads(BARE, 10**9) == 7
    assert cpu_threads(Machine(cpu_cores=1), 10**9) == 1
    assert choose_device(BARE, "auto", SMALL, 10).threads == 1


def test_this_machine_can_be_described() -> None:
    import torch

    machine = describe_machine()
    assert 1 <= machine.cpu_cores <= (os.cpu_count() or 1)
    assert machine.torch_version == torch.__version__
    assert bool(machine.cuda) == torch.cuda.is_available()
