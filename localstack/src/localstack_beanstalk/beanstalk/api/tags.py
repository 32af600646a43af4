"""Tags of applications, versions, environments."""

from typing import Any

from localstack.aws.api import RequestContext, handler

from .. import errors, texts
from ..environment import Environment
from ..lifecycle import retag
from ..operation import Operation
from ..state import Store, store

TAGS_ALLOWED = 50


class Tags:
    """Operations on tags."""

    @handler("ListTagsForResource", expand=False)
    def list_tags_for_resource(self, context: RequestContext, request: Any) -> Any:
        tags = _tags(store(context), request["ResourceArn"])
        found = [{"Key": key, "Value": value} for key, value in sorted(tags.items())]
        return {"ResourceArn": request["ResourceArn"], "ResourceTags": found}

    @handler("UpdateTagsForResource", expand=False)
    def update_tags_for_resource(self, context: RequestContext, request: Any) -> None:
        here, arn = store(context), request["ResourceArn"]
        tags = _tags(here, arn)
        wanted = {tag["Key"]: tag["Value"] for tag in request.get("TagsToAdd") or ()}
        removed = [key for key in request.get("TagsToRemove") or () if key in tags]
        if not wanted and not request.get("TagsToRemove"):
            raise errors.missing("You must specify at least one tag to add or remove.")
        if both := set(wanted) & set(request.get("TagsToRemove") or ()):
            raise errors.invalid(f"Tag keys cannot be both added and removed: {sorted(both)}")
        refuse_reserved(wanted)
        after = {key: value for key, value in (tags | wanted).items() if key not in removed}
        if len(after) > TAGS_ALLOWED:
            text = f"You cannot have more than {TAGS_ALLOWED} tags on a resource."
            raise errors.refusal("TooManyTagsException", text)
        environment = next((e for e in here.living() if e.arn == arn), None)
        if environment is None:
            here.tags[arn] = after
        else:
            _retag(here, environment, context.request_id, wanted, removed, after)


def _retag(
    here: Store,
    environment: Environment,
    request_id: str | None,
    wanted: dict[str, str],
    removed: list[str],
    after: dict[str, str],
) -> None:
    """The environment is Updating while its resources are tagged, so that the next update has to wait."""
    with environment.lock:
        environment.require_ready()
        here.tags[environment.arn] = after
        operation = Operation(here, environment, request_id)
        operation.event(texts.TAGS_STARTING)
        operation.begin("Updating", retag(wanted, removed))


def refuse_reserved(tags: dict[str, str]) -> None:
    """Keys that AWS and Elastic Beanstalk keep for themselves."""
    for key in tags:
        if key.lower().startswith(("aws:", "elasticbeanstalk:")) or key == "Name":
            raise errors.invalid(f"Invalid tag key: '{key}'. It is reserved.")


def _tags(here: Store, arn: str) -> dict[str, str]:
    if arn not in here.tags:
        raise errors.no_resource(arn)
    return here.tags[arn]
