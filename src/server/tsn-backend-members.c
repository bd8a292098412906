/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is in a database: municipalities, their devices, and small values of each. */

#include "tsn-backend-sql.h"

/* -- Values -- */

static gboolean
get_value (TsnBackend *self, gint64 municipality, const char *name, GBytes **value, GError **error)
{
  gboolean row;
  g_autoptr (TsnSqlRows) rows = tsn_sql_ask_row (
      self,
      "SELECT value FROM value WHERE municipality = ?1 AND name = ?2",
      SQL_VALUES (SQL_NUMBER (municipality), SQL_TEXT (name)),
      &row,
      error);

  *value = NULL;
  if (rows == NULL)
    return FALSE;
  if (row)
    *value = tsn_sql_read_bytes (rows, 0);
  return TRUE;
}

static gboolean
set_value (TsnBackend *self, gint64 municipality, const char *name, GBytes *value, GError **error)
{
  if (value == NULL)
    return tsn_sql_run (self,
                        "DELETE FROM value WHERE municipality = ?1 AND name = ?2",
                        SQL_VALUES (SQL_NUMBER (municipality), SQL_TEXT (name)),
                        error);
  return tsn_sql_run (self,
                      "INSERT INTO value VALUES (?1, ?2, ?3) "
                      "ON CONFLICT (municipality, name) DO UPDATE SET value = excluded.value",
                      SQL_VALUES (SQL_NUMBER (municipality), SQL_TEXT (name), SQL_BYTES (value)),
                      error);
}

/* -- Municipalities -- */

static gboolean
find_municipality (TsnBackend *self,
                   const guint8 root_public[TSN_KEY_SIZE],
                   gint64 *number,
                   GError **error)
{
  return tsn_sql_number (self,
                         "SELECT number FROM municipality WHERE root = ?1",
                         SQL_VALUES (SQL_BLOB (root_public, TSN_KEY_SIZE)),
                         0,
                         number,
                         error);
}

static gboolean
add_municipality (TsnBackend *self,
                  const guint8 root_public[TSN_KEY_SIZE],
                  gint64 *number,
                  GError **error)
{
  return tsn_sql_number (self,
                         "INSERT INTO municipality (root) VALUES (?1) RETURNING number",
                         SQL_VALUES (SQL_BLOB (root_public, TSN_KEY_SIZE)),
                         0,
                         number,
                         error);
}

static gboolean
next_municipality (TsnBackend *self,
                   gint64 after,
                   gint64 *number,
                   guint8 root_public[TSN_KEY_SIZE],
                   GError **error)
{
  gboolean row;
  g_autoptr (TsnSqlRows) rows = tsn_sql_ask_row (
      self,
      "SELECT number, root FROM municipality WHERE number > ?1 ORDER BY number LIMIT 1",
      SQL_VALUES (SQL_NUMBER (after)),
      &row,
      error);

  *number = 0;
  if (rows == NULL)
    return FALSE;
  if (!row)
    return TRUE;
  *number = tsn_sql_read_number (rows, 0);
  return tsn_sql_read (rows, 1, root_public, TSN_KEY_SIZE, error);
}

/* -- Devices -- */

static gboolean
get_device (TsnBackend *self,
            const TsnId *id,
            TsnServerDevice *device,
            gboolean *found,
            GError **error)
{
  g_autoptr (TsnSqlRows) rows = tsn_sql_ask_row (
      self,
      "SELECT municipality, role, sign_public, issued, revoked FROM device WHERE device = ?1",
      SQL_VALUES (SQL_ID (id)),
      found,
      error);

  if (rows == NULL)
    return FALSE;
  *device = (TsnServerDevice){ .device = *id };
  if (!*found)
    return TRUE;
  device->municipality = tsn_sql_read_number (rows, 0);
  device->role = (guint) tsn_sql_read_number (rows, 1);
  device->issued_ms = tsn_sql_read_number (rows, 3);
  device->revoked = tsn_sql_read_number (rows, 4) != 0;
  return tsn_sql_read (rows, 2, device->sign_public, TSN_KEY_SIZE, error);
}

static GArray *
list_devices (TsnBackend *self, GError **error)
{
  g_autoptr (TsnSqlRows) rows = tsn_sql_ask (
      self,
      "SELECT device, municipality, role, sign_public, issued, revoked FROM device "
      "ORDER BY municipality, device",
      (const TsnSqlValue[]){ { TSN_SQL_END } },
      error);
  g_autoptr (GArray) devices = g_array_new (FALSE, FALSE, sizeof (TsnServerDevice));
  gboolean row;

  if (rows == NULL)
    return NULL;
  while (TRUE)
    {
      TsnServerDevice device = { 0 };

      if (!tsn_sql_next (rows, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&devices);
      device.municipality = tsn_sql_read_number (rows, 1);
      device.role = (guint) tsn_sql_read_number (rows, 2);
      device.issued_ms = tsn_sql_read_number (rows, 4);
      device.revoked = tsn_sql_read_number (rows, 5) != 0;
      if (!tsn_sql_read (rows, 0, device.device.bytes, sizeof device.device.bytes, error) ||
          !tsn_sql_read (rows, 3, device.sign_public, TSN_KEY_SIZE, error))
        return NULL;
      g_array_append_val (devices, device);
    }
}

static gboolean
put_device (TsnBackend *self, const TsnServerDevice *device, GError **error)
{
  /* Two municipalities do not wait for each other; what one has, the other does not take. */
  return tsn_sql_run (
      self,
      "INSERT INTO device VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
      "ON CONFLICT (device) DO UPDATE SET role = excluded.role, "
      "sign_public = excluded.sign_public, issued = excluded.issued, revoked = excluded.revoked "
      "WHERE device.municipality = excluded.municipality",
      SQL_VALUES (SQL_ID (&device->device),
                  SQL_NUMBER (device->municipality),
                  SQL_NUMBER (device->role),
                  SQL_BLOB (device->sign_public, TSN_KEY_SIZE),
                  SQL_NUMBER (device->issued_ms),
                  SQL_NUMBER (device->revoked)),
      error);
}

void
tsn_backend_sql_add_members (TsnBackendVerbs *verbs)
{
  verbs->get_value = get_value;
  verbs->set_value = set_value;
  verbs->find_municipality = find_municipality;
  verbs->add_municipality = add_municipality;
  verbs->next_municipality = next_municipality;
  verbs->get_device = get_device;
  verbs->put_device = put_device;
  verbs->list_devices = list_devices;
}
