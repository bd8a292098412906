/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Memory for search text. It lives as long as the vault is unlocked and must be gone afterwards:
 * every way out of here (growing, shrinking, freeing) passes explicit_bzero(). What the machine
 * swaps out or what a copy of a page keeps is not a matter of this file.
 */

#include "tsn-wipe-buffer.h"

#include <string.h>

static void
grow (TsnWipeBuffer *self, gsize size)
{
  gsize wanted = MAX (size, self->size + self->size / 2);
  guint8 *data = g_malloc0 (wanted);

  if (self->data != NULL)
    {
      memcpy (data, self->data, self->length);
      explicit_bzero (self->data, self->size);
      g_free (self->data);
    }
  self->data = data;
  self->size = wanted;
}

gpointer
tsn_wipe_buffer_extend (TsnWipeBuffer *self, gsize n)
{
  gsize end;
  guint8 *place;

  g_assert (g_size_checked_add (&end, self->length, n) && end < G_MAXSIZE / 2);
  if (end + TSN_WIPE_BUFFER_SLACK > self->size)
    grow (self, MAX (end + TSN_WIPE_BUFFER_SLACK, 256));
  place = self->data + self->length;
  self->length = end;
  return place;
}

void
tsn_wipe_buffer_append (TsnWipeBuffer *self, gconstpointer data, gsize n)
{
  gpointer place = tsn_wipe_buffer_extend (self, n);

  if (n > 0)
    memcpy (place, data, n);
}

void
tsn_wipe_buffer_truncate (TsnWipeBuffer *self, gsize length)
{
  g_return_if_fail (length <= self->length);

  if (length == self->length)
    return;
  explicit_bzero (self->data + length, self->length - length);
  self->length = length;
}

void
tsn_wipe_buffer_clear (TsnWipeBuffer *self)
{
  if (self->data != NULL)
    explicit_bzero (self->data, self->size);
  g_free (self->data);
  *self = (TsnWipeBuffer){ 0 };
}
