/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A camera through a desktop's portal, as in Flatpak: the portal is ours, on a bus of its own; the
 * camera behind it is one of a real PipeWire. */

#include <gio/gio.h>
#include <gio/gunixfdlist.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

#include "tsn-camera.h"

#define PATH "/org/freedesktop/portal/desktop"

static const char INTERFACES[] =
    "<node>"
    "<interface name='org.freedesktop.portal.Camera'>"
    "<method name='AccessCamera'><arg type='a{sv}' direction='in'/>"
    "<arg type='o' direction='out'/></method>"
    "<method name='OpenPipeWireRemote'><arg type='a{sv}' direction='in'/>"
    "<arg type='h' direction='out'/></method>"
    "<property name='IsCameraPresent' type='b' access='read'/>"
    "</interface>"
    "<interface name='org.freedesktop.portal.Request'><method name='Close'/></interface>"
    "</node>";

/* What PipeWire has: one camera and no session manager, so that pw-link joins what is to be. */
static const char PIPEWIRE[] =
    "context.properties = { core.daemon = true core.name = tsn mem.allow-mlock = false\n"
    "  support.dbus = false }\n"
    "context.spa-libs = { videotestsrc = videotestsrc/libspa-videotestsrc\n"
    "  support.* = support/libspa-support videoconvert = videoconvert/libspa-videoconvert\n"
    "  audio.convert.* = audioconvert/libspa-audioconvert }\n"
    "context.modules = [\n"
    "  { name = libpipewire-module-protocol-native } { name = libpipewire-module-access }\n"
    "  { name = libpipewire-module-spa-node-factory } { name = libpipewire-module-client-node }\n"
    "  { name = libpipewire-module-adapter } { name = libpipewire-module-link-factory }\n"
    "  { name = libpipewire-module-metadata } { name = libpipewire-module-session-manager } ]\n"
    "context.objects = [ { factory = spa-node-factory args = { factory.name = videotestsrc\n"
    "  node.name = front node.description = \"Front camera\" media.class = Video/Source\n"
    "  media.role = Camera } } ]\n";

typedef enum
{
  ALLOWS,
  REFUSES,
  FORBIDS, /* to everyone */
  WAITS,
  HANGS, /* does not even say that it asks */
} Mood;

typedef struct
{
  GDBusConnection *bus;
  GDBusNodeInfo *info;
  guint name, object, request;
  gboolean has_camera;
  Mood mood;
  GDBusMethodInvocation *late; /* (nullable) */
  GSocket *remote;             /* (nullable) */
  const char *folder;          /* of PipeWire */
  guint n_asked, n_closed, n_frames;
  TsnCamera *camera;
} Fixture;

/* -- The portal -- */

static void
answer (Fixture *f, const char *path, guint how)
{
  g_dbus_connection_emit_signal (f->bus,
                                 NULL,
                                 path,
                                 "org.freedesktop.portal.Request",
                                 "Response",
                                 g_variant_new ("(ua{sv})", how, NULL),
                                 NULL);
}

static void request_cb (GDBusConnection *bus,
                        const char *sender,
                        const char *path,
                        const char *interface,
                        const char *method,
                        GVariant *arguments,
                        GDBusMethodInvocation *invocation,
                        gpointer user_data);

static const GDBusInterfaceVTable request_table = { .method_call = request_cb };

static char *
path_of_request (const char *sender, GVariant *arguments)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 0);
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  const char *token;

  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  return g_strdup_printf (PATH "/request/%s/%s", name, token);
}

/* Some desktops answer before they say where they will. */
static void
access_camera (Fixture *f,
               const char *sender,
               GVariant *arguments,
               GDBusMethodInvocation *invocation)
{
  g_autofree char *path = path_of_request (sender, arguments);

  f->n_asked++;
  if (f->mood == FORBIDS)
    {
      g_dbus_method_invocation_return_dbus_error (invocation,
                                                  "org.freedesktop.portal.Error.NotAllowed",
                                                  "Cameras are turned off");
      return;
    }
  if (f->mood < WAITS)
    answer (f, path, f->mood == ALLOWS ? 0 : 1);
  else
    f->request = g_dbus_connection_register_object (f->bus,
                                                    path,
                                                    f->info->interfaces[1],
                                                    &request_table,
                                                    f,
                                                    NULL,
                                                    NULL);
  if (f->mood == HANGS)
    f->late = invocation;
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", path));
}

static void
open_remote (Fixture *f, GDBusMethodInvocation *invocation)
{
  g_autoptr (GUnixFDList) files = g_unix_fd_list_new ();
  g_autoptr (GError) error = NULL;

  g_unix_fd_list_append (files, g_socket_get_fd (f->remote), &error);
  g_assert_no_error (error);
  g_dbus_method_invocation_return_value_with_unix_fd_list (invocation,
                                                           g_variant_new ("(h)", 0),
                                                           files);
}

static void
request_cb (GDBusConnection *bus,
            const char *sender,
            const char *path,
            const char *interface,
            const char *method,
            GVariant *arguments,
            GDBusMethodInvocation *invocation,
            gpointer user_data)
{
  Fixture *f = user_data;

  if (g_str_equal (method, "AccessCamera"))
    access_camera (f, sender, arguments, invocation);
  else if (g_str_equal (method, "OpenPipeWireRemote"))
    open_remote (f, invocation);
  else
    {
      g_assert_cmpstr (method, ==, "Close");
      f->n_closed++;
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
}

static GVariant *
get_cb (GDBusConnection *bus,
        const char *sender,
        const char *path,
        const char *interface,
        const char *property,
        GError **error,
        gpointer user_data)
{
  return g_variant_new_boolean (((Fixture *) user_data)->has_camera);
}

static const GDBusInterfaceVTable camera_table = { .method_call = request_cb,
                                                   .get_property = get_cb };

static void
named_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
serve (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  gboolean named = FALSE;

  f->object = g_dbus_connection_register_object (f->bus,
                                                 PATH,
                                                 f->info->interfaces[0],
                                                 &camera_table,
                                                 f,
                                                 NULL,
                                                 &error);
  g_assert_no_error (error);
  f->name = g_bus_own_name_on_connection (f->bus,
                                          "org.freedesktop.portal.Desktop",
                                          G_BUS_NAME_OWNER_FLAGS_NONE,
                                          named_cb,
                                          NULL,
                                          &named,
                                          NULL);
  while (!named)
    g_main_context_iteration (NULL, TRUE);
}

/* -- Fixture -- */

static void
frame_cb (TsnCamera *camera, TsnScanImage *image, Fixture *f)
{
  f->n_frames++;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->bus = g_dbus_connection_new_for_address_sync (
      g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
          G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL,
      NULL,
      &error);
  g_assert_no_error (error);
  f->info = g_dbus_node_info_new_for_xml (INTERFACES, &error);
  g_assert_no_error (error);
  f->has_camera = TRUE;
  f->camera = tsn_camera_new (NULL);
  g_signal_connect (f->camera, "frame", G_CALLBACK (frame_cb), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->camera);
  if (f->name > 0)
    {
      g_bus_unown_name (f->name);
      g_dbus_connection_unregister_object (f->bus, f->object);
    }
  if (f->request > 0)
    g_dbus_connection_unregister_object (f->bus, f->request);
  g_dbus_connection_close_sync (f->bus, NULL, NULL);
  g_object_unref (f->bus);
  g_dbus_node_info_unref (f->info);
}

static void
wait_for (Fixture *f, TsnCameraState state)
{
  while (tsn_camera_get_state (f->camera) != state)
    g_main_context_iteration (NULL, TRUE);
}

/* -- Without pictures -- */

static void
test_no_portal (Fixture *f, gconstpointer data)
{
  tsn_camera_start (f->camera);
  wait_for (f, TSN_CAMERA_NO_PORTAL);
}

/* Nobody is asked for what is not there. */
static void
test_no_camera (Fixture *f, gconstpointer data)
{
  f->has_camera = FALSE;
  serve (f);
  tsn_camera_start (f->camera);
  wait_for (f, TSN_CAMERA_MISSING);
  g_assert_cmpuint (f->n_asked, ==, 0);
}

/* Once, and again when somebody chooses or comes back. */
static void
test_refused (Fixture *f, gconstpointer data)
{
  f->mood = GPOINTER_TO_INT (data);
  serve (f);
  tsn_camera_start (f->camera);
  wait_for (f, TSN_CAMERA_REFUSED);
  g_assert_cmpuint (f->n_asked, ==, 1);
  tsn_camera_choose (f->camera, NULL);
  while (f->n_asked < 2)
    g_main_context_iteration (NULL, TRUE);
  tsn_camera_stop (f->camera);
  tsn_camera_start (f->camera);
  wait_for (f, TSN_CAMERA_REFUSED);
  g_assert_cmpuint (f->n_asked, ==, 3);
}

/* The page goes while the question is on the screen, or may be: so does the question. */
static void
test_unanswered (Fixture *f, gconstpointer data)
{
  f->mood = GPOINTER_TO_INT (data);
  serve (f);
  tsn_camera_start (f->camera);
  while (f->n_asked == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (tsn_camera_get_state (f->camera), ==, TSN_CAMERA_STARTING);
  tsn_camera_stop (f->camera);
  while (f->n_closed == 0)
    g_main_context_iteration (NULL, TRUE);
  if (f->late != NULL)
    g_dbus_method_invocation_return_dbus_error (f->late, "org.freedesktop.portal.Error", "late");
}

/* The portal ends while its question is on the screen; another one is asked again. */
static void
test_gone (Fixture *f, gconstpointer data)
{
  f->mood = WAITS;
  serve (f);
  tsn_camera_start (f->camera);
  while (f->n_asked == 0)
    g_main_context_iteration (NULL, TRUE);
  g_bus_unown_name (f->name);
  g_dbus_connection_unregister_object (f->bus, f->object);
  wait_for (f, TSN_CAMERA_NO_PORTAL);
  f->mood = REFUSES;
  serve (f);
  tsn_camera_choose (f->camera, NULL);
  wait_for (f, TSN_CAMERA_REFUSED);
  g_assert_cmpuint (f->n_asked, ==, 2);
}

/* -- With a real PipeWire -- */

static GSubprocess *
run_pipewire (Fixture *f)
{
  g_autofree char *file = g_build_filename (f->folder, "tsn.conf", NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  GSubprocess *pipewire;

  g_file_set_contents (file, PIPEWIRE, -1, &error);
  g_assert_no_error (error);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", f->folder, TRUE);
  pipewire = g_subprocess_launcher_spawn (launcher, &error, "pipewire", "-c", file, NULL);
  g_assert_no_error (error);
  return pipewire;
}

static gboolean
again_cb (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

/* As the portal itself does before it hands its end out. */
static GSocket *
connect_remote (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->folder, "tsn", NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, 0, &error);

  g_assert_no_error (error);
  while (!g_socket_connect (socket, address, NULL, NULL))
    g_main_context_iteration (NULL, TRUE);
  return socket;
}

/* As a session manager does, as often as somebody connects. */
static void
link_it (Fixture *f)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) link = NULL;

  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", f->folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "PIPEWIRE_REMOTE", "tsn", TRUE);
  link = g_subprocess_launcher_spawn (launcher,
                                      NULL,
                                      "pw-link",
                                      "front:out_0",
                                      "test-portal:in_0",
                                      NULL);
  g_assert_true (g_subprocess_wait (link, NULL, NULL));
}

static void
test_pictures (Fixture *f, gconstpointer data)
{
  g_autofree char *daemon = g_find_program_in_path ("pipewire");
  g_autofree char *linker = g_find_program_in_path ("pw-link");
  g_autoptr (GSubprocess) pipewire = NULL;
  guint again;

  if (daemon == NULL || linker == NULL)
    {
      g_test_skip ("no PipeWire");
      return;
    }
  f->folder = g_get_user_runtime_dir ();
  g_assert_cmpint (g_mkdir_with_parents (f->folder, 0700), ==, 0);
  again = g_timeout_add (100, again_cb, NULL);
  pipewire = run_pipewire (f);
  f->remote = connect_remote (f);
  serve (f);
  tsn_camera_start (f->camera);
  while (f->n_frames < 3)
    {
      link_it (f);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpstr (tsn_camera_get_name (f->camera), ==, "Front camera");
  g_assert_cmpuint (f->n_asked, ==, 1);
  tsn_camera_stop (f->camera);
  g_source_remove (again);
  g_subprocess_force_exit (pipewire);
  g_subprocess_wait (pipewire, NULL, NULL);
  g_object_unref (f->remote);
}

int
main (int argc, char **argv)
{
  g_autoptr (GTestDBus) bus = NULL;
  int result;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_setenv ("GTK_USE_PORTAL", "1", TRUE);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  g_test_add ("/portal/none", Fixture, NULL, set_up, test_no_portal, tear_down);
  g_test_add ("/portal/no-camera", Fixture, NULL, set_up, test_no_camera, tear_down);
  g_test_add ("/portal/refused",
              Fixture,
              GINT_TO_POINTER (REFUSES),
              set_up,
              test_refused,
              tear_down);
  g_test_add ("/portal/forbidden",
              Fixture,
              GINT_TO_POINTER (FORBIDS),
              set_up,
              test_refused,
              tear_down);
  g_test_add ("/portal/gone", Fixture, NULL, set_up, test_gone, tear_down);
  g_test_add ("/portal/unanswered",
              Fixture,
              GINT_TO_POINTER (WAITS),
              set_up,
              test_unanswered,
              tear_down);
  g_test_add ("/portal/hanging",
              Fixture,
              GINT_TO_POINTER (HANGS),
              set_up,
              test_unanswered,
              tear_down);
  g_test_add ("/portal/pictures", Fixture, NULL, set_up, test_pictures, tear_down);
  result = g_test_run ();
  g_test_dbus_down (bus);
  return result;
}
