"""What LocalStack calls while it starts. It tells hooks apart by the names of their functions."""

from localstack.runtime import hooks


@hooks.on_infra_start()
def beanstalk_acm_provider() -> None:
    """Takes the place of LocalStack's own provider, and lets a test say what becomes of a certificate."""
    from localstack import config
    from localstack.services.edge import ROUTER
    from moto.acm.models import CertBundle

    from .status import CertificateControl, check

    config.SERVICE_PROVIDER_CONFIG.set_provider("acm", "beanstalk")
    CertBundle.check = check
    ROUTER.add(CertificateControl())
