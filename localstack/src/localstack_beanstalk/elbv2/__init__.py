"""Elastic Load Balancing v2: load balancers, listeners, rules and target groups, as strict as AWS's."""
