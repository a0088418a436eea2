"""Settings from the environment, checked at start: whatever is wrong is said at once, and all of it."""

import base64
import hashlib
import hmac
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

ROOT = Path(__file__).resolve().parents[1]
SECRETS = ("SECRET_KEY", "PERSON_KEY", "SECURITY_PASSWORD_SALT")
SHORTEST_SECRET = 32
SHORTEST_PASSWORD = 12
YES = ("1", "true", "yes", "on")
DEFAULTS = {
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "DATABASE_URL": "",
    "CONTACT_EMAIL": "",
    "MAIL_SERVER": "",
    "MAIL_PORT": "25",
    "MAIL_USE_TLS": "",
    "MAIL_USE_SSL": "",
    "MAIL_USERNAME": "",
    "MAIL_PASSWORD": "",
    "MAIL_SENDER": "",
    "MAIL_PAUSE": "1",
    "ACCESS_LOG": "1",
    "METRICS_TOKEN": "",
    "LIMITS": "1",
    "TRUSTED_PROXIES": "0",
}
BAD_PORT = re.compile(r"postgresql\+psycopg://(?:[^/]*@|(?![^/]*@))(?:\[[^]/]*\]|[^/:?]*):(?![0-9]+(?:[/?]|$))")
PAUSE = re.compile(r"(?!0+(\.0+)?$)[0-9]{1,4}(\.[0-9]{1,3})?")
FEWEST_SYMBOLS = 10  # "changeme" written four times is long and weak


class BadSettings(Exception):
    """The settings do not let the service start; the message names each fault."""


@dataclass(frozen=True)
class Settings:
    """What differs between installations. Each field is an environment variable of the same name, in capitals."""

    secret_key: str = field(repr=False)
    person_key: str = field(repr=False)
    security_password_salt: str = field(repr=False)
    database_url: str = field(repr=False)
    public_url: str = "http://127.0.0.1:8000"
    contact_email: str = ""
    mail_server: str = ""
    mail_port: int = 25
    mail_use_tls: bool = False
    mail_use_ssl: bool = False
    mail_username: str = ""
    mail_password: str = field(default="", repr=False)
    mail_sender: str = ""
    mail_pause: float = 1.0
    access_log: bool = True
    metrics_token: str = field(default="", repr=False)
    limits: bool = True
    trusted_proxies: int = 0

    @property
    def mail_key(self) -> bytes:
        """Return the key that signs the links in mails: a new SECRET_KEY logs everybody out and leaves them good."""
        return derive(self, "links in mails 1")

    @property
    def secure(self) -> bool:
        """Say whether visitors come by HTTPS, so that cookies stay on it."""
        return self.public_url.startswith("https://")


@cache
def version() -> str:
    """Return which version of the service this is."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def instance() -> Path:
    """Return the folder of what belongs to this installation: INSTANCE, or `instance/` beside the code."""
    return Path(os.environ.get("INSTANCE") or ROOT / "instance").resolve()


def read(instance: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings; secrets that the environment lacks come from `instance/secrets.json`.

    Raises BadSettings with one line for each fault.
    """
    given = dict(os.environ if environment is None else environment)
    given = DEFAULTS | _kept_secrets(instance) | {name: value for name, value in given.items() if value}
    given["PUBLIC_URL"] = given["PUBLIC_URL"].rstrip("/")
    given["DATABASE_URL"] = _database_url(given["DATABASE_URL"], instance)
    if faults := list(_faults(given)):
        raise BadSettings("The service cannot start:\n" + "\n".join(f"- {fault}" for fault in faults))
    return Settings(
        secret_key=given["SECRET_KEY"],
        person_key=given["PERSON_KEY"],
        security_password_salt=given["SECURITY_PASSWORD_SALT"],
        database_url=given["DATABASE_URL"],
        public_url=given["PUBLIC_URL"],
        contact_email=given["CONTACT_EMAIL"],
        access_log=given["ACCESS_LOG"].lower() in YES,
        metrics_token=given["METRICS_TOKEN"],
        limits=given["LIMITS"].lower() in YES,
        trusted_proxies=int(given["TRUSTED_PROXIES"]),
        **_of_mail(given),
    )


def _of_mail(given: Mapping[str, str]) -> dict[str, Any]:
    return {
        "mail_server": given["MAIL_SERVER"],
        "mail_port": int(given["MAIL_PORT"]),
        "mail_use_tls": given["MAIL_USE_TLS"].lower() in YES,
        "mail_use_ssl": given["MAIL_USE_SSL"].lower() in YES,
        "mail_username": given["MAIL_USERNAME"],
        "mail_password": given["MAIL_PASSWORD"],
        "mail_sender": given["MAIL_SENDER"],
        "mail_pause": float(given["MAIL_PAUSE"]),
    }


def for_flask(settings: Settings) -> dict[str, object]:
    """Return what Flask and its extensions want to know, under the names that they use."""
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings.database_url),
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "SESSION_COOKIE_NAME": "__Host-session" if settings.secure else "session",  # no neighbour's site can set it
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SECURE": settings.secure,
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": 24 * 3600,
        "WTF_CSRF_CHECK_DEFAULT": False,  # each form checks its own, so that what was typed is not lost
        "BABEL_DEFAULT_LOCALE": "lv",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Riga",
        **_for_mail(settings),
        **_for_security(settings),
    }


def _for_mail(settings: Settings) -> dict[str, object]:
    return {
        "MAIL_SERVER": settings.mail_server,
        "MAIL_PORT": settings.mail_port,
        "MAIL_USE_TLS": settings.mail_use_tls,
        "MAIL_USE_SSL": settings.mail_use_ssl,
        "MAIL_USERNAME": settings.mail_username or None,
        "MAIL_PASSWORD": settings.mail_password or None,
        "MAIL_DEFAULT_SENDER": settings.mail_sender or "events@localhost",
    }


def _for_security(settings: Settings) -> dict[str, object]:
    return {
        "SECURITY_PASSWORD_SALT": settings.security_password_salt,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_URL_PREFIX": "/account",
        "SECURITY_POST_LOGIN_VIEW": "/account/start",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS": True,  # the form for logging in checks its own (forms/account.py)
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_I18N_DOMAIN": "messages",  # its texts stand in our catalogue: it has no Latvian
        "SECURITY_I18N_DIRNAME": str(Path(__file__).parent / "translations"),
        "SECURITY_JOIN_USER_ROLES": False,  # ours are rows of Membership
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        **_for_passwords(),
        **_for_second_factor(settings),
    }


def _for_passwords() -> dict[str, object]:
    return {
        "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_RECOVERABLE": True,
        "SECURITY_CHANGE_EMAIL": True,
        "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=4),
        "SECURITY_CHANGE_EMAIL_WITHIN": timedelta(hours=4),
        "SECURITY_FRESHNESS": timedelta(hours=1),  # since the password was given, for what concerns the account
        "SECURITY_POST_CHANGE_VIEW": "/account/",
        "SECURITY_POST_CHANGE_EMAIL_VIEW": "/account/",
        "SECURITY_EMAIL_PLAINTEXT": False,  # web/account_mail.py writes the mails, in their reader's language
        "SECURITY_EMAIL_HTML": False,
    }


def _for_second_factor(settings: Settings) -> dict[str, object]:
    return {
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,  # seconds that a telephone's clock may be wrong
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/account/",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [base64.urlsafe_b64encode(derive(settings, "recovery codes 1"))],
        "SECURITY_TOTP_SECRETS": {1: derive(settings, "second factor 1").hex()},
        "SECURITY_TOTP_ISSUER": urlsplit(settings.public_url).hostname or "eventreg",
    }


def derive(settings: Settings, purpose: str) -> bytes:
    """Return the key for one purpose, of 32 bytes, made from PERSON_KEY, which is never changed (RFC 5869)."""
    kept = hmac.digest(b"eventreg", settings.person_key.encode(), hashlib.sha256)
    return hmac.digest(kept, purpose.encode() + b"\x01", hashlib.sha256)


def _faults(given: Mapping[str, str]) -> Iterator[str]:
    """Say what is wrong with the settings, one sentence each."""
    for name in SECRETS:
        if fault := _fault_of_secret(name, given.get(name, "")):
            yield fault
    if given["METRICS_TOKEN"] and (fault := _fault_of_secret("METRICS_TOKEN", given["METRICS_TOKEN"])):
        yield fault
    if not _is_address(given["PUBLIC_URL"]):
        yield f"PUBLIC_URL must be like https://events.example, without a path; it is {given['PUBLIC_URL']!r}."
    if not given["MAIL_PORT"].isdecimal() or not 0 < int(given["MAIL_PORT"]) < 65536:
        yield f"MAIL_PORT must be a number from 1 to 65535; it is {given['MAIL_PORT']!r}."
    if given["MAIL_SERVER"] and "@" not in given["MAIL_SENDER"]:
        yield "MAIL_SENDER must be the address that mails come from, since MAIL_SERVER is set."
    if not PAUSE.fullmatch(given["MAIL_PAUSE"]):
        yield f"MAIL_PAUSE must be seconds, like 1 or 0.2, and not 0; it is {given['MAIL_PAUSE']!r}."
    if not re.fullmatch("[0-9]", given["TRUSTED_PROXIES"]):
        yield f"TRUSTED_PROXIES must be how many proxies stand before us, 0 to 9; it is {given['TRUSTED_PROXIES']!r}."
    if not given["DATABASE_URL"].startswith(("sqlite:", "postgresql+psycopg:")):
        yield "DATABASE_URL must begin with sqlite: or postgresql:."
    elif BAD_PORT.match(given["DATABASE_URL"]):
        yield "DATABASE_URL must be like postgresql://user:password@host:5432/name; its port is no number."


def _is_address(url: str) -> bool:
    """Say whether a URL is a site's: scheme, host, perhaps a port, and nothing behind."""
    try:
        address = urlsplit(url)
        return address.scheme in ("http", "https") and bool(address.hostname) and _site(address) == url.lower()
    except ValueError:  # a port or an IPv6 address that is none
        return False


def _site(address: SplitResult) -> str:
    host = f"[{address.hostname}]" if ":" in (address.hostname or "") else address.hostname
    return f"{address.scheme}://{host}" + (f":{address.port}" if address.port else "")


def _engine_options(url: str) -> dict[str, object]:
    """Return how the database is reached; what a statement was about never stands in an error or a log."""
    if url.startswith("sqlite:"):  # transactions are begun by us (extensions.py), not by the driver
        return {"hide_parameters": True, "connect_args": {"isolation_level": None}}
    return {"hide_parameters": True, "pool_size": 8, "max_overflow": 8}  # one connection for each thread of the server


def _kept_secrets(instance: Path) -> dict[str, str]:
    path = instance / "secrets.json"
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {name: str(kept[name]) for name in SECRETS if name in kept}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError) as error:
        raise BadSettings(f"The service cannot start:\n- {path} is damaged; restore it from a backup.") from error


def _fault_of_secret(name: str, value: str) -> str | None:
    if not value:
        return f"{name} is missing. Give it at least {SHORTEST_SECRET} random characters, or use `make run` once."
    if len(value) < SHORTEST_SECRET or len(set(value)) < FEWEST_SYMBOLS:
        return f"{name} is too weak. Give it at least {SHORTEST_SECRET} random characters."
    return None


def _database_url(url: str, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'eventreg.db'}"
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url
