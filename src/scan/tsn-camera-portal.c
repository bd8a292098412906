/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tsn-camera-portal.h"

#include <gio/gunixfdlist.h>

#define NAME   "org.freedesktop.portal.Desktop"
#define PATH   "/org/freedesktop/portal/desktop"
#define CAMERA "org.freedesktop.portal.Camera"

/* -- Waiting -- */

/* For what comes in the main context. Whoever waits may be called off before, and what comes then
 * is let go there. GLib could wait in a context of this thread, or end a call that is cancelled;
 * but when that happens as the reply comes, it leaves a source in that context, and both keep each
 * other and the connection forever. */
typedef struct
{
  GMutex lock; /* what follows */
  GCond cond;
  gboolean is_over;
  GAsyncResult *result; /* of a call */
  guint answer;         /* of a person; 0: yes */
  gboolean is_gone;     /* who has asked them */
} Wait;

static Wait *
wait_new (void)
{
  Wait *self = g_atomic_rc_box_new0 (Wait);

  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  return self;
}

static void
wait_clear (gpointer data)
{
  Wait *self = data;

  g_clear_object (&self->result);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
}

static void
wait_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, wait_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wait, wait_unref)

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Wait *self = user_data;

  g_mutex_lock (&self->lock);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
}

static gboolean
wait_for (Wait *self, GCancellable *cancellable, GError **error)
{
  gulong handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL);
  gboolean is_over;

  g_mutex_lock (&self->lock);
  while (!self->is_over && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait (&self->cond, &self->lock);
  is_over = self->is_over;
  g_mutex_unlock (&self->lock);
  g_cancellable_disconnect (cancellable, handler);
  return is_over || !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* -- Calls -- */

static void
came_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Wait) wait = user_data;

  g_mutex_lock (&wait->lock);
  wait->is_over = TRUE;
  wait->result = g_object_ref (result);
  g_cond_signal (&wait->cond);
  g_mutex_unlock (&wait->lock);
}

/* @files: (nullable): what came along */
static GVariant *
call (GDBusConnection *bus,
      const char *interface,
      const char *method,
      GVariant *arguments,
      const char *type,
      GUnixFDList **files,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (Wait) wait = wait_new ();

  g_dbus_connection_call_with_unix_fd_list (bus,
                                            NAME,
                                            PATH,
                                            interface,
                                            method,
                                            arguments,
                                            G_VARIANT_TYPE (type),
                                            G_DBUS_CALL_FLAGS_NONE,
                                            -1,
                                            NULL,
                                            NULL,
                                            came_cb,
                                            g_atomic_rc_box_acquire (wait));
  if (!wait_for (wait, cancellable, error))
    return NULL;
  return g_dbus_connection_call_with_unix_fd_list_finish (bus, files, wait->result, error);
}

/* -- Whether there is a camera -- */

static gboolean
check_camera (GDBusConnection *bus, GCancellable *cancellable, GError **error)
{
  g_autoptr (GVariant) reply = call (bus,
                                     "org.freedesktop.DBus.Properties",
                                     "Get",
                                     g_variant_new ("(ss)", CAMERA, "IsCameraPresent"),
                                     "(v)",
                                     NULL,
                                     cancellable,
                                     error);
  g_autoptr (GVariant) value = NULL;

  if (reply == NULL)
    return FALSE;
  g_variant_get (reply, "(v)", &value);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean (value))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no camera");
  return FALSE;
}

/* -- Whether we may -- */

static void
answered_cb (GDBusConnection *bus,
             const char *sender,
             const char *path,
             const char *interface,
             const char *name,
             GVariant *arguments,
             gpointer user_data)
{
  Wait *wait = user_data;

  g_mutex_lock (&wait->lock);
  wait->is_over = TRUE;
  wait->answer = G_MAXUINT;
  if (g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(ua{sv})")))
    g_variant_get (arguments, "(ua{sv})", &wait->answer, NULL);
  g_cond_signal (&wait->cond);
  g_mutex_unlock (&wait->lock);
}

/* The portal ended (an update, a crash), and its question with it. */
static void
owner_changed_cb (GDBusConnection *bus,
                  const char *sender,
                  const char *path,
                  const char *interface,
                  const char *name,
                  GVariant *arguments,
                  gpointer user_data)
{
  Wait *wait = user_data;
  const char *owner;

  g_variant_get (arguments, "(&s&s&s)", NULL, NULL, &owner);
  if (*owner != '\0')
    return;
  g_mutex_lock (&wait->lock);
  wait->is_over = wait->is_gone = TRUE;
  g_cond_signal (&wait->cond);
  g_mutex_unlock (&wait->lock);
}

/* Nobody waits for the answer any more: the desktop takes its question away. */
static void
withdraw (GDBusConnection *bus, const char *path)
{
  g_dbus_connection_call (bus,
                          NAME,
                          path,
                          "org.freedesktop.portal.Request",
                          "Close",
                          NULL,
                          NULL,
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          NULL,
                          NULL,
                          NULL);
  g_dbus_connection_flush_sync (bus, NULL, NULL); /* nobody else may hold it */
}

static gboolean
ask (GDBusConnection *bus, GCancellable *cancellable, GError **error)
{
  GVariantBuilder options = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autofree char *token = g_strdup_printf ("tsunagi%08x", g_random_int ());
  g_autofree char *sender = g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (bus) + 1),
                                          ".",
                                          '_');
  g_autofree char *path = g_strdup_printf (PATH "/request/%s/%s", sender, token);
  g_autoptr (Wait) wait = wait_new ();
  g_autoptr (GVariant) reply = NULL;
  /* Before the call: the answer may come at once. */
  guint subscription = g_dbus_connection_signal_subscribe (bus,
                                                           NAME,
                                                           "org.freedesktop.portal.Request",
                                                           "Response",
                                                           path,
                                                           NULL,
                                                           G_DBUS_SIGNAL_FLAGS_NONE,
                                                           answered_cb,
                                                           g_atomic_rc_box_acquire (wait),
                                                           wait_unref);
  guint watch = g_dbus_connection_signal_subscribe (bus,
                                                    "org.freedesktop.DBus",
                                                    "org.freedesktop.DBus",
                                                    "NameOwnerChanged",
                                                    "/org/freedesktop/DBus",
                                                    NAME,
                                                    G_DBUS_SIGNAL_FLAGS_NONE,
                                                    owner_changed_cb,
                                                    g_atomic_rc_box_acquire (wait),
                                                    wait_unref);
  gboolean is_answered, is_gone;
  guint answer;

  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  reply = call (bus,
                CAMERA,
                "AccessCamera",
                g_variant_new ("(a{sv})", &options),
                "(o)",
                NULL,
                cancellable,
                error);
  is_answered = reply != NULL && wait_for (wait, cancellable, error);
  g_dbus_connection_signal_unsubscribe (bus, subscription);
  g_dbus_connection_signal_unsubscribe (bus, watch);
  if (!is_answered && g_cancellable_is_cancelled (cancellable))
    withdraw (bus, path);
  g_mutex_lock (&wait->lock); /* a signal may be on its way yet */
  is_gone = wait->is_gone;
  answer = wait->answer;
  g_mutex_unlock (&wait->lock);
  if (is_answered && is_gone)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "the portal ended");
  else if (is_answered && answer != 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "refused");
  return is_answered && !is_gone && answer == 0;
}

/* -- The remote -- */

static int
open_remote (GDBusConnection *bus, GCancellable *cancellable, GError **error)
{
  g_autoptr (GUnixFDList) files = NULL;
  g_autoptr (GVariant) reply = call (bus,
                                     CAMERA,
                                     "OpenPipeWireRemote",
                                     g_variant_new ("(a{sv})", NULL),
                                     "(h)",
                                     &files,
                                     cancellable,
                                     error);
  int at;

  if (reply == NULL)
    return -1;
  g_variant_get (reply, "(h)", &at);
  if (files != NULL && at >= 0 && at < g_unix_fd_list_get_length (files))
    return g_unix_fd_list_get (files, at, error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "no file came");
  return -1;
}

/* A desktop may have cameras turned off for all apps. */
static gboolean
is_refusal (const GError *error)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);

  return g_strcmp0 (name, "org.freedesktop.portal.Error.NotAllowed") == 0;
}

/* -- Public -- */

gboolean
tsn_camera_portal_is_needed (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) ||
         g_strcmp0 (g_getenv ("GTK_USE_PORTAL"), "1") == 0;
}

int
tsn_camera_portal_open (GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &failure);
  int remote = -1;

  if (bus != NULL && check_camera (bus, cancellable, &failure) && ask (bus, cancellable, &failure))
    remote = open_remote (bus, cancellable, &failure);
  if (failure != NULL && is_refusal (failure))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, failure->message);
  else if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return remote;
}
