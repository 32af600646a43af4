"""What LocalStack calls while it starts. It tells hooks apart by the names of their functions."""

from localstack.runtime import hooks


@hooks.on_infra_start()
def beanstalk_elbv2_state() -> None:
    """Puts this service's state where moto's other services look for load balancers, and adds the route."""
    from localstack.aws.handlers import preprocess_request
    from localstack.services.edge import ROUTER

    from .routes import QuotaControl
    from .state import take_motos_place
    from .unknown_action import refuse_unknown_actions

    take_motos_place()
    ROUTER.add(QuotaControl())
    preprocess_request.append(refuse_unknown_actions)
