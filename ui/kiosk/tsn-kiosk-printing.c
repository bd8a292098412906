/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From "print" until the card lies in the tray. What the printer says of the job decides
 * what is shown: there is nothing to press while a job is on its way, and "print again" only when
 * none is left.
 */

#include <adwaita.h>
#include <glib/gi18n.h>

#include "tsn-kiosk-label.h"
#include "tsn-kiosk-panel.h"
#include "tsn-kiosk-trouble.h"
#include "tsn-kiosk-window-private.h"
#include "tsn-kiosk-words.h"

static gboolean
is_waiting (TsnKioskWindow *self)
{
  TsnKioskJob *job = tsn_kiosk_card_get_job (self->card);

  return job != NULL && tsn_kiosk_job_get_state (job) == TSN_PAPER_WAITING;
}

/* -- How it goes on -- */

static TsnKioskView
find_view (TsnKioskJob *job)
{
  switch (tsn_kiosk_job_get_state (job))
    {
    case TSN_PAPER_PRINTED:
      return TSN_KIOSK_VIEW_PRINTED;
    case TSN_PAPER_FORGOTTEN:
      return TSN_KIOSK_VIEW_DOUBT;
    case TSN_PAPER_DROPPED:
      return TSN_KIOSK_VIEW_TROUBLE;
    case TSN_PAPER_WAITING:
    default:
      return tsn_kiosk_job_get_trouble (job) != NULL ? TSN_KIOSK_VIEW_TROUBLE
                                                     : TSN_KIOSK_VIEW_PRINTING;
    }
}

static void
hand_out (TsnKioskWindow *self)
{
  tsn_kiosk_card_hand_out (self->card);
  tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_PRINTED);
}

static void
job_changed_cb (TsnKioskWindow *self, TsnKioskJob *job)
{
  TsnKioskView view = find_view (job);

  if (self->card == NULL || job != tsn_kiosk_card_get_job (self->card))
    return; /* it was wiped meanwhile */
  g_clear_error (&self->trouble);
  if (tsn_kiosk_job_get_trouble (job) != NULL)
    self->trouble = g_error_copy (tsn_kiosk_job_get_trouble (job));
  if (view == TSN_KIOSK_VIEW_PRINTED)
    hand_out (self);
  else
    tsn_kiosk_window_show (self, view);
}

static void
printed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnKioskWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnKioskJob) job = tsn_kiosk_card_print_finish (TSN_KIOSK_CARD (source),
                                                             result,
                                                             &error);

  if (TSN_KIOSK_CARD (source) != self->card)
    return; /* it was wiped meanwhile */
  if (job != NULL)
    g_signal_connect_object (job, "changed", G_CALLBACK (job_changed_cb), self, G_CONNECT_SWAPPED);
  else
    {
      self->trouble = g_steal_pointer (&error);
      tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_TROUBLE);
    }
}

void
tsn_kiosk_window_print (TsnKioskWindow *self)
{
  g_clear_error (&self->trouble);
  tsn_kiosk_card_print_async (self->card, printed_cb, g_object_ref (self));
  tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_PRINTING);
}

void
tsn_kiosk_printing_resume (TsnKioskWindow *self)
{
  if (self->card != NULL && is_waiting (self))
    tsn_kiosk_window_show (self, find_view (tsn_kiosk_card_get_job (self->card)));
  else
    tsn_kiosk_window_wipe (self);
}

/* -- What is shown -- */

static GtkWidget *
add_words (GtkWidget *panel, const char *words)
{
  GtkWidget *label = tsn_kiosk_label_new (words);

  tsn_kiosk_label_set_centred (TSN_KIOSK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (panel), label);
  return label;
}

/* Whoever is called reads the cause where the resident stands, in the language of the desk. */
static void
add_cause (GtkWidget *panel, const GError *error)
{
  guint language = tsn_kiosk_get_language ();
  g_autofree char *cause = NULL;
  g_autofree char *words = NULL;

  tsn_kiosk_set_language (0);
  cause = tsn_kiosk_trouble_for_staff (error);
  words = g_strdup_printf (_ ("For the staff: %s"), cause);
  tsn_kiosk_set_language (language);
  add_words (panel, words);
}

static void
add_wipe (GtkWidget *panel, TsnKioskWindow *self)
{
  tsn_kiosk_panel_add (panel,
                       K_ ("Wipe everything and stop"),
                       NULL,
                       G_CALLBACK (tsn_kiosk_window_wipe),
                       self);
}

static GtkWidget *
trouble (TsnKioskWindow *self)
{
  const char *words =
      self->trouble != NULL
          ? tsn_kiosk_trouble_for_resident (self->trouble)
          : K_ ("The printer stopped before your card came out. Please print it again, or call "
                "the staff.");
  GtkWidget *panel = tsn_kiosk_panel_new (K_ ("The card is not printed yet"), words);

  if (is_waiting (self))
    tsn_kiosk_label_read_aloud (
        add_words (panel, K_ ("It is printed by itself as soon as the printer can.")));
  if (self->trouble != NULL)
    add_cause (panel, self->trouble);
  if (!is_waiting (self))
    tsn_kiosk_panel_add (panel,
                         K_ ("Print again"),
                         "next",
                         G_CALLBACK (tsn_kiosk_window_print),
                         self);
  add_wipe (panel, self);
  return panel;
}

static void
nothing_came_cb (TsnKioskWindow *self)
{
  tsn_kiosk_window_show (self, TSN_KIOSK_VIEW_TROUBLE);
}

static GtkWidget *
doubt (TsnKioskWindow *self)
{
  GtkWidget *panel = tsn_kiosk_panel_new (
      K_ ("Did your card come out?"),
      K_ ("The printer does not say whether it printed. Please look into the tray."));

  tsn_kiosk_panel_add (panel, K_ ("Yes, I have it"), "next", G_CALLBACK (hand_out), self);
  tsn_kiosk_panel_add (panel,
                       K_ ("No, nothing came out"),
                       NULL,
                       G_CALLBACK (nothing_came_cb),
                       self);
  return panel;
}

GtkWidget *
tsn_kiosk_printing_view (TsnKioskWindow *self)
{
  switch ((int) self->view)
    {
    case TSN_KIOSK_VIEW_TROUBLE:
      return trouble (self);
    case TSN_KIOSK_VIEW_DOUBT:
      return doubt (self);
    case TSN_KIOSK_VIEW_PRINTING:
    default:
      return tsn_kiosk_panel_new (K_ ("Your card is being printed"), K_ ("One moment, please."));
    }
}
