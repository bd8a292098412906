#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# runtime.sh FOLDER VERSION: makes FOLDER/repo, which holds org.gnome.Platform and org.gnome.Sdk, branch VERSION, out of Debian 13's
# packages (GTK 4.18, libadwaita 1.7), where Flathub is out of reach. They stand in for the real ones in tests and are never published:
# whatever is built on them runs on nothing else.
#
# The Platform gets no library that GNOME's lacks, or a module missing from the manifest would not be noticed. The manifest
# of Papers shows that it has openjpeg and not poppler; that it has json-glib and lcms2 was not looked up. zbar, zxing-cpp, libqrencode, libsodium
# and libcbor are built as modules by everybody who needs them.

set -euo pipefail
folder=$1
version=$2
arch=$(dpkg --print-architecture)
case $arch in
  amd64) flatpak_arch=x86_64 triplet=x86_64-linux-gnu ;;
  arm64) flatpak_arch=aarch64 triplet=aarch64-linux-gnu ;;
  *) echo "no runtime for $arch" >&2; exit 1 ;;
esac
mkdir -p "$folder"
cd "$folder"

platform_packages=(
  ca-certificates locales
  libgtk-4-1 libgtk-4-bin libadwaita-1-0 gir1.2-adw-1 adwaita-icon-theme hicolor-icon-theme
  libgstreamer1.0-0 libgstreamer-plugins-base1.0-0 gstreamer1.0-plugins-base gstreamer1.0-pipewire
  libsqlite3-0 libsoup-3.0-0 glib-networking libsecret-1-0 libjson-glib-1.0-0
  gsettings-desktop-schemas dconf-gsettings-backend libglib2.0-bin
  fontconfig fonts-dejavu-core shared-mime-info librsvg2-common libopenjp2-7 liblcms2-2
  xkb-data iso-codes
)
# appstream-util brings appstream-compose, which flatpak-builder 1.2 calls inside the Sdk.
sdk_packages=(
  build-essential meson ninja-build cmake autoconf automake autopoint libtool pkg-config gettext itstool
  desktop-file-utils appstream appstream-util gobject-introspection unzip
  libglib2.0-dev libgtk-4-dev libadwaita-1-dev libsqlite3-dev libsoup-3.0-dev libsecret-1-dev libjson-glib-dev
  libcups2-dev libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev libgnutls28-dev libopenjp2-7-dev liblcms2-dev
)

in_tree () {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive chroot "$@"
}

make_trees () {
  rm -rf platform sdk
  mmdebstrap --quiet --mode=root --variant=apt --dpkgopt=force-unsafe-io --aptopt='APT::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' \
    --include="$(IFS=,; echo "${platform_packages[*]}")" trixie platform
  cp -a platform sdk
  cp --remove-destination /etc/resolv.conf sdk/etc/resolv.conf
  # The sources are for sources.sh.
  sed -n 's/^deb /deb-src /p' sdk/etc/apt/sources.list >sdk/etc/apt/sources.list.d/sources.list
  in_tree sdk apt-get -q update
  in_tree sdk apt-get -q -y --no-install-recommends install "${sdk_packages[@]}"
}

# What a runtime has and a Debian does not set up by itself.
finish_tree () {
  printf '%s UTF-8\n' en_US.UTF-8 ja_JP.UTF-8 >"$1/etc/locale.gen"
  in_tree "$1" locale-gen
  in_tree "$1" "/usr/lib/$triplet/glib-2.0/glib-compile-schemas" /usr/share/glib-2.0/schemas
  cat >"$1/etc/fonts/conf.d/00-flatpak.conf" <<'XML'
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>/app/share/fonts</dir>
  <dir>/run/host/fonts</dir>
  <dir>/run/host/user-fonts</dir>
</fontconfig>
XML
  in_tree "$1" fc-cache -sf
  in_tree "$1" ldconfig
}

# commit_tree TREE NAME: a runtime is the tree's /usr, with its /etc beneath.
commit_tree () {
  local work=commit-$1
  rm -rf "$work"
  mkdir -p "$work/export"
  cp -al "$1/usr" "$work/files"
  cp -a "$1/etc" "$work/files/etc"
  (
    cd "$work/files"
    rm -rf etc/{shadow,gshadow,passwd,group,subuid,subgid}* etc/.pwd.lock etc/{machine-id,resolv.conf,hostname,fstab,mtab} \
      etc/{apt,dpkg,init.d,systemd,pam.d,security} etc/cron* etc/rc?.d etc/ssl/private \
      share/{man,info,i18n,lintian,bug} lib/{systemd,apt,udev}
    find . -type f -perm /6000 -exec chmod ug-s {} +
    find . -type f ! -perm -0444 -exec chmod a+r {} +
    find . -type d ! -perm -0555 -exec chmod a+rx {} +
  )
  cat >"$work/metadata" <<META
[Runtime]
name=$2
runtime=org.gnome.Platform/$flatpak_arch/$version
sdk=org.gnome.Sdk/$flatpak_arch/$version

[Environment]
GI_TYPELIB_PATH=/app/lib/girepository-1.0
XDG_DATA_DIRS=/app/share:/usr/share:/usr/share/runtime/share:/run/host/user-share:/run/host/share
META
  flatpak build-export --files=files --disable-fsync --no-update-summary repo "$work" "$version"
  rm -rf "$work"
}

[ "$(id -u)" = 0 ] || { echo "making the runtime needs root" >&2; exit 1; }
packages="${platform_packages[*]} ${sdk_packages[*]}"
if [ "$(cat trees-done 2>/dev/null)" != "$packages" ]; then
  make_trees
  echo "$packages" >trees-done
fi
rm -rf repo
ostree init --repo=repo --mode=bare-user-only
for pair in platform=org.gnome.Platform sdk=org.gnome.Sdk; do
  finish_tree "${pair%=*}"
  commit_tree "${pair%=*}" "${pair#*=}"
done
flatpak build-update-repo --no-update-appstream repo
