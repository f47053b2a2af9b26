#!/usr/bin/env python3
"""Every option that --help-all shows is in the manual and in the three completions; and neither these nor the documents
name an option that is not there. The table of docs/proposals.md is what features.def makes it, and links lead somewhere.

    documented.py --ingot BUILD/bin/ingot
    documented.py --update                   writes the table of docs/proposals.md
"""
import argparse
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
COMMANDS = ("compile", "run", "inspect")
COMPLETE = ("docs/man/ingot.1", "docs/completions/ingot.bash", "docs/completions/_ingot", "docs/completions/ingot.fish")
PROSE = ("docs/cli.md", "README.md")
# Long forms of options that help shows as compilers spell them: -mcpu=, -Wl, -###.
ALIASES = {"mcpu", "march", "linker-argument", "print-link-command"}
LONG = re.compile(r"(?<![\w-])--([a-z][a-z-]+)")


def help_options(ingot):
    """Long options that any command has."""
    options = {"version"} | ALIASES
    for command in COMMANDS:
        text = subprocess.run([ingot, command, "--help-all"], capture_output=True, text=True, check=True).stdout
        for line in text.splitlines():
            if re.match(r" {2,6}-", line):
                options |= set(LONG.findall(line[:30]))
    return options


def document_options(path):
    text = path.read_text().replace("\\-", "-")
    if path.suffix == ".fish":  # complete -l name
        return set(re.findall(r"^complete .* -l ([a-z][a-z-]+)", text, re.MULTILINE))
    if path.suffix == ".md":  # only what is said of ingot
        text = "\n".join(re.findall(r"ingot [^`\n]*", text))
    return set(LONG.findall(text))


PROPOSALS = ROOT / "docs/proposals.md"


def proposals_text():
    """docs/proposals.md with the rows that features.def has, in its order. Titles, and remarks behind a state that is right,
    stay; a new row gets its help text for a title."""
    text = PROPOSALS.read_text()
    known = {name: (title, state) for title, name, state in re.findall(r"^\| (.*?) \| `([\w-]+)` \| (.*) \|$", text, re.MULTILINE)}
    rows = re.findall(r'^FEATURE\(\w+, "([\w-]+)", (true|false), "(.*)"\)$',
                      (ROOT / "compiler/wasm/features.def").read_text(), re.MULTILINE)
    table = ""
    for name, lowered, help in rows:
        expected = "compiled" if lowered == "true" else "rejected"
        title, state = known.get(name, (help, expected))
        table += f"| {title} | `{name}` | {state if state.startswith(expected) else expected} |\n"
    return re.sub(r"(\n\|---\|---\|---\|\n)(?:\|.*\n)*", lambda head: head[1] + table, text, count=1)


def feature_problems():
    """The table of docs/proposals.md follows features.def."""
    if proposals_text() != PROPOSALS.read_text():
        yield "docs/proposals.md does not follow features.def: tests/cli/documented.py --update rewrites its table"


def broken_links():
    """Relative links of all documents lead somewhere."""
    for document in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        prose = re.sub(r"^```.*?^```|^    .*?$", "", document.read_text(), flags=re.MULTILINE | re.DOTALL)
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose):
            if not (document.parent / target).exists():
                yield f"{document.relative_to(ROOT)} links to {target}, which does not exist"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ingot")
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    if options.update:
        PROPOSALS.write_text(proposals_text())
        return 0
    if not options.ingot:
        parser.error("--ingot or --update")
    known = help_options(options.ingot)
    failed = False
    for document in (*COMPLETE, *PROSE):
        written = document_options(ROOT / document)
        missing = known - written if document in COMPLETE else set()
        for problem, options in (("does not mention", missing), ("mentions unknown", written - known)):
            if options:
                failed = True
                print(f"{document} {problem}: {' '.join('--' + option for option in sorted(options))}")
    for problem in (*feature_problems(), *broken_links()):
        failed = True
        print(problem)
    print("documented: failed" if failed else f"documented: {len(known)} options in {len(COMPLETE)} documents")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
