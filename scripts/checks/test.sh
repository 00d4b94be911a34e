#!/usr/bin/env bash
# Runs the test command of README.md as it stands there.
set -euo pipefail
commands=$(node scripts/checks/readme.mjs test)
echo "$commands"
sh -e -c "$commands"
