"""How AWS refuses: each kind of service with its own code and words.

Sources: IAM user guide, "Troubleshoot access denied error messages", and such messages in public reports.
EC2 adds an encoded message that only STS can read; S3 puts the resource in quotation marks; where an action
has no resources none is named.
"""

from localstack.aws.api import CommonServiceException, RequestContext

from .callers import Caller
from .need import EVERYTHING, Need
from .policy import Verdict

ENCODED = "ebdeploy-emulator-encodes-nothing"
#: services that speak JSON or REST, S3 aside
JSON = {"json", "rest-json"}


def denied(context: RequestContext, caller: Caller, need: Need, verdict: Verdict) -> CommonServiceException:
    """Refuses a call that no policy allows, or that one denies."""
    assert context.service is not None
    service = context.service.service_name
    quote = '"' if service == "s3" else ""
    where = "" if need.resource == EVERYTHING else f" on resource: {quote}{need.resource}{quote}"
    because = (
        "with an explicit deny in an identity-based policy"
        if verdict == "denied"
        else f"because no identity-based policy allows the {need.action} action"
    )
    text = f"User: {caller.arn} is not authorized to perform: {need.action}{where} {because}"
    if service == "ec2":
        told = f"You are not authorized to perform this operation. {text}. "
        told += f"Encoded authorization failure message: {ENCODED}"
        return CommonServiceException("UnauthorizedOperation", told, 403, sender_fault=True)
    if context.service.protocol in JSON:
        return CommonServiceException("AccessDeniedException", text, 400, sender_fault=True)
    return CommonServiceException("AccessDenied", text, 403, sender_fault=True)


def unknown_key(context: RequestContext) -> CommonServiceException:
    """Refuses a caller whose access key is nobody's."""
    assert context.service is not None
    service = context.service.service_name
    if service == "ec2":
        text = "AWS was not able to validate the provided access credentials"
        return CommonServiceException("AuthFailure", text, 401, sender_fault=True)
    if service == "s3":
        text = "The AWS Access Key Id you provided does not exist in our records."
        return CommonServiceException("InvalidAccessKeyId", text, 403, sender_fault=True)
    text = "The security token included in the request is invalid."
    if context.service.protocol in JSON:
        return CommonServiceException("UnrecognizedClientException", text, 400, sender_fault=True)
    return CommonServiceException("InvalidClientTokenId", text, 403, sender_fault=True)
