"""Makes every film of the gallery again, and the page that shows them, from the shipped examples alone.

    python docs/gallery/make.py [NAME…]

Each film has its options in a film file beside this script; `record --film` takes the same file.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from main import main as perceptarium  # noqa: E402


@dataclass(frozen=True)
class Shown:
    """A film: what it is called, the example it is of, and what there is to see."""

    name: str
    example: str
    words: str


FILMS = (
    Shown(
        "bank",
        "bank",
        "One step with numbers small enough to check by hand: forward, loss, backward, update.",
    ),
    Shown("arithmetic", "bank-tanh", "The same step through tanh, with the arithmetic of every moment beside it."),
    Shown("gradient-descent", "gradient-descent", "Four steps down the slope of the loss along one weight."),
    Shown("spiral", "spiral", "Two arms of a spiral come apart: every unit's map, the decision map and the loss."),
    Shown("digits", "digits", "Handwritten digits: what is taken for what, until hardly any is wrong."),
    Shown("slopes-tall", "slopes", "Slopes through ReLU, for a phone."),
    Shown("close-ups", "bank-tanh", "A step in close-ups: what a beat is about comes nearer, the rest stands back."),
    Shown("digits-tall", "digits", "The digits again, for a phone."),
)
LARGEST = 3_000_000


def make(shown: Shown) -> None:
    path, options = HERE / f"{shown.name}.gif", HERE / f"{shown.name}.film.json"
    status = perceptarium(["record", shown.example, "--film", str(options), "--out", str(path)])
    if status:
        raise SystemExit(status)
    if path.stat().st_size > LARGEST:
        raise SystemExit(f"{path}: {path.stat().st_size:,} bytes are more than {LARGEST:,}")


def page() -> str:
    lines = ["# Gallery", "", "Every film here was made by `python docs/gallery/make.py` from a shipped example.", ""]
    for shown in FILMS:
        command = (
            f"python main.py record {shown.example} --film docs/gallery/{shown.name}.film.json --out {shown.name}.mp4"
        )
        lines += [f"## {shown.words}", "", f"![{shown.words}]({shown.name}.gif)", "", f"`{command}`", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    wanted = sys.argv[1:]
    for each in FILMS:
        if not wanted or each.name in wanted:
            make(each)
    (HERE / "README.md").write_text(page(), "utf-8")
