#!/usr/bin/env bash
# Runs the first command of README.md as it stands there. $1: a file to keep what it prints.
set -euo pipefail
node scripts/checks/readme.mjs first >"$1.sh"
cat "$1.sh"
sh -e "$1.sh" | tee "$1"
node scripts/checks/answer.mjs "$1"
