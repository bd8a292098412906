/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A list in a setting: mostly of none or one; more only while a printer does not answer. */

#include "tsn-kiosk-pending.h"

#include "tsn-date.h"
#include "tsn-print-run.h"

#define SETTING "kiosk.pending"
#define ASIDE   "kiosk.pending.unreadable" /* the last one that could not be read, as it was */
#define TYPE    "a(aysiub)"
#define OLDER   "a(aysiu)" /* before there were copies */
#define MOST    100        /* the oldest go */
#define PLACES  10         /* of a sheet */

void
tsn_kiosk_pending_free (TsnKioskPending *self)
{
  if (self == NULL)
    return;
  g_free (self->printer);
  g_free (self);
}

/* (nullable): of @type; NULL: something else. */
static GVariant *
read_list_as (const char *type, GBytes *value)
{
  GVariant *list = g_variant_ref_sink (
      g_variant_new_from_bytes (G_VARIANT_TYPE (type), value, FALSE));

  if (!g_variant_is_normal_form (list))
    g_clear_pointer (&list, g_variant_unref);
  return list;
}

/* (nullable): as an older build has left it, too. */
static GVariant *
read_list (GBytes *value)
{
  GVariant *list = read_list_as (TYPE, value);

  return list != NULL ? list : read_list_as (OLDER, value);
}

static TsnKioskPending *
read_one (GVariant *item)
{
  g_autoptr (GVariant) id = NULL;
  TsnKioskPending *self = g_new0 (TsnKioskPending, 1);
  const guint8 *bytes;
  gsize n;

  g_variant_get_child (item, 0, "@ay", &id);
  g_variant_get_child (item, 1, "s", &self->printer);
  g_variant_get_child (item, 2, "i", &self->job);
  g_variant_get_child (item, 3, "u", &self->position);
  if (g_variant_n_children (item) > 4)
    g_variant_get_child (item, 4, "b", &self->is_copy);
  bytes = g_variant_get_fixed_array (id, &n, 1);
  if (n == sizeof self->card.bytes)
    memcpy (self->card.bytes, bytes, n);
  return self;
}

/* @list: (out) (nullable): NULL: none, or one that cannot be read: @unreadable: (out) (nullable).
 */
static gboolean
load (TsnSession *session, GVariant **list, GBytes **unreadable, GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (GBytes) value = tsn_session_get_setting (session, SETTING, &own);

  *list = NULL;
  *unreadable = NULL;
  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  if (value == NULL)
    return TRUE;
  *list = read_list (value);
  if (*list == NULL)
    *unreadable = g_steal_pointer (&value);
  return TRUE;
}

GPtrArray *
tsn_kiosk_pending_all (TsnSession *session, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (
      (GDestroyNotify) tsn_kiosk_pending_free);
  g_autoptr (GVariant) list = NULL;
  g_autoptr (GBytes) unreadable = NULL;

  if (!load (session, &list, &unreadable, error))
    return NULL;
  for (gsize i = 0; list != NULL && i < g_variant_n_children (list); i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (list, i);

      g_ptr_array_add (all, read_one (item));
    }
  return g_steal_pointer (&all);
}

gboolean
tsn_kiosk_pending_look (TsnSession *session, gboolean *unreadable, GError **error)
{
  g_autoptr (GVariant) list = NULL;
  g_autoptr (GBytes) bad = NULL;
  g_autoptr (GBytes) aside = NULL;
  g_autoptr (GError) own = NULL;

  if (!load (session, &list, &bad, error))
    return FALSE;
  aside = tsn_session_get_setting (session, ASIDE, &own);
  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  *unreadable = bad != NULL || aside != NULL;
  return TRUE;
}

static gboolean
put_aside (TsnSession *session, GError **error)
{
  g_autoptr (GVariant) list = NULL;
  g_autoptr (GBytes) unreadable = NULL;

  return load (session, &list, &unreadable, error) &&
         (unreadable == NULL || tsn_session_set_setting (session, ASIDE, unreadable, error));
}

static void
add_to (GVariantBuilder *builder, const TsnKioskPending *pending)
{
  g_variant_builder_add (builder,
                         "(@aysiub)",
                         g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE,
                                                    pending->card.bytes,
                                                    sizeof pending->card.bytes,
                                                    1),
                         pending->printer,
                         pending->job,
                         pending->position,
                         pending->is_copy);
}

/* All but @card, and @last (nullable) behind them. */
static gboolean
keep (TsnSession *session, const TsnId *card, const TsnKioskPending *last, GError **error)
{
  g_autoptr (GPtrArray) all = tsn_kiosk_pending_all (session, error);
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (TYPE));
  g_autoptr (GVariant) list = NULL;
  g_autoptr (GBytes) value = NULL;

  if (all == NULL || !put_aside (session, error))
    return FALSE;
  for (guint i = all->len > MOST ? all->len - MOST : 0; i < all->len; i++)
    {
      const TsnKioskPending *other = g_ptr_array_index (all, i);

      if (!tsn_id_equal (&other->card, card))
        add_to (&builder, other);
    }
  if (last != NULL)
    add_to (&builder, last);
  list = g_variant_ref_sink (g_variant_builder_end (&builder));
  value = g_variant_get_data_as_bytes (list);
  return tsn_session_set_setting (session, SETTING, value, error);
}

gboolean
tsn_kiosk_pending_put (TsnSession *session, const TsnKioskPending *pending, GError **error)
{
  return keep (session, &pending->card, pending, error);
}

gboolean
tsn_kiosk_pending_forget (TsnSession *session, const TsnId *card, GError **error)
{
  return keep (session, card, NULL, error);
}

/* Somebody else's card may have been printed behind it meanwhile. */
static gboolean
free_place (TsnSession *session, guint position, GError **error)
{
  guint next = tsn_sheet_position (session, error);

  if (next == 0)
    return FALSE;
  if (position == 0)
    return TRUE;
  return next != position % PLACES + 1 || tsn_sheet_set_position (session, position, error);
}

gboolean
tsn_kiosk_pending_void (TsnSession *session,
                        const TsnKioskPending *pending,
                        gint64 now_ms,
                        GError **error)
{
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_CARD),
                                                 &pending->card);

  if (pending->is_copy)
    return tsn_kiosk_pending_forget (session, &pending->card, error);
  tsn_change_set_number (change, TSN_CARD_VOIDED, TSN_VOIDED_NOT_HANDED_OUT);
  tsn_change_set_number (change, TSN_CARD_VOIDED_ON, tsn_date_from_unix_ms (now_ms));
  return tsn_session_put (session, change, NULL, error) &&
         free_place (session, pending->position, error) &&
         tsn_kiosk_pending_forget (session, &pending->card, error);
}
