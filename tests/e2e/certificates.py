"""Authorities and certificates, made by openssl, for tests that speak TLS."""

import subprocess


def openssl(*arguments):
  subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


class Authority:
  """Signs certificates; its own is `certificate`."""

  def __init__(self, folder, name):
    self.folder = folder
    self.key = folder / f"{name}.key"
    self.certificate = folder / f"{name}.pem"
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", 2, "-subj", f"/CN={name}",
            "-keyout", self.key, "-out", self.certificate)

  def sign(self, name, *alternative_names):
    """(certificate, key) of `name`, for names like DNS:localhost; what is there by this name is replaced."""
    certificate, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
    request, extensions = self.folder / f"{name}.csr", self.folder / f"{name}.ext"
    new_certificate, new_key = certificate.with_suffix(".new"), key.with_suffix(".newkey")
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}", "-keyout", new_key,
            "-out", request)
    extensions.write_text(f"subjectAltName={','.join(alternative_names)}\n")
    openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial", "-days", 2, "-extfile",
            extensions, "-out", new_certificate)
    new_key.replace(key)
    new_certificate.replace(certificate)
    return certificate, key
