/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The preview of paper. A page is drawn in a thread into a texture, since setting a page of text
 * takes longer than a frame; the picture of the page before stays until then. */

#include <glib/gi18n.h>

#include "tsn-dialog.h"
#include "tsn-windows.h"

#define PAGE_WIDTH 640 /* on the screen at 100 % */

#define TSN_TYPE_PAPER_WINDOW (tsn_paper_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnPaperWindow, tsn_paper_window, TSN, PAPER_WINDOW, TsnDialog)

struct _TsnPaperWindow
{
  TsnDialog parent_instance;

  TsnPaper *paper;
  guint page;            /* from 0 */
  GCancellable *drawing; /* of the page that is wanted now */

  GtkPicture *picture;
  GtkWidget *pager;
  GtkLabel *number;
};

G_DEFINE_FINAL_TYPE (TsnPaperWindow, tsn_paper_window, TSN_TYPE_DIALOG)

/* -- Drawing -- */

typedef struct
{
  TsnPaper *paper;
  guint page;
  double scale; /* pixels per point */
} Drawing;

static void
drawing_free (gpointer pointer)
{
  Drawing *drawing = pointer;

  tsn_paper_unref (drawing->paper);
  g_free (drawing);
}

static GdkTexture *
new_texture (cairo_surface_t *surface)
{
  int height = cairo_image_surface_get_height (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface),
                                                         stride * (gsize) height,
                                                         (GDestroyNotify) cairo_surface_destroy,
                                                         cairo_surface_reference (surface));

  return gdk_memory_texture_new (cairo_image_surface_get_width (surface),
                                 height,
                                 GDK_MEMORY_DEFAULT,
                                 bytes,
                                 stride);
}

static void
draw_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Drawing *drawing = data;
  double width, height;
  cairo_surface_t *surface;
  cairo_t *cr;

  tsn_paper_get_page_size (drawing->paper, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32,
                                        (int) (width * drawing->scale),
                                        (int) (height * drawing->scale));
  cr = cairo_create (surface);
  cairo_scale (cr, drawing->scale, drawing->scale);
  tsn_paper_draw_page (drawing->paper, drawing->page, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  g_task_return_pointer (task, new_texture (surface), g_object_unref);
  cairo_surface_destroy (surface);
}

static void
drawn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TsnPaperWindow *self = TSN_PAPER_WINDOW (source);
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), NULL);

  /* NULL: another page is wanted by now, or the window is gone. */
  if (texture != NULL && self->picture != NULL)
    gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
}

/* Pixels of the screen per point: larger where the user has asked for larger text. */
static double
page_scale (TsnPaperWindow *self, double width_pt)
{
  int dpi = 0;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  return PAGE_WIDTH * MAX (1, dpi / (96.0 * 1024)) / width_pt;
}

static void
show_page (TsnPaperWindow *self)
{
  guint n_pages = tsn_paper_get_n_pages (self->paper);
  g_autofree char *number = g_strdup_printf (_ ("Page %u of %u"), self->page + 1, n_pages);
  g_autoptr (GTask) task = NULL;
  Drawing *drawing = g_new0 (Drawing, 1);
  double width, height, scale;

  tsn_paper_get_page_size (self->paper, &width, &height);
  scale = page_scale (self, width);
  gtk_widget_set_size_request (GTK_WIDGET (self->picture),
                               (int) (width * scale),
                               (int) (height * scale));
  gtk_label_set_label (self->number, number);
  gtk_picture_set_alternative_text (self->picture, number);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "paper.previous", self->page > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "paper.next", self->page + 1 < n_pages);

  drawing->paper = tsn_paper_ref (self->paper);
  drawing->page = self->page;
  drawing->scale = scale * gtk_widget_get_scale_factor (GTK_WIDGET (self));
  g_cancellable_cancel (self->drawing);
  g_clear_object (&self->drawing);
  self->drawing = g_cancellable_new ();
  task = g_task_new (self, self->drawing, drawn_cb, NULL);
  g_task_set_source_tag (task, show_page);
  g_task_set_task_data (task, drawing, drawing_free);
  g_task_run_in_thread (task, draw_worker);
}

/* -- Actions -- */

static void
turn_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnPaperWindow *self = TSN_PAPER_WINDOW (widget);
  guint n_pages = tsn_paper_get_n_pages (self->paper);

  if (g_str_equal (action, "paper.next") && self->page + 1 < n_pages)
    self->page++;
  else if (g_str_equal (action, "paper.previous") && self->page > 0)
    self->page--;
  show_page (self);
}

static void
print_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnPaperWindow *self = TSN_PAPER_WINDOW (widget);

  tsn_print_paper (GTK_WIDGET (self->picture), self->paper, NULL, NULL);
}

static void
save_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnPaperWindow *self = TSN_PAPER_WINDOW (widget);

  tsn_save_paper (GTK_WIDGET (self->picture), self->paper, NULL, NULL);
}

/* -- Life -- */

static void
tsn_paper_window_dispose (GObject *object)
{
  TsnPaperWindow *self = TSN_PAPER_WINDOW (object);

  g_cancellable_cancel (self->drawing);
  g_clear_object (&self->drawing);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_PAPER_WINDOW);
  g_clear_pointer (&self->paper, tsn_paper_unref);
  G_OBJECT_CLASS (tsn_paper_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *class)
{
  static const struct
  {
    const char *action;
    GtkWidgetActionActivateFunc run;
    guint key;
    GdkModifierType modifiers;
  } actions[] = {
    { "paper.previous", turn_activated, GDK_KEY_Page_Up, 0 },
    { "paper.next", turn_activated, GDK_KEY_Page_Down, 0 },
    { "paper.print", print_activated, GDK_KEY_p, GDK_CONTROL_MASK },
    { "paper.save", save_activated, GDK_KEY_s, GDK_CONTROL_MASK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      gtk_widget_class_install_action (class, actions[i].action, NULL, actions[i].run);
      gtk_widget_class_add_binding_action (class,
                                           actions[i].key,
                                           actions[i].modifiers,
                                           actions[i].action,
                                           NULL);
    }
}

static void
tsn_paper_window_class_init (TsnPaperWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_paper_window_dispose;
  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/common/tsn-paper-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnPaperWindow, picture);
  gtk_widget_class_bind_template_child (widget_class, TsnPaperWindow, pager);
  gtk_widget_class_bind_template_child (widget_class, TsnPaperWindow, number);
}

static void
tsn_paper_window_init (TsnPaperWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
tsn_preview_paper (GtkWidget *parent, TsnPaper *paper)
{
  TsnPaperWindow *self = g_object_new (TSN_TYPE_PAPER_WINDOW, NULL);

  self->paper = tsn_paper_ref (paper);
  gtk_window_set_title (GTK_WINDOW (self), tsn_paper_get_title (paper));
  gtk_widget_set_visible (self->pager, tsn_paper_get_n_pages (paper) > 1);
  tsn_dialog_present (self, parent);
  show_page (self);
}
