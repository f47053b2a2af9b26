#!/usr/bin/env python3
"""Who may include whom. Holds the table of docs/architecture.md.

Run with the root of the source tree as its argument. Prints each forbidden include with its place, and fails if there
is one.
"""

import pathlib
import re
import sys

# Folder -> folders that it may include, beside itself. Not transitive by itself: see closure().
COMPILER = {
    "support": [],
    "wasm": ["support"],
    "decode": ["wasm"],
    "validate": ["decode"],
    "merge": ["validate"],
    "lower": ["validate"],
    "optimize": ["lower"],
    "emit": ["lower", "optimize"],
    "link": ["support"],
    "driver": ["merge", "emit", "optimize", "link"],
}
RUNTIME = {
    "platform": [],
    "memory": ["platform"],
    "trap": ["platform"],
    "table": ["memory", "trap"],
    "exception": ["trap"],
    "instance": ["table", "exception"],  # an instance consists of memories and tables; linked ones share exceptions
    "wasi": ["table", "instance"],
    "gc": ["table", "instance"],
    "embed": ["wasi", "gc"],
    "start": ["wasi", "gc"],
}

# Libraries -> where their headers may be included.
LIBRARIES = {
    re.compile(r"(llvm|llvm-c|lld)/"): re.compile(
        r"compiler/(lower|optimize|emit)/|compiler/link/lld_driver\.cc$|compiler/driver/content_hash\.cc$"),
    re.compile(r"CLI/"): re.compile(r"compiler/driver/options\.cc$"),
    re.compile(r"spdlog/"): re.compile(r".*\.cc$"),
}

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def closure(table):
    """What each folder may include, directly or through others, with itself."""
    allowed = {}
    for folder, direct in table.items():  # the tables are in order: what a folder builds on comes before it
        allowed[folder] = {folder}.union(*(allowed[other] for other in direct))
    return allowed


ALLOWED = {"compiler": closure(COMPILER), "runtime": closure(RUNTIME)}


def layer_error(source, included):
    """What is wrong with `source` including `included`, both from the root; None if nothing is."""
    part, folder = source.split("/")[:2]
    words = included.split("/")
    if len(words) < 2 or words[0] not in ALLOWED:
        return None
    if words[0] != part:
        return f"{part}/ and {words[0]}/ meet only in include/ingot/"
    if folder not in ALLOWED[part]:
        return f"{part}/{folder} is not in the table of this test"
    if words[1] not in ALLOWED[part][folder]:
        return f"{part}/{folder} may not include {part}/{words[1]}"
    return None


def library_error(source, included):
    for library, places in LIBRARIES.items():
        if library.match(included) and not places.match(source):
            return f"{included.split('/')[0]} headers are not for this file"
    return None


def errors_of(root, path):
    source = path.relative_to(root).as_posix()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        included = match.group(1)
        if source.startswith("include/"):
            if "/" in included and not included.startswith(("ingot/", "sys/")):
                yield f"{source}:{number}: public headers include the standard library and ingot/ only: {included}"
            continue
        for error in (layer_error(source, included), library_error(source, included)):
            if error:
                yield f"{source}:{number}: {error}: {included}"


def self_test():
    """The rules themselves: one breach of each kind must be found."""
    assert layer_error("compiler/decode/a.cc", "compiler/validate/b.h")
    assert layer_error("compiler/lower/a.cc", "runtime/trap/b.h")
    assert layer_error("runtime/platform/a.cc", "runtime/memory/b.h")
    assert not layer_error("compiler/driver/a.cc", "compiler/support/b.h")
    assert not layer_error("compiler/emit/a.cc", "ingot/abi.h")
    assert library_error("compiler/decode/a.cc", "llvm/IR/Module.h")
    assert library_error("compiler/driver/main.cc", "CLI/CLI.hpp")
    assert library_error("compiler/emit/a.h", "spdlog/spdlog.h")
    assert not library_error("compiler/emit/a.cc", "spdlog/spdlog.h")


def main():
    self_test()
    root = pathlib.Path(sys.argv[1]).resolve()
    files = [
        path
        for part in ("compiler", "runtime", "include")
        for path in sorted((root / part).rglob("*"))
        if path.suffix in (".h", ".cc", ".c", ".S", ".def", ".inc")
    ]
    assert files, f"no sources below {root}"
    errors = [error for path in files for error in errors_of(root, path)]
    print("\n".join(errors) or f"{len(files)} files follow the include rules")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
