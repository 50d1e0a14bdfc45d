"""What is imported reads no certificates, and whoever comes after does."""

import os
import ssl

import pytest

from mockserver.commands.certificates import no_certificates

NAMES = ("SSL_CERT_FILE", "SSL_CERT_DIR")


@pytest.mark.parametrize("before", [{}, {"SSL_CERT_FILE": "/mine.pem"}], ids=["unset", "set"])
def test_the_environment_is_afterwards_as_it_was(monkeypatch, before):
    """Whether it told where certificates are or not."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for name, value in before.items():
        monkeypatch.setenv(name, value)
    with no_certificates():
        assert [os.environ[name] for name in NAMES] == [os.devnull] * 2
    assert {name: os.environ[name] for name in NAMES if name in os.environ} == before


def test_no_certificate_is_trusted_meanwhile():
    """A context that is made then holds none."""
    with no_certificates():
        assert ssl.create_default_context().cert_store_stats()["x509"] == 0
