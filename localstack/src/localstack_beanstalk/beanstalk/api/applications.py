"""Applications, and the account's own operations."""

from typing import Any

from localstack.aws.api import RequestContext, handler

from .. import errors, texts
from ..aws import Aws
from ..lifecycle import terminate
from ..operation import Operation
from ..state import Application, Store, now, store
from ..storage import ensure_bucket
from ..visible import sees

#: AWS's default quotas
QUOTAS = {
    "ApplicationQuota": 75,
    "ApplicationVersionQuota": 1000,
    "EnvironmentQuota": 200,
    "ConfigurationTemplateQuota": 2000,
    "CustomPlatformQuota": 20,
}
NO_LIFECYCLE = {
    "MaxCountRule": {"Enabled": False, "MaxCount": 200, "DeleteSourceFromS3": False},
    "MaxAgeRule": {"Enabled": False, "MaxAgeInDays": 180, "DeleteSourceFromS3": False},
}


class Applications:
    """Operations on applications."""

    @handler("CreateApplication", expand=False)
    def create_application(self, context: RequestContext, request: Any) -> Any:
        here = store(context)
        return {"Application": describe(create(here, request["ApplicationName"], request))}

    @handler("DescribeApplications", expand=False)
    def describe_applications(self, context: RequestContext, request: Any) -> Any:
        names = request.get("ApplicationNames")
        found = [
            app
            for app in store(context).applications.values()
            if (not names or app.name in names) and sees(context, app.arn, app.name)
        ]
        return {"Applications": [describe(application) for application in found]}

    @handler("UpdateApplication", expand=False)
    def update_application(self, context: RequestContext, request: Any) -> Any:
        application = store(context).application(request["ApplicationName"])
        if "Description" in request:
            application.description = request["Description"]
        application.updated = now()
        return {"Application": describe(application)}

    @handler("UpdateApplicationResourceLifecycle", expand=False)
    def update_lifecycle(self, context: RequestContext, request: Any) -> Any:
        application = store(context).application(request["ApplicationName"])
        wanted = request["ResourceLifecycleConfig"]
        rules = application.lifecycle.get("VersionLifecycleConfig", NO_LIFECYCLE)
        wanted["VersionLifecycleConfig"] = rules | (wanted.get("VersionLifecycleConfig") or {})
        application.lifecycle |= wanted
        application.updated = now()
        return {"ApplicationName": application.name, "ResourceLifecycleConfig": application.lifecycle}

    @handler("DeleteApplication", expand=False)
    def delete_application(self, context: RequestContext, request: Any) -> None:
        here = store(context)
        with here.lock:
            application = here.applications.get(request["ApplicationName"])
            if application is None:
                return  # AWS answers as if it had been there
            living = [e for e in here.living() if e.application == application.name]
            if living and not request.get("TerminateEnvByForce"):
                reason = "it has running environments"
                text = f"Unable to delete application {application.name} because {reason}."
                raise errors.refusal("OperationInProgressFailure", text)
            for environment in living:
                operation = Operation(here, environment, context.request_id)
                with environment.lock:
                    if environment.operation:
                        environment.operation.stop()
                    operation.event(texts.starting("terminateEnvironment"))
                    operation.begin("Terminating", terminate)
            del here.applications[application.name]
            here.tags.pop(application.arn, None)

    @handler("DescribeAccountAttributes", expand=False)
    def describe_account_attributes(self, context: RequestContext, request: Any) -> Any:
        return {"ResourceQuotas": {name: {"Maximum": maximum} for name, maximum in QUOTAS.items()}}

    @handler("CreateStorageLocation", expand=False)
    def create_storage_location(self, context: RequestContext, request: Any) -> Any:
        return {"S3Bucket": ensure_bucket(Aws(context.account_id, context.region))}


def create(here: Store, name: str, request: Any) -> Application:
    """Makes an application."""
    with here.lock:
        if name in here.applications:
            raise errors.invalid(f"Application {name} already exists.")
        if len(here.applications) >= QUOTAS["ApplicationQuota"]:
            text = f"You cannot have more than {QUOTAS['ApplicationQuota']} applications."
            raise errors.refusal("TooManyApplicationsException", text)
        application = Application(name, here.arn("application", name), request.get("Description"))
        application.lifecycle = {"VersionLifecycleConfig": NO_LIFECYCLE} | (
            request.get("ResourceLifecycleConfig") or {}
        )
        here.applications[name] = application
        here.tags[application.arn] = {tag["Key"]: tag["Value"] for tag in request.get("Tags") or ()}
    here.record(texts.completed("createApplication"), "INFO", name)
    return application


def describe(application: Application) -> dict[str, Any]:
    """AWS's ApplicationDescription."""
    described = {
        "ApplicationArn": application.arn,
        "ApplicationName": application.name,
        "DateCreated": application.created,
        "DateUpdated": application.updated,
        "Versions": list(application.versions),
        "ConfigurationTemplates": list(application.templates),
        "ResourceLifecycleConfig": application.lifecycle,
    }
    return described | ({"Description": application.description} if application.description else {})
