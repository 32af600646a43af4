"""What `ebdeploy scaffold` writes, in the hands of those that it is for: Apache, nginx, Django, Express."""
