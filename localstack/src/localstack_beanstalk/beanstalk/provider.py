"""Elastic Beanstalk, put together from its subjects."""

from .api.actions import ManagedActions
from .api.applications import Applications
from .api.configuration import Configurations
from .api.descriptions import Descriptions
from .api.environments import Environments
from .api.events import Events
from .api.information import Information
from .api.platforms import Platforms
from .api.roles import Roles
from .api.tags import Tags
from .api.templates import Templates
from .api.versions import Versions
from .health import start_watching


class ElasticBeanstalkProvider(
    Applications,
    Configurations,
    Descriptions,
    Environments,
    Events,
    Information,
    ManagedActions,
    Platforms,
    Roles,
    Tags,
    Templates,
    Versions,
):
    """The service."""

    service = "elasticbeanstalk"

    def __init__(self) -> None:
        start_watching()
