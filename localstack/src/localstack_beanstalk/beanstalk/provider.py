"""Elastic Beanstalk, put together from its subjects."""

from .api.applications import Applications
from .api.configuration import Configurations
from .api.descriptions import Descriptions
from .api.environments import Environments
from .api.events import Events
from .api.platforms import Platforms
from .api.tags import Tags
from .api.versions import Versions
from .health import start_watching


class ElasticBeanstalkProvider(
    Applications, Configurations, Descriptions, Environments, Events, Platforms, Tags, Versions
):
    """The service."""

    service = "elasticbeanstalk"

    def __init__(self) -> None:
        start_watching()
