"""All routes."""

from django.conf import settings
from django.urls import include, path, re_path
from health_check.views import HealthCheckView

urlpatterns = [
    path("", include("storefront.urls")),
    # both spellings answer: a load balancer follows no redirect from one to the other
    re_path(r"^health/?$", HealthCheckView.as_view(checks=settings.HEALTH_CHECKS)),
]
