#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# try.sh FOLDER PICTURE: builds the app as a Flatpak without any network, installs it for a person who does not exist, and shows that it
# works there and reaches nothing that it should not. All of it lives in FOLDER (about 4 GB): trees, runtime, downloads and built
# modules stay from run to run; the person's home and installation are new every time.

set -euo pipefail
here=$(dirname "$(realpath "$0")")
manifest=$here/jp.tsunagi.Tsunagi.yml
mkdir -p "$1"
folder=$(realpath "$1")
picture=$(realpath -m "$2")
app=jp.tsunagi.Tsunagi
cd "$folder"
version=$(flatpak-builder --show-manifest "$manifest" | jq -r '."runtime-version"')

say () {
  printf '%s\n' "flatpak: $*" >&2
}

fail () {
  say "FAILED: $*"
  exit 1
}

# quietly LOG COMMAND...: what a step says is worth reading only when it fails.
quietly () {
  local log=$1
  shift
  "$@" >"$log" 2>&1 </dev/null || { tail -n 40 "$log" >&2; fail "$* (all of it in $folder/$log)"; }
}

# --- a person who does not exist -------------------------------------------------------------------------------------------------

make_person () {
  rm -rf person
  export HOME=$folder/person/home XDG_RUNTIME_DIR=$folder/person/run
  export FLATPAK_USER_DIR=$folder/person/flatpak FLATPAK_SYSTEM_DIR=$folder/person/flatpak-system
  export XDG_DATA_HOME=$HOME/.local/share XDG_CACHE_HOME=$HOME/.cache XDG_CONFIG_HOME=$HOME/.config
  export LC_ALL=C.UTF-8
  unset DBUS_SESSION_BUS_ADDRESS WAYLAND_DISPLAY XDG_DATA_DIRS
  mkdir -p "$HOME" "$FLATPAK_USER_DIR" "$FLATPAK_SYSTEM_DIR"
  install -d -m 700 "$XDG_RUNTIME_DIR"
  echo top-secret >"$HOME/secret.txt"
}

# --- building --------------------------------------------------------------------------------------------------------------------

make_runtime () {
  local made
  made=$(cat "$here/runtime.sh" - <<<"$version" | sha256sum)
  if [ "$(cat runtime-made 2>/dev/null)" != "$made" ]; then
    say "making the runtime out of Debian 13 (some minutes, once)"
    quietly runtime.log "$here/runtime.sh" "$folder" "$version"
    echo "$made" >runtime-made
  fi
  quietly remote.log flatpak --user remote-add --no-gpg-verify local repo
  quietly install-runtime.log flatpak --user install -y --noninteractive local "org.gnome.Platform//$version" "org.gnome.Sdk//$version"
}

# The manifest as it is, but for: the font archive that Debian has not, warnings that are errors here (and not where the next runtime
# deprecates something), and the place of the sources, because a manifest is read relative to its own folder.
derive_manifest () {
  local stand_ins
  "$here/sources.sh" "$folder" >stand-ins.new 2>sources.log || { cat sources.log >&2; fail "sources.sh"; }
  [ ! -s stand-ins.new ] || cp stand-ins.new stand-ins
  read -r -a stand_ins <stand-ins
  flatpak-builder --show-manifest "$manifest" 2>manifest.log |
    jq --arg old "${stand_ins[0]}" --arg new "${stand_ins[1]}" --arg tree "$(dirname "$here")" '
      (.modules[].sources[] | select(.sha256 == $old).sha256) = $new
      | (.modules[-1]["config-opts"]) += ["-Dstrict_deprecations=true", "-Dwerror=true"]
      | (.modules[-1].sources[0].path) = $tree' >test.json
  if grep -i 'unknown property' manifest.log >&2; then
    fail "flatpak-builder does not know all of the manifest"
  fi
}

build_app () {
  say "building the modules that are not cached, and the app; free of warnings or not at all"
  quietly build.log flatpak-builder --user --force-clean --disable-download --disable-rofiles-fuse \
    --state-dir=state --repo=repo-app --default-branch=stable built test.json
  quietly remote-app.log flatpak --user remote-add --no-gpg-verify app repo-app
  quietly install-app.log flatpak --user install -y --noninteractive app "$app//stable"
}

# --- what it may not -------------------------------------------------------------------------------------------------------------

# inside [OPTION...] COMMAND...: runs a command in the app's sandbox.
inside () {
  local options=()
  while [[ $1 == --* ]]; do
    options+=("$1")
    shift
  done
  dbus-run-session -- flatpak run "${options[@]}" --command="$1" "$app" "${@:2}" 2>/dev/null </dev/null
}

# Each "may not" has its "may": the same question with the permission added, so that the question is known to be a good one.
check_confinement () {
  local port
  [ "$(inside --filesystem=home cat "$HOME/secret.txt")" = top-secret ] || fail "control: the secret is not readable with the home shared"
  ! inside cat "$HOME/secret.txt" || fail "the secret in the home folder is readable"
  [ "$(inside ls -A "$HOME")" = .var ] || fail "more than the app's own folder is seen of the home folder"
  inside touch "$HOME/.var/app/$app/data/here" || fail "control: the app's own folder is not writable"
  ! inside touch /app/here || fail "the app can change itself"
  /usr/bin/python3 "$here/listen.py" port &
  listener=$!
  until [ -s port ]; do sleep 0.05; done
  port=$(<port)
  inside bash -c ": >/dev/tcp/127.0.0.1/$port" || fail "a listening port is not reached: the app could not sync"
  ! inside --unshare=network bash -c ": >/dev/tcp/127.0.0.1/$port" || fail "control: the network is reached without its permission"
  kill "$listener"
  rm -f port "$HOME/.var/app/$app/data/here"
  say "ok: no home folder, nothing to change itself with, the network (each asked with the permission and without)"
}

# What it brings along is what it uses.
check_modules () {
  local name
  inside ldd /app/bin/tsunagi /app/bin/tsunagictl >ldd.txt
  ! grep 'not found' ldd.txt >&2 || fail "a library is missing"
  for name in sodium cbor qrencode zbar ZXing poppler-glib; do
    grep -q "lib$name.* => /app/lib/" ldd.txt || fail "lib$name does not come from its module"
  done
  [[ $(inside fc-match --format='%{file}' 'BIZ UDPGothic') == /app/share/fonts/* ]] || fail "the card's font is not the app's own"
  [[ $(inside fc-match --format='%{file}' 'Noto Sans CJK JP') == /app/share/fonts/* ]] || fail "the fallback font is not the app's own"
  say "ok: libraries and fonts are the modules'"
}

make_person
make_runtime
derive_manifest
build_app
check_confinement
check_modules
/usr/bin/python3 "$here/drive.py" "$picture"
say "ok: $picture"
