/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is counted of a visit when it ends, whoever ends it (tsn-visit.h). */

#include "tsn-activity.h"
#include "tsn-kiosk-window-private.h"
#include "tsn-kiosk-words.h"
#include "tsn-visit.h"

#define MINUTE_US (60 * G_USEC_PER_SEC)

static gboolean
visit_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_visit_put (session, data, error);
}

static guint
outcome_of (TsnKioskWindow *self)
{
  if (self->card != NULL && tsn_kiosk_card_is_handed_out (self->card))
    return TSN_VISIT_OUTCOME_PRINTED;
  return tsn_activity_idle_seconds () >= g_settings_get_uint (self->settings, "kiosk-idle-seconds")
             ? TSN_VISIT_OUTCOME_IDLE
             : TSN_VISIT_OUTCOME_GIVEN_UP;
}

void
tsn_kiosk_visit_begin (TsnKioskWindow *self)
{
  if (self->began == 0)
    self->began = g_get_monotonic_time ();
}

void
tsn_kiosk_visit_end (TsnKioskWindow *self)
{
  guint n;
  const TsnKioskLanguage *languages = tsn_kiosk_languages (&n);
  TsnVisit *visit;

  if (self->began == 0)
    return;
  visit = g_new0 (TsnVisit, 1);
  visit->outcome = outcome_of (self);
  visit->sort = tsn_kiosk_draft_is_update (self->draft) ? TSN_VISIT_SORT_UPDATE
                                                        : TSN_VISIT_SORT_FIRST;
  visit->channel = (guint) tsn_kiosk_draft_number (self->draft,
                                                   TSN_KIOSK_REGISTER,
                                                   TSN_CARD_CHANNEL);
  visit->language = languages[tsn_kiosk_get_language ()].code;
  visit->minutes = (guint) ((g_get_monotonic_time () - self->began + MINUTE_US / 2) / MINUTE_US);
  visit->step = tsn_kiosk_step ((guint) self->step)->id;
  visit->now_ms = g_get_real_time () / 1000;
  self->began = 0;
  tsn_station_ask (self->station, TSN_STORE_WRITE, visit_work, visit, g_free, self, NULL);
}
