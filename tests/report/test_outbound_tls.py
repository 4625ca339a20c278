"""Calls by TLS: an error of the handshake or the certificate ends before anything is sent."""

from __future__ import annotations

import datetime
import socket
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from cme.base import outbound
from tests.report.destinations import answer, raw
from tests.report.test_outbound import PLENTY, _call, says_nothing


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A self-signed certificate for the name desk.example; gives the files of both and of its key."""
    folder, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "desk.example")])
    now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
        .not_valid_after(now + datetime.timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("desk.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder


@pytest.fixture
def trusted(certificate, monkeypatch):
    """Trust that certificate, by the variable that an operator would set."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    outbound._tls.cache_clear()
    yield
    outbound._tls.cache_clear()


def _by_tls(certificate, heard):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")

    def act(connection):
        with context.wrap_socket(connection, server_side=True) as talk:
            while not b"".join(heard).endswith(b"{}"):
                heard.append(talk.recv(65536))
            talk.sendall(answer())

    return act


def test_a_certificate_that_nobody_vouches_for_ends_before_anything_is_sent(certificate):
    heard = []
    with raw(_by_tls(certificate, heard), read=False) as machine:
        with pytest.raises(outbound.NoConnection) as found:
            _call(f"https://127.0.0.1:{machine.port}", deadline=PLENTY)
        assert found.value.code == "tls" and not heard


def test_a_trusted_certificate_of_another_name_ends_before_anything_is_sent(certificate, trusted):
    heard = []
    with raw(_by_tls(certificate, heard), read=False) as machine:
        with pytest.raises(outbound.NoConnection) as found:
            _call(f"https://127.0.0.1:{machine.port}", deadline=PLENTY)
        assert found.value.code == "tls" and not heard


def test_the_right_certificate_is_let_through(certificate, trusted, monkeypatch):
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *a, **k: real("127.0.0.1" if host in ("desk.example", b"desk.example") else host, *a, **k),
    )
    heard = []
    with raw(_by_tls(certificate, heard), read=False) as machine:
        assert _call(f"https://desk.example:{machine.port}", deadline=PLENTY).status == 200 and heard


def test_a_store_of_certificates_that_is_not_there_is_said_so(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/cert.pem")
    outbound._tls.cache_clear()
    try:
        with pytest.raises(outbound.NoConnection) as found:
            _call("http://127.0.0.1:1", deadline=PLENTY)
        assert found.value.code == "tls"
    finally:
        outbound._tls.cache_clear()


def test_a_handshake_that_never_ends_means_that_nothing_was_sent():
    with raw(says_nothing, read=False) as machine:
        with pytest.raises(outbound.NoConnection) as found:
            _call(f"https://127.0.0.1:{machine.port}")
        assert found.value.code == "timeout"
