"""What is deployed."""

import shutil
import tempfile
import zipfile
from pathlib import Path
from unittest import mock

import bundle
from django.test import SimpleTestCase


class TheBundle(SimpleTestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def make(self, name: str) -> Path:
        bundle.make(self.folder / name)
        return self.folder / name

    def test_it_holds_what_runs(self) -> None:
        with zipfile.ZipFile(self.make("bundle.zip")) as archive:
            names = set(archive.namelist())
        template = "storefront/templates/storefront/index.html"
        self.assertLess({"Procfile", "requirements.txt", "shop/wsgi.py", template}, names)
        tops = {name.split("/")[0] for name in names}
        self.assertEqual(tops, set(bundle.CONTENTS))

    def test_another_checkout_makes_the_same_bytes_whatever_else_lies_there(self) -> None:
        other = self.folder / "other"
        shutil.copytree(bundle.HERE, other, copy_function=shutil.copyfile)  # without times and permissions
        for stray in ("shop.sqlite3", ".env", "notes.py", "shop/__pycache__/wsgi.pyc", "shop/.wsgi.py.swp"):
            (other / stray).parent.mkdir(exist_ok=True)
            (other / stray).write_text("not to be deployed")
        here = self.make("here.zip")
        with mock.patch.object(bundle, "HERE", other):
            there = self.make("there.zip")
        self.assertEqual(here.read_bytes(), there.read_bytes())
