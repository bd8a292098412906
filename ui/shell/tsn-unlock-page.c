/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page between a locked station and the desk. It says what went wrong under the entry, keeps
 * what was typed until it was right, and forgets it then. */

#include "tsn-unlock-page.h"

#include <glib/gi18n.h>

#include "tsn-words.h"

struct _TsnUnlockPage
{
  AdwBin parent_instance;

  TsnStation *station;
  AdwPasswordEntryRow *passphrase;
  GtkLabel *trouble;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (TsnUnlockPage, tsn_unlock_page, ADW_TYPE_BIN)

static void
set_busy (TsnUnlockPage *self, gboolean busy)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->passphrase), !busy);
  gtk_widget_set_sensitive (self->button, !busy);
}

static void
say_trouble (TsnUnlockPage *self, const char *sentence)
{
  gtk_label_set_label (self->trouble, sentence == NULL ? "" : sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), sentence != NULL);
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnUnlockPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  set_busy (self, FALSE);
  if (tsn_station_unlock_finish (TSN_STATION (source), result, &error))
    {
      gtk_editable_set_text (GTK_EDITABLE (self->passphrase), "");
      return;
    }
  sentence = tsn_words_error (error);
  say_trouble (self, sentence);
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
}

static void
unlock_cb (TsnUnlockPage *self)
{
  const char *passphrase = gtk_editable_get_text (GTK_EDITABLE (self->passphrase));

  if (passphrase[0] == '\0')
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
      return;
    }
  say_trouble (self, NULL);
  set_busy (self, TRUE);
  tsn_station_unlock_async (self->station, passphrase, NULL, unlocked_cb, g_object_ref (self));
}

static void
changed_cb (TsnUnlockPage *self)
{
  say_trouble (self, NULL);
}

static gboolean
tsn_unlock_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TSN_UNLOCK_PAGE (widget)->passphrase));
}

static void
tsn_unlock_page_dispose (GObject *object)
{
  TsnUnlockPage *self = TSN_UNLOCK_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_UNLOCK_PAGE);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_unlock_page_parent_class)->dispose (object);
}

static void
tsn_unlock_page_class_init (TsnUnlockPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_unlock_page_dispose;
  widget_class->grab_focus = tsn_unlock_page_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/shell/tsn-unlock-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnUnlockPage, passphrase);
  gtk_widget_class_bind_template_child (widget_class, TsnUnlockPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, TsnUnlockPage, button);
  gtk_widget_class_bind_template_callback (widget_class, unlock_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
tsn_unlock_page_init (TsnUnlockPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
tsn_unlock_page_new (TsnStation *station)
{
  TsnUnlockPage *self = g_object_new (TSN_TYPE_UNLOCK_PAGE, NULL);

  self->station = g_object_ref (station);
  return GTK_WIDGET (self);
}
