"""Settings on a developer's computer."""

from .base import *  # noqa: F403

DEBUG = True
SECRET_KEY = "for this computer only"
