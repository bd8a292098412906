/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* While somebody is typed in, the register is asked whether they are here already. The question is
 * asked again when typing rests for a moment, so that it never stands in the way of typing, and an
 * answer to an older question is thrown away. What is found is an offer: registering anyway is
 * never refused, since a mother and a daughter may share a phone and two people a reading. */

#include "tsn-person-draft.h"

#include <glib/gi18n.h>

#include "tsn-person-forms.h"
#include "tsn-person-row.h"
#include "tsn-person-similar.h"
#include "tsn-person-words.h"
#include "tsn-toast.h"
#include "tsn-validate.h"

#define REST_MS 250

struct _TsnPersonDraft
{
  AdwBin parent_instance;

  TsnStation *station;
  TsnId person;  /* the id that the new record will have; nil: no draft */
  guint asking;  /* counts questions */
  guint rest;    /* source: typing may have come to rest */
  GArray *found; /* of TsnId, as the rows stand */

  TsnRecordForm *form;
  GtkBox *box;
  GtkWidget *similar;
  GtkListBox *similar_list;
  GtkButton *create;
};

enum
{
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnPersonDraft, tsn_person_draft, ADW_TYPE_BIN)

/* What is typed and tells who it may be. */
static const guint CLUES[] = {
  TSN_PERSON_NAME,       TSN_PERSON_KANA,         TSN_PERSON_BIRTH_DATE,
  TSN_PERSON_PHONE_HOME, TSN_PERSON_PHONE_MOBILE,
};
#define N_CLUES G_N_ELEMENTS (CLUES)

/* -- Who may be the same -- */

typedef struct
{
  guint asking;
  char *texts[N_CLUES]; /* as CLUES; may be "" */
  GArray *found;        /* of TsnSimilarPerson */
} Similar;

static void
similar_free (gpointer pointer)
{
  Similar *similar = pointer;

  for (guint i = 0; i < N_CLUES; i++)
    g_free (similar->texts[i]);
  g_clear_pointer (&similar->found, g_array_unref);
  g_free (similar);
}

static gboolean
similar_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Similar *similar = data;
  const char *const phones[] = { similar->texts[3][0] != '\0' ? similar->texts[3]
                                                              : similar->texts[4],
                                 similar->texts[4],
                                 NULL };
  TsnPersonClues clues = { .name = similar->texts[0], .kana = similar->texts[1], .phones = phones };

  if (tsn_date_parse (similar->texts[2], &clues.birth, NULL) != TSN_DATE_OK)
    clues.birth = TSN_DATE_NONE;
  similar->found = tsn_person_similar (session, &clues, NULL, error);
  return similar->found != NULL;
}

static void
add_found (TsnPersonDraft *self, const TsnSimilarPerson *found)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *person = tsn_person_row_new ();

  tsn_person_row_set_record (TSN_PERSON_ROW (person), found->person);
  gtk_widget_set_margin_start (person, 12);
  gtk_widget_set_margin_end (person, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), person);
  gtk_list_box_append (self->similar_list, row);
  g_array_append_val (self->found, found->person->id);
}

static void
show_found (TsnPersonDraft *self, const GArray *found)
{
  gboolean certain = FALSE;
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->similar_list))) != NULL)
    gtk_list_box_remove (self->similar_list, row);
  g_array_set_size (self->found, 0);
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      const TsnSimilarPerson *one = &g_array_index (found, TsnSimilarPerson, i);

      certain = certain || tsn_similarity_is_certain (one->similarity);
      add_found (self, one);
    }
  gtk_widget_set_visible (self->similar, self->found->len > 0);
  gtk_button_set_label (self->create, certain ? _ ("_Register as somebody else") : _ ("_Register"));
}

static void
similar_cb (gpointer object, gpointer data, const GError *error)
{
  TsnPersonDraft *self = object;
  const Similar *similar = data;

  if (similar->asking == self->asking && error == NULL)
    show_found (self, similar->found);
}

static gboolean
rest_cb (gpointer user_data)
{
  TsnPersonDraft *self = user_data;
  Similar *similar = g_new0 (Similar, 1);

  self->rest = 0;
  similar->asking = ++self->asking;
  for (guint i = 0; i < N_CLUES; i++)
    {
      TsnFieldRow *row = tsn_record_form_get_row (self->form, CLUES[i]);
      GtkEditable *editable = tsn_field_row_get_editable (row);

      similar->texts[i] = g_strdup (editable != NULL ? gtk_editable_get_text (editable) : "");
    }
  tsn_station_ask (self->station,
                   TSN_STORE_READ,
                   similar_worker,
                   similar,
                   similar_free,
                   self,
                   similar_cb);
  return G_SOURCE_REMOVE;
}

static void
typed_cb (TsnPersonDraft *self)
{
  g_clear_handle_id (&self->rest, g_source_remove);
  if (!tsn_id_is_nil (&self->person))
    self->rest = g_timeout_add (REST_MS, rest_cb, self);
}

/* -- Beginning and ending -- */

static void
end (TsnPersonDraft *self, const TsnId *person)
{
  const TsnId id = person != NULL ? *person : TSN_ID_NIL;

  self->person = TSN_ID_NIL;
  self->asking++;
  g_clear_handle_id (&self->rest, g_source_remove);
  show_found (self, NULL);
  tsn_record_form_set_record (self->form, NULL);
  g_signal_emit (self, signals[DONE], 0, person != NULL ? &id : NULL);
}

static void
cancel_cb (TsnPersonDraft *self)
{
  end (self, NULL);
}

static void
create_cb (TsnPersonDraft *self)
{
  tsn_record_form_create (self->form);
}

static void
saved_cb (TsnPersonDraft *self, guint field)
{
  const TsnId person = self->person;

  if (field != 0 || tsn_id_is_nil (&person))
    return;
  end (self, &person);
}

static void
similar_activated_cb (TsnPersonDraft *self, GtkListBoxRow *row)
{
  const TsnId person = g_array_index (self->found, TsnId, (guint) gtk_list_box_row_get_index (row));

  end (self, &person);
}

typedef struct
{
  char *code;  /* of the municipality */
  char *words; /* as given */
} Begin;

static void
begin_free (gpointer pointer)
{
  Begin *begin = pointer;

  g_free (begin->code);
  g_free (begin->words);
  g_free (begin);
}

static gboolean
begin_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Begin *begin = data;
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_MUNICIPALITY));
  g_autoptr (GPtrArray) found = tsn_session_query (session, query, error);

  if (found != NULL && found->len > 0)
    begin->code = g_strdup (tsn_record_text (g_ptr_array_index (found, 0), TSN_MUNICIPALITY_CODE));
  return found != NULL;
}

/* Words of a search that are a reading are most of what has to be typed. */
static void
take_words (TsnChange *change, const char *words)
{
  const TsnField *kana = tsn_kind_field (change->kind, TSN_PERSON_KANA);
  TsnValue value = TSN_VALUE_NONE;

  if (words[0] != '\0' && tsn_value_parse (kana, words, &value, NULL) &&
      tsn_validate_value (kana, &value, NULL))
    tsn_change_take (change, TSN_PERSON_KANA, value);
  else
    tsn_value_clear (&value);
}

static void
begin_cb (gpointer object, gpointer data, const GError *error)
{
  TsnPersonDraft *self = object;
  const Begin *begin = data;
  TsnChange *change;

  if (error != NULL)
    tsn_toast_error (GTK_WIDGET (self), error);
  self->person = tsn_id_new (g_get_real_time () / 1000);
  change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PERSON), &self->person);
  tsn_change_set_number (change, TSN_PERSON_STATUS, TSN_PERSON_STATUS_ACTIVE);
  tsn_change_set_text (change, TSN_PERSON_MUNICIPALITY, begin->code);
  take_words (change, begin->words);
  tsn_record_form_set_draft (self->form, change);
  gtk_widget_grab_focus (GTK_WIDGET (
      tsn_field_row_get_editable (tsn_record_form_get_row (self->form, TSN_PERSON_NAME))));
  typed_cb (self);
}

void
tsn_person_draft_begin (TsnPersonDraft *self, const char *words)
{
  Begin *begin;

  if (!tsn_id_is_nil (&self->person))
    return;
  begin = g_new0 (Begin, 1);
  begin->words = g_strdup (words);
  tsn_station_ask (self->station, TSN_STORE_READ, begin_worker, begin, begin_free, self, begin_cb);
}

/* Nothing typed is lost: what is complete is registered before the keys go. */
static void
locking_cb (TsnPersonDraft *self)
{
  if (!tsn_id_is_nil (&self->person))
    tsn_record_form_create (self->form);
}

/* -- Life -- */

static void
add_form (TsnPersonDraft *self)
{
  self->form = tsn_person_form_draft (self->station);
  gtk_box_append (self->box, GTK_WIDGET (self->form));
  for (guint i = 0; i < N_CLUES; i++)
    {
      GtkEditable *editable = tsn_field_row_get_editable (
          tsn_record_form_get_row (self->form, CLUES[i]));

      if (editable != NULL)
        g_signal_connect_object (editable,
                                 "changed",
                                 G_CALLBACK (typed_cb),
                                 self,
                                 G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (self->form, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
}

static void
tsn_person_draft_dispose (GObject *object)
{
  TsnPersonDraft *self = TSN_PERSON_DRAFT (object);

  g_clear_handle_id (&self->rest, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_PERSON_DRAFT);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_person_draft_parent_class)->dispose (object);
}

static void
tsn_person_draft_finalize (GObject *object)
{
  g_array_unref (TSN_PERSON_DRAFT (object)->found);
  G_OBJECT_CLASS (tsn_person_draft_parent_class)->finalize (object);
}

static void
tsn_person_draft_class_init (TsnPersonDraftClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_person_draft_dispose;
  G_OBJECT_CLASS (class)->finalize = tsn_person_draft_finalize;
  signals[DONE] = g_signal_new ("done",
                                TSN_TYPE_PERSON_DRAFT,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                1,
                                G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/desk/tsn-person-draft.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnPersonDraft, box);
  gtk_widget_class_bind_template_child (widget_class, TsnPersonDraft, similar);
  gtk_widget_class_bind_template_child (widget_class, TsnPersonDraft, similar_list);
  gtk_widget_class_bind_template_child (widget_class, TsnPersonDraft, create);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, create_cb);
  gtk_widget_class_bind_template_callback (widget_class, similar_activated_cb);
}

static void
tsn_person_draft_init (TsnPersonDraft *self)
{
  self->found = g_array_new (FALSE, FALSE, sizeof (TsnId));
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
tsn_person_draft_new (TsnStation *station)
{
  TsnPersonDraft *self = g_object_new (TSN_TYPE_PERSON_DRAFT, NULL);

  self->station = g_object_ref (station);
  add_form (self);
  g_signal_connect_object (station, "locking", G_CALLBACK (locking_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
