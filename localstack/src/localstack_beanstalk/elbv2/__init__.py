"""Elastic Load Balancing v2: moto, corrected."""
