/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-fixture.h"

#include <glib/gstdio.h>

#include "../work/work-fixture.h"

void
kiosk_fixture_setup (KioskFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ui_fixture_setup (&self->ui, NULL);
  put_municipality (self->ui.store.store, 0);
  self->folder = g_dir_make_tmp ("tsn-kiosk-XXXXXX", NULL);
  self->tray = g_build_filename (self->folder, "tray", NULL);
  g_assert_cmpint (g_mkdir (self->tray, 0700), ==, 0);
  self->application = tsn_application_new ();
  g_application_set_flags (G_APPLICATION (self->application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (self->application), NULL, &error);
  g_assert_no_error (error);
  g_settings_set_string (tsn_application_get_settings (self->application),
                         "kiosk-printer",
                         self->tray);
  self->window = TSN_KIOSK_WINDOW (tsn_kiosk_window_new (self->application, self->ui.station));
  gtk_window_present (GTK_WINDOW (self->window));
}

void
kiosk_remove_all_in (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

void
kiosk_fixture_teardown (KioskFixture *self, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_object_unref (self->application);
  ui_fixture_teardown (&self->ui, NULL);
  kiosk_remove_all_in (self->tray);
  kiosk_remove_all_in (self->folder);
  g_free (self->tray);
  g_free (self->folder);
}

static gboolean
card_is_made (gpointer data)
{
  return ((KioskFixture *) data)->window->card != NULL;
}

static void
say (TsnKioskDraft *draft, guint part, guint field, const char *text)
{
  g_autoptr (GError) error = NULL;

  tsn_kiosk_draft_set_text (draft, part, field, text, &error);
  g_assert_no_error (error);
}

void
kiosk_make_card (KioskFixture *self)
{
  TsnKioskDraft *draft = self->window->draft;

  for (guint purpose = TSN_PURPOSE_PRINT; purpose <= TSN_PURPOSE_COMMISSIONER; purpose++)
    tsn_kiosk_draft_set_number (draft, TSN_KIOSK_CONSENT, purpose, TSN_CONSENT_ANSWER_AGREES);
  say (draft, TSN_KIOSK_PERSON, TSN_PERSON_KANA, "ミホン　ハナコ");
  say (draft, TSN_KIOSK_PERSON, TSN_PERSON_ADDRESS, "埼玉県本庄市見本町1-2-3");
  say (draft, TSN_KIOSK_PERSON, TSN_PERSON_BIRTH_DATE, "1940-03-02");
  say (draft, TSN_KIOSK_CONTACT, TSN_CONTACT_NAME, "見本　太郎");
  say (draft, TSN_KIOSK_CONTACT, TSN_CONTACT_PHONE_1, "090-0000-1234");
  for (guint i = 0; tsn_kiosk_step (i) != NULL; i++)
    if (tsn_kiosk_step (i)->kind == TSN_KIOSK_STEP_CARD)
      self->window->step = (int) i;
  tsn_kiosk_window_show (self->window, TSN_KIOSK_VIEW_STEP);
  ui_wait (card_is_made, self);
}

static gboolean
is_seen (gpointer data)
{
  KioskFixture *self = data;

  return self->window->view == self->wanted;
}

void
kiosk_see (KioskFixture *self, TsnKioskView view)
{
  self->wanted = view;
  ui_wait (is_seen, self);
}

GtkWidget *
kiosk_button (KioskFixture *self, const char *words)
{
  GtkWidget *label = ui_find_text (GTK_WIDGET (self->window), words);

  return label != NULL ? gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON) : NULL;
}

void
kiosk_press (KioskFixture *self, const char *words)
{
  g_assert_nonnull (kiosk_button (self, words));
  g_signal_emit_by_name (kiosk_button (self, words), "clicked");
}

gboolean
kiosk_says (KioskFixture *self, const char *words)
{
  return ui_find_text (GTK_WIDGET (self->window), words) != NULL;
}
