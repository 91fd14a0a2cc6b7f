"""An application to measure text and paint with, and trainers with a real process at their other end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.training.trainer import Trainer


@pytest.fixture(autouse=True, scope="session")
def application(qapp: object) -> None:
    """Fonts, pictures and signals need one."""


@pytest.fixture(scope="module")
def shared_trainer(qapp: object) -> Iterator[Trainer]:
    """One process for the tests that leave it alive."""
    trainer = Trainer()
    trainer.warm_up()
    yield trainer
    trainer.close()


@pytest.fixture
def trainer(shared_trainer: Trainer) -> Iterator[Trainer]:
    shared_trainer.stop()
    yield shared_trainer
    shared_trainer.stop()


@pytest.fixture
def own_trainer(qapp: object) -> Iterator[Trainer]:
    """A process of its own, for tests that end it."""
    trainer = Trainer()
    yield trainer
    trainer.close()
