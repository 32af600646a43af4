"""The private address of the EC2 instance that this runs on. Written by `ebdeploy scaffold`."""

import os
from http.client import HTTPException
from ipaddress import IPv4Address
from urllib.request import ProxyHandler, Request, build_opener

from django.core.exceptions import ImproperlyConfigured

#: at most, for each of two requests: elsewhere than on EC2 nobody answers at the address
TIMEOUT_SECONDS = 2
#: the service is the instance's own: no proxy knows the way to it
_open = build_opener(ProxyHandler({})).open


def private_address() -> str:
    """The instance's private IPv4 address, as its metadata service tells it.

    Raises ImproperlyConfigured where nobody tells it: without it every health check would be answered with 400.
    """
    service = os.environ.get("AWS_EC2_METADATA_SERVICE_ENDPOINT") or "http://169.254.169.254/"
    service = service.rstrip("/")
    try:
        # version 2 of the service: without a token, asked for by PUT, it says nothing
        token = _ask(f"{service}/latest/api/token", "PUT", "X-aws-ec2-metadata-token-ttl-seconds", "60")
        address = _ask(f"{service}/latest/meta-data/local-ipv4", "GET", "X-aws-ec2-metadata-token", token)
        return str(IPv4Address(address))
    except (OSError, HTTPException, ValueError) as error:
        raise ImproperlyConfigured(
            f"the instance's metadata service at {service} does not tell its address ({error}). "
            "These settings are for instances of EC2: elsewhere name others in DJANGO_SETTINGS_MODULE. "
            "In a container on an instance, the service answers where its hop limit is 2."
        ) from error


def _ask(url: str, method: str, header: str, value: str) -> str:
    with _open(Request(url, method=method, headers={header: value}), timeout=TIMEOUT_SECONDS) as answer:
        return answer.read(1024).decode("ascii").strip()
