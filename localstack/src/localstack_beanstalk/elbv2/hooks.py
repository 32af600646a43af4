"""What LocalStack calls while it starts."""

from localstack.runtime import hooks


@hooks.on_infra_start()
def take_motos_place() -> None:
    """Puts this service's state where moto's other services look for load balancers."""
    from .state import take_motos_place

    take_motos_place()
