/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One line that is typed. Whatever the type of the field, what was typed is read by
 * tsn_value_parse_localised(), as the command line and the imports do, and written back in one form
 * when it is finished. A telephone number is put in order only when nothing else was typed beside
 * it: "(母) 0495-21-1234" stays as it is.
 *
 * The text has an undo of its own while it is being typed; once the value stands, undoing is the
 * form's, so the text forgets what came before. */

#include "tsn-text-row.h"

#include "tsn-phone.h"
#include "tsn-text.h"
#include "tsn-time.h"
#include "tsn-words.h"

typedef struct
{
  GtkWidget *text; /* GtkText; borrowed */
} TsnTextRowPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (TsnTextRow, tsn_text_row, TSN_TYPE_FIELD_ROW)

#define PRIVATE(self) ((TsnTextRowPrivate *) tsn_text_row_get_instance_private (self))

GtkEditable *
tsn_text_row_get_text (TsnTextRow *self)
{
  return GTK_EDITABLE (PRIVATE (self)->text);
}

static GtkEditable *
tsn_text_row_get_editable (TsnFieldRow *row)
{
  return tsn_text_row_get_text (TSN_TEXT_ROW (row));
}

/* -- Value to text -- */

/* 367-0052, as on an envelope. */
static char *
format_text (const TsnField *field, const char *text)
{
  if ((field->flags & TSN_FIELD_POSTCODE) != 0 && strlen (text) == 7)
    return g_strdup_printf ("%.3s-%s", text, text + 3);
  return g_strdup (text);
}

static char *
format_instant (gint64 unix_ms)
{
  char day[TSN_DATE_ISO_SIZE];
  char time[TSN_TIME_SIZE];

  return g_strdup_printf ("%s %s",
                          tsn_date_format_iso (tsn_date_from_unix_ms (unix_ms), day),
                          tsn_time_format (tsn_time_from_unix_ms (unix_ms), time));
}

static char *
format_value (TsnTextRow *self, const TsnValue *value)
{
  const TsnField *field = tsn_field_row_get_field (TSN_FIELD_ROW (self));
  TsnTextRowClass *class = TSN_TEXT_ROW_GET_CLASS (self);

  if (value->type == TSN_TYPE_NONE)
    return g_strdup ("");
  if (class->format != NULL)
    return class->format (self, value);
  if (value->type == TSN_TYPE_TEXT)
    return format_text (field, value->text);
  if (value->type == TSN_TYPE_INSTANT)
    return format_instant (value->number);
  return tsn_words_value (field, value);
}

static void
tsn_text_row_show_value (TsnFieldRow *row, const TsnValue *value)
{
  TsnTextRow *self = TSN_TEXT_ROW (row);
  GtkEditable *text = tsn_text_row_get_text (self);
  g_autofree char *shown = format_value (self, value);

  if (!g_str_equal (gtk_editable_get_text (text), shown))
    {
      gtk_editable_set_text (text, shown);
      gtk_editable_set_position (text, -1);
    }
  gtk_editable_set_enable_undo (text, FALSE); /* forgets */
  gtk_editable_set_enable_undo (text, TRUE);
}

/* -- Text to value -- */

/* Whether @text is a number and nothing that somebody wrote beside it. */
static gboolean
is_bare_phone (const char *text)
{
  for (const char *p = text; *p != '\0'; p = tsn_utf8_next (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalpha (c) && c != 0x30fc && c != 0xff70) /* the long marks stand for dashes */
        return FALSE;
    }
  return TRUE;
}

static void
put_in_order (const TsnField *field, TsnValue *value)
{
  char phone[TSN_PHONE_SIZE];

  if ((field->flags & TSN_FIELD_PHONE) == 0 || value->type != TSN_TYPE_TEXT ||
      !is_bare_phone (value->text) || !tsn_phone_normalise (value->text, phone))
    return;
  tsn_value_clear (value);
  *value = tsn_value_text (phone);
}

static gboolean
tsn_text_row_read_value (TsnFieldRow *row, TsnValue *value, GError **error)
{
  const TsnField *field = tsn_field_row_get_field (row);
  const char *text = gtk_editable_get_text (tsn_text_row_get_editable (row));
  const TsnValue *standing = tsn_field_row_get_standing (row);
  g_autofree char *shown = format_value (TSN_TEXT_ROW (row), standing);

  /* What was not touched is not read anew: a seconds' part, a form of an older version. */
  if (g_str_equal (text, shown))
    {
      *value = tsn_value_copy (standing);
      return TRUE;
    }
  if (!tsn_value_parse_localised (field, text, tsn_words_translate, value, NULL, error))
    return FALSE;
  put_in_order (field, value);
  return TRUE;
}

static gboolean
tsn_text_row_is_typing (TsnFieldRow *row)
{
  g_autofree char *shown = format_value (TSN_TEXT_ROW (row), tsn_field_row_get_standing (row));

  return !g_str_equal (gtk_editable_get_text (tsn_text_row_get_editable (row)), shown);
}

/* -- Typing -- */

static void
tsn_text_row_typed (TsnTextRow *self, const char *text)
{
  g_autofree char *note = tsn_field_row_dup_count_note (TSN_FIELD_ROW (self), text);

  tsn_field_row_set_note (TSN_FIELD_ROW (self), note);
}

static void
changed_cb (TsnTextRow *self)
{
  tsn_field_row_typed (TSN_FIELD_ROW (self));
  TSN_TEXT_ROW_GET_CLASS (self)->typed (self, gtk_editable_get_text (tsn_text_row_get_text (self)));
}

static GtkInputPurpose
purpose_of (const TsnField *field)
{
  if ((field->flags & TSN_FIELD_PHONE) != 0)
    return GTK_INPUT_PURPOSE_PHONE;
  if ((field->flags & (TSN_FIELD_POSTCODE | TSN_FIELD_MUNICIPALITY)) != 0 ||
      field->type == TSN_TYPE_INTEGER)
    return GTK_INPUT_PURPOSE_DIGITS;
  if ((field->flags & TSN_FIELD_NAME) != 0)
    return GTK_INPUT_PURPOSE_NAME;
  return GTK_INPUT_PURPOSE_FREE_FORM;
}

static void
tsn_text_row_constructed (GObject *object)
{
  TsnTextRow *self = TSN_TEXT_ROW (object);
  TsnFieldRow *row = TSN_FIELD_ROW (object);
  /* Not the text alone: to screen readers it says nothing without an entry around it. */
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *text = GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (entry)));

  G_OBJECT_CLASS (tsn_text_row_parent_class)->constructed (object);
  PRIVATE (self)->text = text;
  gtk_entry_set_has_frame (GTK_ENTRY (entry), FALSE);
  gtk_text_set_input_purpose (GTK_TEXT (text), purpose_of (tsn_field_row_get_field (row)));
  gtk_widget_set_hexpand (entry, TRUE);
  g_signal_connect_object (text, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (text,
                           "activate",
                           G_CALLBACK (tsn_field_row_go_on),
                           self,
                           G_CONNECT_SWAPPED);
  tsn_field_row_add_body (row, entry);
  tsn_field_row_set_control (row, entry);
}

static void
tsn_text_row_class_init (TsnTextRowClass *class)
{
  TsnFieldRowClass *row_class = TSN_FIELD_ROW_CLASS (class);

  G_OBJECT_CLASS (class)->constructed = tsn_text_row_constructed;
  row_class->show_value = tsn_text_row_show_value;
  row_class->read_value = tsn_text_row_read_value;
  row_class->is_typing = tsn_text_row_is_typing;
  row_class->get_editable = tsn_text_row_get_editable;
  class->typed = tsn_text_row_typed;
}

static void
tsn_text_row_init (TsnTextRow *self)
{
}
