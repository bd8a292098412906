/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Of the phone number only the end is shown: the desk faces the public, and it tells two people of
 * one name apart as well as the whole number. */

#include "tsn-guest-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tsn-door.h"
#include "tsn-row-label.h"
#include "tsn-text.h"
#include "tsn-time.h"

#define PHONE_END 4

struct _TsnGuestRow
{
  GtkListBoxRow parent_instance;

  TsnRecord *person; /* (nullable) */
  TsnRowLabel *name;
  TsnRowLabel *kana;
  TsnRowLabel *details;
  GtkLabel *badge;
};

G_DEFINE_FINAL_TYPE (TsnGuestRow, tsn_guest_row, GTK_TYPE_LIST_BOX_ROW)

char *
tsn_guest_phone_end (const TsnRecord *person)
{
  static const guint fields[] = { TSN_PERSON_PHONE_MOBILE, TSN_PERSON_PHONE_HOME };
  g_autoptr (GString) digits = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (fields) && digits->len == 0; i++)
    if (tsn_record_text (person, fields[i]) != NULL)
      tsn_text_digits (tsn_record_text (person, fields[i]), digits);
  if (digits->len == 0)
    return NULL;
  return g_strdup (digits->str + (digits->len > PHONE_END ? digits->len - PHONE_END : 0));
}

char *
tsn_guest_details (const TsnRecord *person, TsnDate today)
{
  TsnDate birth = (TsnDate) tsn_record_number (person, TSN_PERSON_BIRTH_DATE, TSN_DATE_NONE);
  g_autofree char *date = tsn_date_format (birth, TSN_DATE_STYLE_BOTH);
  g_autofree char *phone = tsn_guest_phone_end (person);
  int age = tsn_date_age (birth, today);
  GString *text = g_string_new (date);

  if (age >= 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text, _ ("aged %d"), age);
    }
  if (phone != NULL)
    {
      if (text->len > 0)
        g_string_append (text, "　");
      g_string_append_printf (text, _ ("phone ending %s"), phone);
    }
  return g_string_free (text, FALSE);
}

static char *
badge_of (const TsnGuestState *state)
{
  char time[TSN_TIME_SIZE];

  switch (state->status)
    {
    case TSN_ATTENDANCE_STATUS_ARRIVED:
      return g_strdup_printf (_ ("Checked in %s"),
                              tsn_time_format (tsn_time_from_unix_ms (state->arrived_ms), time));
    case TSN_ATTENDANCE_STATUS_REGISTERED:
      return g_strdup (_ ("Signed up"));
    case TSN_ATTENDANCE_STATUS_WAITING:
      return g_strdup (_ ("Waiting list"));
    case TSN_ATTENDANCE_STATUS_CANCELLED:
      return g_strdup (_ ("Signed off"));
    default:
      return NULL;
    }
}

static void
show_badge (TsnGuestRow *self, const TsnGuestState *state)
{
  g_autofree char *badge = badge_of (state);

  gtk_label_set_text (self->badge, badge != NULL ? badge : "");
  gtk_widget_set_visible (GTK_WIDGET (self->badge), badge != NULL);
  gtk_widget_remove_css_class (GTK_WIDGET (self->badge), "expected");
  gtk_widget_remove_css_class (GTK_WIDGET (self->badge), "here");
  if (state->status == TSN_ATTENDANCE_STATUS_ARRIVED)
    gtk_widget_add_css_class (GTK_WIDGET (self->badge), "here");
  else if (state->status == TSN_ATTENDANCE_STATUS_REGISTERED)
    gtk_widget_add_css_class (GTK_WIDGET (self->badge), "expected");
}

void
tsn_guest_row_set_guest (TsnGuestRow *self, const TsnGuest *guest, TsnDate today)
{
  const char *name = guest != NULL ? tsn_door_person_name (guest->person) : NULL;
  const char *kana = guest != NULL ? tsn_record_text (guest->person, TSN_PERSON_KANA) : NULL;
  g_autofree char *details = guest != NULL ? tsn_guest_details (guest->person, today) : NULL;
  g_autofree char *spoken = NULL;

  g_clear_pointer (&self->person, tsn_record_unref);
  if (guest != NULL)
    self->person = tsn_record_ref (guest->person);
  tsn_row_label_set_text (self->name, name);
  tsn_row_label_set_text (self->kana, kana != name ? kana : NULL);
  tsn_row_label_set_text (self->details, details);
  show_badge (self, guest != NULL ? &guest->state : &(TsnGuestState){ 0 });
  spoken = g_strjoin (", ",
                      tsn_row_label_get_text (self->name),
                      tsn_row_label_get_text (self->kana),
                      tsn_row_label_get_text (self->details),
                      gtk_label_get_text (self->badge),
                      NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_set_visible (GTK_WIDGET (self), guest != NULL);
}

TsnRecord *
tsn_guest_row_get_person (TsnGuestRow *self)
{
  return self->person;
}

static void
tsn_guest_row_dispose (GObject *object)
{
  g_clear_pointer (&TSN_GUEST_ROW (object)->person, tsn_record_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), TSN_TYPE_GUEST_ROW);
  G_OBJECT_CLASS (tsn_guest_row_parent_class)->dispose (object);
}

static void
tsn_guest_row_class_init (TsnGuestRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (TSN_TYPE_ROW_LABEL);

  G_OBJECT_CLASS (class)->dispose = tsn_guest_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/reception/tsn-guest-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnGuestRow, name);
  gtk_widget_class_bind_template_child (widget_class, TsnGuestRow, kana);
  gtk_widget_class_bind_template_child (widget_class, TsnGuestRow, details);
  gtk_widget_class_bind_template_child (widget_class, TsnGuestRow, badge);
}

static void
tsn_guest_row_init (TsnGuestRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
tsn_guest_row_new (void)
{
  return g_object_new (TSN_TYPE_GUEST_ROW, NULL);
}
