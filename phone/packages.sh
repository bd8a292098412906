#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# packages.sh NPM FOLDER: puts what FOLDER/package-lock.json names into FOLDER/node_modules, unless it is there already. Nothing of it is run.

set -e
cd "$2"
cmp -s package-lock.json node_modules/lock && exit 0
timeout 120 "$1" ci --fetch-retries=1 --ignore-scripts --no-audit --no-fund --prefer-offline >&2
cp package-lock.json node_modules/lock
