"""The service, put together from its subjects."""

from .balancers import Balancers
from .instances import Instances
from .listeners import Listeners
from .policies import Policies
from .tags import Tags


class ElbProvider(Balancers, Instances, Listeners, Policies, Tags):
    """Elastic Load Balancing, classic: every operation of the service's model."""

    service = "elb"
