"""The certificate that `make run TLS=1` makes for itself, so that phones in the same network may use their camera."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from eventreg.private_files import write_private


def options(folder: Path, names: list[str]) -> list[str]:
    """Return gunicorn's options for a certificate that holds `names`; make one if there is none that fits."""
    folder.mkdir(mode=0o700, exist_ok=True)
    files = folder / "certificate.pem", folder / "key.pem"
    if not all(file.exists() for file in files) or not fits(files[0], names):
        make_certificate(names, *files)
    return ["--certfile", str(files[0]), "--keyfile", str(files[1])]


def fits(certificate_file: Path, names: list[str]) -> bool:
    """Say whether a certificate is for exactly `names` and lasts another week."""
    kept = x509.load_pem_x509_certificate(certificate_file.read_bytes())
    held = kept.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    lasts = kept.not_valid_after_utc > datetime.now(UTC) + timedelta(days=7)
    return lasts and set(held) == set(map(general_name, names))


def make_certificate(names: list[str], certificate_file: Path, key_file: Path) -> None:
    """Make a key and a certificate signed by itself; phones refuse one that is valid for more than 398 days."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "eventreg on this machine")])
    made = (
        x509.CertificateBuilder(issuer, issuer, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=397))
        .add_extension(x509.SubjectAlternativeName(map(general_name, names)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    write_private(key_file, key.private_bytes(serialization.Encoding.PEM, *form))
    write_private(certificate_file, made.public_bytes(serialization.Encoding.PEM))


def general_name(name: str) -> x509.GeneralName:
    """Return a host name or an address as certificates write it."""
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name.encode("idna").decode())
