"""The health check's route, and all routes of the site. Written by `ebdeploy scaffold`."""

from importlib import import_module

from django.conf import settings
from django.urls import re_path
from health_check.views import HealthCheckView

site = import_module(settings.SITE_URLCONF)

urlpatterns = [
    # both spellings answer: a load balancer follows no redirect from one to the other
    re_path(r"^{{route}}/?$", HealthCheckView.as_view(checks=settings.HEALTH_CHECKS)),
    *site.urlpatterns,
]

# the site's own pages for errors, which Django looks for here
for handler in ("handler400", "handler403", "handler404", "handler500"):
    if hasattr(site, handler):
        globals()[handler] = getattr(site, handler)
