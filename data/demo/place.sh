# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The demo municipality: a server on the loopback, and two laptops that are enrolled. For the scripts beside this one, which set
# `build` and `demo` and call set_up. The server ends with the script, however that ends.

# shellcheck disable=SC2154 # whoever reads this sets demo and build
data=$demo/data
reception=$demo/reception
# shellcheck disable=SC2154
ctl=$build/src/ctl/tsunagictl
secret=$demo/passphrase
# Today is today in Japan, wherever this runs.
export TZ=Asia/Tokyo
export TSUNAGI_LOCALEDIR=${TSUNAGI_LOCALEDIR:-$build/po}

step () {
  printf '\n\033[1m%s\033[0m\n' "$*"
}

fail () {
  printf '\nThis step did not do what it should: %s\n' "$*" >&2
  exit 1
}

# tsunagictl on the first laptop, the coordinator's.
t () {
  "$ctl" --data "$data" --passphrase-file "$secret" "$@"
}

# ...and on the second one, at the reception.
r () {
  "$ctl" --data "$reception" --passphrase-file "$secret" "$@"
}

# The value of a member of the JSON lines on standard input.
member () {
  sed -n "s/.*\"$1\":\"\\([^\"]*\\)\".*/\\1/p"
}

# wait_for PROCESS COMMAND...: until COMMAND says something, as long as PROCESS runs.
wait_for () {
  local process=$1 said
  shift
  until said=$("$@") && [ -n "$said" ]; do
    kill -0 "$process" 2>/dev/null || return
    sleep 0.1
  done
  printf '%s\n' "$said"
}

set_up () {
  if [ ! -e "$data/vault" ]; then
    step "1. A municipality is set up, with real places and people who do not exist"
    rm -rf "$demo"
    mkdir -p "$demo"
    (umask 077; echo 'けんしゅうよう の あいことば 2026' >"$secret")
    t demo | tee "$demo/first-day.txt"
  else
    step "1. The demo municipality is there already: $data"
  fi
  serve
  meet
}

# --- the server ----------------------------------------------------------------------------------------------------------------

# What the laptops know it by, without the token; and the process, which another run may have started.
address () {
  cut -d '#' -f 1,2
}

serves_already () {
  [ -s "$demo/server.pid" ] && [ -s "$demo/server.line" ] &&
    tr '\0' ' ' <"/proc/$(cat "$demo/server.pid")/cmdline" 2>/dev/null | grep -qF -- "--data $demo/server "
}

# Where it was the last time, for its laptops look for it there; elsewhere only if somebody else has that port now.
serve () {
  local port
  if serves_already; then
    line=$(cat "$demo/server.line")
    return
  fi
  port=$(sed -n 's/.*:\([0-9]*\)#.*/\1/p' "$demo/server.line" 2>/dev/null || true)
  trap stop_serving EXIT
  listen "${port:-0}" || listen 0 || fail "the server: $(tail -n 1 "$demo/server.log")"
}

listen () {
  exec {said}< <(exec setpriv --pdeathsig TERM "$build/src/server/tsunagi-server" \
    --data "$demo/server" --listen "127.0.0.1:$1" 2>"$demo/server.log")
  server=$!
  read -r line <&"$said" || return
  echo "$server" >"$demo/server.pid"
}

stop_serving () {
  rm -f "$demo/server.pid"
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
}

# --- the second laptop ---------------------------------------------------------------------------------------------------------

waiting_device () {
  t --json device list | grep '"state":"waiting"' | member id | tail -n 1
}

# Both laptops belong to the municipality and know the server, as two people do it side by side.
meet () {
  local invitation joining device code
  [ "$(address <<<"$line")" != "$(cat "$demo/server.line" 2>/dev/null)" ] || return 0
  step "   A server, and a second laptop for the reception"
  t server add "$line"
  rm -rf "$reception" "$reception.joining"
  invitation=$(t --json enrol --role reception | member invitation)
  r --json join --label '受付の端末' --operator '受付の担当' --quick-passphrase "$invitation" >"$demo/joining" &
  joining=$!
  device=$(wait_for $joining waiting_device) || fail "the second laptop did not ask to be let in"
  code=$(wait_for $joining member code <"$demo/joining") || fail "the second laptop showed no code"
  t device approve "$device" --code "$code"
  wait $joining || fail "the second laptop was not let in"
  rm -f "$demo/joining"
  address <<<"$line" >"$demo/server.line"
}
