/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A date is typed as it stands on whatever lies on the desk: S15.3.2, 昭和15年3月2日, 1940/3/2. As
 * soon as it can be read, the line under it says the day in the other calendar too, with the
 * weekday, and the age where it is a birth: hearing "85" while looking at the person finds more
 * typing errors than any rule.
 *
 * Births stand in the entry by era, as people say them; other days by the western year. */

#include "tsn-date-row.h"

#include <glib/gi18n.h>

#include "tsn-calendar-button.h"
#include "tsn-validate.h"
#include "tsn-words.h"

struct _TsnDateRow
{
  TsnTextRow parent_instance;

  GtkWidget *calendar;
};

G_DEFINE_FINAL_TYPE (TsnDateRow, tsn_date_row, TSN_TYPE_TEXT_ROW)

static gboolean
is_birth (TsnDateRow *self)
{
  return (tsn_field_row_get_field (TSN_FIELD_ROW (self))->flags & TSN_FIELD_PAST) != 0;
}

static char *
tsn_date_row_format (TsnTextRow *row, const TsnValue *value)
{
  return tsn_date_format ((TsnDate) value->number,
                          is_birth (TSN_DATE_ROW (row)) ? TSN_DATE_STYLE_ERA
                                                        : TSN_DATE_STYLE_WESTERN);
}

/* -- The line under it -- */

static const char *
weekday_name (TsnDate date)
{
  static const char *const names[] = {
    NC_ ("weekday", "Sun"), NC_ ("weekday", "Mon"), NC_ ("weekday", "Tue"), NC_ ("weekday", "Wed"),
    NC_ ("weekday", "Thu"), NC_ ("weekday", "Fri"), NC_ ("weekday", "Sat"),
  };

  return g_dpgettext2 (GETTEXT_PACKAGE, "weekday", names[tsn_date_weekday (date) % 7]);
}

static char *
describe (TsnDateRow *self, TsnDate date, TsnDateNote note)
{
  g_autofree char *day = tsn_date_format (date, TSN_DATE_STYLE_BOTH);
  g_autoptr (GString) out = g_string_new (NULL);
  int age = tsn_date_age (date, tsn_date_from_unix_ms (g_get_real_time () / 1000));

  /* Translators: a date and its weekday. */
  g_string_append_printf (out, _ ("%s (%s)"), day, weekday_name (date));
  if (is_birth (self) && age >= 0)
    {
      g_string_append (out, _ (", "));
      g_string_append_printf (out, ngettext ("%d year old", "%d years old", (gulong) age), age);
    }
  if (note == TSN_DATE_NOTE_ERA_CARRIED)
    g_string_append_printf (out, "  %s", _ ("The era had ended by then."));
  else if (note == TSN_DATE_NOTE_ERA_BACK)
    g_string_append_printf (out, "  %s", _ ("The era had not begun yet."));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
tsn_date_row_typed (TsnTextRow *row, const char *text)
{
  TsnDateRow *self = TSN_DATE_ROW (row);
  TsnDate date = TSN_DATE_NONE;
  TsnDateNote note = TSN_DATE_NOTE_NONE;
  g_autofree char *line = NULL;

  if (tsn_date_parse (text, &date, &note) == TSN_DATE_OK)
    line = describe (self, date, note);
  tsn_field_row_set_note (TSN_FIELD_ROW (self), line);
  tsn_calendar_button_set_date (TSN_CALENDAR_BUTTON (self->calendar), date);
}

/* The model knows one sentence for all that is not a date; the reason helps more. */
static char *
tsn_date_row_say_error (TsnFieldRow *row, const GError *error)
{
  TsnDate date;

  if (g_error_matches (error, TSN_MODEL_ERROR, TSN_MODEL_ERROR_OUT_OF_RANGE) &&
      is_birth (TSN_DATE_ROW (row)))
    return g_strdup (_ ("This day has not come yet"));
  switch (tsn_date_parse (gtk_editable_get_text (tsn_field_row_get_editable (row)), &date, NULL))
    {
    case TSN_DATE_AMBIGUOUS:
      return g_strdup (_ ("Add the era or all four digits of the year: S15.3.2 or 1940.3.2"));
    case TSN_DATE_NO_SUCH_DAY:
      return g_strdup (_ ("The calendar has no such day"));
    case TSN_DATE_NO_SUCH_YEAR:
      return g_strdup (_ ("The era has no such year"));
    case TSN_DATE_TOO_EARLY:
    case TSN_DATE_TOO_LATE:
      return g_strdup (_ ("The year must lie between 1873 and 2100"));
    case TSN_DATE_OK:
    case TSN_DATE_EMPTY:
    case TSN_DATE_UNKNOWN_FORM:
    default:
      return NULL;
    }
}

/* -- The calendar -- */

static void
picked_cb (TsnDateRow *self, int date)
{
  TsnValue value = tsn_value_number (TSN_TYPE_DATE, date);
  g_autofree char *text = tsn_date_row_format (TSN_TEXT_ROW (self), &value);

  gtk_editable_set_text (tsn_text_row_get_text (TSN_TEXT_ROW (self)), text);
  tsn_field_row_commit (TSN_FIELD_ROW (self));
}

static void
tsn_date_row_constructed (GObject *object)
{
  TsnDateRow *self = TSN_DATE_ROW (object);

  G_OBJECT_CLASS (tsn_date_row_parent_class)->constructed (object);
  self->calendar = tsn_calendar_button_new ();
  g_signal_connect_object (self->calendar,
                           "picked",
                           G_CALLBACK (picked_cb),
                           self,
                           G_CONNECT_SWAPPED);
  /* Nobody leafs back to 1940. */
  gtk_widget_set_visible (self->calendar, !is_birth (self));
  tsn_field_row_add_suffix (TSN_FIELD_ROW (self), self->calendar);
}

static void
tsn_date_row_class_init (TsnDateRowClass *class)
{
  G_OBJECT_CLASS (class)->constructed = tsn_date_row_constructed;
  TSN_FIELD_ROW_CLASS (class)->say_error = tsn_date_row_say_error;
  TSN_TEXT_ROW_CLASS (class)->format = tsn_date_row_format;
  TSN_TEXT_ROW_CLASS (class)->typed = tsn_date_row_typed;
}

static void
tsn_date_row_init (TsnDateRow *self)
{
}
