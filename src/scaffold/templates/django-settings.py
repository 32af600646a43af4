"""Settings on Elastic Beanstalk: those of {{settings}}, and what it takes behind a load balancer.

Written by `ebdeploy scaffold`. The environment's variable DJANGO_SETTINGS_MODULE names this module.
"""

from {{settings}} import *  # noqa: F403

from {{package}}instance_address import private_address

_site = globals()

# A load balancer knows an instance by its private address, and that is the Host of its health checks. The names that
# visitors use are the site's own to list.
ALLOWED_HOSTS = [*_site.get("ALLOWED_HOSTS", []), private_address()]

# TLS ends at the load balancer, which says in this header what a request came by, whatever its client says. Nobody
# but the load balancer reaches the instance.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# The instance's proxy redirects to https. Where SECURE_SSL_REDIRECT has Django do it as well, health checks are left
# out: they come over http, and a redirect is no health.
SECURE_REDIRECT_EXEMPT = [*_site.get("SECURE_REDIRECT_EXEMPT", []), r"^{{route}}/?$"]

# The health check has a route of its own, before those of the site.
SITE_URLCONF = _site["ROOT_URLCONF"]
ROOT_URLCONF = "{{package}}elastic_beanstalk_urls"
INSTALLED_APPS = [*_site.get("INSTALLED_APPS", []), "health_check"]
# That without which there is no page. Storage is not among it: in S3 each check of each instance would write, read
# and delete a file, and an outage of S3 would take all instances out of service at once, with pages that can do
# without it.
HEALTH_CHECKS = ["health_check.checks.Cache", "health_check.checks.Database"]
