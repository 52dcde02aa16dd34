"""Keys for signing, made when first asked for with the ``openssl`` command."""

import base64
import subprocess
from functools import cache


@cache
def private_key(*, old_form: bool = False) -> str:
    """An RSA key, PEM. :param old_form: PKCS #1, and not #8."""
    form = ["-traditional"] if old_form else []
    return subprocess.run(["openssl", "genrsa", *form, "2048"], capture_output=True, check=True, text=True).stdout


def dns_record(key: str) -> bytes:
    """What the DNS says of the key that belongs to this one."""
    command = ["openssl", "rsa", "-pubout", "-outform", "DER"]
    public = subprocess.run(command, input=key.encode(), capture_output=True, check=True).stdout
    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
