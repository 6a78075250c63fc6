"""Certificates for the tests: a root, and what it signs well or badly."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_KEY_FORMAT = (
    serialization.Encoding.PEM,
    serialization.PrivateFormat.PKCS8,
    serialization.NoEncryption(),
)


class Authority:
    """A certificate authority that only a test trusts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("Test Root")
        root = self._builder("Test Root", days=(-2, 2), public_key=self._key.public_key())
        root = root.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.root_file = folder / "root.pem"
        signed = root.sign(self._key, hashes.SHA256())
        self.root_file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))

    def certificate(
        self, host: str, days: tuple[int, int] = (-1, 1), *, is_self_signed: bool = False
    ) -> Path:
        """Return a file with a key and a certificate for a host, valid between two days from today."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = self._builder(host, days, key.public_key(), issuer=host if is_self_signed else None)
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        signed = builder.sign(key if is_self_signed else self._key, hashes.SHA256())
        path = self._folder / f"{host}.pem"
        path.write_bytes(key.private_bytes(*_KEY_FORMAT) + signed.public_bytes(serialization.Encoding.PEM))
        return path

    def _builder(
        self,
        subject: str,
        days: tuple[int, int],
        public_key: ec.EllipticCurvePublicKey,
        issuer: str | None = None,
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(_name(subject))
            .issuer_name(_name(issuer) if issuer else self._name)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + timedelta(days=days[0]))
            .not_valid_after(now + timedelta(days=days[1]))
        )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
