/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A question, two buttons. The button that cannot be undone is not the one that Enter presses: the
 * focus then begins on "Cancel". */

#include "tsn-dialog.h"
#include "tsn-secret.h"
#include "tsn-windows.h"

#define TSN_TYPE_CONFIRM_WINDOW (tsn_confirm_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnConfirmWindow, tsn_confirm_window, TSN, CONFIRM_WINDOW, TsnDialog)

struct _TsnConfirmWindow
{
  TsnDialog parent_instance;

  TsnConfirmed confirmed;
  TsnConfirmedNote noted; /* NULL: no note was asked for */
  GWeakRef object;
  gpointer data;
  GDestroyNotify free_data;

  GtkLabel *heading;
  GtkLabel *body;
  GtkWidget *note_group;
  AdwEntryRow *note;
  GtkWidget *cancel;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (TsnConfirmWindow, tsn_confirm_window, TSN_TYPE_DIALOG)

static void
confirmed_cb (TsnConfirmWindow *self)
{
  g_autoptr (GObject) object = g_weak_ref_get (&self->object);
  g_autoptr (TsnSecretText) note = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->note)));

  g_object_ref (self);
  /* First out of the way: what is confirmed may show a window of its own, or close the one below
   * and everything in front of it. */
  gtk_window_set_transient_for (GTK_WINDOW (self), NULL);
  gtk_window_destroy (GTK_WINDOW (self));
  if (object != NULL && self->noted != NULL)
    self->noted (object, note);
  else if (object != NULL)
    self->confirmed (object, self->data);
  g_object_unref (self);
}

static void
tsn_confirm_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TSN_TYPE_CONFIRM_WINDOW);
  G_OBJECT_CLASS (tsn_confirm_window_parent_class)->dispose (object);
}

static void
tsn_confirm_window_finalize (GObject *object)
{
  TsnConfirmWindow *self = TSN_CONFIRM_WINDOW (object);

  if (self->free_data != NULL)
    self->free_data (self->data);
  g_weak_ref_clear (&self->object);
  G_OBJECT_CLASS (tsn_confirm_window_parent_class)->finalize (object);
}

static void
tsn_confirm_window_class_init (TsnConfirmWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_confirm_window_dispose;
  G_OBJECT_CLASS (class)->finalize = tsn_confirm_window_finalize;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT_DIALOG);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/common/tsn-confirm-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnConfirmWindow, heading);
  gtk_widget_class_bind_template_child (widget_class, TsnConfirmWindow, body);
  gtk_widget_class_bind_template_child (widget_class, TsnConfirmWindow, note_group);
  gtk_widget_class_bind_template_child (widget_class, TsnConfirmWindow, note);
  gtk_widget_class_bind_template_child (widget_class, TsnConfirmWindow, cancel);
  gtk_widget_class_bind_template_child (widget_class, TsnConfirmWindow, button);
  gtk_widget_class_bind_template_callback (widget_class, confirmed_cb);
}

static void
tsn_confirm_window_init (TsnConfirmWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_words (TsnConfirmWindow *self, const char *heading, const char *body, const char *button)
{
  gtk_window_set_title (GTK_WINDOW (self), heading);
  gtk_label_set_label (self->heading, heading);
  gtk_label_set_label (self->body, body);
  gtk_widget_set_visible (GTK_WIDGET (self->body), body != NULL && body[0] != '\0');
  gtk_button_set_label (GTK_BUTTON (self->button), button);
}

static TsnConfirmWindow *
new_question (const char *heading,
              const char *body,
              const char *button,
              gboolean destructive,
              gpointer object)
{
  TsnConfirmWindow *self = g_object_new (TSN_TYPE_CONFIRM_WINDOW, NULL);

  g_weak_ref_init (&self->object, object);
  set_words (self, heading, body, button);
  gtk_widget_add_css_class (self->button, destructive ? "destructive-action" : "suggested-action");
  gtk_window_set_default_widget (GTK_WINDOW (self), destructive ? self->cancel : self->button);
  gtk_window_set_focus (GTK_WINDOW (self), destructive ? self->cancel : self->button);
  return self;
}

void
tsn_confirm (GtkWidget *parent,
             const char *heading,
             const char *body,
             const char *button,
             gboolean destructive,
             TsnConfirmed confirmed,
             gpointer object,
             gpointer data,
             GDestroyNotify free_data)
{
  TsnConfirmWindow *self = new_question (heading, body, button, destructive, object);

  self->confirmed = confirmed;
  self->data = data;
  self->free_data = free_data;
  tsn_dialog_present (self, parent);
}

void
tsn_confirm_note (GtkWidget *parent,
                  const char *heading,
                  const char *body,
                  const char *button,
                  const char *title,
                  guint max,
                  TsnConfirmedNote confirmed,
                  gpointer object)
{
  TsnConfirmWindow *self = new_question (heading, body, button, TRUE, object);
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (self->note));

  self->noted = confirmed;
  gtk_widget_set_visible (self->note_group, TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->note), title);
  gtk_text_set_max_length (GTK_TEXT (text), (int) max);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (text));
  tsn_dialog_present (self, parent);
}
