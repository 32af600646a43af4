"""The service: what differs from moto."""

import functools
from collections.abc import Callable
from typing import Any

from localstack.aws.api import RequestContext, handler
from localstack.aws.spec import load_service
from moto.acm.models import CertBundle, acm_backends

from ..asf import refusal, to_moto
from ..constraints import violations
from .certificate import Shape, described
from .importing import imported
from .issuing import ISSUABLE, pending
from .listing import listed
from .usage import in_use_by

#: names of a certificate by default ("Quotas", ACM user guide), and length of the first one
MOST_NAMES, LONGEST_FIRST_NAME = 10, 64

Operation = Callable[[Any, RequestContext, Shape], Any]


def operation(name: str) -> Callable[[Operation], Operation]:
    """Makes a method the handler of an operation on a certificate that is looked up first."""

    def decorate(method: Operation) -> Operation:
        @functools.wraps(method)
        def call(self: Any, context: RequestContext, request: Shape) -> Any:
            model = load_service("acm").operation_model(name)
            if model.input_shape and (text := violations(model.input_shape, request)):
                raise refusal("ValidationException", text)
            if request.get("CertificateArn"):
                bundle(context, request["CertificateArn"])
            return method(self, context, request)

        decorated: Operation = handler(name, expand=False)(call)
        return decorated

    return decorate


def bundle(context: RequestContext, arn: str) -> CertBundle:
    """The certificate with that ARN, or AWS's refusal."""
    found = acm_backends[context.account_id][context.region]._certificates.get(arn)
    if found is None:
        raise refusal("ResourceNotFoundException", f"Could not find certificate {arn}.")
    return found


class AcmProvider:
    """Certificate Manager."""

    service = "acm"

    @operation("RequestCertificate")
    def request_certificate(self, context: RequestContext, request: Shape) -> Shape:
        backend = acm_backends[context.account_id][context.region]
        token, tags = request.get("IdempotencyToken"), request.get("Tags") or []
        if token:
            known = backend._get_arn_from_idempotency_token(token)
            if known in backend._certificates:
                return {"CertificateArn": known}
        domain_names = _domain_names(request)
        algorithm = request.get("KeyAlgorithm") or "RSA_2048"
        if algorithm not in ISSUABLE:
            text = f"Encryption Algorithm {algorithm} is not supported in {context.region} region"
            raise refusal("InvalidParameterException", text)
        made = pending(context.account_id, context.region, domain_names, algorithm)
        made.validation_method = request.get("ValidationMethod") or "EMAIL"
        made.cert_options = made.cert_options | (request.get("Options") or {})
        made.tags.add(tags)
        backend._certificates[made.arn] = made
        if token:
            backend._set_idempotency_token_arn(token, made.arn)
        return {"CertificateArn": made.arn}

    @operation("DescribeCertificate")
    def describe_certificate(self, context: RequestContext, request: Shape) -> Shape:
        found = bundle(context, request["CertificateArn"])
        return {"Certificate": described(found, context.account_id, context.region)}

    @operation("ListCertificates")
    def list_certificates(self, context: RequestContext, request: Shape) -> Shape:
        return listed(context.account_id, context.region, request)

    @operation("DeleteCertificate")
    def delete_certificate(self, context: RequestContext, request: Shape) -> Shape:
        arn = request["CertificateArn"]
        if in_use_by(context.account_id, context.region, arn):
            text = f"Certificate {arn} in account {context.account_id} is in use."
            raise refusal("ResourceInUseException", text)
        del acm_backends[context.account_id][context.region]._certificates[arn]
        return {}

    @operation("ImportCertificate")
    def import_certificate(self, context: RequestContext, request: Shape) -> Any:
        arn, tags = request.get("CertificateArn"), request.get("Tags") or []
        before = bundle(context, arn) if arn else None
        if before and tags:  # text assumed
            raise refusal(
                "InvalidParameterException", "Tags cannot be given when a certificate is reimported."
            )
        if before and before.type != "IMPORTED":  # text assumed
            raise refusal("InvalidParameterException", f"Certificate {arn} was not imported.")
        parts = request["Certificate"], request["PrivateKey"], request.get("CertificateChain")
        made = imported(context.account_id, context.region, *parts, arn)
        if before:
            made.tags = before.tags
        made.tags.add(tags)
        acm_backends[context.account_id][context.region]._certificates[made.arn] = made
        return {"CertificateArn": made.arn}

    @operation("GetCertificate")
    def get_certificate(self, context: RequestContext, request: Shape) -> Any:
        if bundle(context, request["CertificateArn"]).status == "PENDING_VALIDATION":
            text = f"Certificate {request['CertificateArn']} is not yet issued."  # assumed
            raise refusal("RequestInProgressException", text)
        return to_moto(context)

    @operation("AddTagsToCertificate")
    def add_tags(self, context: RequestContext, request: Shape) -> Any:
        return to_moto(context)

    @operation("RemoveTagsFromCertificate")
    def remove_tags(self, context: RequestContext, request: Shape) -> Any:
        return to_moto(context)

    @operation("ListTagsForCertificate")
    def list_tags(self, context: RequestContext, request: Shape) -> Any:
        return to_moto(context)

    @operation("ExportCertificate")
    def export_certificate(self, context: RequestContext, request: Shape) -> Any:
        return to_moto(context)

    @operation("ResendValidationEmail")
    def resend_validation_email(self, context: RequestContext, request: Shape) -> Any:
        return to_moto(context)

    @operation("UpdateCertificateOptions")
    def update_certificate_options(self, context: RequestContext, request: Shape) -> Shape:
        found = bundle(context, request["CertificateArn"])
        found.cert_options = found.cert_options | request["Options"]
        return {}

    @operation("RenewCertificate")
    def renew_certificate(self, context: RequestContext, request: Shape) -> Shape:
        # "only exported private certificates can be renewed" by this operation (API reference); none is here
        raise refusal(
            "RequestInProgressException", f"Certificate {request['CertificateArn']} cannot be renewed."
        )

    @operation("RevokeCertificate")
    def revoke_certificate(self, context: RequestContext, request: Shape) -> Shape:
        found = bundle(context, request["CertificateArn"])
        if in_use_by(context.account_id, context.region, found.arn):
            text = f"Certificate {found.arn} in account {context.account_id} is in use."
            raise refusal("ResourceInUseException", text)
        found.forced_status = "REVOKED"
        return {"CertificateArn": found.arn}


def _domain_names(request: Shape) -> list[str]:
    found = list(dict.fromkeys([request["DomainName"], *(request.get("SubjectAlternativeNames") or ())]))
    if len(found) > MOST_NAMES:
        raise refusal(
            "LimitExceededException", f"The maximum number of domain names is {MOST_NAMES}."
        )  # assumed
    if len(found[0]) > LONGEST_FIRST_NAME:  # text assumed
        raise refusal(
            "InvalidParameterException",
            f"The first domain name can be no longer than {LONGEST_FIRST_NAME} characters.",
        )
    return [name.lower() for name in found]
