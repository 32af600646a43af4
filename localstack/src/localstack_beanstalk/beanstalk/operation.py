"""An operation on an environment: it runs in its own time, on a thread, and emits events."""

import logging
import threading
import time
from collections.abc import Callable

from .. import control
from . import health, texts
from .aws import Aws
from .environment import Environment, Health
from .state import Store, now

LOG = logging.getLogger(__name__)


class Stopped(Exception):
    """The operation was aborted, or its environment forgotten."""


class Operation:
    """What an environment is busy with, one at a time: whoever begins one finds it Ready."""

    def __init__(
        self, store: Store, environment: Environment, request_id: str | None, abortable: bool = False
    ) -> None:
        self.store = store
        self.environment = environment
        self.request_id = request_id
        self.abortable = abortable
        self.aws = Aws(store.account, store.region)
        self.outcome = control.state(store.account).take_outcome(environment.name)
        self.aborted = False
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, status: str, work: Callable[["Operation"], None]) -> None:
        """Puts the environment into the status and starts the work; the caller holds its lock."""
        environment, before = self.environment, self.environment.operation
        environment.status, environment.operation, environment.updated = status, self, now()
        name = f"beanstalk-{environment.name}"
        self._thread = threading.Thread(target=self._run, args=[work, before], name=name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Makes the work end at its next pause."""
        self.aborted = True
        self._stop.set()

    def pause(self) -> None:
        """Lets one phase pass."""
        if self._stop.wait(control.state(self.store.account).phase_seconds):
            raise Stopped

    def finish_phase(self) -> None:
        """Lets one phase pass in which nothing ends the work, so that it does not stop halfway."""
        time.sleep(control.state(self.store.account).phase_seconds)

    def hang(self) -> None:
        """Never ends, unless the operation is stopped."""
        self._stop.wait()
        raise Stopped

    def point_of_no_return(self) -> None:
        """From here on the operation cannot be aborted."""
        with self.environment.lock:
            if self._stop.is_set():
                raise Stopped
            self.abortable = False

    def event(self, message: str, severity: str = "INFO", about_health: bool = False) -> None:
        """Records an event of this operation; those about health belong to no request."""
        environment = self.environment
        self.store.record(
            message,
            severity,
            environment.application,
            environment=environment.name,
            environment_id=environment.id,
            version=environment.version,
            request_id=None if about_health else self.request_id,
        )

    def announce(self, verb: str, title: str, physical_id: str) -> None:
        """Records what was done to a resource."""
        self.event(texts.resource(verb, title, physical_id))

    def decide_health(self, status: str, because: str) -> None:
        """Sets a health that is not measured, until an operation succeeds."""
        self.environment.health_decided = True
        health.change(self.store, self.environment, Health(status, (because,)))

    def look_at_health(self) -> None:
        """Sets the health as it is measured now."""
        self.environment.health_decided = False
        health.change(self.store, self.environment, health.measure(self.environment))

    def _run(self, work: Callable[["Operation"], None], before: "Operation | None") -> None:
        environment = self.environment
        if before and before._thread:  # it was stopped, and lets go at its next pause
            before._thread.join()
        try:
            work(self)
        except Stopped:
            LOG.debug("%s of %s was stopped", environment.status, environment.name)
        except Exception:
            LOG.exception("%s of %s failed unexpectedly", environment.status, environment.name)
            self.event("An unexpected error occurred. See LocalStack's log.", "ERROR")
        with environment.lock:
            if environment.operation is not self:
                return
            environment.operation, environment.updated = None, now()
            if environment.status != "Terminated":
                environment.status = "Ready"
