#!/usr/bin/env bash
# What the action runs. Inputs come as variables of the environment, never as text of a script.
set -euo pipefail
set -o noglob
# shellcheck disable=SC2206 # words are what is meant
paths=($LEASTWISE_PATHS) options=($LEASTWISE_OPTIONS) command=($LEASTWISE_COMMAND)
"${command[@]}" validate "${paths[@]}" --format github --fail-on "$LEASTWISE_FAIL_ON" ${options[@]+"${options[@]}"}
