"""A certificate as the API shows it, made from moto's bundle.

A test may force a status and an end of validity; the bundle then carries them in two attributes of its own.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID
from moto.acm.models import CertBundle

from ..elbv2.pace import scaled
from .usage import in_use_by

Shape = dict[str, Any]

#: the record to prove a domain with appears "seconds later" in DescribeCertificate
RECORD_APPEARS_AFTER = 5.0
#: whom ACM writes to for a validation by mail ("Email validation", ACM user guide)
MAILBOXES = ("administrator", "hostmaster", "postmaster", "webmaster", "admin")
#: SANs that a summary in ListCertificates carries
SUMMARY_NAMES = 100
EXTENDED_USAGES = {
    ExtendedKeyUsageOID.SERVER_AUTH: "TLS_WEB_SERVER_AUTHENTICATION",
    ExtendedKeyUsageOID.CLIENT_AUTH: "TLS_WEB_CLIENT_AUTHENTICATION",
    ExtendedKeyUsageOID.CODE_SIGNING: "CODE_SIGNING",
    ExtendedKeyUsageOID.EMAIL_PROTECTION: "EMAIL_PROTECTION",
    ExtendedKeyUsageOID.TIME_STAMPING: "TIME_STAMPING",
    ExtendedKeyUsageOID.OCSP_SIGNING: "OCSP_SIGNING",
}
USAGES = {
    "digital_signature": "DIGITAL_SIGNATURE",
    "content_commitment": "NON_REPUDIATION",
    "key_encipherment": "KEY_ENCIPHERMENT",
    "data_encipherment": "DATA_ENCIPHERMENT",
    "key_agreement": "KEY_AGREEMENT",
    "key_cert_sign": "CERTIFICATE_SIGNING",
    "crl_sign": "CRL_SIGNING",
}
CURVES = {"secp256r1": "prime256v1", "secp384r1": "secp384r1", "secp521r1": "secp521r1"}
#: what only a certificate that was issued once has
OF_ISSUED = ("Serial", "Issuer", "NotBefore", "NotAfter", "IssuedAt", "SignatureAlgorithm")
NEVER_ISSUED = ("PENDING_VALIDATION", "VALIDATION_TIMED_OUT", "FAILED")


def status(bundle: CertBundle) -> str:
    """The certificate's status now."""
    bundle.check()
    return str(bundle.status)


def key_type(bundle: CertBundle) -> str:
    """The key algorithm as the API's enumeration spells it."""
    key = bundle._key
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return f"EC_{CURVES.get(key.curve.name, key.curve.name)}"
    return f"RSA_{key.key_size}"


def not_after(bundle: CertBundle) -> datetime:
    """The end of validity."""
    forced: datetime | None = getattr(bundle, "forced_not_after", None)
    return forced or bundle._cert.not_valid_after_utc


def names(bundle: CertBundle) -> list[str]:
    """The domain names, the main one first."""
    alternative = _extension(bundle, ExtensionOID.SUBJECT_ALTERNATIVE_NAME)
    found = [str(name.value) for name in alternative] if alternative else []
    return list(dict.fromkeys([str(bundle.common_name), *sorted(found)]))


def described(bundle: CertBundle, account: str, region: str) -> Shape:
    """The Certificate of DescribeCertificate."""
    certificate, now = bundle._cert, status(bundle)
    used = in_use_by(account, region, bundle.arn)
    shape: Shape = {
        "CertificateArn": bundle.arn,
        "DomainName": str(bundle.common_name),
        "SubjectAlternativeNames": names(bundle),
        "Subject": f"CN={bundle.common_name}",
        "Serial": _serial(certificate.serial_number),
        "Issuer": _issuer(bundle),
        "Status": now,
        "NotBefore": certificate.not_valid_before_utc,
        "NotAfter": not_after(bundle),
        # recorded with a hyphen where the enumeration has an underscore; that EC keys do too is assumed
        "KeyAlgorithm": key_type(bundle).replace("_", "-", 1),
        "SignatureAlgorithm": _signature(bundle),
        "InUseBy": used,
        "Type": bundle.type,
        "KeyUsages": [{"Name": name} for name in _usages(bundle)],
        "ExtendedKeyUsages": [{"Name": name, "OID": oid} for name, oid in _extended_usages(bundle)],
        "RenewalEligibility": "ELIGIBLE" if bundle.type == "AMAZON_ISSUED" and used else "INELIGIBLE",
        "Options": dict(bundle.cert_options),
    }
    created = bundle.created_at.replace(tzinfo=UTC)
    if bundle.type == "IMPORTED":
        shape |= {"CreatedAt": created, "ImportedAt": created}
    else:
        shape |= {"CreatedAt": created, "IssuedAt": created}
    if bundle.type == "AMAZON_ISSUED":
        shape["DomainValidationOptions"] = _validations(bundle, account, now)
    if now in NEVER_ISSUED:
        shape = {key: value for key, value in shape.items() if key not in OF_ISSUED}
        shape["KeyUsages"], shape["ExtendedKeyUsages"] = [], []
    return shape


def summarized(bundle: CertBundle, account: str, region: str) -> Shape:
    """The certificate's summary in ListCertificates."""
    shape = described(bundle, account, region)
    kept = (
        "CertificateArn DomainName Status Type KeyAlgorithm RenewalEligibility NotBefore NotAfter CreatedAt "
        "IssuedAt ImportedAt"
    )
    alternative = shape["SubjectAlternativeNames"]
    return {key: shape[key] for key in kept.split() if key in shape} | {
        "SubjectAlternativeNameSummaries": alternative[:SUMMARY_NAMES],
        "HasAdditionalSubjectAlternativeNames": len(alternative) > SUMMARY_NAMES,
        "KeyUsages": [usage["Name"] for usage in shape["KeyUsages"]],
        "ExtendedKeyUsages": [usage["Name"] for usage in shape["ExtendedKeyUsages"]],
        "ExportOption": shape["Options"].get("Export", "DISABLED"),
        "InUse": bool(shape["InUseBy"]),
        "Exported": False,
    }


def _validations(bundle: CertBundle, account: str, now: str) -> list[Shape]:
    outcome = {"ISSUED": "SUCCESS", "PENDING_VALIDATION": "PENDING_VALIDATION", "EXPIRED": "SUCCESS"}
    method = getattr(bundle, "validation_method", "DNS")
    age = datetime.now(UTC) - bundle.created_at.replace(tzinfo=UTC)
    found = []
    for name in names(bundle):
        option: Shape = {
            "DomainName": name,
            "ValidationDomain": name,
            "ValidationStatus": outcome.get(now, "FAILED"),
            "ValidationMethod": method,
        }
        if method == "EMAIL":
            domain = name.removeprefix("*.")
            option["ValidationEmails"] = [f"{mailbox}@{domain}" for mailbox in MAILBOXES]
        if method == "DNS" and age >= timedelta(seconds=scaled(account, RECORD_APPEARS_AFTER)):
            option["ResourceRecord"] = _record(account, name)
        found.append(option)
    return found


def _record(account: str, name: str) -> Shape:
    """The record that proves a domain: the same for a name and its wildcard."""
    domain = name.removeprefix("*.")
    token = hashlib.sha256(f"{account} {domain}".encode()).hexdigest()
    return {
        "Name": f"_{token[:32]}.{domain}.",
        "Type": "CNAME",
        "Value": f"_{token[32:]}.{token[:10]}.acm-validations.aws.",
    }


def _extension(bundle: CertBundle, oid: x509.ObjectIdentifier) -> Any:
    try:
        return bundle._cert.extensions.get_extension_for_oid(oid).value
    except x509.ExtensionNotFound:
        return None


def _serial(number: int) -> str:
    digits = f"{number:x}"
    digits = digits.zfill(len(digits) + len(digits) % 2)
    return ":".join(digits[at : at + 2] for at in range(0, len(digits), 2))


def _issuer(bundle: CertBundle) -> str:
    if bundle.type == "AMAZON_ISSUED":
        return "Amazon"
    found = bundle._cert.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else bundle._cert.issuer.rfc4514_string()


def _signature(bundle: CertBundle) -> str:
    algorithm = bundle._cert.signature_hash_algorithm
    kind = "ECDSA" if isinstance(bundle._key, ec.EllipticCurvePrivateKey) else "RSA"
    return f"{algorithm.name.upper() if algorithm else 'SHA256'}WITH{kind}"


def _usages(bundle: CertBundle) -> list[str]:
    usage = _extension(bundle, ExtensionOID.KEY_USAGE)
    if usage is None:
        return ["ANY"]
    return [name for attribute, name in USAGES.items() if getattr(usage, attribute)]


def _extended_usages(bundle: CertBundle) -> list[tuple[str, str]]:
    usages = _extension(bundle, ExtensionOID.EXTENDED_KEY_USAGE) or ()
    return [(EXTENDED_USAGES.get(usage, "CUSTOM"), usage.dotted_string) for usage in usages]
