"""The EC2 instance that this runs on, as its metadata service describes it."""

import logging
import os
from http.client import HTTPException
from ipaddress import IPv4Address
from urllib.request import ProxyHandler, Request, build_opener

logger = logging.getLogger(__name__)

#: at most, for each request: elsewhere than on EC2 nobody answers at the address
TIMEOUT_SECONDS = 1
#: the service is the instance's own: no proxy knows the way to it
_open = build_opener(ProxyHandler({})).open


def private_address() -> str | None:
    """The instance's private IPv4 address; None, and a line in the log, where nobody can tell it."""
    service = os.environ.get("AWS_EC2_METADATA_SERVICE_ENDPOINT") or "http://169.254.169.254/"
    service = service.rstrip("/")
    try:
        # version 2 of the service: without a token, asked for by PUT, it says nothing
        token = _ask(f"{service}/latest/api/token", "PUT", "X-aws-ec2-metadata-token-ttl-seconds", "60")
        address = _ask(f"{service}/latest/meta-data/local-ipv4", "GET", "X-aws-ec2-metadata-token", token)
        return str(IPv4Address(address))
    except (OSError, HTTPException, ValueError) as error:
        logger.warning(
            "no address of this instance from the metadata service at %s (%s): "
            "health checks that ask for the address will be answered with 400",
            service,
            error,
        )
        return None


def _ask(url: str, method: str, header: str, value: str) -> str:
    with _open(Request(url, method=method, headers={header: value}), timeout=TIMEOUT_SECONDS) as answer:
        body: bytes = answer.read(1024)
    return body.decode("ascii").strip()
