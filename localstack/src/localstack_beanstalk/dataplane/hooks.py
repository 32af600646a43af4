"""What LocalStack calls while it starts and stops. It tells hooks apart by the names of their functions."""

import logging
import threading
from typing import Any

from localstack.runtime import hooks

LOG = logging.getLogger(__name__)

#: how often applications of terminated instances are looked for
SWEEP_SECONDS = 1.0

_stop = threading.Event()


@hooks.on_infra_start()
def beanstalk_dataplane_start() -> None:
    """Health checks, the gateway's ear for load balancers' names, and the control routes."""
    from localstack.aws.handlers import preprocess_request
    from localstack.services.edge import ROUTER

    from .checks import run_forever
    from .gateway import serve_load_balancers
    from .routes import DataplaneControl

    threading.Thread(target=run_forever, args=[_stop], name="health-checks", daemon=True).start()
    threading.Thread(target=_sweep, name="terminated-instances", daemon=True).start()
    preprocess_request.append(serve_load_balancers)
    ROUTER.add(DataplaneControl())


def _sweep() -> None:
    from .instances import stop_terminated

    while not _stop.wait(SWEEP_SECONDS):
        try:
            stop_terminated()
        except Exception:
            LOG.exception("The applications of terminated instances could not be ended")


@hooks.on_runtime_create()
def beanstalk_dataplane_tls() -> None:
    """Lets the gateway present the certificates of load balancers."""
    from twisted.internet.ssl import DefaultOpenSSLContextFactory

    from .tls import present

    make = DefaultOpenSSLContextFactory.cacheContext

    def make_presenting(factory: Any) -> None:
        make(factory)
        factory._context.set_tlsext_servername_callback(present)

    DefaultOpenSSLContextFactory.cacheContext = make_presenting


@hooks.on_infra_shutdown()
def beanstalk_dataplane_stop() -> None:
    """Ends the applications."""
    from .instances import stop_account

    _stop.set()
    stop_account()
