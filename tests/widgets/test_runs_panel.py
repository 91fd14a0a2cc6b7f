"""The list of runs in the window: what it shows, and what is done from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QMessageBox, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from core.edits import with_network, with_training
from core.examples import example
from core.files import is_archive, parse
from core.parameters import flat_values
from core.run import Run
from core.run_files import read_with_runs
from core.device import Machine
from core.message import Message
from core.structure import with_unit_added
from tests.by_hand import with_weight
from tests.widgets.test_training_desk import LONG
from widgets.compare_dialog import CompareDialog
from widgets.docks import bring_to_front
from widgets.main_window import MainWindow
from widgets.runs_panel import NUMBER, Ask
from widgets.style import Appearance
