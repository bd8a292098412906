/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* It goes the way of the cards, so that what is wrong with that way is seen before the first
 * resident comes. The page belongs to the label that tells of it. */

#include "tsn-kiosk-test-page.h"

#include <glib/gi18n.h>

#include "tsn-card-layout.h"
#include "tsn-card-proof.h"
#include "tsn-kiosk-job.h"
#include "tsn-kiosk-label.h"
#include "tsn-kiosk-trouble.h"

#define KEY "test-page"

typedef struct
{
  GtkWidget *says; /* NULL: nobody waits for it any more */
  char *media;     /* (nullable) */
  guint layout, position;
  TsnKioskJob *job; /* NULL: the printer is asked for one */
} TestPage;

static void
test_page_clear (gpointer data)
{
  TestPage *self = data;

  g_clear_object (&self->job);
  g_free (self->media);
}

static void
leave (gpointer data)
{
  TestPage *self = data;

  self->says = NULL;
  if (self->job != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->job, self);
      tsn_kiosk_job_drop (self->job);
    }
  g_rc_box_release_full (self, test_page_clear);
}

static void
say (TestPage *self, const char *words)
{
  tsn_kiosk_label_set_text (TSN_KIOSK_LABEL (self->says), words);
}

static void
say_trouble (TestPage *self, const GError *error)
{
  g_autofree char *words = tsn_kiosk_trouble_for_staff (error);

  say (self, words);
}

static void
job_changed_cb (TestPage *self)
{
  const GError *trouble = tsn_kiosk_job_get_trouble (self->job);

  if (trouble != NULL)
    {
      say_trouble (self, trouble);
      return;
    }
  switch (tsn_kiosk_job_get_state (self->job))
    {
    case TSN_PAPER_PRINTED:
    case TSN_PAPER_FORGOTTEN:
      say (self,
           _ ("The test page is printed. The frame is where the card will be; the ruler is 50 mm "
              "long when nothing was scaled; a phone reads the code."));
      break;
    case TSN_PAPER_DROPPED:
      say (self, _ ("The printer dropped the test page. Choose another paper or tray."));
      break;
    case TSN_PAPER_WAITING:
    default:
      say (self, _ ("The test page is being printed."));
      break;
    }
}

static GBytes *
make_pdf (TestPage *self, GError **error)
{
  guint per_sheet = tsn_card_layout_per_sheet (self->layout);
  g_autoptr (GByteArray) bytes = NULL;
  double width, height;

  tsn_paper_size_of_media (self->media, &width, &height);
  bytes = tsn_card_make_test_pdf (self->layout,
                                  per_sheet > 1 ? MAX (self->position, 1) : 1,
                                  width,
                                  height,
                                  _ ("Test page of Tsunagi. This sentence is in the code, too."),
                                  error);
  return bytes != NULL ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}

static gboolean
send_pages (TestPage *self, TsnKioskJob *job, GError **error)
{
  g_autoptr (GBytes) pdf = make_pdf (self, error);

  if (pdf == NULL)
    return FALSE;
  self->job = g_object_ref (job);
  g_signal_connect_swapped (job, "changed", G_CALLBACK (job_changed_cb), self);
  tsn_kiosk_job_send (job, pdf);
  return TRUE;
}

static void
begun_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TestPage *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnKioskJob) job = tsn_kiosk_job_begin_finish (result, &error);

  if (job != NULL && (self->says == NULL || !send_pages (self, job, &error)))
    tsn_kiosk_job_drop (job);
  if (error != NULL && self->says != NULL)
    say_trouble (self, error);
  g_rc_box_release_full (self, test_page_clear);
}

void
tsn_kiosk_test_page_print (GtkWidget *says,
                           const TsnPaperAddress *address,
                           guint layout,
                           guint position)
{
  g_autofree char *printer = tsn_paper_address_to_text (address);
  TestPage *self = g_rc_box_new0 (TestPage);

  self->says = says;
  self->media = g_strdup (address->media);
  self->layout = layout;
  self->position = position;
  g_object_set_data_full (G_OBJECT (says), KEY, self, leave);
  say (self, _ ("The test page is being printed."));
  tsn_kiosk_job_begin_async (printer, begun_cb, g_rc_box_acquire (self));
}

void
tsn_kiosk_test_page_stop (GtkWidget *says)
{
  g_object_set_data (G_OBJECT (says), KEY, NULL);
}
