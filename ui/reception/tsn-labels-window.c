/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A sheet of labels is rarely used up in one go: what is left of it goes into the printer again,
 * and somebody says where the first free label is. */

#include "tsn-labels-window.h"

#include <glib/gi18n.h>

#include "tsn-event-papers.h"
#include "tsn-sheet-places.h"
#include "tsn-toast.h"
#include "tsn-windows.h"

static const struct
{
  const char *title;
  guint columns;
} PAPERS[TSN_N_LABELS] = {
  [TSN_LABELS_A4_10] = { N_ ("A4, 10 cards of 91 × 55 mm"), 2 },
  [TSN_LABELS_A4_24] = { N_ ("A4, 24 labels of 70 × 33.9 mm"), 3 },
  [TSN_LABELS_ROLL_62] = { N_ ("Label printer, 62 × 29 mm"), 1 },
};

struct _TsnLabelsWindow
{
  TsnDialog parent_instance;

  TsnStation *station;
  GWeakRef parent;
  TsnId event;

  AdwComboRow *paper;
  GtkWidget *place_row;
  TsnSheetPlaces *places;
};

G_DEFINE_FINAL_TYPE (TsnLabelsWindow, tsn_labels_window, TSN_TYPE_DIALOG)

static TsnLabels
chosen_paper (TsnLabelsWindow *self)
{
  return (TsnLabels) adw_combo_row_get_selected (self->paper);
}

static void
paper_changed_cb (TsnLabelsWindow *self)
{
  TsnLabels labels = chosen_paper (self);

  if (labels >= TSN_N_LABELS)
    return;
  tsn_sheet_places_set_sheet (self->places, tsn_labels_per_sheet (labels), PAPERS[labels].columns);
  gtk_widget_set_visible (self->place_row, tsn_labels_per_sheet (labels) > 1);
}

/* -- Making them -- */

typedef struct
{
  TsnId event;
  TsnLabels labels;
  guint first;
  TsnPaper *paper;
} Question;

static void
question_free (gpointer pointer)
{
  tsn_paper_unref (((Question *) pointer)->paper);
  g_free (pointer);
}

static gboolean
labels_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;

  question->paper =
      tsn_name_labels (session, &question->event, question->labels, question->first, error);
  return question->paper != NULL;
}

static void
labels_cb (gpointer object, gpointer data, const GError *error)
{
  if (error != NULL)
    tsn_toast_error (object, error);
  else
    tsn_preview_paper (object, ((Question *) data)->paper);
}

static void
preview_cb (TsnLabelsWindow *self)
{
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&self->parent);
  Question *question = g_new0 (Question, 1);

  question->event = self->event;
  question->labels = chosen_paper (self);
  question->first = tsn_sheet_places_get_first (self->places);
  tsn_station_ask (self->station,
                   TSN_STORE_READ,
                   labels_work,
                   question,
                   question_free,
                   parent,
                   labels_cb);
  gtk_window_close (GTK_WINDOW (self));
}

/* -- Life -- */

static void
tsn_labels_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TSN_TYPE_LABELS_WINDOW);
  g_clear_object (&TSN_LABELS_WINDOW (object)->station);
  G_OBJECT_CLASS (tsn_labels_window_parent_class)->dispose (object);
}

static void
tsn_labels_window_finalize (GObject *object)
{
  g_weak_ref_clear (&TSN_LABELS_WINDOW (object)->parent);
  G_OBJECT_CLASS (tsn_labels_window_parent_class)->finalize (object);
}

static void
tsn_labels_window_class_init (TsnLabelsWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_labels_window_dispose;
  G_OBJECT_CLASS (class)->finalize = tsn_labels_window_finalize;
  g_type_ensure (TSN_TYPE_SHEET_PLACES);
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/jp/tsunagi/Tsunagi/reception/tsn-labels-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnLabelsWindow, paper);
  gtk_widget_class_bind_template_child (widget_class, TsnLabelsWindow, place_row);
  gtk_widget_class_bind_template_child (widget_class, TsnLabelsWindow, places);
  gtk_widget_class_bind_template_callback (widget_class, paper_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, preview_cb);
}

static void
tsn_labels_window_init (TsnLabelsWindow *self)
{
  g_autoptr (GtkStringList) papers = gtk_string_list_new (NULL);

  g_weak_ref_init (&self->parent, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < TSN_N_LABELS; i++)
    gtk_string_list_append (papers, _ (PAPERS[i].title));
  adw_combo_row_set_model (self->paper, G_LIST_MODEL (papers));
}

void
tsn_labels_window_present (GtkWidget *parent, TsnStation *station, const TsnId *event)
{
  TsnLabelsWindow *self = g_object_new (TSN_TYPE_LABELS_WINDOW, NULL);

  self->station = g_object_ref (station);
  self->event = *event;
  g_weak_ref_set (&self->parent, parent);
  paper_changed_cb (self);
  tsn_dialog_present (self, parent);
}
