#!/usr/bin/env python3
"""Class 11: the locale of the compiling user must not be in the output: floats of the module, numbers in names or messages.

    locale_test.py --ingot BUILD/bin/ingot --work FOLDER

Compiles a module full of float constants in a locale that writes 1,5 and compares the bytes with those made in the locale C;
so with the listing of `inspect`, and the text of IR and assembly. Skipped (77) where no such locale can be made.
"""
import argparse
import os
import pathlib
import subprocess
import sys

WAT = """(module
  (global (export "g") f64 (f64.const 1234567.875))
  (func (export "f32") (param f32) (result f32) (f32.mul (local.get 0) (f32.const 1234.5)))
  (func (export "f64") (param f64) (result f64) (f64.add (local.get 0) (f64.const 0.1)))
  (func (export "nan") (result f64) (f64.const nan:0x4000000000001)))
"""
OUTPUTS = [["--emit=shared-lib"], ["--emit=obj"], ["--emit=llvm-ir", "-C", "entry=invoke"], ["--emit=asm", "-C", "entry=invoke"]]


def german(work):
    """Environment of a locale with decimal commas, or None."""
    subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", work / "de_DE.UTF-8"], capture_output=True, check=False)
    environment = os.environ | {"LOCPATH": str(work), "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}
    shown = subprocess.run([sys.executable, "-c", "import locale; locale.setlocale(locale.LC_ALL, ''); print(locale.str(1.5))"],
                           env=environment, capture_output=True, text=True, check=False).stdout
    return environment if shown.strip() == "1,5" else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ingot", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    try:
        comma = german(options.work)
    except FileNotFoundError:
        comma = None
    if comma is None:
        print("locale: no locale with decimal commas can be made (Debian: locales)")
        return 77
    wasm = options.work / "floats.wasm"
    source = options.work / "floats.wat"
    source.write_text(WAT)
    subprocess.run(["wat2wasm", source, "-o", wasm], check=True)
    failed = 0
    for flags in OUTPUTS:
        made = []
        for environment in (os.environ | {"LC_ALL": "C"}, comma):
            output = options.work / "output"
            subprocess.run([options.ingot, "compile", *flags, wasm, "-o", output], env=environment, check=True)
            made.append(output.read_bytes())
        if made[0] != made[1]:
            failed += 1
            print(f"{' '.join(flags)}: differs")
    listings = [subprocess.run([options.ingot, "inspect", wasm], env=environment, capture_output=True, check=True).stdout
                for environment in (os.environ | {"LC_ALL": "C"}, comma)]
    failed += listings[0] != listings[1]
    print(f"locale: {failed} of {len(OUTPUTS) + 1} outputs differ")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
