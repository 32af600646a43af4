"""The AWS services of this package: LocalStack loads each at its first request."""

from localstack.services.plugins import Service, aws_provider

from .asf import Provider, dispatch_table


def _service(provider: Provider) -> Service:
    return Service.for_provider(provider, dispatch_table_factory=dispatch_table)


@aws_provider()
def elasticbeanstalk() -> Service:
    from .beanstalk.provider import ElasticBeanstalkProvider

    return _service(ElasticBeanstalkProvider())


@aws_provider(name="beanstalk")
def acm() -> Service:
    from .acm.provider import AcmProvider

    return _service(AcmProvider())


@aws_provider()
def elb() -> Service:
    from .elb.provider import ElbProvider

    return _service(ElbProvider())


@aws_provider()
def elbv2() -> Service:
    from .elbv2.provider import Elbv2Provider

    return _service(Elbv2Provider())


@aws_provider()
def autoscaling() -> Service:
    class AutoScalingProvider:
        service = "autoscaling"  # nothing of its own: moto answers everything

    return _service(AutoScalingProvider())
