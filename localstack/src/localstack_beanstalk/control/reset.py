"""Puts an account back to the beginning."""

from . import account as accounts

#: the services of moto that environments leave something in; S3 and IAM are kept
MOTO_SERVICES = ("elbv2", "elb", "autoscaling", "ec2", "acm", "cloudwatch", "sqs")


def reset(account: str) -> None:
    """Ends the account's operations and applications, and forgets its resources."""
    import moto.backends

    from ..beanstalk import state
    from ..dataplane import instances

    for store in state.forget(account):
        for environment in store.living():
            if environment.operation:
                environment.operation.stop()
    instances.stop_account(account)
    for service in MOTO_SERVICES:
        backends = moto.backends.get_backend(service)
        if account in backends:
            backends[account].reset()
    accounts.forget(account)
