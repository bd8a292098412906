/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The decision alone; tsn-scanner-keys.c does what it says. */

#include "tsn-scan-burst.h"

#include <string.h>

void
tsn_scan_burst_init (TsnScanBurst *self)
{
  *self = (TsnScanBurst){ .text = g_string_sized_new (1024), .released = TRUE };
}

/* What a scanner reads from a card is a person's. */
static void
forget_text (TsnScanBurst *self)
{
  memset (self->text->str, 0, self->text->len);
  g_string_truncate (self->text, 0);
  self->recognised = FALSE;
  self->done = FALSE;
}

void
tsn_scan_burst_clear (TsnScanBurst *self)
{
  forget_text (self);
  g_string_free (self->text, TRUE);
  self->text = NULL;
}

static TsnScanStep
begin_burst (TsnScanBurst *self, gunichar character)
{
  forget_text (self);
  g_string_append_unichar (self->text, character);
  return TSN_SCAN_BEGIN;
}

static TsnScanStep
go_on (TsnScanBurst *self, gunichar character)
{
  g_string_append_unichar (self->text, character);
  if (self->recognised)
    return TSN_SCAN_HOLD;
  if (g_utf8_strlen (self->text->str, -1) < TSN_SCAN_KEYS_MIN)
    return TSN_SCAN_FOLLOW;
  self->recognised = TRUE;
  return TSN_SCAN_RECOGNISED;
}

static TsnScanStep
end_burst (TsnScanBurst *self, gboolean scanned)
{
  if (scanned)
    {
      self->done = TRUE;
      return TSN_SCAN_DONE;
    }
  forget_text (self);
  return TSN_SCAN_PASS;
}

TsnScanStep
tsn_scan_burst_press (TsnScanBurst *self, gunichar character, guint keycode, guint32 time_ms)
{
  guint gap_max = self->recognised ? TSN_SCAN_PAUSE_MS : TSN_SCAN_GAP_MS;
  gboolean quick = time_ms - self->last_ms <= gap_max;
  gboolean repeated = keycode == self->last_keycode && !self->released;

  if (self->done)
    forget_text (self);
  self->last_ms = time_ms;
  self->last_keycode = keycode;
  self->released = FALSE;
  if (character == '\r' || character == '\t')
    return end_burst (self, quick && self->recognised && self->text->len >= TSN_SCAN_LENGTH_MIN);
  if (character == 0 || !g_unichar_isprint (character))
    return end_burst (self, FALSE);
  if (repeated || !quick || self->text->len == 0 || self->text->len >= TSN_SCAN_LENGTH_MAX)
    return begin_burst (self, character);
  return go_on (self, character);
}

void
tsn_scan_burst_release (TsnScanBurst *self, guint keycode)
{
  if (keycode == self->last_keycode)
    self->released = TRUE;
}

void
tsn_scan_burst_expire (TsnScanBurst *self)
{
  forget_text (self);
}
