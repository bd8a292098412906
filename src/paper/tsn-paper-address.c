/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Printer, paper and tray are one text, since they are of no use apart: the paper is one that this
 * printer names. */

#include "tsn-paper-address.h"

#include <cups/cups.h>
#include <string.h>

#include "tsn-paper-queue.h"

#define HUNDREDTHS 100.0 /* of a millimetre: the unit of PWG */

TsnPaperAddress *
tsn_paper_address_new (const char *text, GError **error)
{
  g_autoptr (TsnPaperAddress) self = g_new0 (TsnPaperAddress, 1);
  g_auto (GStrv) parts = g_strsplit (text, "?", 2);
  g_autoptr (GHashTable) options = NULL;

  self->printer = g_strdup (parts[0] != NULL ? parts[0] : "");
  if (parts[0] == NULL || parts[1] == NULL)
    return g_steal_pointer (&self);
  options = g_uri_parse_params (parts[1], -1, "&", G_URI_PARAMS_NONE, NULL);
  if (options == NULL)
    {
      g_set_error_literal (error,
                           TSN_PAPER_ERROR,
                           TSN_PAPER_ERROR_NO_PRINTER,
                           "the options of the printer cannot be read");
      return NULL;
    }
  self->media = g_strdup (g_hash_table_lookup (options, "media"));
  self->tray = g_strdup (g_hash_table_lookup (options, "tray"));
  return g_steal_pointer (&self);
}

void
tsn_paper_address_free (TsnPaperAddress *self)
{
  if (self == NULL)
    return;
  g_free (self->printer);
  g_free (self->media);
  g_free (self->tray);
  g_free (self);
}

static void
add_option (GString *text, const char *name, const char *value)
{
  if (value == NULL)
    return;
  g_string_append_printf (text, "%c%s=", strchr (text->str, '?') == NULL ? '?' : '&', name);
  g_string_append_uri_escaped (text, value, NULL, FALSE);
}

char *
tsn_paper_address_to_text (const TsnPaperAddress *self)
{
  GString *text = g_string_new (self->printer);

  add_option (text, "media", self->media);
  add_option (text, "tray", self->tray);
  return g_string_free (text, FALSE);
}

gboolean
tsn_paper_size_of_media (const char *media, double *width_mm, double *height_mm)
{
  const pwg_media_t *size = media != NULL ? pwgMediaForPWG (media) : NULL;

  *width_mm = size != NULL ? size->width / HUNDREDTHS : 0;
  *height_mm = size != NULL ? size->length / HUNDREDTHS : 0;
  return size != NULL;
}
