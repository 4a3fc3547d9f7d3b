#!/usr/bin/env bash
# Makes one translation model that ships, from nothing: models/train/make.sh MODEL DEU-ENG.ZIP [WMT-SOURCE WMT-REFERENCE]
# Needs Python 3.11 and Node. Work rests in .cache/models (not kept in git); started again, it goes on where it was.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$here/../../.cache/models
model=$1 data=$(realpath "$2")
wmt=()
if [ $# -ge 4 ]; then wmt=(--wmt "$(realpath "$3")" "$(realpath "$4")"); fi
if [ ! -x "$work/venv/bin/python" ]; then
  python3.11 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet -r "$here/requirements.txt"
fi
"$work/venv/bin/python" "$here/translation.py" "$model" --data "$data" --work "$work" --threads 1
"$work/venv/bin/python" "$here/evaluate.py" "$model" --data "$data" --work "$work" --out "$work/held-out" "${wmt[@]}"
"$work/venv/bin/python" "$here/card.py" "$model" --work "$work" --out "$work/held-out"
node "$here/manifest.js" "$here/../$model" "$here/facts/$model.json"
