/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questions to the store while a resident types. An answer that comes when something else stands in
 * the entry is for nobody. */

#include "tsn-kiosk-lookup.h"

#include <string.h>

#include "tsn-address.h"
#include "tsn-kiosk-page.h"
#include "tsn-search.h"
#include "tsn-secret.h"
#include "tsn-text.h"

#define POSTCODE_DIGITS 7
#define OFFERED         4   /* as many as have room */
#define SEARCHED        200 /* of all types, of which OFFERED may be left */
#define NEAR            24  /* who lives further than so many others is found by name */

/* -- Addresses -- */

typedef struct
{
  char postcode[POSTCODE_DIGITS + 1];
  char *found; /* nullable */
} AddressQuestion;

static void
address_question_free (gpointer data)
{
  AddressQuestion *question = data;

  g_free (question->found);
  g_free (question);
}

/* Of several places of one code, what they have in common. */
static gboolean
address_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  AddressQuestion *question = data;
  g_autoptr (GArray) addresses = tsn_session_addresses (session, question->postcode, error);
  const TsnAddress *first;

  if (addresses == NULL)
    return FALSE;
  if (addresses->len == 0)
    return TRUE;
  first = &g_array_index (addresses, TsnAddress, 0);
  question->found =
      g_strconcat (first->prefecture, first->city, addresses->len == 1 ? first->town : "", NULL);
  return TRUE;
}

static void
address_answer (gpointer object, gpointer data, const GError *error)
{
  AddressQuestion *question = data;
  GtkEditable *address = object;

  if (question->found == NULL || gtk_editable_get_text (address)[0] != '\0')
    return;
  gtk_editable_set_text (address, question->found);
  gtk_editable_set_position (address, -1);
}

void
tsn_kiosk_look_up_address (TsnStation *station, const char *postcode, GtkEditable *address)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  AddressQuestion *question;

  tsn_text_digits (postcode, digits);
  if (digits->len != POSTCODE_DIGITS || gtk_editable_get_text (address)[0] != '\0')
    return;
  question = g_new0 (AddressQuestion, 1);
  memcpy (question->postcode, digits->str, POSTCODE_DIGITS);
  tsn_station_ask (station,
                   TSN_STORE_READ,
                   address_work,
                   question,
                   address_question_free,
                   address,
                   address_answer);
}

/* -- Places -- */

struct _TsnKioskPlaceList
{
  GtkBox parent_instance;

  TsnStation *station;
  const guint *types;
  GtkEditable *name;         /* borrowed: beside it on the page */
  TsnKanaKeyboard *keyboard; /* weak; NULL: none yet */
  GPtrArray *found;          /* of TsnRecord */
};

enum
{
  PICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnKioskPlaceList, tsn_kiosk_place_list, GTK_TYPE_BOX)

typedef struct
{
  const guint *types;
  char *text;
  GPtrArray *found; /* of TsnRecord */
} PlaceQuestion;

static void
place_question_free (gpointer data)
{
  PlaceQuestion *question = data;

  g_free (question->text);
  g_ptr_array_unref (question->found);
  g_free (question);
}

static gboolean
is_of_type (const TsnRecord *place, const guint *types)
{
  gint64 type = tsn_record_number (place, TSN_PLACE_TYPE, 0);

  for (; *types != 0; types++)
    if (type == *types)
      return TRUE;
  return FALSE;
}

static gboolean
place_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  PlaceQuestion *question = data;
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_PLACE);
  g_autoptr (GArray) ids = tsn_session_search (session, kind, question->text, SEARCHED);

  for (guint i = 0; i < ids->len && question->found->len < OFFERED; i++)
    {
      g_autoptr (TsnRecord) place =
          tsn_session_get (session, kind, &g_array_index (ids, TsnId, i), error);

      if (place == NULL)
        return FALSE;
      if (!place->erased && is_of_type (place, question->types) &&
          tsn_record_value (place, TSN_PLACE_CLOSED_ON) == NULL)
        g_ptr_array_add (question->found, g_steal_pointer (&place));
    }
  return TRUE;
}

static void
pick (TsnKioskPlaceList *self, guint index)
{
  g_autoptr (TsnRecord) place = tsn_record_ref (g_ptr_array_index (self->found, index));

  g_signal_emit (self, signals[PICKED], 0, place);
}

static void
button_cb (TsnKioskPlaceList *self, GtkWidget *button)
{
  pick (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index")));
}

static void
word_cb (TsnKioskPlaceList *self, guint index)
{
  if (index < self->found->len)
    pick (self, index);
}

static const char *
name_of (TsnKioskPlaceList *self, guint index)
{
  return tsn_record_text (g_ptr_array_index (self->found, index), TSN_PLACE_NAME);
}

static void
show_found (TsnKioskPlaceList *self)
{
  GtkWidget *child;
  const char *words[OFFERED + 1] = { NULL };

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), child);
  for (guint i = 0; i < self->found->len; i++)
    {
      GtkWidget *button = tsn_kiosk_button_new (name_of (self, i), "choice", NULL, NULL);

      words[i] = name_of (self, i);
      g_object_set_data (G_OBJECT (button), "index", GUINT_TO_POINTER (i));
      g_signal_connect_swapped (button, "clicked", G_CALLBACK (button_cb), self);
      gtk_box_append (GTK_BOX (self), button);
    }
  if (self->keyboard != NULL)
    tsn_kana_keyboard_set_words (self->keyboard, words);
}

static void
place_answer (gpointer object, gpointer data, const GError *error)
{
  TsnKioskPlaceList *self = object;
  PlaceQuestion *question = data;

  if (error != NULL || g_strcmp0 (question->text, gtk_editable_get_text (self->name)) != 0)
    return;
  g_ptr_array_unref (self->found);
  self->found = g_ptr_array_ref (question->found);
  show_found (self);
}

static void
name_changed_cb (TsnKioskPlaceList *self)
{
  PlaceQuestion *question = g_new0 (PlaceQuestion, 1);

  question->types = self->types;
  question->text = g_strdup (gtk_editable_get_text (self->name));
  question->found = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_record_unref);
  tsn_station_ask (self->station,
                   TSN_STORE_READ,
                   place_work,
                   question,
                   place_question_free,
                   self,
                   place_answer);
}

static void
tsn_kiosk_place_list_dispose (GObject *object)
{
  TsnKioskPlaceList *self = TSN_KIOSK_PLACE_LIST (object);

  g_clear_weak_pointer (&self->keyboard);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_kiosk_place_list_parent_class)->dispose (object);
}

static void
tsn_kiosk_place_list_class_init (TsnKioskPlaceListClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_kiosk_place_list_dispose;
  signals[PICKED] = g_signal_new ("picked",
                                  TSN_TYPE_KIOSK_PLACE_LIST,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_POINTER);
}

static void
tsn_kiosk_place_list_init (TsnKioskPlaceList *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 16);
}

GtkWidget *
tsn_kiosk_place_list_new (TsnStation *station, const guint *types, GtkEditable *name)
{
  TsnKioskPlaceList *self = g_object_new (TSN_TYPE_KIOSK_PLACE_LIST, NULL);

  self->station = g_object_ref (station);
  self->types = types;
  self->name = name;
  self->found = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_record_unref);
  g_signal_connect_object (name, "changed", G_CALLBACK (name_changed_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
tsn_kiosk_place_list_offer_on (TsnKioskPlaceList *self, TsnKanaKeyboard *keyboard)
{
  g_set_weak_pointer (&self->keyboard, keyboard);
  g_signal_connect_object (keyboard, "word-chosen", G_CALLBACK (word_cb), self, G_CONNECT_SWAPPED);
}

/* -- What was picked -- */

guint
tsn_kiosk_picked_field (guint part)
{
  return TSN_KIOSK_ASKED_PICKED + part - TSN_KIOSK_DOCTOR;
}

gboolean
tsn_kiosk_take_place (TsnKioskDraft *draft, guint part, const TsnRecord *place)
{
  const char *phone = tsn_record_text (place, TSN_PLACE_PHONE);

  /* What the directory holds has kept its rules; what does not fit on a card is typed. */
  if (!tsn_kiosk_draft_set_text (draft,
                                 part,
                                 TSN_CONTACT_OFFICE,
                                 tsn_record_text (place, TSN_PLACE_NAME),
                                 NULL))
    return FALSE;
  tsn_kiosk_draft_set_number (
      draft,
      TSN_KIOSK_ASKED,
      tsn_kiosk_picked_field (part),
      phone != NULL && tsn_kiosk_draft_set_text (draft, part, TSN_CONTACT_PHONE_1, phone, NULL)
          ? TSN_ANSWER_YES
          : 0);
  return TRUE;
}

/* -- Near home -- */

typedef struct
{
  char postcode[POSTCODE_DIGITS + 1];
  const guint *types;
  TsnKioskFoundNear found;
  TsnNear *near; /* nullable */
} NearQuestion;

static void
near_question_free (gpointer data)
{
  NearQuestion *question = data;

  tsn_near_free (question->near);
  tsn_secret_wipe (question, sizeof *question);
  g_free (question);
}

static gboolean
near_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  NearQuestion *question = data;
  g_autoptr (GError) trouble = NULL;

  question->near = tsn_near_find (session, question->postcode, question->types, NEAR, &trouble);
  if (trouble == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}

static void
near_answer (gpointer object, gpointer data, const GError *error)
{
  NearQuestion *question = data;

  if (question->near != NULL)
    question->found (object, g_steal_pointer (&question->near));
}

void
tsn_kiosk_look_near (TsnStation *station,
                     const char *postcode,
                     const guint *types,
                     GObject *object,
                     TsnKioskFoundNear found)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  NearQuestion *question;

  tsn_text_digits (postcode, digits);
  if (digits->len == POSTCODE_DIGITS)
    {
      question = g_new0 (NearQuestion, 1);
      memcpy (question->postcode, digits->str, POSTCODE_DIGITS);
      question->types = types;
      question->found = found;
      tsn_station_ask (station,
                       TSN_STORE_READ,
                       near_work,
                       question,
                       near_question_free,
                       object,
                       near_answer);
    }
  tsn_secret_wipe (digits->str, digits->len);
}
