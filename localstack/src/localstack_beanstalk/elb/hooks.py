"""What LocalStack calls while it starts. It tells hooks apart by the names of their functions."""

from localstack.runtime import hooks


@hooks.on_infra_start()
def beanstalk_elb_state() -> None:
    """Puts this service's state where moto's other services look for load balancers."""
    from .state import take_motos_place

    take_motos_place()
