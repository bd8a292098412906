/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* First the store says who reads here, then the sheet is shown, or a file is asked for. The widget
 * that offers holds what is offered until another takes its place or it is withdrawn: what comes
 * back later finds it there, or has nothing to do. */

#include "tsn-handover-offer.h"

#include <glib/gi18n.h>

#include "tsn-dialog.h"
#include "tsn-handover.h"
#include "tsn-toast.h"
#include "tsn-windows.h"

#define OFFER "tsn-handover" /* data of the widget */

typedef struct
{
  guint number; /* no other offer has it */
  TsnHandoverForm form;
  TsnCardReading reading; /* a copy of what is handed over */
  TsnHandover handover;
  char *organisation;
  char *device;
  char *path;
} Offer;

static void
offer_free (gpointer data)
{
  Offer *offer = data;

  tsn_card_free (offer->reading.card);
  g_free (offer->organisation);
  g_free (offer->device);
  g_free (offer->path);
  g_free (offer);
}

/* -- The file -- */

static gboolean
write_work (gpointer data,
            TsnProgress progress,
            gpointer progress_data,
            GCancellable *cancellable,
            GError **error)
{
  const Offer *offer = data;

  return tsn_handover_write_fhir_sync (&offer->handover, offer->path, error);
}

static void
written_cb (gpointer object, gpointer data, const GError *error)
{
  if (error != NULL)
    tsn_toast_error (object, error);
  else
    tsn_toast (object, _ ("Saved"));
}

static void
chosen_cb (gpointer object, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  Offer *offer = g_object_get_data (object, OFFER);

  if (offer == NULL)
    return;
  if (path == NULL)
    {
      tsn_toast (object, _ ("This is not a folder of this computer; choose another one"));
      return;
    }
  g_object_steal_data (object, OFFER);
  offer->path = g_steal_pointer (&path);
  tsn_run_long_work (object,
                     _ ("Saving the file"),
                     write_work,
                     offer,
                     offer_free,
                     object,
                     written_cb);
}

static void
confirmed_cb (gpointer object, gpointer data)
{
  static const char *const TYPES[] = { "application/json", NULL };

  tsn_choose_file (object,
                   _ ("Save for the hospital's system"),
                   TRUE,
                   "handover.json",
                   TYPES,
                   chosen_cb,
                   object);
}

static void
ask_for_file (GtkWidget *parent)
{
  tsn_confirm (parent,
               _ ("Save for the hospital's system?"),
               _ ("The file (HL7 FHIR R4) holds all that the card says and is not encrypted: "
                  "whoever has it can read it. Give it to the hospital only, and delete it "
                  "afterwards."),
               _ ("_Save…"),
               FALSE,
               confirmed_cb,
               parent,
               NULL,
               NULL);
}

/* -- Who reads here -- */

typedef struct
{
  guint number; /* of the offer that asks */
  char *organisation;
  char *device;
} Reader;

static void
reader_free (gpointer data)
{
  Reader *reader = data;

  g_free (reader->organisation);
  g_free (reader->device);
  g_free (reader);
}

static gboolean
reader_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Reader *reader = data;

  return tsn_handover_find_reader (session, &reader->organisation, &reader->device, error);
}

static void
reader_cb (gpointer object, gpointer data, const GError *error)
{
  Reader *reader = data;
  Offer *offer = g_object_get_data (object, OFFER);
  g_autoptr (TsnPaper) paper = NULL;

  if (offer == NULL || offer->number != reader->number)
    return;
  if (error != NULL)
    {
      g_object_set_data (object, OFFER, NULL);
      tsn_toast_error (object, error);
      return;
    }
  offer->organisation = g_steal_pointer (&reader->organisation);
  offer->device = g_steal_pointer (&reader->device);
  offer->handover.organisation = offer->organisation;
  offer->handover.device = offer->device;
  offer->handover.now_ms = g_get_real_time () / 1000;
  if (offer->form == TSN_HANDOVER_FHIR)
    {
      ask_for_file (object);
      return;
    }
  paper = tsn_handover_paper (&offer->handover);
  tsn_preview_paper (object, paper);
}

void
tsn_handover_offer (GtkWidget *parent,
                    TsnStation *station,
                    const TsnCardReading *reading,
                    gint64 read_ms,
                    TsnHandoverForm form)
{
  static guint last;
  Offer *offer = g_new0 (Offer, 1);
  Reader *reader = g_new0 (Reader, 1);

  offer->form = form;
  offer->reading.verdict = reading->verdict;
  offer->reading.standing = reading->standing;
  offer->reading.card = tsn_card_copy (reading->card);
  offer->handover.reading = &offer->reading;
  offer->handover.read_ms = read_ms;
  offer->number = reader->number = ++last;
  g_object_set_data_full (G_OBJECT (parent), OFFER, offer, offer_free);
  tsn_station_ask (station, TSN_STORE_READ, reader_work, reader, reader_free, parent, reader_cb);
}

void
tsn_handover_withdraw (GtkWidget *parent)
{
  GtkRoot *root = gtk_widget_get_root (parent);

  if (g_object_get_data (G_OBJECT (parent), OFFER) == NULL)
    return;
  g_object_set_data (G_OBJECT (parent), OFFER, NULL);
  if (GTK_IS_WINDOW (root))
    tsn_dialog_close_all (GTK_WINDOW (root));
}
