/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Trouble that is better known before it stops somebody: a full disk refuses records, and a clock
 * that is wrong dates them wrongly. The data folder is on a local disk, so asking how full it is
 * does not block.
 *
 * It looks once a minute, at once when something was not written, and every few seconds while there
 * is trouble: who has made room wants to see that it was enough. */

#include "tsn-trouble-bar.h"

#include <glib/gi18n.h>
#include <sys/statvfs.h>

#include "tsn-clock.h"

#define LOOK_SECONDS       60
#define LOOK_AGAIN_SECONDS 3

struct _TsnTroubleBar
{
  AdwBin parent_instance;

  TsnStation *station;
  guint timer;
  GtkRevealer *revealer;
  GtkLabel *words;
};

G_DEFINE_FINAL_TYPE (TsnTroubleBar, tsn_trouble_bar, ADW_TYPE_BIN)

char *
tsn_trouble_bar_words (guint64 free_bytes, gint64 now_ms)
{
  if (free_bytes < TSN_DISK_NEARLY_FULL)
    {
      g_autofree char *size = g_format_size (free_bytes);

      return g_strdup_printf (_ ("The disk is nearly full (%s left). Delete what is not needed, or "
                                 "records can soon not be saved any more."),
                              size);
    }
  if (!tsn_clock_is_plausible (now_ms))
    return g_strdup (
        _ ("The clock of this computer is wrong. Set date and time in the settings of "
           "the computer, or records get wrong dates."));
  return NULL;
}

static guint64
free_bytes (const char *folder)
{
  struct statvfs disk;

  if (statvfs (folder, &disk) != 0)
    return G_MAXUINT64;
  return (guint64) disk.f_bavail * disk.f_frsize;
}

static void look (TsnTroubleBar *self);

static gboolean
timer_cb (gpointer user_data)
{
  TsnTroubleBar *self = user_data;

  self->timer = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
look (TsnTroubleBar *self)
{
  g_autofree char *words = tsn_trouble_bar_words (
      free_bytes (tsn_station_get_folder (self->station)),
      tsn_clock_wall_ms (NULL));

  if (words != NULL)
    gtk_label_set_label (self->words, words);
  gtk_widget_set_visible (GTK_WIDGET (self), words != NULL);
  gtk_revealer_set_reveal_child (self->revealer, words != NULL);
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add_seconds (words != NULL ? LOOK_AGAIN_SECONDS : LOOK_SECONDS,
                                       timer_cb,
                                       self);
}

static void
tsn_trouble_bar_dispose (GObject *object)
{
  TsnTroubleBar *self = TSN_TROUBLE_BAR (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->station);
  /* Else the bin unparents what disposing of the template has freed. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_TROUBLE_BAR);
  G_OBJECT_CLASS (tsn_trouble_bar_parent_class)->dispose (object);
}

static void
tsn_trouble_bar_class_init (TsnTroubleBarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_trouble_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/shell/tsn-trouble-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnTroubleBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, TsnTroubleBar, words);
}

static void
tsn_trouble_bar_init (TsnTroubleBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
tsn_trouble_bar_set_station (TsnTroubleBar *self, TsnStation *station)
{
  self->station = g_object_ref (station);
  g_signal_connect_object (station, "refused", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  look (self);
}
