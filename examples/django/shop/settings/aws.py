"""Settings on Elastic Beanstalk. What they leave open is told by the environment's variables."""

import os

from django.core.exceptions import ImproperlyConfigured

from shop.instance import private_address
from shop.misbehave import misbehave

from .base import *  # noqa: F403


def required(variable: str) -> str:
    """The variable's value, without which nothing starts."""
    if value := os.environ.get(variable):
        return value
    raise ImproperlyConfigured(f"the environment variable {variable} is not set: add it to the environment's")


SECRET_KEY = required("SECRET_KEY")

# a load balancer knows an instance by its address, and that is the Host of its health checks
INSTANCE_ADDRESS = private_address()
ALLOWED_HOSTS = [name.strip() for name in required("ALLOWED_HOSTS").split(",")]
if INSTANCE_ADDRESS:
    ALLOWED_HOSTS.append(INSTANCE_ADDRESS)

# TLS ends at the load balancer: it overwrites the header, and nobody else reaches the instance
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
# a health check comes over HTTP and without the header, and a redirect is not healthy
SECURE_REDIRECT_EXEMPT = [r"^health/?$"]
# An hour: a browser forgets soon, should HTTPS be given up. Other names below the domain (W005) and the lists
# that browsers come with (W021) are not for one application to decide.
SECURE_HSTS_SECONDS = 3600
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

# by default Django mails its errors, and prints them only while debugging
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}

misbehave(globals())
