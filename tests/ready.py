"""The command in a process of its own, without the time that its start takes: most tests do not ask for that.

One process imports all that the command may need, and then forks for each call: ``python -m tests.ready SOCKET``. Tests
of how the command starts run ``python -m translator``, and so does a call in whose environment Python finds orders.
"""

from __future__ import annotations

import atexit
import functools
import importlib
import io
import json
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
#: Seconds after which a call is ended.
PATIENCE = 120
_STREAMS = (0, 1, 2)


def run(*words: str | Path, cwd: Path, env: Mapping[str, str], stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command with these words, and return what it printed."""
    if _orders(env) != _orders(_environment()):
        line = [sys.executable, "-m", "translator", *map(str, words)]
        return subprocess.run(line, cwd=cwd, env=env, input=stdin, capture_output=True, text=True, check=False)
    given, out, err = streams = [tempfile.TemporaryFile("w+") for _ in _STREAMS]  # noqa: SIM115 - closed below
    with given, out, err:
        given.write(stdin)
        given.seek(0)
        begin([stream.fileno() for stream in streams], *words, cwd=cwd, env=env)
        code = ended()
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(words, code, out.read(), err.read())


def _environment() -> dict[str, str]:
    # counting branches in each fork takes longer than the command does
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    return {**kept, "PYTHONPATH": str(REPOSITORY)}


def _orders(env: Mapping[str, str]) -> dict[str, str]:
    """Return what Python itself heeds when it starts."""
    return {name: value for name, value in env.items() if name.startswith(("PYTHON", "LC_", "LANG"))}


def begin(streams: Sequence[int], *words: str | Path, cwd: Path | None, env: Mapping[str, str]) -> None:
    """Begin a call with these standard streams; the next one has to wait until it has :func:`ended`."""
    call = {"words": [str(word) for word in words], "cwd": str(cwd or Path.cwd()), "env": dict(env)}
    data = json.dumps(call).encode()
    socket.send_fds(_server(), [len(data).to_bytes(4, "big")], streams)
    _server().sendall(data)


def ended() -> int:
    """Wait for the call that was begun, and return its exit code, that of a signal as a negative number."""
    return int(_received(_server(), 12))


def _server() -> socket.socket:
    return _server_of(os.getpid())  # a fork of this process has to have its own


@functools.cache
def _server_of(process_id: int) -> socket.socket:
    del process_id
    ours, theirs = socket.socketpair()
    words = [sys.executable, "-m", "tests.ready", str(theirs.fileno())]
    process = subprocess.Popen(words, env=_environment(), pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
    theirs.close()

    def end() -> None:
        ours.close()  # then there is no next call
        process.wait()

    atexit.register(end)
    return ours


def _received(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = connection.recv(count - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def _next_call(connection: socket.socket) -> list[str]:
    """Return the words of a call, in a process of its own that has its streams, folder and environment."""
    while True:
        try:
            head, handles, _, _ = socket.recv_fds(connection, 4, len(_STREAMS))
            call = json.loads(_received(connection, int.from_bytes(head + _received(connection, 4 - len(head)), "big")))
        except EOFError:
            os._exit(0)
        child = os.fork()
        if not child:
            break
        for handle in handles:
            os.close(handle)
        connection.sendall(b"%12d" % _ended(child))
    connection.close()
    for handle, number in zip(handles, _STREAMS, strict=True):
        os.dup2(handle, number)
        os.close(handle)
    os.chdir(call["cwd"])
    os.environ.clear()
    os.environ.update(call["env"])
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        old, terminal = getattr(sys, name), os.isatty(number)
        raw = open(number, "wb" if number else "rb", closefd=False)  # noqa: SIM115
        setattr(sys, name, io.TextIOWrapper(raw, old.encoding, old.errors, line_buffering=terminal or number == 2))
    words: list[str] = call["words"]
    return words


def _ended(child: int) -> int:
    def end(*_: object) -> None:
        os.kill(child, signal.SIGKILL)

    signal.signal(signal.SIGALRM, end)
    signal.alarm(PATIENCE)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    signal.alarm(0)
    return code


def _import_all() -> None:
    import translator

    for module in pkgutil.walk_packages(translator.__path__, "translator."):
        if module.name != "translator.__main__" and ".alias" not in module.name:
            importlib.import_module(module.name)


if __name__ == "__main__":
    _import_all()
    sys.argv[1:] = _next_call(socket.socket(fileno=int(sys.argv[1])))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    try:
        runpy.run_module("translator", run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1 if end.code else 0
    except BaseException:  # noqa: BLE001 - as Python itself ends
        sys.excepthook(*sys.exc_info())
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # what is imported here takes longer to be forgotten than the command takes
