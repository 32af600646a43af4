"""The proxy in front of an application, as the platforms of Amazon Linux 2 and 2023 have it.

``layout`` knows where the platform's own files and those of a bundle stand, and which includes which; it is
standard library only, since tests of such files put them in place without LocalStack. ``running`` runs one.
"""
