/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is on the page is read aloud, for whoever asked for that. A hall hears it, so nothing is
 * read but the kiosk's own words, each of which is marked as such where it is put on the page:
 * never what was typed, chosen or came from a card.
 */

#include <adwaita.h>

#include "tsn-kiosk-label.h"
#include "tsn-kiosk-window-private.h"
#include "tsn-kiosk-words.h"

/* -- Words -- */

/* With a pause between a title and what follows it. */
static void
add_sentence (GString *words, const char *sentence)
{
  const char *last = g_utf8_find_prev_char (sentence, sentence + strlen (sentence));

  if (last == NULL)
    return;
  g_string_append (words, sentence);
  if (!g_unichar_ispunct (g_utf8_get_char (last)))
    g_string_append (words, g_utf8_get_char (last) >= 0x2e80 ? "。" : ".");
  g_string_append_c (words, '\n');
}

static void
add_words_of (GString *words, GtkWidget *widget)
{
  g_autofree char *sentence = NULL;

  if (!gtk_widget_get_visible (widget))
    return;
  if (TSN_IS_KIOSK_LABEL (widget))
    sentence = tsn_kiosk_label_words_to_read (TSN_KIOSK_LABEL (widget));
  if (sentence != NULL)
    add_sentence (words, sentence);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    add_words_of (words, child);
}

static void
read_all_in (TsnKioskWindow *self, GtkWidget *widget)
{
  g_autoptr (GString) words = g_string_new (NULL);
  guint n;
  const TsnKioskLanguage *languages = tsn_kiosk_languages (&n);

  if (!self->is_aloud)
    return;
  add_words_of (words, widget);
  if (words->len > 0)
    tsn_kiosk_voice_say (self->voice, languages[tsn_kiosk_get_language ()].voice, words->str);
}

void
tsn_kiosk_aloud_read (TsnKioskWindow *self)
{
  read_all_in (self, gtk_overlay_get_child (self->overlay));
}

void
tsn_kiosk_aloud_read_warning (TsnKioskWindow *self)
{
  read_all_in (self, self->warning);
}

/* -- The button -- */

static gboolean
is_offered (TsnKioskWindow *self)
{
  return self->view != TSN_KIOSK_VIEW_LOCKED && self->view != TSN_KIOSK_VIEW_STAFF &&
         tsn_kiosk_voice_is_there (self->voice) &&
         g_settings_get_boolean (self->settings, "kiosk-read-aloud");
}

static const char *
words_of_button (TsnKioskWindow *self)
{
  return self->is_aloud ? K_ ("Stop reading aloud") : K_ ("Read aloud");
}

static void
clicked_cb (TsnKioskWindow *self)
{
  self->is_aloud = !self->is_aloud;
  tsn_kiosk_button_set_text (self->aloud, words_of_button (self));
  if (self->is_aloud)
    tsn_kiosk_aloud_read (self);
  else
    tsn_kiosk_voice_stop (self->voice);
}

GtkWidget *
tsn_kiosk_aloud_button (TsnKioskWindow *self)
{
  self->aloud = tsn_kiosk_button_new (words_of_button (self), NULL, G_CALLBACK (clicked_cb), self);
  gtk_widget_set_visible (self->aloud, is_offered (self));
  return self->aloud;
}

/* -- Life -- */

static void
changed_cb (TsnKioskWindow *self)
{
  if (self->aloud != NULL)
    gtk_widget_set_visible (self->aloud, is_offered (self));
}

void
tsn_kiosk_aloud_watch (TsnKioskWindow *self)
{
  self->voice = tsn_kiosk_voice_new ();
  g_signal_connect_object (self->voice,
                           "notify::is-there",
                           G_CALLBACK (changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}
