"""The operations of Elastic Beanstalk."""


class ElasticBeanstalkProvider:
    """Elastic Beanstalk."""

    service = "elasticbeanstalk"
