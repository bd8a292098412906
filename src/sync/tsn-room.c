/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The line of a room, and what its announcement says.
 *
 * The line is what mDNS tells, for networks that let no multicast through, and for tests.
 */

#include "tsn-room.h"

#include <string.h>

#define SCHEME         "tsunagi-room:"
#define LINE_MAX_BYTES 2048

void
tsn_room_address_clear (TsnRoomAddress *self)
{
  g_clear_pointer (&self->announcement, g_bytes_unref);
}

char *
tsn_room_address_format (const TsnRoomAddress *self)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (self->announcement, &size);
  g_autofree char *text = tsn_base64url_format (data, size);

  return g_strdup_printf (SCHEME "%s:%u#%s", self->host, self->port, text);
}

static GBytes *
parse_announcement (const char *text)
{
  guint8 data[TSN_ANNOUNCEMENT_SIZE_MAX];
  gsize size = strlen (text) * 3 / 4;

  if (size == 0 || size > sizeof data || !tsn_base64url_parse (text, data, size))
    return NULL;
  return g_bytes_new (data, size);
}

gboolean
tsn_room_address_parse (TsnRoomAddress *self, const char *text, GError **error)
{
  TsnServerLine line = { 0 };
  TsnRoomAddress read = { 0 };
  g_autofree char *copy = g_strstrip (g_strndup (text, LINE_MAX_BYTES));
  g_auto (GStrv) parts = g_strsplit (copy, "#", 3);

  if (g_str_has_prefix (copy, SCHEME) && g_strv_length (parts) == 2 &&
      tsn_server_line_parse_address (&line, parts[0] + strlen (SCHEME)))
    read.announcement = parse_announcement (parts[1]);
  if (read.announcement == NULL)
    {
      g_set_error_literal (error,
                           TSN_SYNC_ERROR,
                           TSN_SYNC_ERROR_BAD_LINE,
                           "not the line of a room");
      return FALSE;
    }
  memcpy (read.host, line.host, sizeof read.host);
  read.port = line.port;
  *self = read;
  return TRUE;
}

gboolean
tsn_room_init (TsnRoom *self, const TsnRoomAddress *address, TsnVault *vault, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (address->announcement, &size);
  TsnAnnouncement announcement;
  TsnRoom room = { .server.port = address->port };

  if (!tsn_announcement_open (&announcement, data, size, tsn_vault_root_public (vault), error))
    return FALSE;
  room.host = announcement.host;
  g_strlcpy (room.server.host, address->host, sizeof room.server.host);
  memcpy (room.server.pin, announcement.pin, sizeof room.server.pin);
  room.server.identity.server = announcement.server;
  memcpy (room.server.identity.server_public, announcement.server_public, TSN_KEY_SIZE);
  *self = room;
  return TRUE;
}
