"""What `ebdeploy scaffold` writes, in the hands of the servers that it is for: Apache, nginx, Django, Express."""
