/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What people write: residents with their contacts, events, attendances, places; edits of the same
 * fields on several devices, answers that somebody settles, erasures; several changes in one
 * transaction, and transactions that are given up.
 *
 * What a transaction has confirmed is kept as promises, outside of all stores.
 */

#include <string.h>

#include "sim.h"
#include "tsn-scope.h"

#define CHANGES_MAX 4
#define LONG_WORDS  90

/* Fields that are written here. */
typedef struct
{
  guint kind;
  guint field;
  guint number_max; /* of a code from 1; 0: a text */
  gboolean at_once; /* when the record is made */
  gboolean is_long;
} Place;

static const Place PLACES[] = {
  { TSN_KIND_EVENT, TSN_EVENT_TITLE, 0, TRUE, FALSE },
  { TSN_KIND_EVENT, TSN_EVENT_AUDIENCE_NOTE, 0, FALSE, FALSE },
  { TSN_KIND_PERSON, TSN_PERSON_NAME, 0, TRUE, FALSE },
  { TSN_KIND_PERSON, TSN_PERSON_ADDRESS, 0, FALSE, FALSE },
  { TSN_KIND_PERSON, TSN_PERSON_NOTE, 0, FALSE, TRUE },
  { TSN_KIND_PERSON, TSN_PERSON_MESSAGE, 0, TRUE, FALSE },
  { TSN_KIND_CONTACT, TSN_CONTACT_NAME, 0, TRUE, FALSE },
  { TSN_KIND_CONTACT, TSN_CONTACT_NOTE, 0, FALSE, FALSE },
  { TSN_KIND_ATTENDANCE, TSN_ATTENDANCE_STATUS, 2, TRUE, FALSE },
  { TSN_KIND_PLACE, TSN_PLACE_NAME, 0, TRUE, FALSE },
  { TSN_KIND_PLACE, TSN_PLACE_NOTE, 0, FALSE, TRUE },
  { TSN_KIND_SCAN, TSN_SCAN_INCIDENT, 0, TRUE, FALSE },
};

/* One transaction. */
typedef struct
{
  Sim *sim;
  Device *device;
  TsnSession *session;
  guint first_promise; /* in the sim's; those after it are not confirmed yet */
  gboolean given_up;
} Work;

static const Place *
random_place (Sim *sim, guint kind)
{
  const Place *place;

  do
    place = &PLACES[sim_below (sim, G_N_ELEMENTS (PLACES))];
  while (place->kind != kind);
  return place;
}

static char *
random_text (Sim *sim, const Place *place)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (place->number_max > 0)
    return g_strdup_printf ("%u", 1 + sim_below (sim, place->number_max));
  g_string_printf (text, "言葉%" G_GUINT64_FORMAT, ++sim->words);
  if (place->is_long && sim_happens (sim, RATE_LONG))
    for (guint i = 0; i < LONG_WORDS; i++)
      g_string_append (text, "、長い話");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
write_field (Work *work, TsnChange *change, const Place *place)
{
  char *text = random_text (work->sim, place);

  if (place->number_max > 0)
    tsn_change_set_number (change, place->field, g_ascii_strtoll (text, NULL, 10));
  else
    tsn_change_set_text (change, place->field, text);
  return text;
}

static void
add_promise (Work *work, guint kind, const TsnId *record, guint field, const char *text)
{
  Promise promise = { .device = work->device->number,
                      .kind = kind,
                      .record = *record,
                      .field = field,
                      .text = g_strdup (text) };

  g_array_append_val (work->sim->promises, promise);
}

/* Puts @change, whose promises are those from @first on. */
static gboolean
put (Work *work, const TsnChange *change, guint first, GError **error)
{
  TsnVersion version = { 0 };
  GArray *promises = work->sim->promises;

  if (!tsn_session_put (work->session, change, &version, error))
    return FALSE;
  if (version.stamp == 0) /* it stood there already */
    g_array_set_size (promises, first);
  for (guint i = first; i < promises->len; i++)
    g_array_index (promises, Promise, i).version = version;
  return TRUE;
}

static Item *
find_item (Sim *sim, const TsnId *id)
{
  for (guint i = 0; i < sim->items->len; i++)
    if (tsn_id_equal (&g_array_index (sim->items, Item, i).id, id))
      return &g_array_index (sim->items, Item, i);
  return NULL;
}

/* Of any device; NULL: there is none. */
static Item *
random_item (Sim *sim, guint kind)
{
  guint n = sim->items->len;

  for (guint i = 0; i < MIN (n, 8); i++)
    {
      Item *item = &g_array_index (sim->items, Item, sim_below (sim, n));

      if (kind == 0 || item->kind == kind)
        return item;
    }
  return NULL;
}

/* Whether this device can change it now. */
static gboolean
is_here (Work *work, const Item *item, gboolean *here, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TsnRecord) record =
      tsn_session_get (work->session, tsn_kind_by_number (item->kind), &item->id, &local);

  *here = record != NULL && !record->erased;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* -- New records -- */

/* What a record of that kind needs; FALSE: that is not to be had here. */
static gboolean
fill_in (Work *work, TsnChange *change, TsnId *owner)
{
  const Item *person = random_item (work->sim, TSN_KIND_PERSON);
  const Item *event = random_item (work->sim, TSN_KIND_EVENT);

  switch (change->kind->number)
    {
    case TSN_KIND_EVENT:
      tsn_change_set_number (change, TSN_EVENT_TYPE, 1);
      return TRUE;
    case TSN_KIND_PERSON:
      tsn_change_set_text (change, TSN_PERSON_KANA, "カナ");
      return TRUE;
    case TSN_KIND_CONTACT:
      if (person == NULL)
        return FALSE;
      *owner = person->id;
      tsn_change_set_reference (change, TSN_CONTACT_PERSON, owner);
      tsn_change_set_number (change, TSN_CONTACT_ROLE, 1);
      return TRUE;
    case TSN_KIND_ATTENDANCE:
      if (person == NULL || event == NULL)
        return FALSE;
      tsn_change_set_reference (change, TSN_ATTENDANCE_EVENT, &event->id);
      tsn_change_set_reference (change, TSN_ATTENDANCE_PERSON, &person->id);
      return tsn_change_derive_id (change, &change->record);
    case TSN_KIND_SCAN:
      tsn_change_set_number (change, TSN_SCAN_SCANNED_AT, tsn_clock_wall_ms (NULL));
      tsn_change_set_number (change, TSN_SCAN_VERDICT, 1);
      return TRUE;
    default:
      return TRUE;
    }
}

static gboolean
make_record (Work *work, guint kind, GError **error)
{
  TsnId id = tsn_id_new (tsn_clock_wall_ms (NULL));
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (kind), &id);
  Item item = { .kind = kind };
  guint first = work->sim->promises->len;
  g_autoptr (TsnRecord) there = NULL;

  if (!fill_in (work, change, &item.owner))
    return TRUE;
  item.id = change->record;
  there = tsn_session_get (work->session, change->kind, &item.id, error);
  if (there != NULL || (error != NULL && *error != NULL))
    return there != NULL;
  for (guint i = 0; i < G_N_ELEMENTS (PLACES); i++)
    if (PLACES[i].kind == kind && PLACES[i].at_once)
      {
        g_autofree char *text = write_field (work, change, &PLACES[i]);

        add_promise (work, kind, &item.id, PLACES[i].field, text);
      }
  if (find_item (work->sim, &item.id) == NULL)
    g_array_append_val (work->sim->items, item);
  return put (work, change, first, error);
}

/* -- Changes of what is there -- */

static gboolean
edit (Work *work, const Item *item, GError **error)
{
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (item->kind), &item->id);
  const Place *place = random_place (work->sim, item->kind);
  guint first = work->sim->promises->len;
  g_autofree char *text = write_field (work, change, place);

  add_promise (work, item->kind, &item->id, place->field, text);
  return put (work, change, first, error);
}

/* Somebody looks at all answers and takes one of them. */
static gboolean
settle (Work *work, const Item *item, GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (item->kind);
  const Place *place = random_place (work->sim, item->kind);
  g_autoptr (TsnChange) change = tsn_change_new (kind, &item->id);
  g_autoptr (GPtrArray) answers =
      tsn_session_answers (work->session, kind, &item->id, place->field, error);
  guint first = work->sim->promises->len;
  g_autofree char *text = NULL;

  if (answers == NULL)
    return FALSE;
  if (answers->len < 2)
    return TRUE;
  text = write_field (work, change, place);
  change->settle = TRUE;
  add_promise (work, item->kind, &item->id, place->field, text);
  return put (work, change, first, error);
}

static gboolean
erase (Work *work, Item *item, GError **error)
{
  item->asked = TRUE;
  add_promise (work, item->kind, &item->id, 0, NULL);
  return tsn_session_erase (work->session, tsn_kind_by_number (item->kind), &item->id, NULL, error);
}

/* @item may move. */
static gboolean
change_record (Work *work, Item *item, GError **error)
{
  gboolean here;

  if (!is_here (work, item, &here, error))
    return FALSE;
  if (!here)
    return TRUE;
  if (item->kind != TSN_KIND_SCAN && sim_happens (work->sim, RATE_ERASE))
    return erase (work, item, error);
  if (item->kind == TSN_KIND_SCAN)
    return TRUE;
  return sim_below (work->sim, 4) == 0 ? settle (work, item, error) : edit (work, item, error);
}

static gboolean
make_change (Work *work, GError **error)
{
  static const guint kinds[] = { TSN_KIND_EVENT,      TSN_KIND_PERSON, TSN_KIND_CONTACT,
                                 TSN_KIND_ATTENDANCE, TSN_KIND_PLACE,  TSN_KIND_SCAN };
  TsnRole role = work->device->role;
  guint kind = kinds[sim_below (work->sim, G_N_ELEMENTS (kinds))];
  Item *item = sim_below (work->sim, 3) > 0 ? random_item (work->sim, 0) : NULL;

  if (item != NULL)
    return !tsn_scope_writes (role, item->kind) || change_record (work, item, error);
  return !tsn_scope_writes (role, kind) || make_record (work, kind, error);
}

static gboolean
work_cb (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  guint n = 1 + sim_below (work->sim, CHANGES_MAX);

  work->session = session;
  for (guint i = 0; i < n; i++)
    if (!make_change (work, error))
      return FALSE;
  work->given_up = sim_below (work->sim, 20) == 0;
  if (work->given_up)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "given up");
  return !work->given_up;
}

void
people_work (Sim *sim, Device *device)
{
  Work work = { .sim = sim, .device = device, .first_promise = sim->promises->len };
  gboolean ok = device_run (device, sim, TSN_STORE_WRITE, work_cb, &work);

  sim_note (sim,
            "%s: work: %u promises: %s",
            device->host.name,
            sim->promises->len - work.first_promise,
            ok ? "confirmed" : "not confirmed");
  if (!ok)
    g_array_set_size (sim->promises, work.first_promise);
}
