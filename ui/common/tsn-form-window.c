/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A window for one draft of TsnRecordForm. When the desk is locked before it was saved, it is saved
 * if it is complete: nothing that was typed is lost for being interrupted. */

#include "tsn-form-window.h"

struct _TsnFormWindow
{
  TsnDialog parent_instance;

  TsnStation *station;
  TsnRecordForm *form;

  AdwClamp *clamp;
};

enum
{
  MADE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnFormWindow, tsn_form_window, TSN_TYPE_DIALOG)

static void
save_cb (TsnFormWindow *self)
{
  tsn_record_form_create (self->form);
}

static void
saved_cb (TsnFormWindow *self, guint field)
{
  if (field != 0)
    return;
  g_signal_emit (self, signals[MADE], 0, tsn_record_form_get_id (self->form));
  gtk_window_close (GTK_WINDOW (self));
}

static void
tsn_form_window_dispose (GObject *object)
{
  TsnFormWindow *self = TSN_FORM_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_FORM_WINDOW);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_form_window_parent_class)->dispose (object);
}

static void
tsn_form_window_class_init (TsnFormWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_form_window_dispose;
  signals[MADE] = g_signal_new ("made",
                                TSN_TYPE_FORM_WINDOW,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                1,
                                G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/common/tsn-form-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnFormWindow, clamp);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
}

static void
tsn_form_window_init (TsnFormWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

TsnFormWindow *
tsn_form_window_present (GtkWidget *parent,
                         TsnStation *station,
                         const char *title,
                         const TsnFormGroup *groups,
                         TsnChange *draft)
{
  TsnFormWindow *self = g_object_new (TSN_TYPE_FORM_WINDOW, "title", title, NULL);
  GtkWidget *form = tsn_record_form_new (station, draft->kind);

  self->station = g_object_ref (station);
  self->form = TSN_RECORD_FORM (form);
  gtk_widget_set_margin_top (form, 18);
  gtk_widget_set_margin_bottom (form, 24);
  gtk_widget_set_margin_start (form, 18);
  gtk_widget_set_margin_end (form, 18);
  tsn_record_form_add_groups (self->form, groups, NULL);
  adw_clamp_set_child (self->clamp, form);
  g_signal_connect_object (form, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (station, "locking", G_CALLBACK (save_cb), self, G_CONNECT_SWAPPED);
  tsn_record_form_set_draft (self->form, draft);
  tsn_dialog_present (self, parent);
  gtk_widget_grab_focus (GTK_WIDGET (tsn_record_form_get_row (self->form, groups[0].fields[0])));
  return self;
}
