"""Programs that are no Python packages and that some tests need."""

import os
import shutil

import pytest


def needs(program):
    """Marks a test that needs a program of the system: without it, it fails in CI and is skipped elsewhere."""
    missing = shutil.which(program) is None and not os.environ.get("CI")
    return pytest.mark.skipif(missing, reason=f"needs {program}")
