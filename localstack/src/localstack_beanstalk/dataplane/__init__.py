"""Applications that run, load balancers that balance, targets whose health is measured."""
