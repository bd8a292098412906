/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The entry that has the focus says what it is typed with, and that comes up below it. A keyboard
 * on the table may be used all the same.
 */

#include "tsn-era-date-picker.h"
#include "tsn-kana-keyboard.h"
#include "tsn-kiosk-window-private.h"
#include "tsn-kiosk-words.h"
#include "tsn-phone-keypad.h"

#define KEYS_SHARE 0.36 /* of the height, where there is room */
#define ROOMY      1000 /* pixels of height: question, help, entry and keyboard all have room */

static TsnWriting
writing_of (TsnKioskInput input)
{
  gboolean japanese = tsn_kiosk_get_language () < 2; /* or the easy one */

  switch (input)
    {
    case TSN_KIOSK_INPUT_KANA:
      return TSN_WRITING_HIRAGANA;
    case TSN_KIOSK_INPUT_NAME:
      return japanese ? TSN_WRITING_NAME : TSN_WRITING_LATIN;
    case TSN_KIOSK_INPUT_PLACE:
      return TSN_WRITING_PLACE;
    case TSN_KIOSK_INPUT_TEXT:
      return japanese ? TSN_WRITING_TEXT : TSN_WRITING_LATIN;
    case TSN_KIOSK_INPUT_PASSPHRASE:
      return TSN_WRITING_LATIN;
    case TSN_KIOSK_INPUT_DIGITS:
    case TSN_KIOSK_INPUT_DATE:
    case TSN_KIOSK_INPUT_NONE:
    default:
      return TSN_WRITING_DIGITS;
    }
}

static void
date_changed_cb (GtkEditable *entry, TsnEraDatePicker *picker)
{
  TsnDate date = tsn_era_date_picker_get_date (picker);
  g_autofree char *text = tsn_date_format (date, TSN_DATE_STYLE_ERA);

  if (date != TSN_DATE_NONE)
    gtk_editable_set_text (entry, text);
}

static GtkWidget *
new_date_picker (GtkEditable *entry, gboolean is_wide)
{
  GtkWidget *picker = tsn_era_date_picker_new ();
  TsnDate date = TSN_DATE_NONE;

  tsn_era_date_picker_set_wide (TSN_ERA_DATE_PICKER (picker), is_wide);
  if (tsn_date_parse (gtk_editable_get_text (entry), &date, NULL) == TSN_DATE_OK)
    tsn_era_date_picker_set_date (TSN_ERA_DATE_PICKER (picker), date);
  g_signal_connect_object (picker,
                           "date-changed",
                           G_CALLBACK (date_changed_cb),
                           entry,
                           G_CONNECT_SWAPPED);
  return picker;
}

/* Made for one entry, and gone with it: nothing of what was typed stays in one. */
static GtkWidget *
new_input (TsnKioskInput input, GtkEditable *entry, TsnKioskPage *page, gboolean is_low)
{
  guint n;
  const TsnKioskLanguage *languages = tsn_kiosk_languages (&n);
  GtkWidget *widget;

  if (input == TSN_KIOSK_INPUT_DATE)
    return new_date_picker (entry, is_low);
  if (input == TSN_KIOSK_INPUT_DIGITS)
    {
      widget = tsn_phone_keypad_new ();
      tsn_phone_keypad_set_target (TSN_PHONE_KEYPAD (widget), entry);
      return widget;
    }
  widget = tsn_kana_keyboard_new ();
  tsn_kana_keyboard_set_language (TSN_KANA_KEYBOARD (widget),
                                  languages[tsn_kiosk_get_language ()].code);
  tsn_kana_keyboard_set_target (TSN_KANA_KEYBOARD (widget), entry, writing_of (input));
  if (page != NULL && tsn_kiosk_page_get_places (page) != NULL)
    tsn_kiosk_place_list_offer_on (tsn_kiosk_page_get_places (page), TSN_KANA_KEYBOARD (widget));
  return widget;
}

/* On a button it stays as it is: it would be gone under the finger. */
static void
focus_changed_cb (TsnKioskWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  TsnKioskInput input = tsn_kiosk_input_of (focus);
  GtkWidget *entry, *around;
  TsnKioskPage *page;
  gboolean is_low;

  if (input == TSN_KIOSK_INPUT_NONE || self->input == NULL)
    return;
  entry = gtk_widget_get_ancestor (focus, GTK_TYPE_ENTRY);
  if (g_object_get_data (G_OBJECT (self->input), "entry") == entry)
    return;
  g_object_set_data (G_OBJECT (self->input), "entry", entry);
  is_low = gtk_widget_get_height (GTK_WIDGET (self)) < ROOMY;
  around = gtk_widget_get_ancestor (entry, TSN_TYPE_KIOSK_PAGE);
  page = around != NULL ? TSN_KIOSK_PAGE (around) : NULL; /* the staff's entries are in none */
  adw_bin_set_child (self->input, new_input (input, GTK_EDITABLE (entry), page, is_low));
  if (is_low && page != NULL)
    tsn_kiosk_page_make_room (page);
  if (!is_low) /* larger keys, and within the reach of who sits */
    gtk_widget_set_size_request (GTK_WIDGET (self->input),
                                 -1,
                                 (int) (gtk_widget_get_height (GTK_WIDGET (self)) * KEYS_SHARE));
}

void
tsn_kiosk_typing_watch (TsnKioskWindow *self)
{
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (focus_changed_cb), NULL);
}
