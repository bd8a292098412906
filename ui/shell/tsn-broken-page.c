/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A data folder that cannot be opened is left as it is. The page says what is wrong and where, and
 * offers to try again (the disk was not mounted, another program held it) or to restore a backup,
 * which puts the broken folder aside. */

#include "tsn-broken-page.h"

#include "tsn-restore.h"
#include "tsn-windows.h"
#include "tsn-words.h"

struct _TsnBrokenPage
{
  AdwBin parent_instance;

  TsnStation *station;

  GtkLabel *trouble;
  GtkLabel *folder;
  GtkWidget *again;
};

G_DEFINE_FINAL_TYPE (TsnBrokenPage, tsn_broken_page, ADW_TYPE_BIN)

static void
again_cb (TsnBrokenPage *self)
{
  tsn_station_reopen (self->station);
}

static void
restore_cb (TsnBrokenPage *self)
{
  tsn_restore (GTK_WIDGET (self), self->station);
}

static void
open_cb (TsnBrokenPage *self)
{
  g_autofree char *uri = g_filename_to_uri (tsn_station_get_folder (self->station), NULL, NULL);

  if (uri != NULL)
    tsn_open_uri (GTK_WIDGET (self), uri);
}

static gboolean
tsn_broken_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (TSN_BROKEN_PAGE (widget)->again);
}

static void
tsn_broken_page_dispose (GObject *object)
{
  TsnBrokenPage *self = TSN_BROKEN_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_BROKEN_PAGE);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_broken_page_parent_class)->dispose (object);
}

static void
tsn_broken_page_class_init (TsnBrokenPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_broken_page_dispose;
  widget_class->grab_focus = tsn_broken_page_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/shell/tsn-broken-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnBrokenPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, TsnBrokenPage, folder);
  gtk_widget_class_bind_template_child (widget_class, TsnBrokenPage, again);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
  gtk_widget_class_bind_template_callback (widget_class, restore_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
}

static void
tsn_broken_page_init (TsnBrokenPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
tsn_broken_page_update (TsnBrokenPage *self)
{
  const GError *trouble = tsn_station_get_trouble (self->station);
  g_autofree char *sentence = trouble != NULL ? tsn_words_error (trouble) : NULL;
  g_autofree char *folder = g_filename_display_name (tsn_station_get_folder (self->station));

  gtk_label_set_label (self->trouble, sentence == NULL ? "" : sentence);
  gtk_label_set_label (self->folder, folder);
}

GtkWidget *
tsn_broken_page_new (TsnStation *station)
{
  TsnBrokenPage *self = g_object_new (TSN_TYPE_BROKEN_PAGE, NULL);

  self->station = g_object_ref (station);
  return GTK_WIDGET (self);
}
