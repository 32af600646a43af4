"""Elastic Beanstalk: own state, and real resources built through the other services of this LocalStack."""
