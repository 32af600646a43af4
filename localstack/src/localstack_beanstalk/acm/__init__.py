"""Certificate Manager: moto's certificates, requested, shown, listed and deleted as AWS does."""
