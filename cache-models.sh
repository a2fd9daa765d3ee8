#!/usr/bin/env bash
# cache-models.sh: fetches, checks and proves groups of models, with a log. A thin door to `offscribe models pull`.
# Works with bash 3.2 and later. Never `set -e`: one model's failure must not end the others.

usage() {
  cat <<'HELP'
Usage: ./cache-models.sh FLAG...

Fetches models so that everything works offline afterwards. What is there
already is checked again; a download that was cut short goes on.

  --mlx          mlx-community/whisper-large-v3-mlx
  --whisperx     Systran/faster-whisper-large-v3
  --indictrans2  every IndicTrans2 model
  --nllb         every NLLB model
  --pyannote     the pyannote models and the speaker embeddings they use
  --all          every model of the catalogue
  -h, --help     show this help

SUCCESS is printed for a model that its engine has loaded and understood
speech with. A model that is right byte for byte, but has no engine here to
prove it, is a WARNING. Weights that could run code when read (pickles) are
listed and never fetched.

Log:   OFFSCRIBE_HOME/logs/cache-models_<time>.log
       (OFFSCRIBE_HOME is ~/.local/share/offscribe unless set)
Token: HF_TOKEN, or the file that `hf auth login` writes
Exit:  0 nothing failed, 3 some models failed, 1 all failed,
       2 wrong flags, 130 or 143 stopped
HELP
}

LOG=''
log() { # LEVEL MESSAGE
  local line
  line="[$(date '+%Y-%m-%d %H:%M:%S')] [$1] $2"
  printf '%s\n' "$line"
  [ -z "$LOG" ] || printf '%s\n' "$line" >>"$LOG"
}

GROUPS_WANTED=''
for flag in "$@"; do
  case "$flag" in
    --mlx | --whisperx | --indictrans2 | --nllb | --pyannote | --all) GROUPS_WANTED="$GROUPS_WANTED ${flag#--}" ;;
    -h | --help)
      usage
      exit 0
      ;;
    *)
      log ERROR "There is no flag $flag. Run: ./cache-models.sh --help" >&2
      exit 2
      ;;
  esac
done
if [ -z "$GROUPS_WANTED" ]; then
  usage >&2
  exit 2
fi

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

LOG_FOLDER=${OFFSCRIBE_HOME:-${XDG_DATA_HOME:-$HOME/.local/share}/offscribe}/logs
LOG_FOLDER=${LOG_FOLDER/#\~/$HOME}
LOG_FILE=$LOG_FOLDER/cache-models_$(date '+%Y%m%d_%H%M%S')_$$.log
if mkdir -p "$LOG_FOLDER" 2>/dev/null && : 2>/dev/null >"$LOG_FILE"; then
  LOG=$LOG_FILE
  log INFO "Log: $LOG"
else
  log WARNING "No log can be written in $LOG_FOLDER"
fi

if ! command -v node >/dev/null 2>&1; then
  log ERROR 'Node.js is missing: install version 20.19 or later from https://nodejs.org'
  exit 1
fi
if [ -f "$ROOT/dist/cli/main.js" ]; then
  offscribe() { node "$ROOT/dist/cli/main.js" "$@"; }
elif ! command -v offscribe >/dev/null 2>&1; then
  log ERROR "Offscribe is not built here. Run: (cd '$ROOT' && npm ci)"
  exit 1
fi

# Rows of the wanted groups, one a line: name, label, size, licence, and why it is not fetched; split by \x1f.
CHOOSE='
const { models: rows } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
if (rows === undefined) process.exit(1);
const groups = {
  mlx: { is: (name) => name === "large-v3-mlx", label: () => "MLX Whisper" },
  whisperx: { is: (name) => name === "large-v3", label: () => "WhisperX" },
  indictrans2: { is: (name) => name.startsWith("indictrans2-"), label: (name) => `IndicTrans2 ${name}` },
  nllb: { is: (name) => name.startsWith("nllb-"), label: (name) => `NLLB ${name}` },
  pyannote: { is: (name) => /^(pyannote|wespeaker)-/.test(name), label: (name) => `PyAnnote ${name}` },
  all: { is: () => true, label: (name) => name },
};
const wanted = process.argv.slice(1);
for (const row of rows) {
  if (!wanted.some((group) => groups[group].is(row.name))) continue;
  const { label } = Object.values(groups).find(({ is }) => is(row.name));
  const licence = row.nonCommercial ? `${row.licence}, NON-COMMERCIAL` : row.licence;
  const size = `${row.isSizeExact ? "" : "about "}${(row.sizeBytes / 1e9).toFixed(2)} GB`;
  console.log([row.name, label(row.name), size, licence, row.isFetchable ? "" : "pickle"].join("\x1f"));
}
'

# One outcome as: state, bytes here, sentence, next step; split by \x1f.
READ='
const text = require("node:fs").readFileSync(0, "utf8");
const answer = (() => { try { return JSON.parse(text); } catch { return {}; } })();
const [model] = answer.models ?? [];
const error = model?.error ?? answer.error;
const state = model?.ok ? model.state : "failed";
const sentence = model?.ok ? model.note : error ? `${error.code}: ${error.message}` : "it gave no answer";
const clean = (value) => String(value ?? "").replace(/\s+/g, " ");
console.log([state, model?.sizeBytes ?? 0, sentence, error?.hint].map(clean).join("\x1f"));
'

READY=0 VERIFIED=0 FAILED=0 SKIPPED=0 BYTES=0 STOPPED=0
trap 'STOPPED=130' INT
trap 'STOPPED=143' TERM

cache_model() { # NAME LABEL SIZE LICENCE WHY_NOT
  local answer code state bytes sentence hint
  if [ -n "$5" ]; then
    SKIPPED=$((SKIPPED + 1))
    log WARNING "$2 model is not fetched: its weights are Python pickles, which can run any code when they are read"
    return
  fi
  log INFO "$2 model: $1, $3, licence $4"
  answer=$(offscribe models pull "$1" --json </dev/null)
  code=$?
  case $code in 130 | 143) STOPPED=$code ;; esac
  [ "$STOPPED" = 0 ] || return
  IFS=$'\037' read -r state bytes sentence hint <<<"$(printf '%s' "$answer" | node -e "$READ")"
  BYTES=$((BYTES + bytes))
  case $state in
    ready)
      READY=$((READY + 1))
      log SUCCESS "✓ $2 model cached successfully"
      ;;
    failed)
      FAILED=$((FAILED + 1))
      log ERROR "✗ $2 model failed: $sentence"
      [ -z "$hint" ] || log INFO "Next: $hint"
      ;;
    *)
      VERIFIED=$((VERIFIED + 1))
      log WARNING "$2 model is $state, $sentence"
      ;;
  esac
}

LIST=$(offscribe models list --json </dev/null)
# shellcheck disable=SC2086 # words on purpose: one argument for each group
ROWS=$(printf '%s' "$LIST" | node -e "$CHOOSE" $GROUPS_WANTED 2>/dev/null) || {
  IFS=$'\037' read -r _ _ sentence _ <<<"$(printf '%s' "$LIST" | node -e "$READ")"
  log ERROR "The models cannot be listed: $sentence"
  exit 1
}

while IFS=$'\037' read -r name label size licence why_not <&3; do
  [ -n "$name" ] || continue
  cache_model "$name" "$label" "$size" "$licence" "$why_not"
  [ "$STOPPED" = 0 ] || break
done 3<<<"$ROWS"

COUNTS="$READY ready, $VERIFIED verified and not proven, $FAILED failed, $SKIPPED skipped"
DISK=$(node -e 'console.log((process.argv[1] / 1e9).toFixed(2))' "$BYTES")
SUMMARY="Summary: $COUNTS; $DISK GB of these models on disk"
if [ "$STOPPED" != 0 ]; then
  log WARNING "$SUMMARY"
  log WARNING 'Stopped; the same command goes on where it stopped.'
  exit "$STOPPED"
fi
if [ "$FAILED" -gt 0 ]; then
  log ERROR "$SUMMARY"
  [ $((READY + VERIFIED)) -gt 0 ] && exit 3
  exit 1
fi
if [ $((VERIFIED + SKIPPED)) -gt 0 ]; then log WARNING "$SUMMARY"; else log SUCCESS "$SUMMARY"; fi
exit 0
