"""The gate: whether a caller's identity policies allow a call, once an account asks for that.

Evaluated are the policies of the IAM user (inline, attached, those of its groups) or of the assumed role:
Effect, Action, NotAction, Resource, NotResource, and Condition as far as ``conditions`` knows. An explicit
deny comes first. Not evaluated are resource-based policies, permissions boundaries, session policies, those
of an organization, trust policies, and signatures. What Elastic Beanstalk itself asks of other services for
a caller is not held against the caller, but for ``iam:PassRole`` (see ``beanstalk``).
"""
