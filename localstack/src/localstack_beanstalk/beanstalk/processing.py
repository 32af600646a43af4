"""Processing application versions: their configuration files are validated ahead of a deployment."""

import io
import logging
import threading
import time
import zipfile

import yaml

from .. import control
from . import extensions, texts
from .aws import Aws
from .state import Store, Version, now
from .storage import content

LOG = logging.getLogger(__name__)

#: files that AWS takes for a bundle by themselves (guide, "Docker platform configuration")
SINGLE = ("Dockerfile", "Dockerrun.aws.json", "docker-compose.yml")
MANIFEST = "env.yaml"


def begin(store: Store, version: Version, request_id: str | None) -> None:
    """Lets a version be processed, in its own time: PROCESSING -> PROCESSED or FAILED."""
    name = f"beanstalk-processing-{version.label}"
    threading.Thread(target=_process, args=[store, version, request_id], name=name, daemon=True).start()


def _process(store: Store, version: Version, request_id: str | None) -> None:
    time.sleep(control.state(store.account).phase_seconds)

    def event(message: str, severity: str) -> None:
        store.record(message, severity, version.application, version=version.label, request_id=request_id)

    try:
        reason = _validate(store, version)
    except Exception:
        LOG.exception("processing %s failed unexpectedly", version.label)
        reason = "An unexpected error occurred. See LocalStack's log."
    status = "FAILED" if reason else "PROCESSED"
    if reason:
        event(reason, "ERROR")
    # whoever sees the status finds the events of it as well
    event(texts.processed(version.label, status), "ERROR" if reason else "INFO")
    version.updated, version.status = now(), status


def _validate(store: Store, version: Version) -> str | None:
    """Why the version does not pass; else its option settings are known from now on."""
    bundle = content(Aws(store.account, store.region), version)
    if bundle is None:
        return None  # the sample application
    if not zipfile.is_zipfile(io.BytesIO(bundle)):
        single = version.bundle["S3Key"].endswith(SINGLE)
        return None if single else texts.no_archive(version.label)
    try:
        version.extensions = extensions.read(bundle)
    except extensions.Unreadable as error:
        return error.describe(version.label)
    return _manifest_problem(bundle, version.label)


def _manifest_problem(bundle: bytes, label: str) -> str | None:
    """That a manifest is validated is documented, what is wanted of it beside YAML is not."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        if MANIFEST not in archive.namelist():
            return None
        try:
            manifest = yaml.safe_load(archive.read(MANIFEST))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            return texts.no_manifest(label, str(error))
    return None if isinstance(manifest, dict) else texts.no_manifest(label, "it is no map")
