"""AWS Elastic Beanstalk for the open-source LocalStack, on load balancers made as strict as AWS's.

``plugins`` and ``hooks`` are what LocalStack loads; ``asf`` turns botocore's service models into dispatch
tables; ``beanstalk``, ``elbv2``, ``acm`` and ``elb`` are the services; ``dataplane`` runs applications and
balances requests over them; ``control`` is for tests: what no AWS call can do.
"""
