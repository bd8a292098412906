/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Behind a proxy, or in one office, all devices have one address: so each has a credit of its own.
 *
 * Who asks is known for sure only after the service has looked at the signature. A request is paid
 * for then; what a stranger sends in a device's name costs the device nothing. When the credit is
 * used up, whoever names that device is turned away before anybody looks at him: that is the
 * device, or a stranger who loses nothing by it.
 */

#include "tsn-http-rate.h"

#define DEVICES_MAX 10000 /* above: those with all their credit are forgotten */

struct _TsnHttpRate
{
  TsnHttpPace pace;
  GHashTable *credits; /* TsnId -> TsnHttpCredit */
};

double
tsn_http_credit_left (TsnHttpCredit *self, const TsnHttpPace *pace)
{
  gint64 now = g_get_monotonic_time ();
  double earned = (double) (now - self->at_us) * pace->rate / G_USEC_PER_SEC;

  self->left = self->at_us == 0 ? pace->burst : MIN (self->left + earned, (double) pace->burst);
  self->at_us = now;
  return self->left;
}

static gboolean
is_whole_cb (gpointer key, gpointer value, gpointer user_data)
{
  const TsnHttpPace *pace = user_data;

  return tsn_http_credit_left (value, pace) >= pace->burst;
}

TsnHttpRate *
tsn_http_rate_new (const TsnHttpPace *pace)
{
  TsnHttpRate *self = g_new0 (TsnHttpRate, 1);

  self->pace = *pace;
  self->credits = g_hash_table_new_full (tsn_id_hash, tsn_id_equal, g_free, g_free);
  return self;
}

void
tsn_http_rate_free (TsnHttpRate *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->credits);
  g_free (self);
}

gboolean
tsn_http_rate_allows (TsnHttpRate *self, const TsnId *device)
{
  TsnHttpCredit *credit = g_hash_table_lookup (self->credits, device);

  return credit == NULL || tsn_http_credit_left (credit, &self->pace) >= 1;
}

void
tsn_http_rate_charge (TsnHttpRate *self, const TsnId *device)
{
  TsnHttpCredit *credit = g_hash_table_lookup (self->credits, device);

  if (credit == NULL)
    {
      if (g_hash_table_size (self->credits) >= DEVICES_MAX)
        g_hash_table_foreach_remove (self->credits, is_whole_cb, &self->pace);
      credit = g_new0 (TsnHttpCredit, 1);
      g_hash_table_insert (self->credits, g_memdup2 (device, sizeof *device), credit);
    }
  tsn_http_credit_left (credit, &self->pace);
  credit->left--;
}
