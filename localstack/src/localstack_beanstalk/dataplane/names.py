"""Host names that lead to load balancers.

A load balancer's own DNS name always does. Others (an environment's CNAME, a name of one's own) are
registered, as a name is in DNS.
"""

_names: dict[str, str] = {}


def register(host: str, load_balancer: str) -> None:
    """Lets a name lead to a load balancer: the ARN of one, or the DNS name of a classic one."""
    _names[host.lower()] = load_balancer


def unregister(host: str) -> None:
    """Forgets a name."""
    _names.pop(host.lower(), None)


def registered(host: str) -> str | None:
    """Where a registered name leads."""
    return _names.get(host.lower())


def is_balancers(host: str) -> bool:
    """Whether a name looks like that of a load balancer."""
    return ".elb." in host and host.lower().endswith(".amazonaws.com")
