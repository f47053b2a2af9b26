#!/usr/bin/env python3
"""Checks README.md: one row for each class, 1 to 38; each names a test that exists, or says why there is none.

    table_test.py
"""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CLASSES = 38


def main():
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \|$", (HERE / "README.md").read_text(), re.MULTILINE)
    problems = []
    if [int(number) for number, _, _ in rows] != list(range(1, CLASSES + 1)):
        problems.append(f"the classes are not 1 to {CLASSES}: {[number for number, _, _ in rows]}")
    generator = (HERE / "generate.py").read_text()
    for number, _, answer in rows:
        files = re.findall(r"`(tests/[^`]+)`", answer)
        problems += [f"class {number}: no file {file}" for file in files if not (ROOT / file).is_file()]
        problems += [f"class {number}: generate.py writes no {name}" for name in re.findall(r"\bclass_\d+_\w+", answer)
                     if f'"{name}"' not in generator and not any(name in file for file in files)]
        if not files and len(answer.split()) < 8:
            problems.append(f"class {number}: neither a test nor a reason")
    table = (HERE / "README.md").read_text()
    problems += [f"no row names {path.name}" for path in HERE.glob("core/class_*") if path.name not in table]
    print("\n".join(problems) or f"{len(rows)} classes")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
