"""The shape of the code as STYLE.md wants it: imports run one way, and everything stays small."""

import ast
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "eventreg").rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 300, 30
EMPTY_NAMES = {"utils", "helpers", "common", "manager", "service", "base", "misc", "tools"}


def name_of(path: Path) -> str:
    """Return the name by which a file is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TREES = {name_of(path): ast.parse(path.read_text()) for path in SOURCES}
PATHS = {name_of(path): path for path in SOURCES}
MODULES = sorted(TREES)

# What each part may import of ours, and of other people's. A part is named by the longest prefix that fits.
OURS = {
    "eventreg.extensions": (),
    "eventreg.clock": (),
    "eventreg.config": (),
    "eventreg.private_files": (),
    "eventreg.certificate": ("private_files",),
    "eventreg.models": ("models", "extensions"),
    "eventreg.domain": ("domain", "models"),
    "eventreg.demo": ("demo", "domain", "models"),
    "eventreg.language": ("models",),
    "eventreg.delivery": ("delivery", "domain", "models", "extensions", "language", "config"),
    "eventreg.web.forms": ("web.forms", "models", "language"),
    "eventreg.web": ("web", "delivery", "domain", "models", "extensions", "clock", "language", "config"),
    "eventreg.serve": ("certificate", "config", "private_files"),
    "eventreg.cli": ("demo", "delivery", "domain", "models", "extensions", "clock", "config", "private_files"),
    "eventreg": ("cli", "config", "language", "models", "extensions", "web"),
}
OTHERS = {
    "eventreg.clock": (),
    "eventreg.config": (),
    "eventreg.models": ("sqlalchemy", "flask_security"),
    "eventreg.domain": ("sqlalchemy",),
    "eventreg.demo": ("sqlalchemy.orm",),  # for the name of Session
    "eventreg.delivery": ("flask", "flask_babel", "flask_mail", "markupsafe", "qrcode"),
    "eventreg.web.forms": ("wtforms", "flask_wtf", "flask_babel", "markupsafe", "email_validator"),
    "eventreg.web": ("flask", "flask_babel", "flask_security", "flask_wtf", "wtforms", "markupsafe", "werkzeug"),
    "eventreg.serve": (),
    "eventreg.private_files": (),
    "eventreg.certificate": ("cryptography",),
}


def part_of(module: str, parts: Iterable[str]) -> str | None:
    """Return the part that a module belongs to: the longest that is a beginning of its name."""
    fitting = [part for part in parts if module == part or module.startswith(part + ".")]
    return max(fitting, key=len, default=None)


def imported_by(module: str) -> set[str]:
    """Return the modules that a module imports; of `from package import module` the module."""
    found = set()
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= inner & set(TREES) or {str(node.module)}
            found |= {str(node.module)} if inner - set(TREES) else set()
    return found


def functions_of(module: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(TREES[module]) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_lies_below_it(module):
    allowed = OURS[part_of(module, OURS)]
    ours = {each.removeprefix("eventreg.") for each in imported_by(module) if each.split(".")[0] == "eventreg"}

    assert {each for each in ours if not part_of(each, allowed)} == set()


@pytest.mark.parametrize("module", [module for module in MODULES if part_of(module, OTHERS)])
def test_a_module_imports_only_the_libraries_of_its_part(module):
    allowed = OTHERS[part_of(module, OTHERS)]
    known = sys.stdlib_module_names | {"eventreg"}
    libraries = {each for each in imported_by(module) if each.split(".")[0] not in known}

    assert {each for each in libraries if not part_of(each, allowed)} == set()


def test_no_import_leads_back_to_where_it_began():
    waiting = {module: imported_by(module) & set(TREES) for module in TREES}
    while free := [module for module, below in waiting.items() if not below & set(waiting)]:
        for module in free:
            del waiting[module]

    assert sorted(waiting) == []


@pytest.mark.parametrize("module", MODULES)
def test_imports_are_absolute_and_stand_at_the_top(module):
    imports = [node for node in ast.walk(TREES[module]) if isinstance(node, ast.Import | ast.ImportFrom)]

    assert [node.lineno for node in imports if node not in TREES[module].body] == []
    assert [node.lineno for node in imports if isinstance(node, ast.ImportFrom) and node.level] == []
    last = max((node.lineno for node in imports), default=0)
    code = ast.FunctionDef | ast.ClassDef | ast.Assign
    assert [node.lineno for node in TREES[module].body if isinstance(node, code) and node.lineno < last] == []


@pytest.mark.parametrize("module", MODULES)
def test_a_file_is_short(module):
    assert len(PATHS[module].read_text().splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("module", MODULES)
def test_a_function_is_short(module):
    lengths = {node.name: node.end_lineno - node.lineno + 1 for node in functions_of(module)}

    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_what_it_is_for(module):
    said = ast.get_docstring(TREES[module]) or ""

    assert said.split("\n\n")[0].rstrip().endswith(".")


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_a_name_that_says_something(module):
    assert set(module.split(".")) & EMPTY_NAMES == set()


@pytest.mark.parametrize("module", [each for each in MODULES if each.startswith("eventreg.domain.")])
def test_public_functions_of_the_domain_say_what_they_do(module):
    public = [node for node in TREES[module].body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"]

    assert [node.name for node in public if not ast.get_docstring(node)] == []
