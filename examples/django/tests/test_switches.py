"""Each way to misbehave, by what a load balancer and a visitor see of it."""

from django.test import SimpleTestCase
from shop.misbehave import SWITCHES

from .site import ADDRESS, NAME, site


class AMisbehavingSite(SimpleTestCase):
    def test_redirect_sends_a_health_check_to_https(self) -> None:
        with site(MISBEHAVE="redirect") as misbehaving:
            answer = misbehaving.get("/health")
            self.assertEqual(answer.status, 301)
            self.assertEqual(answer.headers["Location"], f"https://{ADDRESS}/health")
            self.assertEqual(misbehaving.components().status, 301)
            self.assertEqual(misbehaving.visit("/health").status, 200)
            self.assertEqual(misbehaving.visit().status, 200)

    def test_host_refuses_the_instances_address_and_no_name(self) -> None:
        with site(MISBEHAVE="host") as misbehaving:
            self.assertEqual(misbehaving.get("/health").status, 400)
            self.assertEqual(misbehaving.components().status, 400)
            self.assertEqual(misbehaving.get("/health", NAME).status, 200)
            self.assertEqual(misbehaving.visit().status, 200)

    def test_login_demands_a_password_of_everybody(self) -> None:
        with site(MISBEHAVE="login") as misbehaving:
            for answer in (misbehaving.get("/health"), misbehaving.components(), misbehaving.visit()):
                self.assertEqual(answer.status, 401)
                self.assertEqual(answer.headers["WWW-Authenticate"], 'Basic realm="shop"')

    def test_missing_knows_no_health_check_and_serves_pages(self) -> None:
        with site(MISBEHAVE="missing") as misbehaving:
            for path in ("/health", "/health/"):
                self.assertEqual(misbehaving.get(path).status, 404)
            self.assertEqual(misbehaving.visit().status, 200)

    def test_database_tells_which_component_does_not_work(self) -> None:
        with site(MISBEHAVE="database") as misbehaving:
            self.assertEqual(misbehaving.get("/health").status, 500)
            answer = misbehaving.components()
            self.assertEqual(answer.status, 500)
            gone = "Unavailable: unable to open database file"
            self.assertEqual(
                answer.json(), {"Cache(alias='default')": "OK", "Database(alias='default')": gone}
            )
            self.assertEqual(misbehaving.visit().status, 500)
            misbehaving.wait_for_log("ERROR django.request: Internal Server Error: /")

    def test_slow_keeps_a_health_check_waiting_and_no_page(self) -> None:
        with site(MISBEHAVE="slow") as misbehaving:
            with self.assertRaises(TimeoutError):
                misbehaving.get("/health", timeout=1)
            self.assertEqual(misbehaving.visit().status, 200)
            answer = misbehaving.components()
            self.assertEqual(answer.status, 200)
            self.assertEqual(answer.json()["Supplier()"], "OK")

    def test_dead_ends_before_it_listens_and_says_why(self) -> None:
        with site(MISBEHAVE="dead") as misbehaving:
            self.assertNotIn(misbehaving.status, (None, 0))
            self.assertFalse(misbehaving.listens)
            self.assertIn("MISBEHAVE=dead: nothing is started", misbehaving.log)

    def test_a_switch_that_nobody_knows_is_not_taken_for_good_behaviour(self) -> None:
        with site(MISBEHAVE="slwo") as misbehaving:
            self.assertNotIn(misbehaving.status, (None, 0))
            self.assertIn("MISBEHAVE=slwo: there is only redirect, host", misbehaving.log)

    def test_every_switch_has_a_test(self) -> None:
        tested = {name.split("_")[1] for name in dir(self) if name.startswith("test_")}
        self.assertLessEqual(set(SWITCHES), tested)
