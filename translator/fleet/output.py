"""How do many files reach the disk, so that each is there whole or not at all, and no file of others is touched?

A batch is written to temporary names, made durable by one call for its file system, and only then given its names:
a fsync for each file would cost more than converting it.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from translator.replace import give_name, keep
from translator.sources.remote import filesystem, store_errors
from translator.sources.words import is_url

#: Every temporary name ends so. Host and process are in it: two workers never share one, not even on a cluster.
PART = ".vzvirt-part"
_HOST = os.uname().nodename[:64]
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
#: Bytes of the longest path that the system takes at once: no folder is made beyond, for nobody else could reach it.
_LONGEST = 4095


def _syncfs() -> Callable[[int], None] | None:
    """Return Linux's syncfs(2), or None where the C library has none."""
    try:
        call = ctypes.CDLL(None, use_errno=True).syncfs
    except (OSError, AttributeError):
        return None

    def sync(fd: int) -> None:
        if call(fd):
            error = ctypes.get_errno()
            raise OSError(error, os.strerror(error))

    return sync


class _Written(NamedTuple):
    key: int
    folder: str
    part: str
    name: str
    replace: bool


class Batch:
    """Files on their way into a folder. ``put`` writes each under a temporary name, ``commit`` names them all.

    Errors are texts, by the key that the caller gave the file: a full disk is a result, not a crash. With ``follow``
    links in the folder are followed; without it none leads a result out of it. The folder itself may be one.
    """

    def __init__(self, root: str, *, follow: bool = False) -> None:
        self.root = root
        self._follow = follow
        self.errors: dict[int, str] = {}
        #: keys whose name was taken when the file should have got it
        self.taken: set[int] = set()
        self._written: list[_Written] = []
        self._folders: dict[str, int] = {}
        self._ending = f".{_HOST}-{os.getpid()}{PART}"

    def look(self, target: str) -> bytes | None:
        """Return what the folder already holds under a name, None for nothing; OSError when it cannot be read."""
        folder, name = os.path.split(target)
        try:
            fd = os.open(name, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK, dir_fd=self._folder(folder))
        except FileNotFoundError:
            return None
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            os.close(fd)
            return b""
        with os.fdopen(fd, "rb") as file:
            return file.read()

    def has(self, target: str) -> bool:
        """Whether a name is taken, be it by a link to nowhere."""
        folder, name = os.path.split(target)
        try:
            os.stat(name, dir_fd=self._folder(folder), follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    def put(self, key: int, target: str, data: bytes, *, replace: bool) -> None:
        """Write one file under a temporary name. With ``replace`` it will take the place of another, be what that was,
        and leave a link to it a link; one that is not to be followed is a name that is taken.
        """
        folder, name = os.path.split(target)
        try:
            inside = self._folder(folder)
            linked = replace and _is_link(name, inside)
            if linked and not self._follow:
                self.taken.add(key)
                return
            if linked:
                folder, name = os.path.split(os.path.realpath(os.path.join(self.root, target)))  # noqa: PTH118
                inside = self._folder(folder)
            part = f".{name}{self._ending}"
            try:
                fd = os.open(part, _NEW, 0o666, dir_fd=inside)
            except FileExistsError:  # of a run that was killed
                os.unlink(part, dir_fd=inside)
                fd = os.open(part, _NEW, 0o666, dir_fd=inside)
            try:
                view = memoryview(data)
                while view:
                    view = view[os.write(fd, view) :]
                if replace:
                    with contextlib.suppress(OSError):
                        keep(fd, os.stat(name, dir_fd=inside), os.path.join(self.root, folder, name))  # noqa: PTH118
                if linked or not SYNCFS:  # a link may lead to another file system
                    os.fsync(fd)
            except BaseException:
                os.unlink(part, dir_fd=inside)
                raise
            finally:
                os.close(fd)
        except OSError as error:
            self.errors[key] = f"{target}: {error.strerror or error}"
            return
        self._written.append(_Written(key, folder, part, name, replace))

    def commit(self) -> None:
        """Make everything durable and give it its names, then make the names durable."""
        try:
            self._sync()
            for written in self._written:
                self._name(written)
            for folder in dict.fromkeys(written.folder for written in self._written):
                os.fsync(self._folders[folder])
        except OSError as error:
            for written in self._written:
                self.errors.setdefault(written.key, f"{self.root}: {error.strerror or error}")
        finally:
            self._written.clear()
            for fd in self._folders.values():
                os.close(fd)
            self._folders.clear()

    def _sync(self) -> None:
        if SYNCFS and self._written:
            SYNCFS(next(iter(self._folders.values())))

    def _name(self, written: _Written) -> None:
        inside = self._folders[written.folder]
        try:
            if written.replace:
                os.rename(written.part, written.name, src_dir_fd=inside, dst_dir_fd=inside)
                return
            try:
                give_name(written.part, written.name, inside)
            except OSError as error:
                os.unlink(written.part, dir_fd=inside)
                if not isinstance(error, FileExistsError):
                    raise
                self.taken.add(written.key)
        except OSError as error:
            self.errors[written.key] = f"{os.path.join(written.folder, written.name)}: {error.strerror}"  # noqa: PTH118

    def _folder(self, below: str) -> int:
        fd = self._folders.get(below)
        if fd is None:
            if below and not self._follow:
                fd = self._made(below)
            else:
                path = Path(self.root, below)
                path.mkdir(parents=True, exist_ok=True)
                fd = os.open(path, _FOLDER)
            self._folders[below] = fd
        return fd

    def _made(self, below: str) -> int:
        """Open a folder below the root, made where it is not there, by each of those on the way: no link is one."""
        if len(os.fsencode(self.root)) + len(os.fsencode(below)) >= _LONGEST:
            raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
        root = inside = self._folder("")
        for name in below.split("/"):
            try:
                fd = _step(name, inside)
            finally:
                if inside != root:
                    os.close(inside)
            inside = fd
        return inside


SYNCFS = _syncfs()


def _step(name: str, inside: int) -> int:
    """Open a folder in another one, made where it is not there."""
    for _ in range(2):
        try:
            return os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=inside)
        except FileNotFoundError:
            with contextlib.suppress(FileExistsError):  # another worker's
                os.mkdir(name, dir_fd=inside)
        except OSError as error:
            if error.errno not in (errno.ENOTDIR, errno.ELOOP):
                raise
            link = stat.S_ISLNK(os.stat(name, dir_fd=inside, follow_symlinks=False).st_mode)
            why = "a link, through which results go with --force alone" if link else "a file, not a folder"
            raise OSError(error.errno, f"{name} is {why}") from None
    raise OSError(errno.ENOENT, f"{name}: {os.strerror(errno.ENOENT)}")


def _is_link(name: str, inside: int) -> bool:
    """Whether a name is that of a link to a file that is there."""
    try:
        os.stat(name, dir_fd=inside)
        return stat.S_ISLNK(os.stat(name, dir_fd=inside, follow_symlinks=False).st_mode)
    except FileNotFoundError:
        return False


def remove_parts(root: str) -> int:
    """Remove the temporary files that a killed run has left below a folder, and return how many there were."""
    count = 0
    folders = [root]
    while folders:  # os.walk goes no deeper than Python's calls
        with contextlib.suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.name.endswith(PART) and entry.name.startswith("."):
                    Path(entry.path).unlink(missing_ok=True)
                    count += 1
    return count


def batch_into(root: str, *, follow: bool) -> Batch:
    """Return a batch into a folder, which a URL may name as well, or into a store."""
    if is_url(root):
        fs, path = filesystem(root)
        return Batch(path, follow=follow) if "file" in fs.protocol else RemoteBatch(root)
    return Batch(root, follow=follow)


class RemoteBatch(Batch):
    """The same for a URL: an object store shows an object when it is whole, so it is written under its own name.

    ``commit`` has nothing left to do. That nothing is written over rests on the caller's look by ``has``: one more here
    would be two more requests for each object.
    """

    def __init__(self, root: str) -> None:
        super().__init__(root)
        self._fs, self._path = filesystem(root)
        self._there: set[str] = set()

    @store_errors()
    def look(self, target: str) -> bytes | None:
        """Return the object's content, or None; OSError."""
        path = f"{self._path}/{target}"
        try:
            return bytes(self._fs.cat_file(path))
        except FileNotFoundError:
            return None

    @store_errors()
    def has(self, target: str) -> bool:
        """Whether the object is there; OSError."""
        return bool(self._fs.exists(f"{self._path}/{target}"))

    def put(self, key: int, target: str, data: bytes, *, replace: bool) -> None:  # noqa: ARG002
        """Write the object; on a file system behind a URL by way of a temporary name."""
        path = f"{self._path}/{target}"
        folder, _, name = path.rpartition("/")
        try:
            with store_errors():
                if folder not in self._there:
                    self._fs.makedirs(folder, exist_ok=True)
                    self._there.add(folder)
                partly = "sftp" in self._fs.protocol
                part = f"{folder}/.{name}.{os.getpid()}{PART}" if partly else path
                self._fs.pipe_file(part, data)
                if partly:
                    self._fs.mv(part, path)
        except OSError as error:
            self.errors[key] = f"{target}: {error.strerror or error}"

    def commit(self) -> None:
        """Nothing is left to do."""
