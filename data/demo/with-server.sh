#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs COMMAND while the server of the demo municipality in FOLDER runs, and both its laptops belong to it:
# usage: with-server.sh BUILD_FOLDER FOLDER COMMAND...

# shellcheck disable=SC2034 # place.sh reads both

set -euo pipefail

build=$(realpath "${1:?usage: with-server.sh BUILD_FOLDER FOLDER COMMAND...}")
demo=${2:?usage: with-server.sh BUILD_FOLDER FOLDER COMMAND...}
# shellcheck disable=SC1091 # beside this one
. "$(dirname "$0")/place.sh"
shift 2

set_up
"$@"
