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

  TsnRowLabel *label;
};

G_DEFINE_FINAL_TYPE (TsnPersonRow, tsn_person_row, ADW_TYPE_BIN)

/* What is not known is a space, which takes its line. */
static char *
escape (const char *text)
{
  return g_markup_escape_text (text == NULL || text[0] == '\0' ? " " : text, -1);
}

/* Sizes and weights tell the lines apart; a faint grey would only be harder to read. */
static void
write_lines (TsnPersonRow *self,
             const char *name,
             const char *kana,
             const char *born,
             const char *where)
{
  g_autofree char *first = escape (name);
  g_autofree char *reading = escape (kana);
  g_autofree char *second = escape (born);
  g_autofree char *third = escape (where);
  g_autofree char *markup = g_strdup_printf (
      "<span weight=\"bold\" size=\"118%%\">%s</span>"
      "  <span size=\"82%%\">%s</span>\n"
      "<span font_features=\"tnum\">%s</span>\n"
      "<span size=\"82%%\">%s</span>",
      first,
      reading,
      second,
      third);

  tsn_row_label_set_markup (self->label, markup);
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
  write_lines (self, name != NULL ? name : kana, name != NULL ? kana : NULL, born, where);
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
  G_OBJECT_CLASS (tsn_person_row_parent_class)->dispose (object);
}

static void
tsn_person_row_class_init (TsnPersonRowClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_person_row_dispose;
}

static void
tsn_person_row_init (TsnPersonRow *self)
{
  self->label = g_object_new (TSN_TYPE_ROW_LABEL, "margin-top", 6, "margin-bottom", 6, NULL);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->label));
}

GtkWidget *
tsn_person_row_new (void)
{
  return g_object_new (TSN_TYPE_PERSON_ROW, NULL);
}
