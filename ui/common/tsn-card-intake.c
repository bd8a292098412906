/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tsn-card-intake.h"

#include <glib/gi18n.h>

#include "tsn-toast.h"
#include "tsn-windows.h"

#define INTAKE "tsn-card-intake"

typedef struct
{
  TsnCardTaken taken;
} Intake;

static void
take (GtkWidget *page, TsnCardSource source)
{
  const Intake *intake = g_object_get_data (G_OBJECT (page), INTAKE);

  intake->taken (page, &source);
}

/* @value: of any of the types that are taken. */
static gboolean
take_value (GtkWidget *page, const GValue *value)
{
  if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    take (page, (TsnCardSource){ .texture = g_value_get_object (value) });
  else if (G_VALUE_HOLDS (value, G_TYPE_FILE))
    take (page, (TsnCardSource){ .file = g_value_get_object (value) });
  else if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

      if (files == NULL)
        return FALSE;
      take (page, (TsnCardSource){ .file = files->data });
      if (files->next != NULL)
        tsn_toast (page, _ ("Only the first file is read; drop the others one by one"));
    }
  else
    return FALSE;
  return TRUE;
}

static void
chosen_cb (gpointer object, GFile *file)
{
  take (GTK_WIDGET (object), (TsnCardSource){ .file = file });
}

void
tsn_card_intake_choose (GtkWidget *page)
{
  static const char *const types[] = { "image/png", "image/jpeg", "application/pdf", NULL };

  tsn_choose_file (page, _ ("Read a contact card"), FALSE, NULL, types, chosen_cb, page);
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) page = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);

  if (value == NULL || !take_value (page, value))
    tsn_toast (page, _ ("What was copied is not a picture"));
}

void
tsn_card_intake_paste (GtkWidget *page)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (page);
  g_autoptr (GdkContentFormats) formats = gdk_content_formats_union_deserialize_gtypes (
      gdk_content_formats_ref (gdk_clipboard_get_formats (clipboard)));
  GType type = gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE) ? GDK_TYPE_TEXTURE
               : gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST)
                   ? GDK_TYPE_FILE_LIST
                   : G_TYPE_INVALID;

  if (type == G_TYPE_INVALID)
    {
      tsn_toast (page, _ ("What was copied is not a picture"));
      return;
    }
  gdk_clipboard_read_value_async (clipboard,
                                  type,
                                  G_PRIORITY_DEFAULT,
                                  NULL,
                                  pasted_cb,
                                  g_object_ref (page));
}

static gboolean
drop_cb (GtkWidget *page, const GValue *value)
{
  return take_value (page, value);
}

void
tsn_card_intake_begin (GtkWidget *page, TsnCardTaken taken)
{
  GType types[] = { GDK_TYPE_TEXTURE, GDK_TYPE_FILE_LIST, G_TYPE_FILE };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  Intake *intake = g_new (Intake, 1);

  intake->taken = taken;
  g_object_set_data_full (G_OBJECT (page), INTAKE, intake, g_free);
  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), page);
  gtk_widget_add_controller (page, GTK_EVENT_CONTROLLER (target));
}
