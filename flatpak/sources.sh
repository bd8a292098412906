#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# sources.sh FOLDER: puts the files that the manifest downloads where flatpak-builder looks for them, FOLDER/state/downloads, taken from
# Debian's packages, where their own hosts are out of reach. Each must have the sha256 that the manifest names: it is the
# published file, whoever handed it over. The one of which Debian has no copy gets a stand-in: "OLD NEW" is printed, its
# sha256 in the manifest and the stand-in's.

set -euo pipefail
manifest=$(dirname "$(realpath "$0")")/jp.tsunagi.Tsunagi.yml
cd "$1"

# put FILE SHA256 NAME
put () {
  echo "$2  $1" | sha256sum --check --quiet - >&2
  install -D -m 644 "$1" "state/downloads/$2/$3"
}

# fetch_orig PACKAGE: the upstream archive of a source package of Debian 13.
fetch_orig () {
  mkdir -p "sdk/sources/$1"
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
    chroot sdk env --chdir="/sources/$1" apt-get -q source --download-only --tar-only "$1" >&2
}

# Debian builds this font from its source; the published archive of it is not to be had there.
make_font_archive () {
  rm -f BIZUDGothic.zip
  (cd /usr/share/fonts/truetype/bizud-gothic && zip -q -X - BIZUD*Gothic-*.ttf) >BIZUDGothic.zip
  sha256sum BIZUDGothic.zip | cut -d ' ' -f 1
}

flatpak-builder --show-manifest "$manifest" |
  jq -r '.modules[] | .name as $name | .sources[] | select(.url) | [$name, .sha256, .url] | @tsv' |
  while read -r module sha256 url; do
    name=$(basename "$url")
    [ ! -e "state/downloads/$sha256/$name" ] || continue
    case $module in
      biz-ud-gothic)
        stand_in=$(make_font_archive)
        put BIZUDGothic.zip "$stand_in" "$name"
        echo "$sha256 $stand_in"
        ;;
      noto-sans-cjk) put "/usr/share/fonts/opentype/noto/$name" "$sha256" "$name" ;;
      # The modules are named after Debian's source packages.
      *)
        fetch_orig "$module" </dev/null
        put "$(echo "sdk/sources/$module/"*.orig.tar.*)" "$sha256" "$name"
        ;;
    esac
  done
