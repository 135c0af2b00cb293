"""What was seen of the containers on hosts with cgroup v2? One line for each, with the document that was started."""

from __future__ import annotations

import json
from typing import Any

from tests.recorded import RECORDED
from tests.vm.cases import STARTED, Started
from tests.vm.machine import SUITES

FILE = RECORDED / "lxc-cgroup-v2.jsonl"


def record(suite: str, answers: dict[str, Any]) -> None:
    """Write what a machine of one release saw, in place of what one had seen before."""
    host = answers["host"]
    kept = [each for each in recorded() if each["suite"] != suite] if FILE.exists() else []
    new = [_line(suite, host, name, started, answers[name]) for name, started in STARTED.items()]
    ordered = sorted((*kept, *new), key=lambda each: list(SUITES).index(each["suite"]))
    lines = [json.dumps(each, ensure_ascii=False) for each in ordered]
    FILE.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _line(suite: str, host: dict[str, str], name: str, started: Started, answer: dict[str, Any]) -> dict[str, Any]:
    libvirt = host["libvirt"].rpartition("daemon: ")[2]
    about = {"suite": suite, "libvirt": libvirt, "kernel": host["kernel"], "case": name}
    return {**about, "conf": started.text, "options": started.options, "document": started.document(), **answer}


def recorded() -> list[dict[str, Any]]:
    """Return each container that was started, by release and case."""
    return [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
