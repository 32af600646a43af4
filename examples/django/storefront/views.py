from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .models import Product


def index(request: HttpRequest) -> HttpResponse:
    """The only page: what there is to buy."""
    return render(request, "storefront/index.html", {"products": Product.objects.all()})
