"""The example when all is well."""

from django.test import SimpleTestCase

from .site import ADDRESS, NAME, Site, site

ALL_WELL = {"Cache(alias='default')": "OK", "Database(alias='default')": "OK"}


class AHealthySite(SimpleTestCase):
    site: Site

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.site = cls.enterClassContext(site())

    def test_a_health_check_by_the_instances_address_over_plain_http_is_answered_with_200(self) -> None:
        for host in (ADDRESS, f"{ADDRESS}:80", f"{ADDRESS}:8000"):
            with self.subTest(host):
                self.assertEqual(self.site.get("/health", host).status, 200)

    def test_both_spellings_of_the_path_answer_without_a_redirect(self) -> None:
        for path in ("/health", "/health/", "/health?by=somebody"):
            for https in (False, True):
                with self.subTest(path, https=https):
                    self.assertEqual(self.site.get(path, https=https).status, 200)

    def test_no_other_path_is_a_health_check(self) -> None:
        for path in ("/healthy", "/health/more", "/a/health"):
            with self.subTest(path):
                self.assertEqual(self.site.get(path).status, 301)
                self.assertEqual(self.site.visit(path).status, 404)

    def test_who_accepts_json_reads_the_components(self) -> None:
        answer = self.site.components()
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/json")
        self.assertEqual(answer.json(), ALL_WELL)

    def test_who_accepts_anything_sees_a_page_with_the_components(self) -> None:
        answer = self.site.get("/health")
        self.assertIn("text/html", answer.headers["Content-Type"])
        for component in ("Cache", "Database"):
            self.assertIn(component, answer.body)

    def test_an_answer_is_not_cached(self) -> None:
        self.assertIn("no-store", self.site.get("/health").headers["Cache-Control"])

    def test_a_page_over_plain_http_is_redirected_to_the_same_page_over_https(self) -> None:
        answer = self.site.get("/?page=2", NAME)
        self.assertEqual(answer.status, 301)
        self.assertEqual(answer.headers["Location"], f"https://{NAME}/?page=2")

    def test_a_page_over_https_shows_what_the_migrations_put_into_the_database(self) -> None:
        answer = self.site.visit()
        self.assertEqual(answer.status, 200)
        self.assertIn("Teapot, 24.00 €", answer.body)

    def test_https_is_remembered_for_an_hour_and_only_when_it_was_https(self) -> None:
        self.assertEqual(self.site.visit().headers["Strict-Transport-Security"], "max-age=3600")
        self.assertNotIn("Strict-Transport-Security", self.site.get("/health").headers)

    def test_the_names_that_were_given_are_allowed(self) -> None:
        for host in (NAME, NAME.upper(), f"{NAME}:443", "shop.eu-west-1.elasticbeanstalk.com"):
            with self.subTest(host):
                self.assertEqual(self.site.get("/", host, https=True).status, 200)

    def test_any_other_host_is_refused(self) -> None:
        names = ("example.com", f"www.{NAME}", f"{ADDRESS}.example.com", "a b", "")
        addresses = ("10.0.3.8", "127.0.0.1", "[::1]")
        for host in names + addresses:
            for path in ("/", "/health"):
                with self.subTest(host, path=path):
                    self.assertEqual(self.site.get(path, host).status, 400)

    def test_requests_are_logged(self) -> None:
        self.site.get("/health?so=that+it+is+found")
        self.site.wait_for_log('"GET /health?so=that+it+is+found HTTP/1.1" 200')
