"""Requests to a load balancer service that name no action of it.

Two services are signed for under one name. LocalStack tells them apart by the action, and fails without a
known one.
"""

from xml.sax.saxutils import escape

from localstack.aws.api import RequestContext
from localstack.aws.chain import HandlerChain
from localstack.aws.spec import load_service
from localstack.http import Response
from localstack.utils.strings import long_uid

SIGNED_AS = "/elasticloadbalancing/"
VERSION = "2015-12-01"
NAMESPACE = f"http://elasticloadbalancing.amazonaws.com/doc/{VERSION}/"


def refuse_unknown_actions(chain: HandlerChain, context: RequestContext, response: Response) -> None:
    """A handler of LocalStack's gateway."""
    request = context.request
    if SIGNED_AS not in request.headers.get("Authorization", ""):
        return
    request.get_data()  # keeps the body for those who read it after the form has been read
    action = request.values.get("Action", "")
    if any(action in load_service(service).operation_names for service in ("elb", "elbv2")):
        return
    text = f"Could not find operation {action} for version {request.values.get('Version', VERSION)}"
    body = (
        f'<ErrorResponse xmlns="{NAMESPACE}"><Error><Type>Sender</Type><Code>InvalidAction</Code>'
        f"<Message>{escape(text)}</Message></Error><RequestId>{long_uid()}</RequestId></ErrorResponse>"
    )
    response.update_from(Response(body, status=400, mimetype="text/xml"))
    chain.terminate()
