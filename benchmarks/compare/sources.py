"""Where the programs' sources come from: this folder, a Debian package, a folder of the user's, or a git repository.

    here              benchmarks/compare
    debian:PACKAGE    the upstream source of a Debian package, by apt; debian:PACKAGE:ROOT if its folder has another name
    folder:NAME       NAME in one of the folders of --sources
    git:ADDRESS       a clone, made once
"""
import pathlib
import shutil
import sys

from describe import HERE

sys.path.insert(0, str(HERE.parents[1] / "tests" / "programs"))
import tools  # noqa: E402  (Debian's sources and how clang is called for WASI are what tests/programs uses)
from tools import Unavailable  # noqa: E402,F401


class Sources:
    def __init__(self, work, folders):
        self.work = work / "sources"
        self.folders = [pathlib.Path(folder).resolve() for folder in folders]
        self.found = {}

    def folder(self, source):
        """The folder of SOURCE, unpacked now if it was not before. Raises Unavailable."""
        if source not in self.found:
            kind, _, rest = source.partition(":")
            finder = {"here": self.here, "debian": self.debian, "folder": self.named, "git": self.git}.get(kind)
            if finder is None:
                raise Unavailable(f"no such kind of source: {source}")
            self.found[source] = finder(rest)
        return self.found[source]

    def here(self, _):
        return HERE

    def named(self, name):
        for folder in self.folders:
            if (folder / name).is_dir():
                return folder / name
        raise Unavailable(f"no folder {name} in any --sources")

    def debian(self, text):
        package, _, root = text.partition(":")
        done = self.work / f"{package}.folder"
        if done.exists() and pathlib.Path(done.read_text()).is_dir():
            return pathlib.Path(done.read_text())
        self.work.mkdir(parents=True, exist_ok=True)
        try:
            folder = tools.debian_source(self.work, package, root or None)
        except StopIteration:
            raise Unavailable(f"Debian's source of {package} unpacks under another name: {text}:ROOT") from None
        done.write_text(str(folder))
        return folder

    def git(self, address):
        place = self.work / "git" / address.rstrip("/").rpartition("/")[2].removesuffix(".git")
        if not place.exists():
            fresh = place.with_name(place.name + ".new")
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.parent.mkdir(parents=True, exist_ok=True)
            tools.fetch("git", "clone", "--quiet", "--depth=1", address, fresh, what=address)
            fresh.rename(place)
        return place
