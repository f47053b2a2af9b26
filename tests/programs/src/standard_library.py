"""Works through parts of the standard library that are C underneath, and through files of the granted folder."""
import collections
import datetime
import decimal
import hashlib
import itertools
import json
import math
import os
import re
import struct
import sys
import zlib

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "input.txt"), encoding="utf-8") as file:
    text = file.read()
words = re.findall(r"[a-z]+", text.lower())
print(collections.Counter(words).most_common(8))
print(hashlib.sha256(text.encode()).hexdigest(), zlib.crc32(text.encode()))
print(json.dumps({"n": len(words), "pi": math.pi, "nested": [None, True, {"k": 1e300}]}, sort_keys=True))
print(decimal.Decimal(2).sqrt(), struct.pack("<dI", 1.5, 7).hex())
print(datetime.datetime(2024, 2, 29, 12, tzinfo=datetime.timezone.utc).isoformat())
print(sum(1 for p in itertools.permutations(range(7)) if p[0] < p[-1]))

output = os.path.join(here, "output.txt")
with open(output, "w", encoding="utf-8") as file:
    file.write("\n".join(sorted(set(words))))
print(os.path.getsize(output), sorted(os.listdir(here)))
os.remove(output)
try:
    open("/etc/passwd")
except OSError as error:
    print("outside:", type(error).__name__)
def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)
print(depth(500))
try:
    depth(10**6)
except RecursionError:
    print("RecursionError")
print(sys.argv[1:], sys.version_info[:2])
sys.exit(7)
