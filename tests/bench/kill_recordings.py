"""Recordings killed and cancelled at moments drawn at random: no broken film, nothing stray after the next start.

python -m tests.bench.kill_recordings [KILLS] [CANCELS]
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import av

ROOT = Path(__file__).parents[2]
FRAMES = 150
KINDS = (".mp4", ".webm", ".gif", ".webp", ".apng", "")


def kill_one(folder: Path, chance: random.Random, environment: Mapping[str, str]) -> str:
    """Record, kill, start again; what became of the film: `killed` (there is none) or `whole`."""
    path = folder / f"film{chance.choice(KINDS)}"
    size, rate = ("--size", "320x180"), ("--fps", "25")
    command = [sys.executable, "main.py", "record", "bank", "--out", str(path), *size, *rate, "--seconds", "6"]
    own = {**environment, "XDG_DATA_HOME": str(folder / "data"), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([*command, "--json"], cwd=ROOT, env=own, stdout=subprocess.PIPE, text=True)
    # From the first moments, when nothing is there yet, to the last, when the file is moved into place.
    wait = chance.uniform(0.0, 2.5)
    try:
        process.wait(wait)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert process.stdout is not None
    process.stdout.close()
    subprocess.run(
        [sys.executable, "-c", "from simulator.files.unfinished import remove_unfinished; remove_unfinished()"],
        cwd=ROOT, env=own, check=True,
    )  # fmt: skip
    left = {each.name for each in folder.iterdir()} - {"data"}
    if not left:
        return "killed"
    assert left == {path.name}, left
    assert frames_in(path) == FRAMES
    return "whole"


def frames_in(path: Path) -> int:
    if path.is_dir():
        return len(list(path.iterdir()))
    if path.suffix == ".webp":
        # Pictures that are alike are one that lasts longer; PyAV cannot read them, Pillow says how long they last.
        from PIL import Image

        with Image.open(path) as image:
            lasted = 0
            for number in range(image.n_frames):  # type: ignore[attr-defined]
                image.seek(number)
                image.load()
                lasted += image.info["duration"]
        return round(lasted / 40)
    with av.open(str(path)) as container:
        return sum(1 for _ in container.decode(video=0))


def cancel_one(folder: Path, chance: random.Random) -> str:
    from PySide6.QtGui import QGuiApplication

    from core.files.examples import example
    from simulator.film.composed import step_film
    from simulator.film.recorder import record
    from simulator.film.settings import FilmSettings

    assert QGuiApplication.instance() is not None
    path = folder / f"film{chance.choice(KINDS)}"
    film = step_film(example("bank"), FilmSettings(width=320, height=180, fps=25, seconds=6))
    after, done = chance.randrange(FRAMES + 1), 0

    def progress(painted: int, total: int) -> None:
        nonlocal done
        done = painted

    is_whole = record(film, path, progress, lambda: done >= after)
    left = [each.name for each in folder.iterdir()]
    assert left == ([path.name] if is_whole else []), left
    return "whole" if is_whole else "cancelled"


def main() -> None:
    kills, cancels = (int(text) for text in (*sys.argv[1:], "100", "20")[:2])
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication([])
    chance = random.Random(0)
    for name, count in (("kill", kills), ("cancel", cancels)):
        seen: Counter[str] = Counter()
        for _ in range(count):
            with tempfile.TemporaryDirectory() as folder:
                seen[
                    kill_one(Path(folder), chance, os.environ) if name == "kill" else cancel_one(Path(folder), chance)
                ] += 1
        print(f"{name} × {count}: {dict(seen)}; no broken film, nothing stray")
    del application


if __name__ == "__main__":
    main()
