"""The data files of the comparison: engines.toml, programs.toml and those that the command line adds.

A program takes what it does not say from its suite. Texts may name other values in braces: {name}, any key of the program, and for
commands {here} (this folder), {wasm}, {out}, {folder} (a place of the engine's own for one program), {prefix} (the
folder above the bin folder of the engine's first tool) and {args}.
"""
import dataclasses
import pathlib
import re
import shlex
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
KINDS = ("native", "compiler", "interpreter")
CHECKS = ("exact", "numbers", "exit")
TIMES = ("user", "wall", "reported")


@dataclasses.dataclass
class Engine:
    name: str
    label: str = ""
    kind: str = "compiler"
    native: str = ""  # a compiler driver and its options: the program is built from its sources, without Wasm
    prepare: list = dataclasses.field(default_factory=list)  # commands that make {out} from {wasm}
    run: str = "{out} {args}"
    needs: list = dataclasses.field(default_factory=list)  # tools before the first words of the commands
    probe: str = ""  # a command that succeeds if the tools can do what is wanted, which is:
    wants: str = ""
    version: str = ""  # a command; the first line of its output counts
    runs: int = 0  # at most so many; 0 is what the command line says
    ours: bool = False  # compared with the best of the others

    def tools(self):
        """Names of the programs that must be there."""
        commands = [self.native, *self.prepare, self.run]
        words = [shlex.split(command)[0] for command in commands if command]
        return list(dict.fromkeys(word for word in [*self.needs, *words] if not word.startswith("{")))

    def trains(self):
        """Whether preparing runs the program: with {args}, and its input as standard input."""
        return any("{args}" in command for command in self.prepare)


@dataclasses.dataclass
class Program:
    name: str
    suite: str
    source: str = "here"
    files: list = dataclasses.field(default_factory=list)
    flags: list = dataclasses.field(default_factory=list)  # for every compiler
    native_flags: list = dataclasses.field(default_factory=list)
    wasm_flags: list = dataclasses.field(default_factory=list)
    setup: list = dataclasses.field(default_factory=list)  # commands run once in the folder of the source
    wasm: str = ""  # a module that is there already, in the folder of the source; then nothing is compiled
    args: list = dataclasses.field(default_factory=list)
    input: str = ""
    check: str = "exact"
    tolerance: float = 0.0
    ignore: str = ""  # an expression; what it matches in the output is not compared
    time: str = "user"
    runs: int = 0

    @property
    def id(self):
        return f"{self.suite}/{self.name}"

    def is_cxx(self):
        return any(pathlib.Path(file).suffix in (".cc", ".cpp", ".cxx") for file in self.files)


def fail(text):
    sys.exit(f"compare: {text}")


def load(path):
    try:
        return tomllib.loads(pathlib.Path(path).read_text())
    except (OSError, tomllib.TOMLDecodeError) as reason:
        fail(f"{path}: {reason}")


def words(value):
    """Lists may be written as one text of words."""
    return shlex.split(value) if isinstance(value, str) else list(value)


def known_keys(kind):
    return {field.name for field in dataclasses.fields(kind)}


def reject_unknown(kind, where, name, values):
    unknown = sorted(set(values) - known_keys(kind))
    if unknown:
        fail(f"{where}: {name}: unknown key {', '.join(unknown)}; known are {', '.join(sorted(known_keys(kind)))}")


def make(kind, where, name, values, lists):
    reject_unknown(kind, where, name, values)
    try:
        values = {key: words(value) if key in lists else value for key, value in values.items()}
        made = kind(**{"name": name, **values})
        check_types(made)
        return made
    except (TypeError, ValueError) as reason:  # a list for a text; a quote that is not closed
        fail(f"{where}: {name}: {reason}")


def check_types(made):
    """Raises for a value of another type than the key's, or a command that is no list of words."""
    for field in dataclasses.fields(made):
        value = getattr(made, field.name)
        wanted = (int, float) if field.type is float else field.type
        if not isinstance(value, wanted) or (field.type is list and not all(isinstance(item, str) for item in value)):
            raise TypeError(f"{field.name} = {value!r} is no {'list of texts' if field.type is list else field.type.__name__}")
    if isinstance(made, Engine):
        for text in [made.native, made.run, made.probe, made.version, *made.prepare]:
            shlex.split(text)


def engines(paths):
    """Engines of all files, in their order; a later file replaces engines of the same name."""
    found = {}
    for path in paths:
        for name, values in load(path).items():
            values = dict(values)
            if isinstance(values.get("prepare"), str):
                values["prepare"] = [values["prepare"]]
            engine = make(Engine, path, name, values, ("needs",))
            if engine.kind not in KINDS:
                fail(f"{path}: {name}: kind is one of {', '.join(KINDS)}")
            if engine.native:
                engine.kind = "native"
            engine.label = engine.label or name
            found[name] = engine
    return found


def command_engine(text):
    """NAME=COMMAND of the command line: a compiler that makes {out} from {wasm}."""
    name, equals, command = text.partition("=")
    if not equals or "{wasm}" not in command or "{out}" not in command:
        fail(f"--engine {text}: wanted is NAME=COMMAND with {{wasm}} and {{out}}")
    return Engine(name=name, label=name, prepare=[command], ours=True)


def expand(value, values):
    """VALUE with {key} replaced; braces around other words stay."""
    if isinstance(value, list):
        return [expand(item, values) for item in value]
    if not isinstance(value, str):
        return value
    return re.sub(r"\{(\w+)\}", lambda match: str(values.get(match[1], match[0])), value)


def programs(paths):
    """Programs of all files by "suite/name"."""
    found = {}
    lists = ("files", "flags", "native_flags", "wasm_flags", "args")
    for path in paths:
        for suite, table in load(path).items():
            common = {key: value for key, value in table.items() if not isinstance(value, dict)}
            for name, own in table.items():
                if not isinstance(own, dict):
                    continue
                values = {**common, **own}
                used = re.findall(r"\{(\w+)\}", repr(values))  # a key of one's own is there to be named in a text
                reject_unknown(Program, path, f"{suite}.{name}", {key: value for key, value in values.items() if key not in used})
                extra = {key: value for key, value in values.items() if not isinstance(value, list)}
                extra |= {"name": name, "suite": suite, "here": HERE, "beside": pathlib.Path(path).resolve().parent}
                values = {key: expand(value, extra) for key, value in values.items() if key in known_keys(Program)}
                program = make(Program, path, name, {**values, "suite": suite}, lists)
                if program.check not in CHECKS or program.time not in TIMES:
                    fail(f"{path}: {program.id}: check is one of {', '.join(CHECKS)}, time one of {', '.join(TIMES)}")
                found[program.id] = program
    return found


def command(text, **values):
    """The words of a command: placeholders are replaced after splitting, so that paths may hold spaces."""
    result = []
    for word in shlex.split(text):
        if word == "{args}":
            result += values["args"]
        else:
            result.append(expand(word, {"here": HERE, **values}))
    return result
