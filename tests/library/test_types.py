"""Does a caller's type checker know what our functions take, and does ``help`` say it?"""

from __future__ import annotations

import pydoc
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest
import vzvirt

import translator
from translator.conf.dialect import DIALECTS, DialectName
from translator.lenses.called import NAMINGS, Naming
from translator.lenses.drivers import DECLARED, DRIVERS, Choices
from translator.lenses.hierarchy import HIERARCHIES, Hierarchy
from translator.lenses.image import LAYOUTS, Layout
from translator.lenses.lens import DriverName

CALLS = {
    'vzvirt.conf_to_domain("", ctid=1, driver="{}").text': ("lxc", "lcx"),
    'vzvirt.conf_to_domain("", ctid=1, dialect="{}").text': ("libvzctl", "vzctl7"),
    'vzvirt.conf_to_domain("", ctid=1, driver="lxc", cgroup="{}").text': ("v2", "v3"),
    'vzvirt.conf_to_domain("", ctid=1, driver="lxc", layout="{}").text': ("ploop", "vzfs"),
    'vzvirt.conf_to_domain("", ctid=1, driver="lxc", name_by="{}").text': ("hostname", "title"),
    'vzvirt.conf_to_domain("", ctid=1, prefer="{}").text': ("ours", "mine"),
    'vzvirt.domain_to_conf("", dialect="{}").text': ("vzctl", "openvz"),
    'vzvirt.check_conf("", dialect="{}")[0].message': ("vzctl", "auto"),
    'vzvirt.normalize_conf("", ctid=1, dialect="{}")': ("libvirt", ""),
    'vzvirt.show_conf("", ctid=1, driver="{}")[0].name': ("vz", "parallels"),
    'vzvirt.show_document("", driver="{}")[0].name': ("vz", "kvm"),
    'vzvirt.vzctl_commands("", ctid=1, dialect="{}").text': ("vzctl", "vzctl4"),
    'vzvirt.Conf.parse("", dialect="{}").text': ("vzctl", "lxc"),
    'vzvirt.Conf.parse("").to_domain(driver="{}").text': ("openvz", "vzctl"),
    'vzvirt.Conf.parse("").to_domain(cgroup="{}").text': ("v1", "1"),
    'vzvirt.Domain.parse("").to_conf(dialect="{}").text': ("vzctl", "lxc"),
}


@pytest.mark.parametrize(
    ("words", "declared"),
    [
        (DIALECTS, DialectName),
        (DRIVERS, DriverName),
        (tuple(DECLARED), DriverName),
        (NAMINGS, Naming),
        (LAYOUTS, Layout),
        (HIERARCHIES, Hierarchy),
    ],
)
def test_words_are_those_that_are_declared(words: tuple[str, ...], declared: object) -> None:
    assert sorted(words) == sorted(get_args(declared))


def test_what_drivers_offer_is_what_a_caller_may_choose() -> None:
    offered = {choice.name for declared in DECLARED.values() for choice in declared.choices}
    assert Choices.__annotations__.keys() == offered


def test_a_checker_takes_what_is_right_and_refuses_what_is_not(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    lines = ["import vzvirt"]
    wrong = []
    for call, (right, no_such) in CALLS.items():
        lines.append(f"reveal_type({call.format(right)})")
        lines.append(call.format(no_such))
        wrong.append(len(lines))
    (tmp_path / "caller.py").write_text("\n".join(lines) + "\n")
    root = str(Path(__file__).parents[2])
    words = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", f"{root}/.mypy_cache"]
    words += ["--follow-imports=silent", str(tmp_path / "caller.py")]
    path = f"{root}:{root}/translator/alias"
    done = subprocess.run(words, cwd=root, env={"MYPYPATH": path, "PATH": ""}, capture_output=True, text=True)
    told = [line.split(":", 3)[1:] for line in done.stdout.splitlines()]
    assert [int(line) for line, kind, _ in told if kind == " error"] == wrong, done.stdout + done.stderr
    assert all("arg-type" in text for _, kind, text in told if kind == " error"), done.stdout
    revealed = [text.split('"')[1] for _, kind, text in told if kind == " note" and "Revealed" in text]
    assert revealed == ["str"] * len(CALLS)


@pytest.mark.parametrize("module", [translator, vzvirt])
def test_a_checker_believes_us(module: ModuleType) -> None:
    assert Path(str(module.__file__)).with_name("py.typed").exists()


@pytest.mark.parametrize("module", [translator, vzvirt])
def test_names_are_found(module: object) -> None:
    assert {*translator.__all__} <= {*dir(module)}
    for name in translator.__all__:
        assert getattr(module, name) is getattr(translator, name)


@pytest.mark.parametrize("name", translator.__all__)
def test_help_says_what_it_is(name: str) -> None:
    text = pydoc.plain(pydoc.render_doc(getattr(vzvirt, name)))
    told = getattr(translator, name).__doc__
    assert told
    assert told.partition("\n")[0].strip() in text


def test_help_names_what_can_be_chosen() -> None:
    text = pydoc.plain(pydoc.render_doc(vzvirt.conf_to_domain))
    words = (
        *DIALECTS,
        *DRIVERS,
        *NAMINGS,
        *LAYOUTS,
        *HIERARCHIES,
        *Choices.__annotations__.keys() - {"mounted"},
    )
    assert [word for word in words if f"``{word}``" not in text] == []
