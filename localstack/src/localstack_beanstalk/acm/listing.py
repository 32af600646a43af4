"""ListCertificates: filters, order and pages."""

from typing import Any

from moto.acm.models import CertBundle, acm_backends

from ..asf import refusal
from .certificate import Shape, key_type, status, summarized

#: what is listed when a request names no key types
DEFAULT_KEY_TYPES = ("RSA_1024", "RSA_2048")
PAGE = 1000


def listed(account: str, region: str, request: Shape) -> Shape:
    """The page of summaries that a request asks for."""
    if bool(request.get("SortBy")) != bool(request.get("SortOrder")):  # text assumed
        raise refusal("ValidationException", "SortBy and SortOrder must be given together.")
    wanted = [each for each in _all(account, region) if _passes(each, request)]
    if request.get("SortBy"):
        wanted.sort(key=lambda each: each.created_at, reverse=request["SortOrder"] == "DESCENDING")
    summaries = [summarized(each, account, region) for each in wanted]
    includes = request.get("Includes") or {}
    for filter_name, member in (("keyUsage", "KeyUsages"), ("extendedKeyUsage", "ExtendedKeyUsages")):
        if asked := includes.get(filter_name):
            summaries = [each for each in summaries if {*asked} & {*each[member]}]
    return _page(request, summaries)


def _all(account: str, region: str) -> list[CertBundle]:
    return list(acm_backends[account][region]._certificates.values())


def _passes(bundle: CertBundle, request: Shape) -> bool:
    includes: Any = request.get("Includes") or {}
    statuses = request.get("CertificateStatuses")
    if statuses and status(bundle) not in statuses:
        return False
    if includes.get("exportOption") not in (None, bundle.cert_options.get("Export", "DISABLED")):
        return False
    return key_type(bundle) in (includes.get("keyTypes") or DEFAULT_KEY_TYPES)


def _page(request: Shape, summaries: list[Shape]) -> Shape:
    token = request.get("NextToken") or "0"
    if not token.isdigit():
        raise refusal("ValidationException", "The next token is not valid.")  # text assumed
    end = int(token) + (request.get("MaxItems") or PAGE)
    answer: Shape = {"CertificateSummaryList": summaries[int(token) : end]}
    if end < len(summaries):
        answer["NextToken"] = str(end)
    return answer
