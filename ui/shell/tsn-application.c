/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The application reads the command line, applies the settings that hold for every window (light or
 * dark, size of the text) and opens the window of the data folder. It is one process for one
 * session: starting it again brings its window to the front. Another data folder (--data) is
 * another instance, so that a training folder can stand beside the real one. */

#include "tsn-application.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "tsn-kiosk-process.h"
#include "tsn-kiosk-window.h"
#include "tsn-kiosk-words.h"
#include "tsn-shortcuts.h"
#include "tsn-window.h"

#define APP_ID       "jp.tsunagi.Tsunagi"
#define DPI_PER_UNIT (96 * 1024) /* GtkSettings:gtk-xft-dpi counts 1024ths of a dot per inch */

struct _TsnApplication
{
  AdwApplication parent_instance;

  GSettings *settings;
  char *folder; /* the data folder */
  TsnStation *station;
  gboolean kiosk;              /* the face of a kiosk */
  gboolean crew;               /* that of an ambulance crew */
  gboolean restarts;           /* main() starts it again when it has ended */
  guint window_id;             /* of the main window */
  int desktop_dpi;             /* what the desktop says, before our scale */
  GtkCssProvider *contrast[2]; /* libadwaita's rules and ours; NULL: not in use */
};

G_DEFINE_FINAL_TYPE (TsnApplication, tsn_application, ADW_TYPE_APPLICATION)

static const GOptionEntry OPTIONS[] = {
  { "data", 'd', 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Data folder"), N_ ("FOLDER") },
  { "kiosk", 'k', 0, G_OPTION_ARG_NONE, NULL, N_ ("For residents, alone at a kiosk"), NULL },
  { "ems", 'e', 0, G_OPTION_ARG_NONE, NULL, N_ ("For an ambulance crew: reads cards"), NULL },
  { "version", 'v', 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version"), NULL },
  { NULL },
};

/* A device that has just become a kiosk or a crew's is one from here on: the process begins anew as
 * that. */
static void
station_changed_cb (TsnApplication *self)
{
  GtkWindow *window = gtk_application_get_window_by_id (GTK_APPLICATION (self), self->window_id);
  TsnRole role;

  if (self->kiosk || self->crew || tsn_station_get_state (self->station) != TSN_STATION_OPEN)
    return;
  role = tsn_vault_role (tsn_station_get_vault (self->station));
  if (role != TSN_ROLE_KIOSK && role != TSN_ROLE_EMS)
    return;
  self->restarts = TRUE;
  if (role == TSN_ROLE_EMS)
    tsn_station_leave_ticket (self->station);
  if (window != NULL)
    gtk_window_destroy (window);
}

static void
open_station (TsnApplication *self)
{
  self->station = tsn_station_new (self->folder);
  g_signal_connect_object (self->station,
                           "notify::state",
                           G_CALLBACK (station_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

static GtkWindow *
open_window (TsnApplication *self)
{
  GtkWindow *window;

  if (self->station == NULL)
    open_station (self);
  window = self->kiosk ? tsn_kiosk_window_new (self, self->station)
                       : tsn_window_new (self, self->station);
  self->window_id = gtk_application_window_get_id (GTK_APPLICATION_WINDOW (window));
  return window;
}

/* -- Language -- */

/* gettext looks at LANGUAGE only where the locale is one of some language. */
static void
leave_c_locale (const char *language)
{
  const char *now = setlocale (LC_MESSAGES, NULL);

  if (now != NULL && !g_str_has_prefix (now, "C") && !g_str_equal (now, "POSIX"))
    return;
  (void) setlocale (LC_MESSAGES, g_str_equal (language, "ja") ? "ja_JP.UTF-8" : "en_US.UTF-8");
}

static void
set_language (GSettings *settings, const char *desktop)
{
  g_autofree char *language = g_settings_get_string (settings, "language");

  if (language[0] != '\0')
    g_setenv ("LANGUAGE", language, TRUE);
  else if (desktop != NULL)
    g_setenv ("LANGUAGE", desktop, TRUE);
  else
    g_unsetenv ("LANGUAGE");
  /* Also makes gettext forget what it has looked up. */
  setlocale (LC_ALL, "");
  if (language[0] != '\0')
    leave_c_locale (language);
}

static const char *
desktop_language (void)
{
  static const char *desktop;
  static gsize asked;

  if (g_once_init_enter (&asked))
    {
      desktop = g_strdup (g_getenv ("LANGUAGE"));
      g_once_init_leave (&asked, 1);
    }
  return desktop;
}

void
tsn_application_choose_language (void)
{
  g_autoptr (GSettings) settings = g_settings_new (APP_ID);

  set_language (settings, desktop_language ());
}

/* The words of widgets are fixed when they are made: the window is made anew. The station stays as
 * it is, so nobody has to unlock it again. */
static gboolean
rebuild_window (gpointer user_data)
{
  TsnApplication *self = user_data;
  GtkWindow *old = gtk_application_get_window_by_id (GTK_APPLICATION (self), self->window_id);
  GtkWindow *new;

  if (old == NULL)
    return G_SOURCE_REMOVE;
  new = open_window (self);
  gtk_window_present (new);
  gtk_window_destroy (old);
  gtk_widget_activate_action (GTK_WIDGET (new), "win.settings", NULL);
  return G_SOURCE_REMOVE;
}

static void
apply_language (TsnApplication *self)
{
  set_language (self->settings, desktop_language ());
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, rebuild_window, g_object_ref (self), g_object_unref);
}

/* -- Appearance -- */

static void
apply_appearance (TsnApplication *self)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_DEFAULT,
                                            ADW_COLOR_SCHEME_FORCE_LIGHT,
                                            ADW_COLOR_SCHEME_FORCE_DARK };
  int chosen = g_settings_get_enum (self->settings, "appearance");

  /* The kiosk has light colours of its own. */
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      self->kiosk ? ADW_COLOR_SCHEME_FORCE_LIGHT
                                                  : schemes[chosen % 3]);
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

static GtkCssProvider *
add_style (const char *resource, guint priority)
{
  GtkCssProvider *provider;

  if (!g_resources_get_info (resource, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL, NULL, NULL))
    return NULL;
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, resource);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              priority);
  return provider;
}

/* libadwaita follows the desktop alone. Its rules for high contrast lie in its resources; where a
 * newer one has none there, ours are what there is. When the desktop asks for it, both are loaded
 * already. */
static void
apply_contrast (TsnApplication *self)
{
  gboolean wanted = g_settings_get_boolean (self->settings, "high-contrast") &&
                    !adw_style_manager_get_high_contrast (adw_style_manager_get_default ());

  for (gsize i = 0; i < G_N_ELEMENTS (self->contrast); i++)
    {
      if (self->contrast[i] != NULL)
        gtk_style_context_remove_provider_for_display (gdk_display_get_default (),
                                                       GTK_STYLE_PROVIDER (self->contrast[i]));
      g_clear_object (&self->contrast[i]);
    }
  if (!wanted)
    return;
  self->contrast[0] = add_style ("/org/gnome/Adwaita/styles/base-hc.css",
                                 GTK_STYLE_PROVIDER_PRIORITY_THEME + 1);
  self->contrast[1] = add_style ("/jp/tsunagi/Tsunagi/style-hc.css",
                                 GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
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
                           "changed::high-contrast",
                           G_CALLBACK (apply_contrast),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (),
                           "notify::high-contrast",
                           G_CALLBACK (apply_contrast),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings,
                           "changed::language",
                           G_CALLBACK (apply_language),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings,
                           "changed::text-scale",
                           G_CALLBACK (apply_text_scale),
                           self,
                           G_CONNECT_SWAPPED);
  apply_appearance (self);
  apply_contrast (self);
  apply_text_scale (self);
}

/* -- Actions of the app -- */

static void
quit_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TsnApplication *self = user_data;
  GtkWindow *window = gtk_application_get_window_by_id (GTK_APPLICATION (self), self->window_id);

  /* The window writes what is still to be written. */
  if (window != NULL)
    gtk_window_close (window);
}

static void
add_actions (TsnApplication *self)
{
  static const GActionEntry entries[] = { { "quit", quit_activated, NULL, NULL, NULL } };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  tsn_shortcuts_install (GTK_APPLICATION (self));
}

/* -- Life -- */

/* In GTK 4.8 a scrolled window that has gone is still connected to the settings, and whatever looks
 * there for handlers takes longer with each: at a kiosk by half after 500 residents. */
static gboolean
unrealized_cb (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  GtkWidget *widget = g_value_get_object (values);

  if (GTK_IS_SCROLLED_WINDOW (widget))
    g_signal_handlers_disconnect_by_data (gtk_widget_get_settings (widget), widget);
  return G_SOURCE_CONTINUE;
}

static void
disconnect_scrolled_windows (void)
{
  static gsize once = 0;

  if (!g_once_init_enter (&once))
    return;
  g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET)); /* which makes its signals */
  g_signal_add_emission_hook (g_signal_lookup ("unrealize", GTK_TYPE_WIDGET),
                              0,
                              unrealized_cb,
                              NULL,
                              NULL);
  g_once_init_leave (&once, 1);
}

static void
tsn_application_startup (GApplication *application)
{
  TsnApplication *self = TSN_APPLICATION (application);

  G_APPLICATION_CLASS (tsn_application_parent_class)->startup (application);
  disconnect_scrolled_windows ();
  gtk_window_set_default_icon_name (APP_ID);
  watch_settings (self);
  add_actions (self);
}

static void
tsn_application_activate (GApplication *application)
{
  TsnApplication *self = TSN_APPLICATION (application);
  GtkWindow *window = gtk_application_get_window_by_id (GTK_APPLICATION (self), self->window_id);

  gtk_window_present (window != NULL ? window : open_window (self));
}

static int
tsn_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  TsnApplication *self = TSN_APPLICATION (application);
  guint role;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("tsunagi %s\n", TSN_VERSION);
      return 0;
    }
  if (g_variant_dict_lookup (options, "data", "^ay", &self->folder))
    {
      g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->folder, -1);
      g_autofree char *id = g_strdup_printf (APP_ID ".Data%.12s", hash);

      g_application_set_application_id (application, id);
    }
  else
    self->folder = g_build_filename (g_get_user_data_dir (), "tsunagi", NULL);
  role = tsn_station_role_in (self->folder);
  self->kiosk = g_variant_dict_contains (options, "kiosk") || role == TSN_ROLE_KIOSK;
  self->crew = !self->kiosk && (g_variant_dict_contains (options, "ems") || role == TSN_ROLE_EMS);
  self->restarts = (self->kiosk || self->crew) && !tsn_kiosk_process_is_ready ();
  if (self->restarts)
    return 0;
  if (self->kiosk)
    tsn_kiosk_words_init ();
  if (g_variant_dict_contains (options, "data"))
    open_station (self);
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

  g_clear_object (&self->contrast[0]);
  g_clear_object (&self->contrast[1]);
  g_clear_object (&self->settings);
  g_free (self->folder);
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

gboolean
tsn_application_is_crew (TsnApplication *self)
{
  return self->crew;
}

gboolean
tsn_application_restarts (TsnApplication *self)
{
  return self->restarts;
}

GSettings *
tsn_application_get_settings (TsnApplication *self)
{
  return self->settings;
}
