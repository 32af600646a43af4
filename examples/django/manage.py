"""Django's command line."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    # as in shop/wsgi.py: where nobody chose, the strict settings
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.aws")
    execute_from_command_line(sys.argv)
