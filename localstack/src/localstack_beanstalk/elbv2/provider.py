"""The service, put together from its subjects."""

from .balancers import Balancers
from .certificates import Certificates
from .listeners import Listeners
from .policies import Policies
from .rules import Rules
from .tags import Tags
from .target_groups import TargetGroups
from .targets import Targets
from .unemulated import Unemulated


class Elbv2Provider(
    Balancers, Certificates, Listeners, Policies, Rules, Tags, TargetGroups, Targets, Unemulated
):
    """Elastic Load Balancing v2: every operation of the service's model."""

    service = "elbv2"
