"""What LocalStack calls while it starts: routes beside the AWS services, mends of its server and files."""

import functools
import os
import signal
import sys
import threading
import time

from localstack.runtime import hooks

#: how long LocalStack may take to stop once its parent is gone
STOP_SECONDS = 15


@hooks.on_runtime_create()
def bind_where_told() -> None:
    """LocalStack's default server ignores the host in GATEWAY_LISTEN and binds every interface."""
    from localstack import config
    from localstack.runtime.server import twisted

    hosts = {address.host for address in config.GATEWAY_LISTEN}
    if len(hosts) == 1:
        endpoint = functools.partial(twisted.endpoints.TCP4ServerEndpoint, interface=hosts.pop())
        twisted.endpoints.TCP4ServerEndpoint = endpoint


@hooks.on_runtime_create()
def keep_connections() -> None:
    """Lets a fault reset the connection of a request."""
    from .control import gateway

    gateway.keep_connections()


@hooks.on_infra_start()
def publish_members() -> None:
    """Lets LocalStack read and write what Elastic Beanstalk's own command line sends and expects."""
    from .beanstalk import unpublished

    unpublished.publish()


@hooks.on_infra_start()
def own_s3_directory() -> None:
    """S3's objects go under this LocalStack's own root, not into a folder that all on a machine share."""
    from localstack import config
    from localstack.services.s3 import provider

    provider.DEFAULT_S3_TMP_DIR = os.path.join(config.dirs.tmp, "s3-storage")


@hooks.on_infra_start()
def delete_from_s3_on_condition() -> None:
    """S3 deletes an object only while it is the one that the caller means."""
    from . import s3

    s3.install()


@hooks.on_infra_start()
def register_routes() -> None:
    """The routes under /_ebdeploy/, and what they decide in the gateway."""
    from localstack.services.edge import ROUTER

    from .control import gateway
    from .control.routes import Control

    ROUTER.add(Control())
    gateway.install()


@hooks.on_infra_start(should_load=os.environ.get("EBDEPLOY_LIFELINE") == "stdin")
def end_with_the_parent() -> None:
    """Ends LocalStack when its stdin is closed, so that it never outlives a parent that was killed."""
    threading.Thread(target=_wait_for_the_parent, name="lifeline", daemon=True).start()


def _wait_for_the_parent() -> None:
    while sys.stdin.buffer.read(4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_SECONDS)
    os.killpg(os.getpgid(0), signal.SIGKILL)  # LocalStack may hang: it and the applications it runs
