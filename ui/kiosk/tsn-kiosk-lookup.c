/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questions to the store while a resident types. An answer that comes when something else stands in
 * the entry is for nobody. */

#include "tsn-kiosk-lookup.h"

#include <string.h>

#include "tsn-address.h"
#include "tsn-kiosk-page.h"
#include "tsn-search.h"
#include "tsn-text.h"

#define POSTCODE_DIGITS 7
#define OFFERED         4   /* as many as have room */
#define SEARCHED        200 /* of all types, of which OFFERED may be left */

/* -- Addresses -- */

typedef struct
{
  char *postcode;
  GtkEditable *entry, *address;
  char *found; /* nullable */
} AddressQuestion;

static void
address_question_free (gpointer data)
{
  AddressQuestion *question = data;

  g_free (question->postcode);
  g_free (question->found);
  g_object_unref (question->entry);
  g_object_unref (question->address);
  g_free (question);
}

static char *
digits_of (GtkEditable *entry)
{
  GString *digits = g_string_new (NULL);

  tsn_text_digits (gtk_editable_get_text (entry), digits);
  return g_string_free (digits, FALSE);
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
  g_autofree char *now = digits_of (question->entry);
  const char *written = g_object_get_data (G_OBJECT (question->address), "looked-up");
  const char *text = gtk_editable_get_text (question->address);

  if (question->found == NULL || g_strcmp0 (now, question->postcode) != 0 ||
      (text[0] != '\0' && g_strcmp0 (text, written) != 0))
    return;
  gtk_editable_set_text (question->address, question->found);
  gtk_editable_set_position (question->address, -1);
  g_object_set_data_full (G_OBJECT (question->address),
                          "looked-up",
                          g_strdup (question->found),
                          g_free);
}

static void
postcode_changed_cb (GtkEditable *postcode, TsnStation *station)
{
  g_autofree char *digits = digits_of (postcode);
  AddressQuestion *question;

  if (strlen (digits) != POSTCODE_DIGITS)
    return;
  question = g_new0 (AddressQuestion, 1);
  question->postcode = g_steal_pointer (&digits);
  question->entry = g_object_ref (postcode);
  question->address = g_object_ref (g_object_get_data (G_OBJECT (postcode), "address"));
  tsn_station_ask (station,
                   TSN_STORE_READ,
                   address_work,
                   question,
                   address_question_free,
                   postcode,
                   address_answer);
}

void
tsn_kiosk_look_up_address (TsnStation *station, GtkEditable *postcode, GtkEditable *address)
{
  g_object_set_data (G_OBJECT (postcode), "address", address);
  g_signal_connect_object (postcode, "changed", G_CALLBACK (postcode_changed_cb), station, 0);
}

/* -- Places -- */

struct _TsnKioskPlaceList
{
  GtkBox parent_instance;

  TsnStation *station;
  const guint *types;
  GtkEditable *name, *phone; /* borrowed: beside it on the page */
  gboolean picking;          /* what changes in the entries was picked */
};

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
clear (TsnKioskPlaceList *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), child);
}

static void
picked_cb (TsnKioskPlaceList *self, GtkWidget *button)
{
  g_autoptr (TsnRecord) place = tsn_record_ref (g_object_get_data (G_OBJECT (button), "place"));
  const char *phone = tsn_record_text (place, TSN_PLACE_PHONE);

  self->picking = TRUE;
  gtk_editable_set_text (self->name, tsn_record_text (place, TSN_PLACE_NAME));
  gtk_editable_set_text (self->phone, phone != NULL ? phone : "");
  self->picking = FALSE;
  clear (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->phone));
}

static void
place_answer (gpointer object, gpointer data, const GError *error)
{
  TsnKioskPlaceList *self = object;
  PlaceQuestion *question = data;

  if (error != NULL || g_strcmp0 (question->text, gtk_editable_get_text (self->name)) != 0)
    return;
  clear (self);
  for (guint i = 0; i < question->found->len; i++)
    {
      TsnRecord *place = g_ptr_array_index (question->found, i);
      GtkWidget *button =
          tsn_kiosk_button_new (tsn_record_text (place, TSN_PLACE_NAME), "choice", NULL, NULL);

      g_object_set_data_full (G_OBJECT (button),
                              "place",
                              tsn_record_ref (place),
                              (GDestroyNotify) tsn_record_unref);
      g_signal_connect_swapped (button, "clicked", G_CALLBACK (picked_cb), self);
      gtk_box_append (GTK_BOX (self), button);
    }
}

static void
name_changed_cb (TsnKioskPlaceList *self)
{
  PlaceQuestion *question;

  if (self->picking)
    return;
  question = g_new0 (PlaceQuestion, 1);
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
  g_clear_object (&TSN_KIOSK_PLACE_LIST (object)->station);
  G_OBJECT_CLASS (tsn_kiosk_place_list_parent_class)->dispose (object);
}

static void
tsn_kiosk_place_list_class_init (TsnKioskPlaceListClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_kiosk_place_list_dispose;
}

static void
tsn_kiosk_place_list_init (TsnKioskPlaceList *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 16);
}

GtkWidget *
tsn_kiosk_place_list_new (TsnStation *station, const guint *types)
{
  TsnKioskPlaceList *self = g_object_new (TSN_TYPE_KIOSK_PLACE_LIST, NULL);

  self->station = g_object_ref (station);
  self->types = types;
  return GTK_WIDGET (self);
}

void
tsn_kiosk_place_list_follow (TsnKioskPlaceList *self, GtkEditable *name, GtkEditable *phone)
{
  self->name = name;
  self->phone = phone;
  g_signal_connect_object (name, "changed", G_CALLBACK (name_changed_cb), self, G_CONNECT_SWAPPED);
}
