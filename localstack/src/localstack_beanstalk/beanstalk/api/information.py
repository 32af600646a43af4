"""Logs of the instances: requested, put into S3, retrieved."""

import datetime
import io
import threading
import zipfile
from dataclasses import dataclass
from typing import Any

from localstack.aws.api import RequestContext, handler

from ...control import state
from ...dataplane import instances as machines
from .. import deployment, errors, texts
from ..aws import Aws
from ..environment import Environment
from ..state import Store, now, store
from ..storage import ensure_bucket

TAIL_LINES = 100
#: how long AWS keeps the files, and the addresses hold
KEPT = datetime.timedelta(minutes=15)
TYPES = ("tail", "bundle", "analyze")


@dataclass(frozen=True)
class Sample:
    """The logs of one instance, in S3."""

    type: str
    instance: str
    taken: datetime.datetime
    bucket: str
    key: str


class Information:
    """Operations on logs."""

    @handler("RequestEnvironmentInfo", expand=False)
    def request_environment_info(self, context: RequestContext, request: Any) -> None:
        here = store(context)
        environment = here.environment(request.get("EnvironmentName"), request.get("EnvironmentId"))
        kind = _kind(request)
        environment.require_ready()
        # the environment stays Ready meanwhile
        work = threading.Timer(
            state(here.account).phase_seconds, _pull, [here, environment, kind, context.request_id]
        )
        work.daemon = True
        work.start()

    @handler("RetrieveEnvironmentInfo", expand=False)
    def retrieve_environment_info(self, context: RequestContext, request: Any) -> Any:
        here = store(context)
        environment = here.environment(request.get("EnvironmentName"), request.get("EnvironmentId"))
        kind = _kind(request)
        aws = Aws(here.account, here.region)
        found = [sample for sample in _fresh(environment) if sample.type == kind]
        return {"EnvironmentInfo": [_describe(sample, aws) for sample in found]}


def _kind(request: Any) -> str:
    kind = str(request["InfoType"])
    if kind not in TYPES:
        raise errors.invalid(f"Invalid InfoType: {kind}")
    return kind


def _pull(here: Store, environment: Environment, kind: str, request_id: str) -> None:
    aws = Aws(here.account, here.region)
    about = {
        "environment": environment.name,
        "environment_id": environment.id,
        "request_id": request_id,
    }
    here.record(texts.starting("requestEnvironmentInfo"), "INFO", environment.application, **about)
    bucket = ensure_bucket(aws)
    ids = deployment.instance_ids(environment, aws)
    taken = [_take(environment, aws, bucket, kind, instance) for instance in ids]
    with environment.lock:
        environment.samples = [*_fresh(environment), *taken]
    here.record(texts.LOGS_PULLED, "INFO", environment.application, **about)


def _take(environment: Environment, aws: Aws, bucket: str, kind: str, instance: str) -> Sample:
    taken = now()
    # an application that has written nothing has its log all the same
    logs = {"web.stdout.log": b""} | machines.logs(aws.account, aws.region, instance)
    extension, content = "zip", _zipped(logs)
    if kind == "tail":
        extension, content = "log", b"".join(_tail(name, log) for name, log in sorted(logs.items()))
    name = f"{kind}-{int(taken.timestamp() * 1000)}.{extension}"
    key = f"resources/environments/logs/{kind}/{environment.id}/{instance}/{name}"
    aws.s3.put_object(Bucket=bucket, Key=key, Body=content)
    return Sample(kind, instance, taken, bucket, key)


def _tail(name: str, log: bytes) -> bytes:
    head = b"-" * 40 + f"\n/var/log/{name}\n".encode() + b"-" * 40 + b"\n"
    return head + b"\n".join(log.splitlines()[-TAIL_LINES:]) + b"\n"


def _zipped(logs: dict[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, log in logs.items():
            file.writestr(f"var/log/{name}", log)
    return archive.getvalue()


def _fresh(environment: Environment) -> list[Sample]:
    return [sample for sample in environment.samples if now() - sample.taken < KEPT]


def _describe(sample: Sample, aws: Aws) -> dict[str, Any]:
    where = {"Bucket": sample.bucket, "Key": sample.key}
    address = aws.presigned("get_object", where, int(KEPT.total_seconds()))
    return {
        "InfoType": sample.type,
        "Ec2InstanceId": sample.instance,
        "SampleTimestamp": sample.taken,
        "Message": address,
    }
