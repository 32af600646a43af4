"""What goes wrong with health checks, each for a reason that it really has.

The environment variable ``MISBEHAVE`` names one of the functions below; unset, all is well. No real project
has this file: it is here to show what a deployment makes of each.
"""

import asyncio
import datetime
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from health_check import HealthCheck

logger = logging.getLogger(__name__)

Settings = dict[str, Any]


def misbehave(settings: Settings) -> None:
    """Spoils the settings as ``MISBEHAVE`` says."""
    name = os.environ.get("MISBEHAVE")
    if not name:
        return
    if name not in SWITCHES:
        raise ImproperlyConfigured(f"MISBEHAVE={name}: there is only {', '.join(SWITCHES)}")
    logger.warning("MISBEHAVE=%s: %s", name, SWITCHES[name].__doc__)
    SWITCHES[name](settings)


def redirect(settings: Settings) -> None:
    """Health checks are redirected to HTTPS: nobody exempted them."""
    settings["SECURE_REDIRECT_EXEMPT"] = []


def host(settings: Settings) -> None:
    """The instance's address is no allowed host: nobody thought of who asks by address."""
    named = [name for name in settings["ALLOWED_HOSTS"] if name != settings["INSTANCE_ADDRESS"]]
    settings["ALLOWED_HOSTS"] = named


def login(settings: Settings) -> None:
    """The whole site is behind a password, and so are its health checks."""
    settings["MIDDLEWARE"] = [*settings["MIDDLEWARE"], "shop.misbehave.demand_password"]


def missing(settings: Settings) -> None:
    """There is no route to the health checks: a version from before they were added."""
    settings["ROOT_URLCONF"] = "storefront.urls"


def database(settings: Settings) -> None:
    """The database has gone: its file is in a folder that is not there."""
    # it goes after the migrations, which would else keep the server from starting
    if "migrate" not in sys.argv:
        settings["DATABASES"]["default"]["NAME"] = settings["BASE_DIR"] / "gone" / "shop.sqlite3"


def slow(settings: Settings) -> None:
    """The health checks ask a supplier who takes longer than a load balancer waits; pages do not."""
    settings["HEALTH_CHECKS"] = [*settings["HEALTH_CHECKS"], "shop.misbehave.Supplier"]


def dead(settings: Settings) -> None:
    """The process ends before it listens, as it does when a variable is missing."""
    raise ImproperlyConfigured("MISBEHAVE=dead: nothing is started")


SWITCHES: dict[str, Callable[[Settings], None]] = {
    switch.__name__: switch for switch in (redirect, host, login, missing, database, slow, dead)
}


def demand_password(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """A middleware that knows no password that is right."""

    def refuse(request: HttpRequest) -> HttpResponse:
        headers = {"WWW-Authenticate": 'Basic realm="shop"'}
        return HttpResponse("Who are you?\n", content_type="text/plain", status=401, headers=headers)

    return refuse


@dataclass
class Supplier(HealthCheck):
    """A service that works, and takes 7 seconds: a load balancer waits for 5 unless told otherwise."""

    timeout = datetime.timedelta(seconds=30)

    async def run(self) -> None:
        await asyncio.sleep(7)
