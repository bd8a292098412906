/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row is made a few hundred times and then bound to whichever person comes into view. Until its
 * record is read it is empty, but as high as any other, so that the list does not jump. */

#include "tsn-person-row.h"

#include <glib/gi18n.h>

#include "tsn-person-words.h"
#include "tsn-row-label.h"

struct _TsnPersonRow
{
  AdwBin parent_instance;

  TsnRecordItem *item;
  gulong item_handler;

  TsnRowLabel *name;
  TsnRowLabel *kana;
  TsnRowLabel *born;
  TsnRowLabel *address;
};

G_DEFINE_FINAL_TYPE (TsnPersonRow, tsn_person_row, ADW_TYPE_BIN)

static void
say (TsnRowLabel *label, const char *text)
{
  tsn_row_label_set_text (label, text == NULL || text[0] == '\0' ? " " : text);
}

void
tsn_person_row_set_record (TsnPersonRow *self, const TsnRecord *person)
{
  const char *name = person != NULL ? tsn_record_text (person, TSN_PERSON_NAME) : NULL;
  const char *kana = person != NULL ? tsn_record_text (person, TSN_PERSON_KANA) : NULL;
  g_autofree char *born = person != NULL ? tsn_person_born (person, tsn_today ()) : NULL;
  const char *status = "";
  g_autofree char *where = NULL;
  g_autofree char *spoken = NULL;

  if (person != NULL && tsn_record_number (person, TSN_PERSON_STATUS, 0) > TSN_PERSON_STATUS_ACTIVE)
    status = tsn_record_code_words (person, TSN_PERSON_STATUS);
  if (person != NULL)
    where = tsn_join_words (
        (const char *const[]){ status, tsn_record_text (person, TSN_PERSON_ADDRESS) },
        2);
  say (self->name, name != NULL ? name : kana);
  say (self->kana, name != NULL ? kana : NULL);
  say (self->born, born);
  say (self->address, where);
  spoken = tsn_join_words ((const char *const[]){ name, kana, born, where }, 4);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
record_changed_cb (TsnPersonRow *self)
{
  tsn_person_row_set_record (self, tsn_record_item_get_record (self->item));
}

void
tsn_person_row_set_item (TsnPersonRow *self, TsnRecordItem *item)
{
  if (self->item != NULL)
    g_clear_signal_handler (&self->item_handler, self->item);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  self->item_handler = g_signal_connect_object (item,
                                                "notify::record",
                                                G_CALLBACK (record_changed_cb),
                                                self,
                                                G_CONNECT_SWAPPED);
  record_changed_cb (self);
}

static void
tsn_person_row_dispose (GObject *object)
{
  TsnPersonRow *self = TSN_PERSON_ROW (object);

  tsn_person_row_set_item (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_PERSON_ROW);
  G_OBJECT_CLASS (tsn_person_row_parent_class)->dispose (object);
}

static void
tsn_person_row_class_init (TsnPersonRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (TSN_TYPE_ROW_LABEL);

  G_OBJECT_CLASS (class)->dispose = tsn_person_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/desk/tsn-person-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnPersonRow, name);
  gtk_widget_class_bind_template_child (widget_class, TsnPersonRow, kana);
  gtk_widget_class_bind_template_child (widget_class, TsnPersonRow, born);
  gtk_widget_class_bind_template_child (widget_class, TsnPersonRow, address);
}

static void
tsn_person_row_init (TsnPersonRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
tsn_person_row_new (void)
{
  return g_object_new (TSN_TYPE_PERSON_ROW, NULL);
}
