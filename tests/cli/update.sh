#!/usr/bin/env bash
# Rewrites the goldens with what the tool in build/ says now. Review the difference before committing it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=${BUILD:-$here/../../build}
exec "$here/run.py" --update --ingot "$build/bin/ingot" --work "$build/cli" "$@"
