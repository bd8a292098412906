/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever brings a code here (a file, the clipboard, a drop, the scanner), a thread reads it and
 * the page shows the verdict and the card as a crew will see it. A picture with several codes shows
 * the first card and offers the others. Leaving the page forgets everything. */

#include "tsn-scan-page.h"

#include <glib/gi18n.h>

#include "tsn-card-reader.h"
#include "tsn-card-update-window.h"
#include "tsn-card-view.h"
#include "tsn-readers.h"
#include "tsn-stack.h"
#include "tsn-toast.h"
#include "tsn-windows.h"
#include "tsn-words-card.h"
#include "tsn-words.h"

struct _TsnScanPage
{
  TsnPage parent_instance;

  GCancellable *reading;
  GPtrArray *scans; /* of TsnCardScan; NULL: nothing was read */

  GtkStack *stack;
  AdwStatusPage *status;
  GtkWidget *choose;
  GtkWidget *again;
  GtkDropDown *codes;
  GtkWidget *update;
  GtkScrolledWindow *scroller;
  TsnVerdictBar *verdict;
  TsnCardView *view;
};

G_DEFINE_FINAL_TYPE (TsnScanPage, tsn_scan_page, TSN_TYPE_PAGE)

static TsnStation *
station_of (TsnScanPage *self)
{
  return tsn_page_get_station (TSN_PAGE (self));
}

static const TsnCardScan *
shown_scan (TsnScanPage *self)
{
  guint index = gtk_drop_down_get_selected (self->codes);

  return self->scans != NULL && index < self->scans->len ? g_ptr_array_index (self->scans, index)
                                                         : NULL;
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
code_selected_cb (TsnScanPage *self)
{
  const TsnCardScan *scan = shown_scan (self);

  if (scan == NULL)
    return;
  tsn_verdict_bar_set_scan (self->verdict, scan);
  tsn_card_view_set_card (self->view,
                          scan->reading->card,
                          tsn_date_from_unix_ms (g_get_real_time () / 1000));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "scan.update", scan->reading->card != NULL);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

static void
list_codes (TsnScanPage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < self->scans->len; i++)
    {
      const TsnCardScan *scan = g_ptr_array_index (self->scans, i);
      g_autofree char *name = g_strdup_printf (_ ("Code %u, page %u: %s"),
                                               i + 1,
                                               scan->page + 1,
                                               tsn_words_card_verdict (scan->reading->verdict));

      gtk_string_list_append (names, name);
    }
  gtk_drop_down_set_model (self->codes, G_LIST_MODEL (names));
  gtk_widget_set_visible (GTK_WIDGET (self->codes), self->scans->len > 1);
}

/* Of several codes the first that is a card: some flyers have another one beside it. */
static guint
first_card (const GPtrArray *scans)
{
  for (guint i = 0; i < scans->len; i++)
    if (((const TsnCardScan *) g_ptr_array_index (scans, i))->reading->card != NULL)
      return i;
  return 0;
}

static void
forget (TsnScanPage *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  tsn_card_view_set_card (self->view, NULL, TSN_DATE_NONE);
  gtk_drop_down_set_model (self->codes, NULL);
  g_clear_pointer (&self->scans, g_ptr_array_unref);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "scan.update", FALSE);
}

static void
take_scans (TsnScanPage *self, GPtrArray *scans)
{
  self->scans = scans;
  if (scans->len == 0)
    {
      forget (self);
      show_empty (self,
                  _ ("No code was found"),
                  _ ("Take the picture from nearer, straight from above, without shadow, and try "
                     "again."));
      return;
    }
  list_codes (self);
  gtk_drop_down_set_selected (self->codes, first_card (scans));
  code_selected_cb (self);
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
read_source (TsnScanPage *self, const TsnCardSource *source)
{
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
read_file (gpointer object, GFile *file)
{
  read_source (TSN_SCAN_PAGE (object), &(TsnCardSource){ .file = file });
}

static void
choose_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  static const char *const types[] = { "image/png", "image/jpeg", "application/pdf", NULL };

  tsn_choose_file (widget, _ ("Read a contact card"), FALSE, NULL, types, read_file, widget);
}

/* @value: of any of the types that are taken. */
static gboolean
read_value (TsnScanPage *self, const GValue *value)
{
  if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    read_source (self, &(TsnCardSource){ .texture = g_value_get_object (value) });
  else if (G_VALUE_HOLDS (value, G_TYPE_FILE))
    read_file (self, g_value_get_object (value));
  else if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

      if (files == NULL)
        return FALSE;
      read_file (self, files->data);
      if (files->next != NULL)
        tsn_toast (GTK_WIDGET (self),
                   _ ("Only the first file is read; drop the others one by one"));
    }
  else
    return FALSE;
  return TRUE;
}

static gboolean
drop_cb (TsnScanPage *self, const GValue *value)
{
  return read_value (self, value);
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnScanPage) self = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);

  if (value == NULL || !read_value (self, value))
    tsn_toast (GTK_WIDGET (self), _ ("What was copied is not a picture"));
}

static void
paste_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);
  g_autoptr (GdkContentFormats) formats = gdk_content_formats_union_deserialize_gtypes (
      gdk_content_formats_ref (gdk_clipboard_get_formats (clipboard)));
  GType type = gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE) ? GDK_TYPE_TEXTURE
               : gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST)
                   ? GDK_TYPE_FILE_LIST
                   : G_TYPE_INVALID;

  if (type == G_TYPE_INVALID)
    {
      tsn_toast (widget, _ ("What was copied is not a picture"));
      return;
    }
  gdk_clipboard_read_value_async (clipboard,
                                  type,
                                  G_PRIORITY_DEFAULT,
                                  NULL,
                                  pasted_cb,
                                  g_object_ref (widget));
}

static gboolean
tsn_scan_page_scanned (TsnPage *page, const char *text)
{
  read_source (TSN_SCAN_PAGE (page), &(TsnCardSource){ .text = text });
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
  const TsnCardScan *scan = shown_scan (self);

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

  if (self->scans == NULL && self->reading == NULL)
    gtk_widget_grab_focus (self->choose);
}

static void
tsn_scan_page_create (TsnPage *page)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "scan.choose", NULL);
}

static void
add_drop_target (TsnScanPage *self)
{
  GType types[] = { GDK_TYPE_TEXTURE, GDK_TYPE_FILE_LIST, G_TYPE_FILE };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
tsn_scan_page_dispose (GObject *object)
{
  TsnScanPage *self = TSN_SCAN_PAGE (object);

  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_pointer (&self->scans, g_ptr_array_unref);
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
  g_type_ensure (TSN_TYPE_VERDICT_BAR);
  g_type_ensure (TSN_TYPE_CARD_VIEW);
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
  gtk_widget_class_bind_template_child (widget_class, TsnScanPage, codes);
  gtk_widget_class_bind_template_child (widget_class, TsnScanPage, update);
  gtk_widget_class_bind_template_child (widget_class, TsnScanPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, TsnScanPage, verdict);
  gtk_widget_class_bind_template_child (widget_class, TsnScanPage, view);
  gtk_widget_class_bind_template_callback (widget_class, code_selected_cb);
}

static void
tsn_scan_page_init (TsnScanPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tsn_readers_name_parts (GTK_WIDGET (self->codes), _ ("Codes found"));
  tsn_stack_tell_readers (GTK_WIDGET (self->stack));
  add_drop_target (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "scan.update", FALSE);
}
