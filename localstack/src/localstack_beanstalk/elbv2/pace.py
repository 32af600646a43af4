"""How long things take that AWS lets take seconds and minutes.

The account's phase (see ``control``) stands for a minute of AWS's time, so a test that is content with quick
environments has quick health checks too.
"""

from .. import control

#: what one phase stands for
AWS_SECONDS_PER_PHASE = 60.0
#: a load balancer is provisioned, and a target's registration takes effect
PROVISIONING, REGISTRATION = 120.0, 15.0


def scaled(account: str, aws_seconds: float) -> float:
    """Seconds here for seconds at AWS."""
    return aws_seconds * control.state(account).phase_seconds / AWS_SECONDS_PER_PHASE
