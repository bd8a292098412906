#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Tsunagi authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A field day, played with tsunagictl from the first minute to the last: usage: field-day.sh BUILD_FOLDER [FOLDER]
# Everything it makes lies in FOLDER, else in BUILD_FOLDER/demo. It ends with 0 only if every step did what it should.

# shellcheck disable=SC2154 # place.sh sets them

set -euo pipefail

build=$(realpath "${1:?usage: field-day.sh BUILD_FOLDER [FOLDER]}")
demo=${2:-$build/demo}
out=$demo/out
# shellcheck disable=SC1091 # beside this one
. "$(dirname "$0")/place.sh"

# The same in Japanese, whatever the machine speaks: the columns of a spreadsheet are known by the labels of the tool's language. The
# build has made the locale.
t_japanese () {
  env LOCPATH="$build/tests/locale" LANGUAGE=ja LC_ALL=ja_JP.UTF-8 "$ctl" --data "$data" --passphrase-file "$secret" "$@"
}

# expect WHAT TEXT: standard input holds TEXT.
expect () {
  local text
  text=$(cat)
  printf '%s\n' "$text"
  [[ $text == *"$2"* ]] || fail "$1"
}

directory () {
  step "2. The directory and the postal codes"
  t address 367-0041 | expect "the address of a postal code" "本庄市駅南"
  t place find 児玉 | sed -n 1,4p
}

event () {
  step "3. Today's event"
  event=$(t --json event add --title '人生会議の話をしよう（今日の講話）' --type acp_talk --date "$(date +%F)" \
    --start-time 13:30 --venue '本庄市民プラザ（見本）' --capacity-onsite 100 --items awareness --tools ending_note \
    --tools contact_card --municipalities 112119 --state planned | member id)
  t event show "$event"
}

participants () {
  step "4. Participants come in from a spreadsheet: first a dry run, which finds the bad row"
  printf '%s\r\n' '氏名,ふりがな,生年月日,自宅電話' '髙﨑　德子,タカサキ　トクコ,S12.4.1,0495-00-1111' \
    '渡邉　葛󠄀男,ワタナベ　クズオ,昭和15年3月2日,0495-00-2222' '見本　三郎,ミホン　サブロウ,昭和70年2月30日,0495-00-3333' \
    >"$out/participants.csv"
  t_japanese person import --dry-run "$out/participants.csv" && fail "the bad row was not found"
  t_japanese person import --skip-bad "$out/participants.csv"
  person=$(t --json person find 高崎徳子 | member id | tail -n 1)
  [ -n "$person" ] || fail "髙﨑 德子 was not found as 高崎徳子"
  t person show "$person"
}

door () {
  step "5. At the door"
  t attend "$event" "$person"
  t --json attend "$event" "$person" | expect "the second check-in" already
  t --json person list --limit 20 | member id | t attend "$event" - >/dev/null || fail "the queue"
  t attendance list --where "event=$event" | tail -n 1
}

crowd () {
  step "6. A crowd is counted without names"
  t tally "$event" --age-band from_70 --sex female --count 12
  t tally "$event" --age-band from_80 --sex male --count 7
  t --json tally "$event" --age-band from_80 --sex male --count -1 | expect "the count" '"total":18'
}

conversation () {
  step "7. An ACP conversation, with 'not now' as a complete answer"
  t contact add --person "$person" --role emergency --priority 1 --name '髙﨑　一郎' --relation son --phone-1 090-0000-0001 --proxy yes >/dev/null
  t contact add --person "$person" --role main_doctor --office 'こだま内科クリニック（見本）' --phone-1 0495-00-0100 >/dev/null
  t conversation add --person "$person" --date "$(date +%F)" --occasion lecture --participants person \
    --wish-ventilator not_now --final-place undecided --own-words 'まだ考えたくない。孫の顔を見ていたい。' --next-review "$(date -d '+1 year' +%F)" \
    >/dev/null
  t conversation list --where "person=$person"
}

cards () {
  step "8. The contact card, on paper in each layout, and read back"
  local layout
  for layout in business_card cr80 a4_fold label; do
    t card issue "$person" --layout $layout --output "$out/card-$layout.pdf"
  done
  mapfile -t ten < <(t --json person list --limit 10 | member id)
  t card issue "${ten[@]}" --layout a4_ten --output "$out/card-a4_ten.pdf"
  t card qr "$person" --output "$out/card.png"
  t --json scan "$out/card.png" | expect "the card read from its picture" '"verdict":"genuine"'
  t --json scan "$out/card-a4_ten.pdf" | grep -c '"verdict":"genuine"' | expect "ten cards read from the sheet" 10
  step "   An earlier card of the same person"
  t --json scan "$out/card-business_card.pdf" | expect "the earlier card" '"verdict":"genuine_superseded"'
}

# The queue at the door is cut off by a crash after five answers: what was answered must be there.
crash () {
  local n line answered=()
  # Longer than any pipe holds, so that the crash comes in the middle.
  t --json person list | member id >"$out/people.txt"
  for ((n = 0; n < 100; n++)); do cat "$out/people.txt"; done >"$out/queue.txt"
  coproc queue { exec "$ctl" --data "$data" --passphrase-file "$secret" --json attend "$event" - <"$out/queue.txt" 2>/dev/null; }
  # shellcheck disable=SC2154 # coproc sets it
  local crashed=$queue_PID
  while [ ${#answered[@]} -lt 5 ] && read -r line <&"${queue[0]}"; do
    answered+=("$(member attendance <<<"$line")")
  done
  kill -9 "$crashed"
  wait "$crashed" 2>/dev/null || true
  [ ${#answered[@]} -eq 5 ] || fail "the queue was not answered"
  for line in "${answered[@]}"; do
    t --json attendance show "$line" | member status | expect "an answered check-in" arrived >/dev/null
  done
}

again () {
  step "9. Everything is found again: after a crash in the middle of a queue, and in a backup"
  crash
  t check
  t backup "$out/backup.tsnbackup"
  "$ctl" --data "$demo/restored" restore "$out/backup.tsnbackup"
  "$ctl" --data "$demo/restored" --passphrase-file "$secret" --json person find タカサキトクコ | member id \
    | expect "the person in the restored folder" "$person"
  t history "$person" | sed -n 1,3p
}

erasure () {
  step "10. A participant withdraws: everything of theirs is erased"
  local other
  other=$(t --json person find ワタナベクズオ | member id | tail -n 1)
  t person erase "$other"
  [ -z "$(t --json person find ワタナベクズオ | member id | grep -F "$other" || true)" ] || fail "an erased person was found"
}

# holdings FUNCTION: what that laptop holds of all that the reception gets.
holdings () {
  printf '%8s %14s   %s' "$("$1" --json person list | wc -l)" "$("$1" --json attendance list | wc -l)" \
    "$("$1" --json check | sed -n 's/.*"digests":{.*"reception":"\([0-9a-f]*\)".*/\1/p')"
}

# The second laptop has the day, works on its own, and in the end both hold what the other did.
second_laptop () {
  local one other
  step "11. Two laptops, each without a network; then both sync, and hold the same"
  t sync
  r sync
  r walk-in "$event" --name '春日　花子' --kana 'カスガ　ハナコ' --phone-mobile 090-0000-0002
  r person edit "$person" --phone-mobile 090-0000-0003 >/dev/null
  t person edit "$person" --phone-home 0495-00-0004 >/dev/null
  r --json sync | expect "the second laptop's sync" '"waiting":0'
  t --json sync | expect "the first laptop's sync" '"digest":"same"'
  r --json sync | expect "the second laptop's next sync" '"digest":"same"'
  t --json person show "$person" | expect "what the second laptop wrote" '090-0000-0003' >/dev/null
  r --json person show "$person" | expect "what the first laptop wrote" '0495-00-0004' >/dev/null
  one=$(holdings t)
  other=$(holdings r)
  printf '%-10s %8s %14s   %s\n' laptop people participations digest
  printf '%-10s %s\n' desk "$one" reception "$other"
  [[ $one =~ [0-9a-f]{32}$ && $one == "$other" ]] || fail "the laptops do not hold the same"
}

# Every personal value of the demo is looked for in every file, the backup, the restored folder and the server included.
privacy () {
  step "12. No name, reading, telephone number, address or word of a conversation lies readable in the data"
  local kind name
  for kind in person contact conversation; do
    for name in name kana address phone_home phone_mobile phone_1 message own_words; do
      t --json $kind list | member $name
    done
  done | sort -u >"$demo/values"
  printf '%s values are looked for\n' "$(wc -l <"$demo/values")"
  if LC_ALL=C grep -raqFf "$demo/values" "$data" "$reception" "$demo/server" "$demo/restored" "$out/backup.tsnbackup"; then
    fail "personal data in clear"
  fi
  rm -f "$demo/values" "$out"/*.txt
}

set_up
# Each day begins with an empty tray.
rm -rf "$out" "$demo/restored"
mkdir -p "$out"
directory
event
participants
door
crowd
conversation
cards
again
erasure
second_laptop
privacy
step "The field day is done. To look at:"
ls "$out"/*.pdf "$out"/*.png
