/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The application reads the command line, applies the settings that hold for every window (light or
 * dark, size of the text) and opens the window of the data folder. It is one process for one
 * session: starting it again brings its window to the front. Another data folder (--data) is
 * another instance, so that a training folder can stand beside the real one. */

#include "tsn-application.h"

#include <glib/gi18n.h>

#include "tsn-window.h"

#define APP_ID       "jp.tsunagi.Tsunagi"
#define DPI_PER_UNIT (96 * 1024) /* GtkSettings:gtk-xft-dpi counts 1024ths of a dot per inch */

struct _TsnApplication
{
  AdwApplication parent_instance;

  GSettings *settings;
  TsnStation *station;
  int desktop_dpi; /* what the desktop says, before our scale */
};

G_DEFINE_FINAL_TYPE (TsnApplication, tsn_application, ADW_TYPE_APPLICATION)

static const GOptionEntry OPTIONS[] = {
  { "data", 'd', 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Data folder"), N_ ("FOLDER") },
  { "version", 'v', 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version"), NULL },
  { NULL },
};

void
tsn_application_choose_language (void)
{
  g_autoptr (GSettings) settings = g_settings_new (APP_ID);
  g_autofree char *language = g_settings_get_string (settings, "language");

  if (language[0] != '\0')
    g_setenv ("LANGUAGE", language, TRUE);
}

/* -- Appearance -- */

static void
apply_appearance (TsnApplication *self)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_DEFAULT,
                                            ADW_COLOR_SCHEME_FORCE_LIGHT,
                                            ADW_COLOR_SCHEME_FORCE_DARK };
  int chosen = g_settings_get_enum (self->settings, "appearance");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[chosen % 3]);
}

static void
apply_text_scale (TsnApplication *self)
{
  double scale = g_settings_get_double (self->settings, "text-scale");
  GtkSettings *gtk = gtk_settings_get_default ();

  if (self->desktop_dpi == 0)
    g_object_get (gtk, "gtk-xft-dpi", &self->desktop_dpi, NULL);
  if (self->desktop_dpi <= 0)
    self->desktop_dpi = DPI_PER_UNIT;
  g_object_set (gtk, "gtk-xft-dpi", (int) (self->desktop_dpi * scale), NULL);
}

static void
watch_settings (TsnApplication *self)
{
  g_signal_connect_object (self->settings,
                           "changed::appearance",
                           G_CALLBACK (apply_appearance),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings,
                           "changed::text-scale",
                           G_CALLBACK (apply_text_scale),
                           self,
                           G_CONNECT_SWAPPED);
  apply_appearance (self);
  apply_text_scale (self);
}

/* -- Actions of the app -- */

static void
quit_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  /* The window writes what is still to be written. */
  if (window != NULL)
    gtk_window_close (window);
}

static void
add_actions (TsnApplication *self)
{
  static const GActionEntry entries[] = { { "quit", quit_activated, NULL, NULL, NULL } };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  tsn_window_add_accelerators (GTK_APPLICATION (self));
}

/* -- Life -- */

static void
tsn_application_startup (GApplication *application)
{
  TsnApplication *self = TSN_APPLICATION (application);

  G_APPLICATION_CLASS (tsn_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (APP_ID);
  watch_settings (self);
  add_actions (self);
}

static void
tsn_application_activate (GApplication *application)
{
  TsnApplication *self = TSN_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window == NULL)
    {
      g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "tsunagi", NULL);

      if (self->station == NULL)
        self->station = tsn_station_new (folder);
      window = tsn_window_new (self, self->station);
    }
  gtk_window_present (window);
}

static int
tsn_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  TsnApplication *self = TSN_APPLICATION (application);
  g_autofree char *folder = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("tsunagi %s\n", TSN_VERSION);
      return 0;
    }
  if (g_variant_dict_lookup (options, "data", "^ay", &folder))
    {
      g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, folder, -1);
      g_autofree char *id = g_strdup_printf (APP_ID ".Data%.12s", hash);

      g_application_set_application_id (application, id);
      self->station = tsn_station_new (folder);
    }
  return -1;
}

static void
tsn_application_shutdown (GApplication *application)
{
  TsnApplication *self = TSN_APPLICATION (application);

  if (self->station != NULL)
    tsn_station_close (self->station);
  g_clear_object (&self->station);
  G_APPLICATION_CLASS (tsn_application_parent_class)->shutdown (application);
}

static void
tsn_application_finalize (GObject *object)
{
  TsnApplication *self = TSN_APPLICATION (object);

  g_clear_object (&self->settings);
  G_OBJECT_CLASS (tsn_application_parent_class)->finalize (object);
}

static void
tsn_application_class_init (TsnApplicationClass *class)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = tsn_application_finalize;
  application_class->startup = tsn_application_startup;
  application_class->activate = tsn_application_activate;
  application_class->handle_local_options = tsn_application_handle_local_options;
  application_class->shutdown = tsn_application_shutdown;
}

static void
tsn_application_init (TsnApplication *self)
{
  self->settings = g_settings_new (APP_ID);
  g_application_add_main_option_entries (G_APPLICATION (self), OPTIONS);
}

TsnApplication *
tsn_application_new (void)
{
  return g_object_new (TSN_TYPE_APPLICATION,
                       "application-id",
                       APP_ID,
                       "resource-base-path",
                       "/jp/tsunagi/Tsunagi",
                       NULL);
}

GSettings *
tsn_application_get_settings (TsnApplication *self)
{
  return self->settings;
}
