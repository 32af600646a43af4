"""Certificates that are imported.

moto takes a certificate's name from its common name alone and fails without one; a certificate may do
without, and is then known by its first alternative name.
"""

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import NameOID
from moto.acm.models import CertBundle, TagHolder
from moto.acm.utils import make_arn_for_certificate
from moto.core.utils import utcnow

from ..asf import refusal


def imported(
    account: str, region: str, certificate: bytes, private_key: bytes, chain: bytes | None, arn: str | None
) -> CertBundle:
    """A bundle of what is imported, or AWS's refusal."""
    bundle = CertBundle.__new__(CertBundle)  # its __init__ is what fails without a common name
    bundle.created_at = utcnow()
    bundle.cert, bundle.key, bundle.chain = certificate, private_key, chain or b""
    bundle.tags = TagHolder()
    bundle.type, bundle.status = "IMPORTED", "ISSUED"
    bundle.cert_authority_arn, bundle.in_use_by = None, []
    bundle.cert_options = {"CertificateTransparencyLoggingPreference": "DISABLED", "Export": "DISABLED"}
    bundle._key = bundle.validate_pk()
    bundle._cert = bundle.validate_certificate()
    if _public(bundle._key.public_key()) != _public(bundle._cert.public_key()):  # text assumed
        raise refusal("ValidationException", "The private key does not match the certificate.")
    if chain:
        _require_chain(chain)
    bundle.common_name = _name(bundle._cert)
    bundle.arn = arn or make_arn_for_certificate(account, region)
    return bundle


def _name(certificate: x509.Certificate) -> str:
    common = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    if common:
        return str(common[0].value)
    try:
        alternative = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        return str(next(iter(alternative.value)).value)
    except (x509.ExtensionNotFound, StopIteration):  # text assumed
        raise refusal("ValidationException", "The certificate has no domain name.") from None


def _require_chain(chain: bytes) -> None:
    try:
        x509.load_pem_x509_certificates(chain)
    except ValueError:
        text = "The certificate chain is not PEM-encoded or is not valid."
        raise refusal("ValidationException", text) from None


def _public(key: object) -> bytes:
    encoded: bytes = key.public_bytes(  # type: ignore[attr-defined]
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return encoded
