/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* cups-room.h: a real CUPS, with its own socket, spool and queues in a temporary folder, in front
 * of a real IPP printer on the loopback, which can be jammed, emptied and switched off.
 *
 * For root, within with-avahi.py; one in a process, since the library of CUPS remembers the socket.
 */

#pragma once

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "paper-waiting.h"

#define CUPS_QUEUE    "Hall"  /* stopped by an error, as CUPS does unless it is told otherwise */
#define CUPS_RETRIES  "Lobby" /* tries again later */
#define CUPS_PATIENCE 20
#define CUPS_PORT     8632

typedef struct
{
  char *folder;
  GSubprocess *scheduler, *printer; /* printer: NULL: it is switched off */
} CupsRoom;

/* Why there can be none; NULL: nothing. */
static inline const char *
cups_room_missing (void)
{
  g_autofree char *printer = g_find_program_in_path ("ippeveprinter");
  g_autofree char *scheduler = g_find_program_in_path ("cupsd");

  if (g_getenv ("TSN_TEST_AVAHI") == NULL || printer == NULL || scheduler == NULL)
    return "there is no Avahi, no ippeveprinter or no cupsd";
  return g_access ("/etc/shadow", R_OK) != 0 ? "cupsd wants root" : NULL;
}

static inline char *
cups_room_path (CupsRoom *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

static inline void
cups_room_put (CupsRoom *self, const char *name, const char *format, int mode)
{
  g_autofree char *path = cups_room_path (self, name);
  g_auto (GStrv) parts = g_strsplit (format, "%1$s", -1);
  g_autofree char *text = g_strjoinv (self->folder, parts);
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, text, -1, 0, mode, &error);
  g_assert_no_error (error);
}

static inline GSubprocess *
cups_room_start (const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_newv (arguments,
                                            G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                                G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                            &error);

  g_assert_no_error (error);
  return process;
}

static inline void
cups_room_end (GSubprocess **process)
{
  g_subprocess_force_exit (*process);
  g_subprocess_wait (*process, NULL, NULL);
  g_clear_object (process);
}

/* -- The printer -- */

static inline GSocketConnection *
cups_room_call (GSocketAddress *address)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  return g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);
}

/* Waits until somebody answers. */
static inline void
cups_room_expect (GSocketAddress *address)
{
  gint64 until = g_get_monotonic_time () + CUPS_PATIENCE * G_USEC_PER_SEC;
  g_autoptr (GSocketConnection) connection = NULL;

  while ((connection = cups_room_call (address)) == NULL && g_get_monotonic_time () < until)
    g_thread_yield ();
  g_assert_nonnull (connection);
}

static inline void
cups_room_switch_on (CupsRoom *self)
{
  g_autofree char *command = cups_room_path (self, "command");
  g_autofree char *spool = cups_room_path (self, "eve");
  const char *arguments[] = { "ippeveprinter",
                              "-r",
                              "off",
                              "-p",
                              G_STRINGIFY (CUPS_PORT),
                              "-n",
                              "localhost",
                              "-f",
                              "application/pdf",
                              "-d",
                              spool,
                              "-c",
                              command,
                              CUPS_QUEUE,
                              NULL };
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1",
                                                                              CUPS_PORT);

  self->printer = cups_room_start (arguments);
  cups_room_expect (address);
}

static inline void
cups_room_switch_off (CupsRoom *self)
{
  cups_room_end (&self->printer);
}

/* The form of ippeveprinter with which a tester fills its trays. */
static inline void
cups_room_set_paper (CupsRoom *self, guint sheets)
{
  g_autofree char *request = g_strdup_printf (
      "GET /media?size0=&size1=iso_a4_210x297mm&type1=stationery&level1=%u&level3=%u HTTP/1.1\r\n"
      "Host: localhost\r\nConnection: close\r\n\r\n",
      sheets,
      sheets);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1",
                                                                              CUPS_PORT);
  g_autoptr (GSocketConnection) connection = cups_room_call (address);
  char answer[4096];
  gsize n = 0;

  g_assert_nonnull (connection);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                             request,
                             strlen (request),
                             NULL,
                             NULL,
                             &error);
  g_assert_no_error (error);
  g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                           answer,
                           sizeof answer,
                           &n,
                           NULL,
                           NULL);
  g_assert_cmpuint (n, >, 0);
}

static inline void
cups_room_jam (CupsRoom *self)
{
  cups_room_put (self, "jam", "", 0644);
}

static inline void
cups_room_pull_out (CupsRoom *self)
{
  g_autofree char *jam = cups_room_path (self, "jam");

  g_assert_cmpint (g_unlink (jam), ==, 0);
}

static inline guint
cups_room_count (CupsRoom *self, const char *folder)
{
  g_autofree char *path = cups_room_path (self, folder);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* The pages that came out; "last.pdf" is the last one. */
static inline guint
cups_room_count_printed (CupsRoom *self)
{
  return cups_room_count (self, "out");
}

/* What CUPS has of jobs: pages and descriptions. */
static inline guint
cups_room_count_spooled (CupsRoom *self)
{
  return cups_room_count (self, "spool") - 1; /* "tmp" */
}

/* -- Life -- */

/* @is_paused: CUPS_QUEUE was left so for want of paper that was put in since. */
static inline void
cups_room_set_up (CupsRoom *self, gboolean is_paused)
{
  /* DirtyCleanInterval: else what CUPS keeps of a job is seen in its spool 30 seconds later. */
  static const char CONF[] =
      "JobRetryInterval 2\nDirtyCleanInterval 0\nListen %1$s/sock\nBrowsing No\nPreserveJobFiles No\nDefaultAuthType Basic\n"
      "<Location />\nOrder allow,deny\n</Location>\n"
      "<Policy default>\n"
      "<Limit Resume-Printer>\nAuthType Default\nRequire user @SYSTEM\nOrder deny,allow\n</Limit>\n"
      "<Limit Cancel-Job>\nRequire user @OWNER @SYSTEM\nOrder deny,allow\n</Limit>\n"
      "<Limit All>\nOrder deny,allow\n</Limit>\n"
      "</Policy>\n";
  static const char FILES[] =
      "ServerRoot %1$s\nCacheDir %1$s/cache\nRequestRoot %1$s/spool\n"
      "TempDir %1$s/spool/tmp\nStateDir %1$s/state\nAccessLog %1$s/access\n"
      "ErrorLog %1$s/error\nPageLog %1$s/page\nSystemGroup root\n";
#define QUEUE(name, state, policy)                                                                 \
  "<Printer " name ">\n" \
  "DeviceURI ipp://localhost:" G_STRINGIFY (CUPS_PORT) "/ipp/print?contimeout=1\n" \
  "State " state "\nAccepting Yes\nJobSheets none none\nOpPolicy default\n" \
  "ErrorPolicy " policy "\n</Printer>\n"
  static const char QUEUES[] = QUEUE (CUPS_QUEUE, "%s", "stop-printer")
      QUEUE (CUPS_RETRIES, "Idle", "retry-job");
#undef QUEUE
  static const char COMMAND[] =
      "#!/bin/sh\n"
      "cd %1$s || exit 1\n"
      "if [ -e jam ]; then\n"
      "  echo 'STATE: +media-jam-error' >&2\n"
      "  while [ -e jam ]; do sleep 0.1; done\n"
      "  echo 'STATE: -media-jam-error' >&2\n"
      "fi\n"
      "cp \"$1\" last.pdf\n"
      "cp \"$1\" \"$(mktemp out/page-XXXXXX)\"\n";
  static const char *const FOLDERS[] = { "eve", "out", "ppd", "cache", "spool/tmp", "state/certs" };
  g_autofree char *queue = NULL;
  g_autofree char *socket = NULL;
  g_autofree char *conf = NULL;
  g_autofree char *files = NULL;
  g_autoptr (GSocketAddress) address = NULL;

  self->folder = g_dir_make_tmp ("tsn-cups-XXXXXX", NULL);
  g_assert_cmpint (g_chmod (self->folder, 0755), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (FOLDERS); i++)
    {
      g_autofree char *path = cups_room_path (self, FOLDERS[i]);

      g_assert_cmpint (g_mkdir_with_parents (path, 0755), ==, 0);
    }
  queue = g_strdup_printf (QUEUES,
                           is_paused ? "Stopped\nReason paused\nReason media-empty-error" : "Idle");
  cups_room_put (self, "printers.conf", queue, 0600);
  cups_room_put (self, "cupsd.conf", CONF, 0644);
  cups_room_put (self, "cups-files.conf", FILES, 0644);
  cups_room_put (self, "command", COMMAND, 0755);
  cups_room_switch_on (self);
  conf = cups_room_path (self, "cupsd.conf");
  files = cups_room_path (self, "cups-files.conf");
  self->scheduler = cups_room_start (
      (const char *[]){ "cupsd", "-f", "-c", conf, "-s", files, NULL });
  socket = cups_room_path (self, "sock");
  address = g_unix_socket_address_new (socket);
  cups_room_expect (address);
  g_setenv ("CUPS_SERVER", socket, TRUE);
}

static inline void
cups_room_tear_down (CupsRoom *self)
{
  GSubprocess *tidy;

  cups_room_end (&self->scheduler);
  cups_room_switch_off (self);
  tidy = cups_room_start ((const char *[]){ "rm", "-rf", self->folder, NULL });
  g_subprocess_wait (tidy, NULL, NULL);
  g_object_unref (tidy);
  g_free (self->folder);
}
