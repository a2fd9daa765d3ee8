#!/usr/bin/env bash
# bootstrap.sh: from a bare checkout to a machine that transcribes offline. Finds Node.js, builds what is missing or old,
# then hands every flag over to `offscribe bootstrap`. Works with bash 3.2 and later.
set -u

say() { printf '[%s] [%s] %s\n' "$(date '+%Y-%m-%d %H:%M:%S')" "$1" "$2" >&2; }

# The folder of this script, also when it is called through links.
SELF=${BASH_SOURCE[0]}
while [ -L "$SELF" ]; do
  TARGET=$(readlink "$SELF")
  case "$TARGET" in
    /*) SELF=$TARGET ;;
    *) SELF=$(dirname "$SELF")/$TARGET ;;
  esac
done
ROOT=$(cd "$(dirname "$SELF")" && pwd)

NODE_HELP='install Node.js 20.19 or later from https://nodejs.org, or with: nvm install 22'
if ! command -v node >/dev/null 2>&1; then
  say ERROR "Node.js is missing: $NODE_HELP"
  exit 4
fi
if ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'; then
  say ERROR "Node.js $(node --version) is too old: $NODE_HELP"
  exit 4
fi

FORCE='' HELP='' OFFLINE=--prefer-offline
for flag in "$@"; do
  case "$flag" in
    --force) FORCE=1 ;;
    -h | --help) HELP=1 ;;
    --offline) OFFLINE=--offline ;;
  esac
done

MAIN=$ROOT/dist/cli/main.js
is_old() { # FILE SOURCE...: whether a source is newer, or the file is not there
  local file=$1
  shift
  [ ! -f "$file" ] || [ -n "$(find "$@" -newer "$file" -type f -print 2>/dev/null | head -n 1)" ]
}
run_npm() {
  say INFO "npm $*"
  (cd "$ROOT" && npm "$@" --loglevel=error >&2) && return
  say ERROR "npm $1 failed. Run: (cd '$ROOT' && npm $*)"
  exit 1
}

if [ -z "$HELP" ] || [ ! -f "$MAIN" ]; then
  # npm writes this file when an install is whole.
  if [ -n "$FORCE" ] || is_old "$ROOT/node_modules/.package-lock.json" "$ROOT/package-lock.json"; then
    run_npm ci --no-audit --no-fund "$OFFLINE"
  fi
  if is_old "$MAIN" "$ROOT/src" "$ROOT/package.json" "$ROOT/tsdown.config.ts"; then
    run_npm run build
  fi
fi

exec node "$MAIN" bootstrap "$@"
