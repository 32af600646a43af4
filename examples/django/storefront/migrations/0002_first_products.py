from typing import Any

from django.db import migrations

PRODUCTS = {"Kettle": 39, "Teacup": 7, "Teapot": 24}


def put_on_the_shelf(apps: Any, schema_editor: Any) -> None:
    product = apps.get_model("storefront", "Product")
    for name, price in PRODUCTS.items():
        product.objects.get_or_create(name=name, defaults={"price": price})


class Migration(migrations.Migration):
    dependencies = (("storefront", "0001_initial"),)
    operations = (migrations.RunPython(put_on_the_shelf, migrations.RunPython.noop),)
