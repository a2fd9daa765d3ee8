#!/usr/bin/env bash
# Makes the lock files anew from the .in files. Needs uv 0.9 or newer, and a package index.
set -euo pipefail
cd "$(dirname "$0")"
for name in mlx faster-whisper uv; do
  uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --excludes excluded.in \
    --custom-compile-command ./compile.sh --output-file "$name.txt" "$name.in"
done
