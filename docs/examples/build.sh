#!/usr/bin/env bash
# Rebuilds the checked-in .wasm files of this folder from their C sources: clang-19, lld-19, wasi-libc and
# libclang-rt-19-dev-wasm32, as Debian packages them.
#
#   docs/examples/build.sh [OUTPUT_FOLDER]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
output=${1:-$here}

# clang runs any wasm-opt that it finds, so its output would depend on the machine: it finds one that does nothing.
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
printf '#!/bin/sh\nexit 0\n' > "$tools/wasm-opt"
chmod +x "$tools/wasm-opt"

for source in "$here"/*.c; do
  name=$(basename "$source" .c)
  # -nostdlibinc: without it, clang falls through to the host's headers.
  clang-19 --target=wasm32-wasi -B"$tools" -nostdlibinc -isystem /usr/include/wasm32-wasi \
    -O2 -Wall -Wextra -Wl,--strip-debug "$source" -o "$output/$name.wasm"
  echo "$output/$name.wasm: $(stat -c %s "$output/$name.wasm") bytes"
done
