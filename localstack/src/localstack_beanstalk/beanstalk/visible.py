"""What a caller gets to see: some operations leave out what one may not see, instead of refusing."""

from localstack.aws.api import RequestContext

from ..iam import gate


def sees(context: RequestContext, arn: str, application: str) -> bool:
    """Whether the caller may see this by the operation that it calls."""
    assert context.operation is not None
    place = f"arn:aws:elasticbeanstalk:{context.region}:{context.account_id}:application/{application}"
    keys = {"elasticbeanstalk:inapplication": place}
    return gate.may(context, f"elasticbeanstalk:{context.operation.name}", arn, keys)
