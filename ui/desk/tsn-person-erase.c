/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Three steps: read what belongs to the person, ask, erase. The question lists everything by kind
 * and number, since whoever asks for erasure is entitled to know what stays, and so is whoever does
 * it. Erasing cannot be undone; it is the one question in the app besides restoring. */

#include "tsn-person-erase.h"

#include <glib/gi18n.h>

#include "tsn-erasure-paper.h"
#include "tsn-person.h"
#include "tsn-record-title.h"
#include "tsn-toast.h"
#include "tsn-windows.h"
#include "tsn-words.h"

typedef struct
{
  grefcount ref;
  TsnStation *station;
  GWeakRef parent; /* a widget of the window in front */
  TsnErased erased;
  TsnId person;
  char *name;
  GArray *references; /* of TsnPersonReference */
  char *organisation;
  guint n_records;
  gint64 erased_ms;
} Erasure;

static Erasure *
erasure_ref (Erasure *self)
{
  g_ref_count_inc (&self->ref);
  return self;
}

static void
erasure_unref (gpointer pointer)
{
  Erasure *self = pointer;

  if (!g_ref_count_dec (&self->ref))
    return;
  g_clear_object (&self->station);
  g_weak_ref_clear (&self->parent);
  g_clear_pointer (&self->references, g_array_unref);
  g_free (self->organisation);
  tsn_secret_text_free (self->name);
  g_free (self);
}

/* -- 3. Erase -- */

static char *
operator_label (TsnVault *vault)
{
  g_autoptr (GArray) operators = tsn_vault_list_operators (vault);

  for (guint i = 0; i < operators->len; i++)
    {
      const TsnOperator *one = &g_array_index (operators, TsnOperator, i);

      if (tsn_id_equal (&one->id, tsn_vault_operator (vault)))
        return g_strdup (one->label);
    }
  return NULL;
}

static void
offer_certificate (Erasure *self, GtkWidget *parent)
{
  g_autofree char *label = operator_label (tsn_station_get_vault (self->station));
  const TsnErasure erasure = { .organisation = self->organisation,
                               .operator_label = label,
                               .record = self->person,
                               .n_records = self->n_records,
                               .erased_ms = self->erased_ms,
                               .now_ms = g_get_real_time () / 1000 };
  g_autoptr (TsnPaper) paper = tsn_erasure_paper (&erasure);

  tsn_preview_paper (parent, paper);
}

static gboolean
erase_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Erasure *self = data;

  self->erased_ms = g_get_real_time () / 1000;
  return tsn_session_erase (session,
                            tsn_kind_by_number (TSN_KIND_PERSON),
                            &self->person,
                            &self->n_records,
                            error);
}

static void
erase_cb (gpointer object, gpointer data, const GError *error)
{
  Erasure *self = data;
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&self->parent);

  if (error == NULL)
    {
      self->erased (object);
      tsn_station_changed (self->station, TSN_KIND_PERSON, NULL);
    }
  if (parent == NULL)
    return;
  if (error != NULL)
    tsn_toast_error (parent, error);
  else
    {
      tsn_toast (parent, _ ("Erased"));
      offer_certificate (self, parent);
    }
}

static void
confirmed_cb (gpointer object, gpointer data)
{
  Erasure *self = data;

  tsn_station_ask (self->station,
                   TSN_STORE_WRITE,
                   erase_worker,
                   erasure_ref (self),
                   erasure_unref,
                   object,
                   erase_cb);
}

/* -- 2. Ask -- */

/* "連絡先 4件、人生会議 2件" */
static char *
list_references (const GArray *references, gboolean erased)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < references->len; i++)
    {
      const TsnPersonReference *one = &g_array_index (references, TsnPersonReference, i);

      if (one->erased != erased)
        continue;
      if (out->len > 0)
        g_string_append (out, _ (", "));
      g_string_append_printf (out,
                              _ ("%s: %u"),
                              tsn_words_kind (one->kind),
                              (guint) MIN (one->count, G_MAXUINT));
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* With the name first: the list beside it may show other people than the one that is open. */
static char *
question (const Erasure *self)
{
  g_autofree char *goes = list_references (self->references, TRUE);
  g_autofree char *stays = list_references (self->references, FALSE);
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, C_ ("polite", "%s"), self->name);
  g_string_append (out, "\n\n");
  g_string_append (out, _ ("Everything recorded about this person is erased."));
  if (goes[0] != '\0')
    g_string_append_printf (out, _ ("\n\nErased with them: %s."), goes);
  if (stays[0] != '\0')
    g_string_append_printf (out, _ ("\n\nStays, without a name, for the counts: %s."), stays);
  g_string_append (out, _ ("\n\nThis cannot be undone."));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
counted_cb (gpointer object, gpointer data, const GError *error)
{
  Erasure *self = data;
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&self->parent);
  g_autofree char *body = NULL;

  if (parent == NULL)
    return;
  if (error != NULL)
    {
      tsn_toast_error (parent, error);
      return;
    }
  body = question (self);
  tsn_confirm (parent,
               _ ("Erase this person?"),
               body,
               _ ("Erase"),
               TRUE,
               confirmed_cb,
               object,
               erasure_ref (self),
               erasure_unref);
}

/* -- 1. Read -- */

static gboolean
count_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Erasure *self = data;
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_MUNICIPALITY));
  g_autoptr (GPtrArray) municipalities = tsn_session_query (session, query, error);
  g_autoptr (TsnRecord) person =
      municipalities != NULL
          ? tsn_session_get (session, tsn_kind_by_number (TSN_KIND_PERSON), &self->person, error)
          : NULL;

  if (municipalities == NULL || person == NULL)
    return FALSE;
  self->name = tsn_record_dup_title (person);
  if (municipalities->len > 0)
    self->organisation = g_strdup (
        tsn_record_text (g_ptr_array_index (municipalities, 0), TSN_MUNICIPALITY_NAME));
  self->references = tsn_person_references (session, &self->person, error);
  return self->references != NULL;
}

void
tsn_person_erase (GtkWidget *parent,
                  TsnStation *station,
                  const TsnId *person,
                  TsnErased erased,
                  gpointer object)
{
  Erasure *self = g_new0 (Erasure, 1);

  g_ref_count_init (&self->ref);
  self->station = g_object_ref (station);
  g_weak_ref_init (&self->parent, parent);
  self->erased = erased;
  self->person = *person;
  tsn_station_ask (station, TSN_STORE_READ, count_worker, self, erasure_unref, object, counted_cb);
}
