/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The vault's file is changed by one thread at a time. The store's writer is such a thread, and one
 * that is waited for when the station closes; so these run there although they touch no record. */

#include "tsn-operators.h"

#include "tsn-secret.h"

typedef struct
{
  TsnVault *vault; /* the station's: stays while the store has work */
  char *label;
  char *passphrase;
  char *old_one;
  TsnId id;
  GWeakRef object;
  TsnAnswer answer;
} Change;

static Change *
change_new (TsnStation *station, gpointer object, TsnAnswer answer)
{
  Change *change = g_new0 (Change, 1);

  change->vault = tsn_station_get_vault (station);
  g_weak_ref_init (&change->object, object);
  change->answer = answer;
  return change;
}

static void
change_free (gpointer pointer)
{
  Change *change = pointer;

  g_free (change->label);
  tsn_secret_text_free (change->passphrase);
  tsn_secret_text_free (change->old_one);
  g_weak_ref_clear (&change->object);
  g_free (change);
}

/* Everyone who shows the operators hears of it, whoever asked and whether they are still there. */
static void
done_cb (gpointer station, gpointer data, const GError *error)
{
  Change *change = data;
  g_autoptr (GObject) object = g_weak_ref_get (&change->object);

  if (error == NULL)
    tsn_station_operators_changed (station);
  if (object != NULL && change->answer != NULL)
    change->answer (object, NULL, error);
}

static gboolean
add_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Change *change = data;

  return tsn_vault_add_operator (change->vault, change->label, change->passphrase, NULL, error);
}

static gboolean
change_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Change *change = data;

  return tsn_vault_change_passphrase (change->vault, change->old_one, change->passphrase, error);
}

static gboolean
remove_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Change *change = data;

  return tsn_vault_remove_operator (change->vault, &change->id, error);
}

void
tsn_operators_add (TsnStation *station,
                   const char *label,
                   const char *passphrase,
                   gpointer object,
                   TsnAnswer answer)
{
  Change *change = change_new (station, object, answer);

  change->label = g_strdup (label);
  change->passphrase = g_strdup (passphrase);
  tsn_station_ask (station, TSN_STORE_WRITE, add_work, change, change_free, station, done_cb);
}

void
tsn_operators_change_passphrase (TsnStation *station,
                                 const char *old_one,
                                 const char *new_one,
                                 gpointer object,
                                 TsnAnswer answer)
{
  Change *change = change_new (station, object, answer);

  change->old_one = g_strdup (old_one);
  change->passphrase = g_strdup (new_one);
  tsn_station_ask (station, TSN_STORE_WRITE, change_work, change, change_free, station, done_cb);
}

void
tsn_operators_remove (TsnStation *station, const TsnId *id, gpointer object, TsnAnswer answer)
{
  Change *change = change_new (station, object, answer);

  change->id = *id;
  tsn_station_ask (station, TSN_STORE_WRITE, remove_work, change, change_free, station, done_cb);
}
