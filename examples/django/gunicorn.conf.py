"""How gunicorn serves; it reads this file by its name. The command is in the Procfile."""

import os

# the instance's proxy is the only client: Elastic Beanstalk tells both the port, or leaves it at 8000
bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = 2
# with one request at a time a worker, two that wait for a slow service would keep health checks waiting too
threads = 8
# settings are read once, and what is wrong with them ends gunicorn before it listens
preload_app = True
# which header tells that a request came by HTTPS, Django's settings say, and they alone
forwarded_allow_ips = ""
accesslog = "-"
# nobody controls it, and the home folder of who runs it need not be writable
control_socket_disable = True
