"""The certificates of the system, which a mock that asks nobody anything does not need."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

#: Where OpenSSL looks for certificates, whatever it was built with (openssl-env(7)).
_NAMES: Final = ("SSL_CERT_FILE", "SSL_CERT_DIR")


@contextmanager
def no_certificates() -> Iterator[None]:
    """
    Let nothing that is imported meanwhile read the certificates of the system.

    aiohttp reads them twice as it is imported, for its client, and that takes a third of the time
    that all of aiohttp takes. Its client then trusts no server that it is not told to trust.
    """
    before = {name: os.environ.get(name) for name in _NAMES}
    os.environ.update(dict.fromkeys(_NAMES, os.devnull))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
