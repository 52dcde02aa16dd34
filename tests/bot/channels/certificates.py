"""Certificates for servers on this machine, made when first asked for with the ``openssl`` command."""

import atexit
import shutil
import ssl
import subprocess
import tempfile
from functools import cache
from pathlib import Path

GOOD = "IP:127.0.0.1,DNS:localhost"
OTHER = "DNS:elsewhere.test"


@cache
def _folder() -> Path:
    folder = tempfile.mkdtemp(prefix="paperround-certificates-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@cache
def certificate(names: str) -> Path:
    """A file with a key and a certificate that it signs itself. :param names: as ``subjectAltName`` has them."""
    path = _folder() / f"{abs(hash(names))}.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "2", "-subj", "/CN=sink.test", "-addext", f"subjectAltName={names}"]
    made = subprocess.run([*command, "-keyout", "-"], capture_output=True, check=True)
    path.write_bytes(made.stdout)
    return path


def server_context(names: str = GOOD) -> ssl.SSLContext:
    """What a server with such a certificate needs."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(names))
    return context


def trusting(names: str = GOOD) -> ssl.SSLContext:
    """A client's context that believes this certificate, checks the name, and believes no other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(certificate(names))
    return context
