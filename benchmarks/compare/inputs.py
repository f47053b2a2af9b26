"""Inputs that are made, not stored: the same bytes on every machine."""
import random

WORDS = ("memory table module function global export import local value stack trap load store branch block loop call return "
         "limit offset align index segment element data type result").split()


def text(seed, size):
    """Prose of a kind: words of uneven frequency, numbers and lines, which compress about as well as source text."""
    choose = random.Random(seed)
    weights = [1 / (rank + 1) for rank in range(len(WORDS))]
    parts, length = [], 0
    while length < size:
        line = choose.choices(WORDS, weights, k=choose.randint(3, 14))
        line.insert(choose.randrange(len(line)), str(choose.randrange(100_000)))
        parts.append(" ".join(line) + "\n")
        length += len(parts[-1])
    return "".join(parts).encode()[:size]


def records(seed, size):
    """Small binary records with a random part, as in a database file."""
    choose = random.Random(seed)
    parts = []
    for number in range(size // 16):
        parts.append(number.to_bytes(4, "little") + choose.randrange(1 << 20).to_bytes(4, "little") + bytes(4) + choose.randbytes(4))
    return b"".join(parts)


def mixed(seed, size):
    return text(seed, size // 2) + records(seed, size - size // 2)


MAKERS = {"text": text, "records": records, "mixed": mixed}


def file(folder, description):
    """The file of "KIND:BYTES", or of a path."""
    kind, _, size = description.partition(":")
    if kind not in MAKERS:
        return description
    path = folder / "inputs" / f"{kind}-{size}"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_bytes(MAKERS[kind](1, int(size)))
        fresh.replace(path)
    return path
