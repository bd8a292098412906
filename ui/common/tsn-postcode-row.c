/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* With the seventh digit the addresses of the code are looked up. One is taken as it is; of several
 * (a code can stand for sixty, some in two prefectures) one is chosen in a list under the row.
 * The popover is a child of the row, so that choosing does not count as leaving it. */

#include "tsn-postcode-row.h"

#include <glib/gi18n.h>

#include "tsn-address.h"
#include "tsn-text.h"

#define DIGITS 7

struct _TsnPostcodeRow
{
  TsnTextRow parent_instance;

  GtkWidget *popover;
  GtkListBox *list;
  GArray *addresses; /* of TsnAddress, as in the list; nullable */
  char *asked;       /* the code whose addresses were asked for last */
};

enum
{
  ADDRESS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnPostcodeRow, tsn_postcode_row, TSN_TYPE_TEXT_ROW)

static char *
address_words (const TsnAddress *address)
{
  return g_strconcat (address->prefecture, address->city, address->town, NULL);
}

static void
take_address (TsnPostcodeRow *self, const TsnAddress *address)
{
  g_autofree char *words = address_words (address);

  tsn_field_row_finish (TSN_FIELD_ROW (self));
  g_signal_emit (self, signals[ADDRESS], 0, words, address->municipality);
}

/* -- The list -- */

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *line, TsnPostcodeRow *self)
{
  guint i = (guint) gtk_list_box_row_get_index (line);

  gtk_popover_popdown (GTK_POPOVER (self->popover));
  if (self->addresses != NULL && i < self->addresses->len)
    take_address (self, &g_array_index (self->addresses, TsnAddress, i));
}

static void
fill_list (TsnPostcodeRow *self)
{
  GtkWidget *line;

  while ((line = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, line);
  for (guint i = 0; i < self->addresses->len; i++)
    {
      const TsnAddress *address = &g_array_index (self->addresses, TsnAddress, i);
      g_autofree char *words = address_words (address);
      g_autofree char *text = address->office != NULL
                                  ? g_strdup_printf ("%s（%s）", words, address->office)
                                  : g_strdup (words);
      GtkWidget *label = gtk_label_new (text);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_set_margin_top (label, 6);
      gtk_widget_set_margin_bottom (label, 6);
      gtk_list_box_append (self->list, label);
      gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (label)),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      text,
                                      -1);
    }
}

static void
offer (TsnPostcodeRow *self)
{
  fill_list (self);
  gtk_popover_popup (GTK_POPOVER (self->popover));
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0)));
}

/* -- Asking -- */

typedef struct
{
  char *postcode;
  GArray *addresses;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->postcode);
  g_clear_pointer (&question->addresses, g_array_unref);
  g_free (question);
}

static gboolean
look_up_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;

  question->addresses = tsn_session_addresses (session, question->postcode, error);
  return question->addresses != NULL;
}

static void
look_up_answer (gpointer object, gpointer data, const GError *error)
{
  TsnPostcodeRow *self = object;
  Question *question = data;

  if (error != NULL || g_strcmp0 (self->asked, question->postcode) != 0)
    return;
  g_clear_pointer (&self->addresses, g_array_unref);
  self->addresses = g_array_ref (question->addresses);
  if (self->addresses->len == 0)
    tsn_field_row_set_note (TSN_FIELD_ROW (self), _ ("The list of postcodes has no such code"));
  else if (self->addresses->len == 1)
    take_address (self, &g_array_index (self->addresses, TsnAddress, 0));
  else if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    offer (self);
}

static void
tsn_postcode_row_typed (TsnTextRow *row, const char *text)
{
  TsnPostcodeRow *self = TSN_POSTCODE_ROW (row);
  TsnStation *station = tsn_field_row_get_station (TSN_FIELD_ROW (self));
  g_autoptr (GString) digits = g_string_new (NULL);
  Question *question;

  tsn_field_row_set_note (TSN_FIELD_ROW (self), NULL);
  tsn_text_digits (text, digits);
  if (tsn_field_row_is_showing (TSN_FIELD_ROW (self)) || g_strcmp0 (self->asked, digits->str) == 0)
    return;
  g_free (self->asked);
  self->asked = g_strdup (digits->str);
  if (digits->len != DIGITS || station == NULL)
    return;
  question = g_new0 (Question, 1);
  question->postcode = g_strdup (digits->str);
  tsn_station_ask (station,
                   TSN_STORE_READ,
                   look_up_work,
                   question,
                   question_free,
                   self,
                   look_up_answer);
}

/* -- Life -- */

static void
tsn_postcode_row_constructed (GObject *object)
{
  TsnPostcodeRow *self = TSN_POSTCODE_ROW (object);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  G_OBJECT_CLASS (tsn_postcode_row_parent_class)->constructed (object);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Addresses of this postcode"),
                                  -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled),
                                  GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 320);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  self->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->popover), scrolled);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  tsn_field_row_add_body (TSN_FIELD_ROW (self), self->popover);
}

static void
tsn_postcode_row_finalize (GObject *object)
{
  TsnPostcodeRow *self = TSN_POSTCODE_ROW (object);

  g_clear_pointer (&self->addresses, g_array_unref);
  g_free (self->asked);
  G_OBJECT_CLASS (tsn_postcode_row_parent_class)->finalize (object);
}

static void
tsn_postcode_row_class_init (TsnPostcodeRowClass *class)
{
  G_OBJECT_CLASS (class)->constructed = tsn_postcode_row_constructed;
  G_OBJECT_CLASS (class)->finalize = tsn_postcode_row_finalize;
  TSN_TEXT_ROW_CLASS (class)->typed = tsn_postcode_row_typed;
  signals[ADDRESS] = g_signal_new ("address",
                                   TSN_TYPE_POSTCODE_ROW,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   2,
                                   G_TYPE_STRING,
                                   G_TYPE_STRING);
}

static void
tsn_postcode_row_init (TsnPostcodeRow *self)
{
}
