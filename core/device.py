"""Which device trains: what the machine has, what was asked for, and why one was chosen."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from core.message import Message
from core.network import Network

WORTH_A_GPU = 20_000_000
"""Multiply-adds in a step from which a GPU is faster.

A step launches about 20 kernels, so a GPU needs 0.1 to 0.2 ms however small the work is. One CPU core does about
10^11 multiply-adds a second in float32, the same 0.2 ms for 20 million.
"""

WORTH_THREADS = 5_000_000
"""Multiply-adds in a step from which waking further threads costs less than they save."""


@dataclass(frozen=True)
class Gpu:
    """One graphics card: its name and its memory in bytes."""

    name: str
    memory: int


@dataclass(frozen=True)
class Machine:
    """What training can run on. `cuda` also stands for AMD cards: torch's ROCm build calls them so."""

    cpu_cores: int
    cuda: tuple[Gpu, ...] = ()
    has_mps: bool = False
    xpu: tuple[Gpu, ...] = ()
    torch_version: str = ""

    @property
    def gpus(self) -> tuple[str, ...]:
        """The kinds of GPU present, the preferred one first."""
        present = {"cuda": bool(self.cuda), "xpu": bool(self.xpu), "mps": self.has_mps}
        return tuple(kind for kind, is_there in present.items() if is_there)


@dataclass(frozen=True)
class DeviceChoice:
    """The device that trains (`cpu`, `cuda`, `mps`, `xpu`), how many CPU threads, and why.

    `warning` says what of the request could not be met.
    """

    device: str
    threads: int
    reason: Message
    warning: Message | None = None
    precision: str = "float32"


def describe_machine() -> Machine:
    """Ask torch what is there. Imports torch, which takes seconds the first time."""
    import torch

    return Machine(
        cpu_cores=_usable_cores(),
        cuda=_gpus(torch.cuda) if torch.cuda.is_available() else (),
        has_mps=torch.backends.mps.is_available(),
        xpu=_gpus(torch.xpu) if torch.xpu.is_available() else (),
        torch_version=torch.__version__,
    )


def choose_device(
    machine: Machine, asked: str, network: Network, batch_size: int, precision: str = "float32"
) -> DeviceChoice:
    """Where to train `network` in batches of `batch_size`. `asked` is `auto`, `cpu`, `cuda`, `mps` or `xpu`."""
    if precision == "float64" and machine.has_mps:
        # Apple's GPUs know no double precision.
        return replace(_choose(replace(machine, has_mps=False), asked, network, batch_size), precision=precision)
    return replace(_choose(machine, asked, network, batch_size), precision=precision)


def _choose(machine: Machine, asked: str, network: Network, batch_size: int) -> DeviceChoice:
    work = work_per_step(network, batch_size)
    threads = cpu_threads(machine, work)
    if asked == "cpu":
        return DeviceChoice("cpu", threads, Message("the CPU was asked for"))
    if asked in machine.gpus:
        return DeviceChoice(asked, threads, Message("{device} was asked for", device=device_label(machine, asked)))
    chosen = _automatic(machine, work, threads)
    if asked == "auto":
        return chosen
    warning = Message("{device} was asked for, but this machine has none; training runs on the CPU", device=asked)
    return DeviceChoice("cpu", threads, Message("{device} was not found", device=asked), warning)


def after_out_of_memory(choice: DeviceChoice) -> DeviceChoice:
    """The CPU, after the memory of the chosen device ran out."""
    reason = Message("the memory of {device} is full", device=choice.device)
    warning = Message(
        "the memory of {device} is full; training goes on on the CPU; a smaller batch needs less",
        device=choice.device,
    )
    return replace(choice, device="cpu", reason=reason, warning=warning)


def work_per_step(network: Network, batch_size: int) -> int:
    """Multiply-adds in one update: every weight, every row, forward, back, and for its own slope."""
    return 3 * network.weight_count * batch_size


def cpu_threads(machine: Machine, work: int) -> int:
    """One for small work; else all cores but one, which stays with the window."""
    return max(1, machine.cpu_cores - 1) if work >= WORTH_THREADS else 1


def device_label(machine: Machine, device: str) -> str:
    """`cuda (NVIDIA A100)`: the device and, where it is known, what it is called."""
    gpus = {"cuda": machine.cuda, "xpu": machine.xpu}.get(device, ())
    return f"{device} ({gpus[0].name})" if gpus else device


def _automatic(machine: Machine, work: int, threads: int) -> DeviceChoice:
    if not machine.gpus:
        return DeviceChoice("cpu", threads, Message("no GPU was found"))
    if work < WORTH_A_GPU:
        return DeviceChoice("cpu", threads, Message("a network this small is faster on the CPU"))
    best = machine.gpus[0]
    label = device_label(machine, best)
    return DeviceChoice(best, threads, Message("a network this large is faster on {device}", device=label))


def _gpus(backend: object) -> tuple[Gpu, ...]:
    """The cards of torch.cuda or torch.xpu, which answer the same questions."""
    count: int = backend.device_count()  # type: ignore[attr-defined]
    properties = [backend.get_device_properties(index) for index in range(count)]  # type: ignore[attr-defined]
    return tuple(Gpu(str(each.name), int(each.total_memory)) for each in properties)


def _usable_cores() -> int:
    """Cores this process may run on: fewer than the machine has inside a container or under taskset."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
