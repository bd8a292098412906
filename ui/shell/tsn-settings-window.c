/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The settings. Everything holds the moment it is chosen, so there is nothing to save or to cancel.
 * Who may open the computer is tsn-operator-list.c's, the server is
 * tsn-server-group.c's, the room tsn-room-group.c's, backups are tsn-backup.c's. */

#include "tsn-settings-window.h"

#include <glib/gi18n.h>
#include <math.h>

#include "tsn-backup.h"
#include "tsn-bundle-window.h"
#include "tsn-crews-group.h"
#include "tsn-dialog.h"
#include "tsn-municipality-window.h"
#include "tsn-operator-list.h"
#include "tsn-restore.h"
#include "tsn-room-group.h"
#include "tsn-server-group.h"
#include "tsn-windows.h"

#define TSN_TYPE_SETTINGS_WINDOW (tsn_settings_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnSettingsWindow, tsn_settings_window, TSN, SETTINGS_WINDOW, TsnDialog)

struct _TsnSettingsWindow
{
  TsnDialog parent_instance;

  TsnStation *station;
  GSettings *settings;

  AdwComboRow *text_size;
  AdwComboRow *language;
  AdwComboRow *appearance;
  GtkSwitch *high_contrast;
  GtkSwitch *sound;
  GtkSpinButton *lock_minutes;
  GtkSpinButton *hide_seconds;
  TsnOperatorList *operators;
  TsnServerGroup *server;
  TsnRoomGroup *room;
  TsnCrewsGroup *crews;
  AdwActionRow *backup;
};

G_DEFINE_FINAL_TYPE (TsnSettingsWindow, tsn_settings_window, TSN_TYPE_DIALOG)

/* In the order of the rows in the template. */
static const double TEXT_SIZES[] = { 1.0, 1.15, 1.3, 1.5, 1.75, 2.0 };
static const char *const LANGUAGES[] = { "", "ja", "en" };

/* -- Choices -- */

static guint
nearest_text_size (double scale)
{
  guint nearest = 0;

  for (guint i = 1; i < G_N_ELEMENTS (TEXT_SIZES); i++)
    if (fabs (TEXT_SIZES[i] - scale) < fabs (TEXT_SIZES[nearest] - scale))
      nearest = i;
  return nearest;
}

static guint
index_of_language (const char *language)
{
  for (guint i = 0; i < G_N_ELEMENTS (LANGUAGES); i++)
    if (g_str_equal (LANGUAGES[i], language))
      return i;
  return 0;
}

static void
show_choices (TsnSettingsWindow *self, GSettings *settings)
{
  g_autofree char *language = g_settings_get_string (settings, "language");

  adw_combo_row_set_selected (self->text_size,
                              nearest_text_size (g_settings_get_double (settings, "text-scale")));
  adw_combo_row_set_selected (self->language, index_of_language (language));
  adw_combo_row_set_selected (self->appearance,
                              (guint) g_settings_get_enum (settings, "appearance"));
}

static void
text_size_cb (TsnSettingsWindow *self)
{
  guint chosen = adw_combo_row_get_selected (self->text_size);

  if (self->settings != NULL && chosen < G_N_ELEMENTS (TEXT_SIZES))
    g_settings_set_double (self->settings, "text-scale", TEXT_SIZES[chosen]);
}

static void
language_cb (TsnSettingsWindow *self)
{
  guint chosen = adw_combo_row_get_selected (self->language);

  if (self->settings != NULL && chosen < G_N_ELEMENTS (LANGUAGES))
    g_settings_set_string (self->settings, "language", LANGUAGES[chosen]);
}

static void
appearance_cb (TsnSettingsWindow *self)
{
  if (self->settings != NULL)
    g_settings_set_enum (self->settings,
                         "appearance",
                         (int) adw_combo_row_get_selected (self->appearance));
}

static void
bind_settings (TsnSettingsWindow *self)
{
  const struct
  {
    const char *key;
    gpointer widget;
    const char *property;
  } bindings[] = {
    { "high-contrast", self->high_contrast, "active" },
    { "sound", self->sound, "active" },
    { "lock-minutes", self->lock_minutes, "value" },
    { "hide-seconds", self->hide_seconds, "value" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bindings); i++)
    g_settings_bind (self->settings,
                     bindings[i].key,
                     bindings[i].widget,
                     bindings[i].property,
                     G_SETTINGS_BIND_DEFAULT);
}

/* -- The municipality, backups -- */

static void
municipality_cb (TsnSettingsWindow *self)
{
  tsn_municipality_show (GTK_WIDGET (self), self->station);
}

static void
show_last_backup (TsnSettingsWindow *self)
{
  g_autofree char *words = tsn_backup_words (g_settings_get_int64 (self->settings, "last-backup"));

  adw_action_row_set_subtitle (self->backup, words);
}

static void
backup_cb (TsnSettingsWindow *self)
{
  tsn_backup (GTK_WIDGET (self->backup), self->station, self->settings);
}

static void
bundles_cb (TsnSettingsWindow *self)
{
  tsn_bundle_window_show (GTK_WIDGET (self), self->station);
}

static void
restore_confirmed (gpointer object, gpointer data)
{
  TsnSettingsWindow *self = object;

  tsn_restore (GTK_WIDGET (self->backup), self->station);
}

static void
restore_cb (TsnSettingsWindow *self)
{
  tsn_confirm (GTK_WIDGET (self),
               _ ("Go on with a backup?"),
               _ ("The records of the backup take the place of those that are here. What is here "
                  "now is not deleted: it stays in a folder beside them."),
               _ ("_Choose a backup"),
               TRUE,
               restore_confirmed,
               self,
               NULL,
               NULL);
}

static void
check_cb (TsnSettingsWindow *self)
{
  tsn_backup_check (GTK_WIDGET (self->backup), self->station);
}

/* -- Life -- */

static void
tsn_settings_window_dispose (GObject *object)
{
  TsnSettingsWindow *self = TSN_SETTINGS_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_SETTINGS_WINDOW);
  g_clear_object (&self->station);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (tsn_settings_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, TsnSettingsWindow, text_size);
  gtk_widget_class_bind_template_child (class, TsnSettingsWindow, language);
  gtk_widget_class_bind_template_child (class, TsnSettingsWindow, appearance);
  gtk_widget_class_bind_template_child (class, TsnSettingsWindow, high_contrast);
  gtk_widget_class_bind_template_child (class, TsnSettingsWindow, sound);
  gtk_widget_class_bind_template_child (class, TsnSettingsWindow, lock_minutes);
  gtk_widget_class_bind_template_child (class, TsnSettingsWindow, hide_seconds);
  gtk_widget_class_bind_template_child (class, TsnSettingsWindow, operators);
  gtk_widget_class_bind_template_child (class, TsnSettingsWindow, server);
  gtk_widget_class_bind_template_child (class, TsnSettingsWindow, room);
  gtk_widget_class_bind_template_child (class, TsnSettingsWindow, crews);
  gtk_widget_class_bind_template_child (class, TsnSettingsWindow, backup);
  gtk_widget_class_bind_template_callback (class, text_size_cb);
  gtk_widget_class_bind_template_callback (class, language_cb);
  gtk_widget_class_bind_template_callback (class, appearance_cb);
  gtk_widget_class_bind_template_callback (class, municipality_cb);
  gtk_widget_class_bind_template_callback (class, backup_cb);
  gtk_widget_class_bind_template_callback (class, bundles_cb);
  gtk_widget_class_bind_template_callback (class, restore_cb);
  gtk_widget_class_bind_template_callback (class, check_cb);
}

static void
tsn_settings_window_class_init (TsnSettingsWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_settings_window_dispose;
  g_type_ensure (TSN_TYPE_OPERATOR_LIST);
  g_type_ensure (TSN_TYPE_SERVER_GROUP);
  g_type_ensure (TSN_TYPE_ROOM_GROUP);
  g_type_ensure (TSN_TYPE_CREWS_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/shell/tsn-settings-window.ui");
  bind_children (widget_class);
}

static void
tsn_settings_window_init (TsnSettingsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
tsn_settings_show (GtkWidget *parent, TsnStation *station, GSettings *settings)
{
  TsnSettingsWindow *self = g_object_new (TSN_TYPE_SETTINGS_WINDOW, NULL);

  self->station = g_object_ref (station);
  show_choices (self, settings);
  /* Not before: showing is not choosing. */
  self->settings = g_object_ref (settings);
  bind_settings (self);
  show_last_backup (self);
  g_signal_connect_object (settings,
                           "changed::last-backup",
                           G_CALLBACK (show_last_backup),
                           self,
                           G_CONNECT_SWAPPED);
  tsn_operator_list_set_station (self->operators, station);
  tsn_server_group_set_station (self->server, station);
  tsn_room_group_set_station (self->room, station);
  tsn_crews_group_set_station (self->crews, station);
  tsn_dialog_present (self, parent);
}
