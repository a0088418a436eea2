"""Settings are checked at start: what is wrong is said at once, all of it, and nothing weak is accepted."""

import json
from pathlib import Path

import pytest

from eventreg import config
from eventreg.config import BadSettings

GOOD = {
    "SECRET_KEY": "k3" * 8 + "0123456789abcdef",
    "PERSON_KEY": "p7" * 8 + "0123456789abcdef",
    "SECURITY_PASSWORD_SALT": "s5" * 8 + "0123456789abcdef",
}
MISSING = "is missing. Give it at least 32 random characters, or use `make run` once."
WEAK = "is too weak. Give it at least 32 random characters."


def read(folder: Path, **environment: str) -> config.Settings:
    return config.read(folder, GOOD | environment)


def faults(folder: Path, environment: dict[str, str]) -> list[str]:
    """Return the lines with which the start is refused."""
    with pytest.raises(BadSettings) as bad:
        config.read(folder, environment)
    first, *lines = str(bad.value).splitlines()
    assert first == "The service cannot start:"
    return [line.removeprefix("- ") for line in lines]


def test_three_secrets_are_enough(tmp_path):
    settings = read(tmp_path)

    assert settings == config.Settings(
        secret_key=GOOD["SECRET_KEY"],
        person_key=GOOD["PERSON_KEY"],
        security_password_salt=GOOD["SECURITY_PASSWORD_SALT"],
        database_url=f"sqlite:///{tmp_path}/eventreg.db",
        public_url="http://127.0.0.1:8000",
        mail_port=25,
    )
    assert settings.secure is False


def test_reads_what_is_set(tmp_path):
    settings = read(
        tmp_path,
        DATABASE_URL="postgresql://user:word@db/eventreg",
        PUBLIC_URL="https://events.example/",
        CONTACT_EMAIL="help@events.example",
        MAIL_SERVER="mail.example",
        MAIL_PORT="587",
        MAIL_USE_TLS="1",
        MAIL_USERNAME="us",
        MAIL_PASSWORD="word",
        MAIL_SENDER="events@events.example",
        MAIL_PAUSE="0.2",
        ACCESS_LOG="0",
        LIMITS="0",
        TRUSTED_PROXIES="2",
        METRICS_TOKEN="m4" * 8 + "0123456789abcdef",
    )

    assert settings == config.Settings(
        secret_key=GOOD["SECRET_KEY"],
        person_key=GOOD["PERSON_KEY"],
        security_password_salt=GOOD["SECURITY_PASSWORD_SALT"],
        database_url="postgresql+psycopg://user:word@db/eventreg",
        public_url="https://events.example",
        contact_email="help@events.example",
        mail_server="mail.example",
        mail_port=587,
        mail_use_tls=True,
        mail_username="us",
        mail_password="word",
        mail_sender="events@events.example",
        mail_pause=0.2,
        access_log=False,
        limits=False,
        trusted_proxies=2,
        metrics_token="m4" * 8 + "0123456789abcdef",
    )
    assert settings.secure is True


@pytest.mark.parametrize("name", GOOD)
def test_a_secret_that_is_missing_stops_the_start(tmp_path, name):
    others = {key: value for key, value in GOOD.items() if key != name}

    assert faults(tmp_path, others) == [f"{name} {MISSING}"]
    assert faults(tmp_path, others | {name: ""}) == [f"{name} {MISSING}"]


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("secret", ["dev", "0123456789abcdef0123456789abcde", "changeme" * 4, "a" * 64])
def test_a_secret_that_is_weak_stops_the_start(tmp_path, name, secret):
    assert faults(tmp_path, GOOD | {name: secret}) == [f"{name} {WEAK}"]


@pytest.mark.parametrize("number", ["-1", "10", "yes", "²", "1.0"])
def test_a_number_of_proxies_that_is_none_stops_the_start(tmp_path, number):
    (fault,) = faults(tmp_path, GOOD | {"TRUSTED_PROXIES": number})

    assert fault == f"TRUSTED_PROXIES must be how many proxies stand before us, 0 to 9; it is {number!r}."


def test_a_token_of_metrics_that_is_weak_stops_the_start(tmp_path):
    assert faults(tmp_path, GOOD | {"METRICS_TOKEN": "metrics"}) == [f"METRICS_TOKEN {WEAK}"]


@pytest.mark.parametrize(
    "url",
    [
        "events.example",
        "ftp://events.example",
        "https://",
        "https://events.example/registration",
        "https://events.example?lang=lv",
        "https://events.example#top",
        "https://events.example:port",
        "http://[",
        "//events.example",
    ],
)
def test_an_address_that_is_none_stops_the_start(tmp_path, url):
    (fault,) = faults(tmp_path, GOOD | {"PUBLIC_URL": url})

    assert fault.split(";")[0] == "PUBLIC_URL must be like https://events.example, without a path"


@pytest.mark.parametrize("port", ["0", "65536", "-25", "25.0", "smtp", "²"])
def test_a_port_that_is_none_stops_the_start(tmp_path, port):
    assert faults(tmp_path, GOOD | {"MAIL_PORT": port}) == [
        f"MAIL_PORT must be a number from 1 to 65535; it is {port!r}."
    ]


@pytest.mark.parametrize("port", ["1", "65535"])
def test_any_other_port_will_do(tmp_path, port):
    assert read(tmp_path, MAIL_PORT=port).mail_port == int(port)


@pytest.mark.parametrize("pause", ["0", "0.0", "-1", "soon", "1e3", "nan", "²", "1\n"])
def test_the_mail_worker_never_looks_without_a_pause(tmp_path, pause):
    assert faults(tmp_path, GOOD | {"MAIL_PAUSE": pause}) == [
        f"MAIL_PAUSE must be seconds, like 1 or 0.2, and not 0; it is {pause!r}."
    ]


@pytest.mark.parametrize("sender", ["", "events"])
def test_a_mail_server_needs_a_sender(tmp_path, sender):
    assert faults(tmp_path, GOOD | {"MAIL_SERVER": "mail.example", "MAIL_SENDER": sender}) == [
        "MAIL_SENDER must be the address that mails come from, since MAIL_SERVER is set."
    ]


@pytest.mark.parametrize("name", ["MAIL_USE_TLS", "MAIL_USE_SSL"])
@pytest.mark.parametrize(
    ("word", "on"),
    [("1", True), ("true", True), ("True", True), ("yes", True), ("on", True), ("0", False), ("", False)],
)
def test_encryption_of_mails_is_switched_on_in_any_usual_way(tmp_path, name, word, on):
    assert getattr(read(tmp_path, **{name: word}), name.lower()) is on


@pytest.mark.parametrize("url", ["mysql://db/eventreg", "eventreg.db", "postgresql"])
def test_another_database_stops_the_start(tmp_path, url):
    assert faults(tmp_path, GOOD | {"DATABASE_URL": url}) == ["DATABASE_URL must begin with sqlite: or postgresql:."]


def test_a_database_whose_port_is_none_stops_the_start(tmp_path):
    said = "DATABASE_URL must be like postgresql://user:password@host:5432/name; its port is no number."

    assert faults(tmp_path, GOOD | {"DATABASE_URL": "postgresql://clerk:a-word@db:port/eventreg"}) == [said]


@pytest.mark.parametrize(
    ("url", "read_as"),
    [
        ("postgres://db/eventreg", "postgresql+psycopg://db/eventreg"),
        ("postgresql+psycopg://db/eventreg", "postgresql+psycopg://db/eventreg"),
        ("sqlite:////srv/eventreg.db", "sqlite:////srv/eventreg.db"),
    ],
)
def test_the_ways_to_write_a_database(tmp_path, url, read_as):
    assert read(tmp_path, DATABASE_URL=url).database_url == read_as


def test_all_faults_are_said_at_once(tmp_path):
    environment = {
        "SECRET_KEY": "dev",
        "PERSON_KEY": GOOD["PERSON_KEY"],
        "PUBLIC_URL": "events.example",
        "MAIL_PORT": "smtp",
        "MAIL_SERVER": "mail.example",
        "DATABASE_URL": "mysql://db/eventreg",
    }

    assert faults(tmp_path, environment) == [
        f"SECRET_KEY {WEAK}",
        f"SECURITY_PASSWORD_SALT {MISSING}",
        "PUBLIC_URL must be like https://events.example, without a path; it is 'events.example'.",
        "MAIL_PORT must be a number from 1 to 65535; it is 'smtp'.",
        "MAIL_SENDER must be the address that mails come from, since MAIL_SERVER is set.",
        "DATABASE_URL must begin with sqlite: or postgresql:.",
    ]


def test_no_fault_tells_a_secret(tmp_path):
    said = faults(tmp_path, GOOD | {"SECRET_KEY": "hunter2", "MAIL_PORT": "x", "MAIL_PASSWORD": "swordfish"})

    assert "hunter2" not in str(said)
    assert "swordfish" not in str(said)


def test_settings_that_are_logged_by_mistake_tell_no_secret(tmp_path):
    shown = repr(read(tmp_path, MAIL_PASSWORD="swordfish"))

    assert [secret for secret in (*GOOD.values(), "swordfish") if secret in shown] == []


def test_secrets_that_the_environment_lacks_come_from_the_file(tmp_path):
    (tmp_path / "secrets.json").write_text(json.dumps(GOOD | {"MAIL_PORT": "99"}))
    other = "other secret 0123456789 abcdefgh"

    settings = config.read(tmp_path, {"PERSON_KEY": other, "SECRET_KEY": ""})

    assert (settings.secret_key, settings.person_key) == (GOOD["SECRET_KEY"], other)
    assert (settings.security_password_salt, settings.mail_port) == (GOOD["SECURITY_PASSWORD_SALT"], 25)


def test_a_weak_secret_in_the_file_stops_the_start_too(tmp_path):
    (tmp_path / "secrets.json").write_text(json.dumps(GOOD | {"PERSON_KEY": "dev"}))

    assert faults(tmp_path, {}) == [f"PERSON_KEY {WEAK}"]


@pytest.mark.parametrize("content", ["{", "[]", "7", '{"SECRET_KEY": 7}', ""])
def test_a_damaged_file_of_secrets_stops_the_start_with_a_sentence(tmp_path, content):
    (tmp_path / "secrets.json").write_text(content)

    with pytest.raises(BadSettings):
        config.read(tmp_path, {})


def test_the_environment_is_read_when_none_is_given(tmp_path, monkeypatch):
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PUBLIC_URL", "https://events.example")

    assert config.read(tmp_path).public_url == "https://events.example"


@pytest.mark.parametrize(("url", "secure"), [("http://events.example", False), ("https://events.example", True)])
def test_cookies_stay_on_https_where_there_is_https(tmp_path, url, secure):
    flask = config.for_flask(read(tmp_path, PUBLIC_URL=url))

    assert (flask["SESSION_COOKIE_SECURE"], flask["REMEMBER_COOKIE_SECURE"]) == (secure, secure)
    assert (flask["SESSION_COOKIE_HTTPONLY"], flask["SESSION_COOKIE_SAMESITE"]) == (True, "Lax")


def test_the_folder_of_an_installation_can_be_chosen(tmp_path, monkeypatch):
    monkeypatch.setenv("INSTANCE", str(tmp_path))
    assert config.instance() == tmp_path

    monkeypatch.setenv("INSTANCE", "")
    assert config.instance() == Path(config.__file__).parents[1] / "instance"
