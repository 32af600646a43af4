"""What a deployment gets wrong in the environment's variables, and the settings by themselves."""

import os
import subprocess
import sys

import bundle
from django.core.management import call_command
from django.test import SimpleTestCase

from .site import VARIABLES, site

NOWHERE = "http://127.0.0.1:1/"


class TheSettings(SimpleTestCase):
    def test_a_variable_that_is_missing_is_named_and_nothing_starts(self) -> None:
        for variable in ("SECRET_KEY", "ALLOWED_HOSTS"):
            with self.subTest(variable), site(without=variable) as broken:
                self.assertNotIn(broken.status, (None, 0))
                self.assertIn(f"the environment variable {variable} is not set", broken.log)

    def test_settings_that_nobody_chose_are_the_strict_ones(self) -> None:
        with site(without="DJANGO_SETTINGS_MODULE") as strict:
            self.assertEqual(strict.get("/").status, 301)

    def test_a_proxy_is_not_asked_the_way_to_the_metadata_service(self) -> None:
        with site(http_proxy=NOWHERE) as behind_a_proxy:
            self.assertEqual(behind_a_proxy.get("/health").status, 200)

    def test_without_a_metadata_service_only_the_names_are_answered(self) -> None:
        with site(AWS_EC2_METADATA_SERVICE_ENDPOINT=NOWHERE) as elsewhere:
            self.assertEqual(elsewhere.visit().status, 200)
            self.assertEqual(elsewhere.get("/health").status, 400)
            self.assertIn("no address of this instance from the metadata service", elsewhere.log)

    def test_django_finds_nothing_to_say_against_a_deployment(self) -> None:
        variables = os.environ | VARIABLES | {"AWS_EC2_METADATA_SERVICE_ENDPOINT": NOWHERE}
        command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"]
        checked = subprocess.run(command, cwd=bundle.HERE, env=variables, capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stderr)


class TheMigrations(SimpleTestCase):
    databases = ("default",)

    def test_the_migrations_make_what_the_models_are(self) -> None:
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
