/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Found by the device's id, which is open; kept as text, since that is what keyrings show. */

#include "tsn-desktop-secret.h"

#include <glib/gi18n.h>
#include <libsecret/secret.h>
#include <string.h>

static const SecretSchema SCHEMA = {
  .name = "jp.tsunagi.Tsunagi.Device",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = { { "device", SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

static gboolean
read_text (const char *text, guint8 secret[TSN_KEY_SIZE])
{
  if (text == NULL || strlen (text) != 2 * TSN_KEY_SIZE)
    return FALSE;
  for (gsize i = 0; i < TSN_KEY_SIZE; i++)
    {
      int high = g_ascii_xdigit_value (text[2 * i]);
      int low = g_ascii_xdigit_value (text[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      secret[i] = (guint8) (high << 4 | low);
    }
  return TRUE;
}

/* Those of a locked keyring are found, too, but have no secret. */
static gboolean
take_first (GList *items, guint8 secret[TSN_KEY_SIZE])
{
  for (GList *item = items; item != NULL; item = item->next)
    {
      SecretValue *value = secret_retrievable_retrieve_secret_sync (item->data, NULL, NULL);
      gboolean ok = value != NULL && read_text (secret_value_get_text (value), secret);

      g_clear_pointer (&value, secret_value_unref);
      if (ok)
        return TRUE;
    }
  return FALSE;
}

gboolean
tsn_desktop_secret_load (const TsnId *device, guint8 secret[TSN_KEY_SIZE], GError **error)
{
  char id[TSN_ID_TEXT_SIZE];
  GError *trouble = NULL;
  GList *items = secret_password_search_sync (&SCHEMA,
                                              SECRET_SEARCH_NONE,
                                              NULL,
                                              &trouble,
                                              "device",
                                              tsn_id_format (device, id),
                                              NULL);
  gboolean ok = take_first (items, secret);

  g_list_free_full (items, g_object_unref);
  if (trouble != NULL)
    g_propagate_error (error, trouble);
  else if (!ok)
    g_set_error_literal (error,
                         G_IO_ERROR,
                         G_IO_ERROR_NOT_FOUND,
                         "the keyring keeps nothing for this device, or is locked");
  return ok;
}

gboolean
tsn_desktop_secret_store (const TsnId *device, const guint8 secret[TSN_KEY_SIZE], GError **error)
{
  char id[TSN_ID_TEXT_SIZE];
  char text[2 * TSN_KEY_SIZE + 1];
  gboolean ok;

  for (gsize i = 0; i < TSN_KEY_SIZE; i++)
    g_snprintf (text + 2 * i, 3, "%02x", secret[i]);
  ok = secret_password_store_sync (&SCHEMA,
                                   SECRET_COLLECTION_DEFAULT,
                                   _ ("Tsunagi: reads cards without a PIN"),
                                   text,
                                   NULL,
                                   error,
                                   "device",
                                   tsn_id_format (device, id),
                                   NULL);
  tsn_secret_wipe (text, sizeof text);
  return ok;
}

gboolean
tsn_desktop_secret_forget (const TsnId *device, GError **error)
{
  char id[TSN_ID_TEXT_SIZE];
  GError *trouble = NULL;

  secret_password_clear_sync (&SCHEMA, NULL, &trouble, "device", tsn_id_format (device, id), NULL);
  if (trouble == NULL)
    return TRUE;
  g_propagate_error (error, trouble);
  return FALSE;
}
