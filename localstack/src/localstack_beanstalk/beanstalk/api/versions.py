"""Application versions."""

from typing import Any

from botocore.exceptions import ClientError
from localstack.aws.api import RequestContext, handler

from .. import errors, processing, texts
from ..aws import Aws
from ..state import Store, Version, now, store
from ..visible import sees
from .applications import QUOTAS, create
from .paging import page

#: guide, "Create an application source bundle"
MOST_BYTES = 500 * 1024 * 1024


class Versions:
    """Operations on application versions."""

    @handler("CreateApplicationVersion", expand=False)
    def create_application_version(self, context: RequestContext, request: Any) -> Any:
        here, name, label = store(context), request["ApplicationName"], request["VersionLabel"]
        if name not in here.applications and request.get("AutoCreateApplication"):
            create(here, name, {})
        application = here.application(name)
        bundle = request.get("SourceBundle") or {}
        _require_bundle(Aws(here.account, here.region), bundle)
        with here.lock:
            if label in application.versions:
                raise errors.invalid(f"Application Version {label} already exists.")
            if (
                sum(len(app.versions) for app in here.applications.values())
                >= QUOTAS["ApplicationVersionQuota"]
            ):
                text = (
                    "You cannot have more than 1000 Application Versions. Either remove some "
                    "Application Versions or request a limit increase."
                )
                raise errors.refusal("TooManyApplicationVersionsException", text)
            # the wire says PROCESSING, the model's enumeration Processing
            status = "PROCESSING" if request.get("Process") else "UNPROCESSED"
            arn = here.arn("applicationversion", f"{name}/{label}")
            version = Version(name, label, arn, request.get("Description"), bundle, status)
            application.versions[label] = version
            here.tags[arn] = {tag["Key"]: tag["Value"] for tag in request.get("Tags") or ()}
        text = texts.completed("createApplicationVersion")
        here.record(text, "INFO", name, version=label, request_id=context.request_id)
        answer = describe(version)
        if request.get("Process"):
            processing.begin(here, version, context.request_id)
        return {"ApplicationVersion": answer}

    @handler("DescribeApplicationVersions", expand=False)
    def describe_application_versions(self, context: RequestContext, request: Any) -> Any:
        here, name, labels = store(context), request.get("ApplicationName"), request.get("VersionLabels")
        found = [
            version
            for application in here.applications.values()
            for version in application.versions.values()
            if name in (None, application.name) and (not labels or version.label in labels)
            if sees(context, version.arn, application.name)
        ]
        found.sort(key=lambda version: version.created, reverse=True)
        shown, more = page(found, request)
        return {"ApplicationVersions": [describe(version) for version in shown]} | more

    @handler("UpdateApplicationVersion", expand=False)
    def update_application_version(self, context: RequestContext, request: Any) -> Any:
        version = store(context).version(request["ApplicationName"], request["VersionLabel"])
        if "Description" in request:
            version.description = request["Description"]
        version.updated = now()
        return {"ApplicationVersion": describe(version)}

    @handler("DeleteApplicationVersion", expand=False)
    def delete_application_version(self, context: RequestContext, request: Any) -> None:
        here, label = store(context), request["VersionLabel"]
        application = here.application(request["ApplicationName"])
        with here.lock:
            version = application.versions.get(label)
            if version is None:
                return
            _refuse_in_use(here, version)
            del application.versions[label]
            here.tags.pop(version.arn, None)
        if request.get("DeleteSourceBundle") and version.bundle:
            aws = Aws(here.account, here.region)
            aws.s3.delete_object(Bucket=version.bundle["S3Bucket"], Key=version.bundle["S3Key"])


def describe(version: Version) -> dict[str, Any]:
    """AWS's ApplicationVersionDescription."""
    optional = {"Description": version.description, "SourceBundle": version.bundle}
    return {name: value for name, value in optional.items() if value} | {
        "ApplicationVersionArn": version.arn,
        "ApplicationName": version.application,
        "VersionLabel": version.label,
        "DateCreated": version.created,
        "DateUpdated": version.updated,
        "Status": version.status,
    }


def _refuse_in_use(here: Store, version: Version) -> None:
    for environment in here.living():
        if (environment.application, environment.version) == (version.application, version.label):
            # AWS refuses it; its words are not known
            text = f"Application version {version.label} is in use by environment {environment.name}."
            raise errors.refusal("SourceBundleDeletionFailure", text)


def _require_bundle(aws: Aws, bundle: dict[str, str]) -> None:
    if not bundle:
        return
    bucket, key = bundle.get("S3Bucket"), bundle.get("S3Key")
    if not bucket or not key:
        raise errors.combination("Both S3 bucket and key must be specified.")
    where = f"(Bucket: {bucket}  Key: {key})"
    try:
        found = aws.s3.head_object(Bucket=bucket, Key=key)
    except ClientError:
        text = f"Unable to download from S3 location {where}. Reason: Not Found"
        raise errors.combination(text) from None
    if found["ContentLength"] > MOST_BYTES:
        # the limit is documented; the code and words are assumed
        raise errors.invalid(f"The source bundle at S3 location {where} is larger than 500 MB.")
    location = aws.s3.get_bucket_location(Bucket=bucket)["LocationConstraint"] or "us-east-1"
    if location != aws.region:
        # the code is modelled; the words are assumed
        text = f"The S3 bucket {bucket} is in {location}, and the application in {aws.region}."
        raise errors.refusal("S3LocationNotInServiceRegionException", text)
