"""Where an instance's address comes from."""

import os
import socket
from unittest import mock

from django.test import SimpleTestCase
from shop.instance import private_address

from .metadata import ADDRESS_PATH, TOKEN_PATH, metadata_service

ADDRESS = "10.0.3.7"


def asking(url: str) -> mock._patch_dict:
    return mock.patch.dict(os.environ, {"AWS_EC2_METADATA_SERVICE_ENDPOINT": url})


class TheAddress(SimpleTestCase):
    def test_the_address_is_read_with_a_token_that_was_asked_for_first(self) -> None:
        with metadata_service(ADDRESS) as service, asking(service.url):
            self.assertEqual(private_address(), ADDRESS)
        # an instance with version 2 only refuses what comes without a token, and so does the stand-in
        expected = [f"PUT {TOKEN_PATH} without a token", f"GET {ADDRESS_PATH} with a token"]
        self.assertEqual(service.asked, expected)

    def test_the_services_address_may_be_written_without_its_slash(self) -> None:
        with metadata_service(ADDRESS) as service, asking(service.url.rstrip("/")):
            self.assertEqual(private_address(), ADDRESS)

    def test_a_service_that_gives_no_tokens_is_no_crash(self) -> None:
        with metadata_service(ADDRESS, tokens=False) as service, asking(service.url):
            self.assert_no_address("403")

    def test_a_service_that_never_answers_is_given_up(self) -> None:
        with metadata_service(ADDRESS, answers=False) as service, asking(service.url):
            self.assert_no_address("timed out")

    def test_no_service_at_all_is_no_crash(self) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))  # and nobody listens
            with asking(f"http://127.0.0.1:{unused.getsockname()[1]}/"):
                self.assert_no_address("refused")

    def test_what_is_no_web_address_is_no_crash(self) -> None:
        with asking("169.254.169.254"):
            self.assert_no_address("unknown url type")

    def test_an_answer_that_is_no_address_is_not_allowed_as_host(self) -> None:
        for answer in ("<html>log in to this network</html>", "*", ".example.com", ""):
            with self.subTest(answer), metadata_service(answer) as service, asking(service.url):
                self.assert_no_address("")

    def assert_no_address(self, why: str) -> None:
        """None, and one line that tells why, and what comes of it."""
        with self.assertLogs("shop.instance", "WARNING") as logs:
            self.assertIsNone(private_address())
        (line,) = logs.output
        self.assertIn(why, line)
        self.assertIn("will be answered with 400", line)
