/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Toasts find their overlay by walking up from the widget, so that a page need not know its window.
 * An undo holds its object weakly: a page that is gone (the station was locked) undoes nothing. */

#include "tsn-toast.h"

#include <glib/gi18n.h>

#include "tsn-words.h"

#define UNDO_SECONDS 10
#define TEXT_CHARS   48               /* of a line; a toast is as wide as it wants to be, or cut */
#define UNDO_SHOWN   "tsn-undo-shown" /* on the overlay: the toast, borrowed until dismissed */

typedef struct
{
  TsnToastAction action;
  GWeakRef object;
  gpointer data;
  GDestroyNotify free_data;
} Undo;

static void
undo_free (gpointer pointer, GClosure *closure)
{
  Undo *undo = pointer;

  if (undo->free_data != NULL)
    undo->free_data (undo->data);
  g_weak_ref_clear (&undo->object);
  g_free (undo);
}

static void
button_clicked_cb (AdwToast *toast, Undo *undo)
{
  g_autoptr (GObject) object = g_weak_ref_get (&undo->object);

  if (object != NULL)
    undo->action (object, undo->data);
}

/* The cross of a toast has no name of its own. */
static void
name_cross (GtkWidget *widget)
{
  for (GtkWidget *part = gtk_widget_get_first_child (widget); part != NULL;
       part = gtk_widget_get_next_sibling (part))
    if (GTK_IS_BUTTON (part) && gtk_button_get_icon_name (GTK_BUTTON (part)) != NULL)
      gtk_accessible_update_property (GTK_ACCESSIBLE (part),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ ("Close"),
                                      -1);
    else
      name_cross (part);
}

static void
name_crosses (AdwToastOverlay *overlay)
{
  for (GtkWidget *part = gtk_widget_get_first_child (GTK_WIDGET (overlay)); part != NULL;
       part = gtk_widget_get_next_sibling (part))
    if (part != adw_toast_overlay_get_child (overlay))
      name_cross (part);
}

static void
show_toast (GtkWidget *widget, AdwToast *toast)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);

  if (overlay == NULL)
    {
      g_object_unref (g_object_ref_sink (toast));
      return;
    }
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), g_object_ref (toast));
  name_crosses (ADW_TOAST_OVERLAY (overlay));
  /* One that had to wait comes when the one before goes. */
  g_signal_connect_object (toast,
                           "dismissed",
                           G_CALLBACK (name_crosses),
                           overlay,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_object_unref (toast);
}

/* The title of a toast is one line and shortened; what it says here is often all that is said. */
static AdwToast *
new_toast (const char *text)
{
  AdwToast *toast = adw_toast_new ("");
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), TEXT_CHARS);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  /* Else it gets the least width at which it needs no more lines. */
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_widget_add_css_class (label, "heading");
  adw_toast_set_custom_title (toast, label);
  return toast;
}

void
tsn_toast (GtkWidget *widget, const char *text)
{
  show_toast (widget, new_toast (text));
}

void
tsn_toast_error (GtkWidget *widget, const GError *error)
{
  g_autofree char *sentence = NULL;
  AdwToast *toast;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sentence = tsn_words_error (error);
  toast = new_toast (sentence);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  show_toast (widget, toast);
}

static void
dismissed_cb (AdwToast *toast, gpointer overlay)
{
  if (g_object_get_data (overlay, UNDO_SHOWN) == toast)
    g_object_set_data (overlay, UNDO_SHOWN, NULL);
}

void
tsn_toast_undone (GtkWidget *widget)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  AdwToast *toast = overlay != NULL ? g_object_get_data (G_OBJECT (overlay), UNDO_SHOWN) : NULL;

  if (toast != NULL)
    adw_toast_dismiss (toast);
}

/* Only the last change can be undone by a toast: a queue of them would speak of what is long past.
 */
static void
replace_undo (GtkWidget *widget, AdwToast *toast)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);

  if (overlay == NULL)
    return;
  tsn_toast_undone (widget);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (dismissed_cb), overlay, 0);
  g_object_set_data (G_OBJECT (overlay), UNDO_SHOWN, toast);
}

void
tsn_toast_undo (GtkWidget *widget,
                const char *text,
                TsnToastAction action,
                gpointer object,
                gpointer data,
                GDestroyNotify free_data)
{
  AdwToast *toast = new_toast (text);
  Undo *undo = g_new0 (Undo, 1);

  undo->action = action;
  g_weak_ref_init (&undo->object, object);
  undo->data = data;
  undo->free_data = free_data;
  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  g_signal_connect_data (toast,
                         "button-clicked",
                         G_CALLBACK (button_clicked_cb),
                         undo,
                         undo_free,
                         0);
  replace_undo (widget, toast);
  show_toast (widget, toast);
}
