"""The shape of the code as STYLE.md wants it: imports run one way, and everything stays small."""

import ast
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "eventreg").rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 300, 30
CODE = (ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
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
    "eventreg.extensions": ("turns",),
    "eventreg.turns": (),
    "eventreg.gathering": (),
    "eventreg.clock": (),
    "eventreg.config": (),
    "eventreg.faults": (),
    "eventreg.private_files": (),
    "eventreg.counters": (),
    "eventreg.schema": ("config",),
    "eventreg.certificate": ("private_files",),
    "eventreg.models": ("models", "extensions"),
    "eventreg.domain": ("domain", "models"),
    "eventreg.demo": ("demo", "domain", "models"),
    "eventreg.language": ("models",),
    "eventreg.delivery": ("delivery", "domain", "models", "extensions", "language", "config", "faults"),
    "eventreg.web.forms": ("web.forms", "models", "language"),
    "eventreg.web": (
        "web",
        "delivery",
        "domain",
        "models",
        "extensions",
        "clock",
        "language",
        "config",
        "counters",
        "faults",
        "gathering",
        "schema",
    ),
    "eventreg.address": (),
    "eventreg.serve": ("address", "certificate", "config", "private_files"),
    "eventreg.cli": (
        "cli_door",
        "cli_lost_phone",
        "cli_results",
        "demo",
        "delivery",
        "domain",
        "models",
        "extensions",
        "clock",
        "config",
        "faults",
        "private_files",
    ),
    "eventreg.cli_door": ("address", "clock", "domain", "extensions", "models"),
    "eventreg.cli_lost_phone": ("clock", "domain", "extensions"),
    "eventreg.cli_results": ("delivery", "domain", "extensions"),
    "eventreg": (),
    "eventreg.application": ("cli", "config", "counters", "language", "models", "extensions", "web"),
}
OTHERS = {
    "eventreg.clock": (),
    "eventreg.config": (),
    "eventreg.address": (),
    "eventreg.faults": (),
    "eventreg.counters": (),
    "eventreg.schema": ("alembic",),
    "eventreg.models": ("sqlalchemy", "flask_security"),
    "eventreg.domain.boxes": ("cryptography",),
    "eventreg.domain.event_keys": ("cryptography",),
    "eventreg.domain.sealed": ("joserfc",),
    "eventreg.domain": ("sqlalchemy",),
    "eventreg.demo": ("sqlalchemy.orm",),  # for the name of Session
    "eventreg.delivery": (
        "flask",
        "flask_babel",
        "flask_mail",
        "icalendar",
        "markupsafe",
        "qrcode",
        "typst",
        "xlsxwriter",
    ),
    "eventreg.web.forms": ("wtforms", "flask_wtf", "flask_babel", "markupsafe", "email_validator"),
    "eventreg.web.forms.account": ("wtforms", "flask_wtf", "flask_babel", "flask_security"),
    "eventreg.web": (
        "flask",
        "flask_babel",
        "flask_login",
        "flask_security",
        "flask_wtf",
        "wtforms",
        "markupsafe",
        "werkzeug",
    ),
    "eventreg.serve": (),
    "eventreg.private_files": (),
    "eventreg.certificate": ("cryptography",),
}


def part_of(module: str, parts: Iterable[str]) -> str | None:
    """Return the part that a module belongs to: the longest that is a beginning of its name."""
    fitting = [part for part in parts if module == part or (part != "eventreg" and module.startswith(part + "."))]
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


def found(check: Callable[[str], object], modules: Iterable[str] = MODULES) -> dict[str, object]:
    """Return what a check finds in each module, without those where it finds nothing."""
    return {module: fault for module in modules if (fault := check(module))}


def test_a_module_imports_only_what_lies_below_it():
    def too_high(module):
        ours = {each.removeprefix("eventreg.") for each in imported_by(module) if each.split(".")[0] == "eventreg"}
        return {each for each in ours if not part_of(each, OURS.get(part_of(module, OURS), ()))}

    assert found(too_high) == {}


def test_a_module_imports_only_the_libraries_of_its_part():
    known = sys.stdlib_module_names | {"eventreg"}

    def foreign(module):
        libraries = {each for each in imported_by(module) if each.split(".")[0] not in known}
        return {each for each in libraries if not part_of(each, OTHERS[part_of(module, OTHERS)])}

    assert found(foreign, [module for module in MODULES if part_of(module, OTHERS)]) == {}


def test_no_import_leads_back_to_where_it_began():
    waiting = {module: imported_by(module) & set(TREES) for module in TREES}
    while free := [module for module, below in waiting.items() if not below & set(waiting)]:
        for module in free:
            del waiting[module]

    assert sorted(waiting) == []


def test_imports_are_absolute_and_stand_at_the_top():
    def misplaced(module):
        tree = TREES[module]
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
        relative = [node.lineno for node in imports if isinstance(node, ast.ImportFrom) and node.level]
        inner = [node.lineno for node in imports if node not in tree.body]
        first = min((node.lineno for node in tree.body if isinstance(node, CODE)), default=sys.maxsize)
        return [*relative, *inner, *(node.lineno for node in imports if node.lineno > first)]

    assert found(misplaced) == {}


def test_a_file_is_short():
    lengths = {module: len(path.read_text().splitlines()) for module, path in PATHS.items()}

    assert {module: length for module, length in lengths.items() if length > LONGEST_FILE} == {}


def test_a_function_is_short():
    def too_long(module):
        lengths = {node.name: node.end_lineno - node.lineno + 1 for node in functions_of(module)}
        return {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION}

    assert found(too_long) == {}


def test_a_module_begins_with_what_it_is_for():
    said = {module: (ast.get_docstring(tree) or "").split("\n\n")[0] for module, tree in TREES.items()}

    assert [module for module, first in said.items() if not first.endswith(".")] == []


def test_a_module_has_a_name_that_says_something():
    assert [module for module in MODULES if set(module.split(".")) & EMPTY_NAMES] == []


def test_what_the_domain_offers_says_what_it_does():
    def silent(module):
        offered = [node for node in TREES[module].body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        return [node.name for node in offered if not node.name.startswith("_") and not ast.get_docstring(node)]

    assert (
        found(silent, [module for module in MODULES if part_of(module, ["eventreg.domain", "eventreg.models"])]) == {}
    )
