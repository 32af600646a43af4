"""Certificates: requested, imported, shown, listed, in use."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric import ec

from .balancers import REGION, Stand, eventually
from .certificates import self_signed
from .refusals import refused


@pytest.fixture
def acm(client: Callable[..., Any]) -> Any:
    return client("acm")


@pytest.fixture
def force(control: Callable[..., Any], account: str) -> Callable[..., Any]:
    """Says what becomes of a certificate."""

    def put(arn: str, **facts: Any) -> Any:
        return control("PUT", "certificates", {"account": account, "region": REGION, "arn": arn} | facts)

    return put


def described(acm: Any, arn: str) -> dict[str, Any]:
    return dict(acm.describe_certificate(CertificateArn=arn)["Certificate"])


def secure(stand: Stand, arn: str, port: int = 443) -> dict[str, Any]:
    made = stand.elbv2.create_listener(
        LoadBalancerArn=stand.arn,
        Port=port,
        Protocol="HTTPS",
        Certificates=[{"CertificateArn": arn}],
        DefaultActions=[stand.forward()],
    )
    return dict(made["Listeners"][0])


def test_a_requested_certificate_is_issued_with_a_record_for_each_name(acm: Any) -> None:
    arn = acm.request_certificate(
        DomainName="example.com", SubjectAlternativeNames=["*.example.com"], ValidationMethod="DNS"
    )["CertificateArn"]
    found = eventually(
        lambda: described(acm, arn), lambda each: "ResourceRecord" in each["DomainValidationOptions"][0]
    )
    assert found["Status"] == "ISSUED"
    assert (found["Type"], found["KeyAlgorithm"]) == ("AMAZON_ISSUED", "RSA-2048")
    assert found["SubjectAlternativeNames"] == ["example.com", "*.example.com"]
    records = [each["ResourceRecord"] for each in found["DomainValidationOptions"]]
    assert records[0] == records[1]
    assert records[0]["Name"].endswith(".example.com.")
    assert (found["InUseBy"], found["RenewalEligibility"]) == ([], "INELIGIBLE")


def test_a_validation_by_mail_tells_whom_it_writes_to(acm: Any) -> None:
    arn = acm.request_certificate(DomainName="*.example.com", ValidationMethod="EMAIL")["CertificateArn"]
    (option,) = described(acm, arn)["DomainValidationOptions"]
    assert "hostmaster@example.com" in option["ValidationEmails"]
    assert "ResourceRecord" not in option


def test_a_pending_certificate_shows_no_dates_and_cannot_be_attached(
    acm: Any, stand: Stand, force: Callable[..., Any]
) -> None:
    arn = acm.request_certificate(DomainName="shop.example.com", ValidationMethod="DNS")["CertificateArn"]
    force(arn, status="PENDING_VALIDATION")
    found = described(acm, arn)
    assert found["Status"] == "PENDING_VALIDATION"
    assert not {"NotAfter", "NotBefore", "IssuedAt", "Serial"} & {*found}
    with pytest.raises(ClientError, match=r"UnsupportedCertificate.*must have a fully-qualified domain name"):
        secure(stand, arn)
    force(arn, status=None)
    assert secure(stand, arn)["Certificates"] == [{"CertificateArn": arn}]


@pytest.mark.parametrize("status", ["EXPIRED", "REVOKED", "FAILED", "VALIDATION_TIMED_OUT", "INACTIVE"])
def test_only_issued_certificates_are_attached(
    acm: Any, stand: Stand, force: Callable[..., Any], status: str
) -> None:
    arn = acm.request_certificate(DomainName="shop.example.com")["CertificateArn"]
    assert force(arn, status=status)["status"] == status
    with pytest.raises(ClientError, match="UnsupportedCertificate"):
        secure(stand, arn)
    assert [each["Status"] for each in acm.list_certificates()["CertificateSummaryList"]] == [status]


def test_a_certificate_in_use_names_its_load_balancer_and_cannot_be_deleted(acm: Any, stand: Stand) -> None:
    default, extra = (
        acm.request_certificate(DomainName=f"{each}.example.com")["CertificateArn"] for each in "ab"
    )
    listener = secure(stand, default)["ListenerArn"]
    stand.elbv2.add_listener_certificates(ListenerArn=listener, Certificates=[{"CertificateArn": extra}])
    for arn in (default, extra):
        found = described(acm, arn)
        assert (found["InUseBy"], found["RenewalEligibility"]) == ([stand.arn], "ELIGIBLE")
        code, text = refused(acm.delete_certificate, CertificateArn=arn)
        assert (code, text) == (
            "ResourceInUseException",
            f"Certificate {arn} in account {stand.account} is in use.",
        )
    assert all(each["InUse"] for each in acm.list_certificates()["CertificateSummaryList"])
    stand.elbv2.delete_listener(ListenerArn=listener)
    acm.delete_certificate(CertificateArn=default)
    assert refused(acm.describe_certificate, CertificateArn=default)[0] == "ResourceNotFoundException"


def test_a_listing_shows_rsa_1024_and_2048_unless_told_otherwise(acm: Any) -> None:
    rsa = acm.import_certificate(**self_signed("rsa.example.com"))["CertificateArn"]
    elliptic = acm.import_certificate(**self_signed("ec.example.com", curve=ec.SECP256R1()))["CertificateArn"]

    def listed(**parameters: Any) -> list[str]:
        return [
            each["CertificateArn"] for each in acm.list_certificates(**parameters)["CertificateSummaryList"]
        ]

    assert listed() == [rsa]
    assert listed(Includes={"keyTypes": ["EC_prime256v1"]}) == [elliptic]
    assert listed(Includes={"keyTypes": ["RSA_2048", "EC_prime256v1"]}) == [rsa, elliptic]
    assert listed(CertificateStatuses=["PENDING_VALIDATION"]) == []


def test_an_elliptic_certificate_can_be_requested_and_attached(acm: Any, stand: Stand) -> None:
    arn = acm.request_certificate(DomainName="ec.example.com", KeyAlgorithm="EC_prime256v1")["CertificateArn"]
    assert described(acm, arn)["KeyAlgorithm"].replace("-", "_") == "EC_prime256v1"
    assert secure(stand, arn)["Certificates"] == [{"CertificateArn": arn}]
    code, text = refused(acm.request_certificate, DomainName="x.example.com", KeyAlgorithm="RSA_3072")
    assert code == "InvalidParameterException"
    assert text == f"Encryption Algorithm RSA_3072 is not supported in {REGION} region"


def test_a_summary_carries_what_choosing_needs(acm: Any) -> None:
    imported = acm.import_certificate(**self_signed("shop.example.com", "www.example.com"))["CertificateArn"]
    (summary,) = acm.list_certificates()["CertificateSummaryList"]
    assert summary["CertificateArn"] == imported
    assert summary["DomainName"] == "shop.example.com"
    assert summary["SubjectAlternativeNameSummaries"] == ["shop.example.com", "www.example.com"]
    assert (summary["Type"], summary["Status"], summary["InUse"]) == ("IMPORTED", "ISSUED", False)
    assert summary["RenewalEligibility"] == "INELIGIBLE"
    assert summary["NotBefore"] < datetime.now(UTC) < summary["NotAfter"]
    assert summary["ImportedAt"] <= datetime.now(UTC)


def test_a_reimport_keeps_the_arn_and_takes_no_tags(acm: Any) -> None:
    arn = acm.import_certificate(**self_signed("a.example.com"), Tags=[{"Key": "k", "Value": "v"}])[
        "CertificateArn"
    ]
    renewed = self_signed("a.example.com", days=300)
    assert (
        refused(acm.import_certificate, **renewed, CertificateArn=arn, Tags=[{"Key": "k", "Value": "v"}])[0]
        == "InvalidParameterException"
    )
    before = described(acm, arn)["NotAfter"]
    assert acm.import_certificate(**renewed, CertificateArn=arn)["CertificateArn"] == arn
    assert described(acm, arn)["NotAfter"] > before
    assert acm.list_tags_for_certificate(CertificateArn=arn)["Tags"] == [{"Key": "k", "Value": "v"}]


def test_a_certificate_without_a_common_name_is_known_by_its_first_alternative(acm: Any) -> None:
    arn = acm.import_certificate(**self_signed("b.example.com", "a.example.com", named=False))[
        "CertificateArn"
    ]
    found = described(acm, arn)
    assert found["DomainName"] == "b.example.com"
    assert found["SubjectAlternativeNames"] == ["b.example.com", "a.example.com"]


def test_imports_that_are_refused(acm: Any) -> None:
    good, other = self_signed("a.example.com"), self_signed("b.example.com")
    for wrong in (
        {"PrivateKey": other["PrivateKey"]},
        {"PrivateKey": b"key"},
        {"Certificate": b"certificate"},
        {"CertificateChain": b"chain"},
    ):
        assert refused(acm.import_certificate, **(good | wrong))[0] == "ValidationException"
    assert acm.list_certificates()["CertificateSummaryList"] == []


def test_an_end_of_validity_can_be_forced(acm: Any, force: Callable[..., Any]) -> None:
    arn = acm.request_certificate(DomainName="shop.example.com")["CertificateArn"]
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    assert force(arn, not_after=soon.isoformat())["status"] == "ISSUED"
    assert described(acm, arn)["NotAfter"] == soon
    assert force(arn, not_after=(soon - timedelta(days=9)).isoformat())["status"] == "EXPIRED"


def test_a_token_makes_a_request_the_same_request(acm: Any) -> None:
    first, again = (
        acm.request_certificate(DomainName="a.example.com", IdempotencyToken="one")["CertificateArn"]
        for _ in range(2)
    )
    assert first == again
    other = acm.request_certificate(DomainName="a.example.com", IdempotencyToken="two")["CertificateArn"]
    assert other != first


def test_what_is_refused(acm: Any, account: str) -> None:
    absent = f"arn:aws:acm:{REGION}:{account}:certificate/12345678-1234-1234-1234-123456789012"
    for call in (acm.describe_certificate, acm.delete_certificate, acm.list_tags_for_certificate):
        assert refused(call, CertificateArn=absent) == (
            "ResourceNotFoundException",
            f"Could not find certificate {absent}.",
        )
    assert (
        refused(acm.describe_certificate, CertificateArn="not-an-arn-but-long-enough")[0]
        == "ValidationException"
    )
    assert refused(acm.request_certificate, DomainName="no_such domain")[0] == "ValidationException"
    many = [f"{number}.example.com" for number in range(10)]
    code, _ = refused(acm.request_certificate, DomainName="example.com", SubjectAlternativeNames=many)
    assert code == "LimitExceededException"
    assert refused(acm.import_certificate, **self_signed("a.example.com", days=0))[0] == "ValidationException"


def test_pages(acm: Any) -> None:
    arns = [acm.request_certificate(DomainName=f"{each}.example.com")["CertificateArn"] for each in "abc"]
    pages = acm.get_paginator("list_certificates").paginate(PaginationConfig={"PageSize": 2})
    found = [[each["CertificateArn"] for each in page["CertificateSummaryList"]] for page in pages]
    assert found == [arns[:2], arns[2:]]
