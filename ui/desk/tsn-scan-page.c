/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever brings a code here (a file, the clipboard, a drop, the scanner), a thread reads it and
 * the page shows the verdict and the card as a crew will see it. A picture with several codes shows
 * the first card and offers the others. Leaving the page forgets everything. */

#include "tsn-scan-page.h"

#include <glib/gi18n.h>

#include "tsn-card-intake.h"
#include "tsn-card-result.h"
#include "tsn-card-update-window.h"
#include "tsn-stack.h"
#include "tsn-words.h"

struct _TsnScanPage
{
  TsnPage parent_instance;

  GCancellable *reading;

  GtkStack *stack;
  AdwStatusPage *status;
  GtkWidget *choose;
  GtkWidget *again;
  GtkWidget *update;
  TsnCardResult *result;
};

G_DEFINE_FINAL_TYPE (TsnScanPage, tsn_scan_page, TSN_TYPE_PAGE)

static TsnStation *
station_of (TsnScanPage *self)
{
  return tsn_page_get_station (TSN_PAGE (self));
}

/* -- What was read -- */

static void
show_empty (TsnScanPage *self, const char *title, const char *description)
{
  adw_status_page_set_icon_name (self->status,
                                 title != NULL ? "dialog-warning-symbolic"
                                               : "view-reveal-symbolic");
  adw_status_page_set_title (self->status, title != NULL ? title : _ ("Read a contact card"));
  adw_status_page_set_description (
      self->status,
      description != NULL
          ? description
          : _ ("Scan the code with the hand scanner, drop a picture or PDF here, or paste one. "
               "Several codes may be in one picture."));
  gtk_stack_set_visible_child_name (self->stack, "empty");
  gtk_widget_grab_focus (self->choose);
}

static void
shown_cb (TsnScanPage *self)
{
  const TsnCardScan *scan = tsn_card_result_get_shown (self->result);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "scan.update", scan->reading->card != NULL);
}

static void
forget (TsnScanPage *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  tsn_card_result_take (self->result, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "scan.update", FALSE);
}

static void
take_scans (TsnScanPage *self, GPtrArray *scans)
{
  if (scans->len == 0)
    {
      g_ptr_array_unref (scans);
      show_empty (self,
                  _ ("No code was found"),
                  _ ("Take the picture from nearer, straight from above, without shadow, and try "
                     "again."));
      return;
    }
  tsn_card_result_take (self->result, scans);
  gtk_stack_set_visible_child_name (self->stack, "card");
  gtk_widget_grab_focus (self->again);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnScanPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  GPtrArray *scans = tsn_card_reader_read_finish (result, &error);

  if (self->reading != g_task_get_cancellable (G_TASK (result)))
    {
      g_clear_pointer (&scans, g_ptr_array_unref);
      return;
    }
  g_clear_object (&self->reading);
  if (scans != NULL)
    {
      take_scans (self, scans);
      return;
    }
  sentence = tsn_words_error (error);
  show_empty (self, _ ("It cannot be read"), sentence);
}

static void
read_source (GtkWidget *page, const TsnCardSource *source)
{
  TsnScanPage *self = TSN_SCAN_PAGE (page);

  forget (self);
  gtk_stack_set_visible_child_name (self->stack, "working");
  self->reading = g_cancellable_new ();
  tsn_card_reader_read_async (station_of (self),
                              source,
                              TSN_SCAN_PURPOSE_CHECK,
                              self->reading,
                              read_cb,
                              g_object_ref (self));
}

/* -- Where codes come from -- */

static void
choose_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tsn_card_intake_choose (widget);
}

static void
paste_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tsn_card_intake_paste (widget);
}

static gboolean
tsn_scan_page_scanned (TsnPage *page, const char *text)
{
  read_source (GTK_WIDGET (page), &(TsnCardSource){ .text = text });
  return TRUE;
}

/* -- The page -- */

static void
clear_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  forget (TSN_SCAN_PAGE (widget));
  show_empty (TSN_SCAN_PAGE (widget), NULL, NULL);
}

static void
update_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnScanPage *self = TSN_SCAN_PAGE (widget);
  const TsnCardScan *scan = tsn_card_result_get_shown (self->result);

  if (scan != NULL && scan->reading->card != NULL)
    tsn_card_update_present (widget, station_of (self), scan);
}

static void
tsn_scan_page_left (TsnPage *page)
{
  forget (TSN_SCAN_PAGE (page));
  show_empty (TSN_SCAN_PAGE (page), NULL, NULL);
}

static void
tsn_scan_page_shown (TsnPage *page, const TsnId *target)
{
  TsnScanPage *self = TSN_SCAN_PAGE (page);

  if (tsn_card_result_get_shown (self->result) == NULL && self->reading == NULL)
    gtk_widget_grab_focus (self->choose);
}

static void
tsn_scan_page_create (TsnPage *page)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "scan.choose", NULL);
}

static void
tsn_scan_page_dispose (GObject *object)
{
  TsnScanPage *self = TSN_SCAN_PAGE (object);

  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  /* Else the bin unparents what disposing of the template has freed. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_SCAN_PAGE);
  G_OBJECT_CLASS (tsn_scan_page_parent_class)->dispose (object);
}

static void
tsn_scan_page_class_init (TsnScanPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  TsnPageClass *page_class = TSN_PAGE_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_scan_page_dispose;
  page_class->shown = tsn_scan_page_shown;
  page_class->left = tsn_scan_page_left;
  page_class->create = tsn_scan_page_create;
  page_class->scanned = tsn_scan_page_scanned;
  g_type_ensure (TSN_TYPE_CARD_RESULT);
  gtk_widget_class_install_action (widget_class, "scan.choose", NULL, choose_activated);
  gtk_widget_class_install_action (widget_class, "scan.paste", NULL, paste_activated);
  gtk_widget_class_install_action (widget_class, "scan.clear", NULL, clear_activated);
  gtk_widget_class_install_action (widget_class, "scan.update", NULL, update_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "scan.clear", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/desk/tsn-scan-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnScanPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TsnScanPage, status);
  gtk_widget_class_bind_template_child (widget_class, TsnScanPage, choose);
  gtk_widget_class_bind_template_child (widget_class, TsnScanPage, again);
  gtk_widget_class_bind_template_child (widget_class, TsnScanPage, update);
  gtk_widget_class_bind_template_child (widget_class, TsnScanPage, result);
  gtk_widget_class_bind_template_callback (widget_class, shown_cb);
}

static void
tsn_scan_page_init (TsnScanPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tsn_stack_tell_readers (GTK_WIDGET (self->stack));
  tsn_card_intake_begin (GTK_WIDGET (self), read_source);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "scan.update", FALSE);
}
