"""The folder between window and training process."""

from __future__ import annotations

import shutil

from core.files.examples import example
from core.files.files import read
from simulator.training.run_folder import RunFolder


def test_a_folder_that_somebody_tidied_away_is_made_again() -> None:
    folder, bank = RunFolder(), example("bank")
    try:
        folder.hand_over(bank)
        shutil.rmtree(folder.path)
        folder.clear()
        assert read(folder.hand_over(bank)) == bank
    finally:
        folder.remove()
