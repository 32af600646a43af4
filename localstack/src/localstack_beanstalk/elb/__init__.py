"""Classic load balancers: as far as Elastic Beanstalk's classic environments need them, and strict there."""
