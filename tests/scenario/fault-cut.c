/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a disk holds after its power was cut.
 *
 * For each file: the bytes as they were when it was last synced, and in order every write and
 * truncation since. A cut keeps of the latter none, all, the first ones or any of them, and of a
 * write any of its sectors, since a disk is free to do so until a sync has returned. A file that
 * was deleted, or made anew, and not synced since, may still be there as it was before. The WAL
 * index
 * (-shm) is memory and is gone.
 */

#include <glib/gstdio.h>
#include <string.h>

#include "fault-private.h"

#define SECTOR 512

typedef struct
{
  gboolean truncates;
  guint64 offset; /* or the new size */
  GBytes *bytes;
} Pending;

typedef struct
{
  GByteArray *durable;   /* NULL: the disk may not know the file yet */
  GByteArray *forgotten; /* NULL, or what a file of that name held that was deleted */
  GPtrArray *pending;    /* of Pending */
  gboolean deleted;
} File;

static struct
{
  GRecMutex lock;
  char *folder; /* NULL: nothing is recorded */
  GHashTable *files;
  FaultBoundary boundary;
  gpointer user_data;
} cut;

static void
pending_free (gpointer data)
{
  Pending *self = data;

  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

static void
file_free (gpointer data)
{
  File *self = data;

  g_clear_pointer (&self->durable, g_byte_array_unref);
  g_clear_pointer (&self->forgotten, g_byte_array_unref);
  g_ptr_array_unref (self->pending);
  g_free (self);
}

void
fault_record_begin (const char *folder, FaultBoundary boundary, gpointer user_data)
{
  g_rec_mutex_lock (&cut.lock);
  cut.folder = g_strdup (folder);
  cut.files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, file_free);
  cut.boundary = boundary;
  cut.user_data = user_data;
  g_rec_mutex_unlock (&cut.lock);
}

void
fault_record_end (void)
{
  g_rec_mutex_lock (&cut.lock);
  g_clear_pointer (&cut.folder, g_free);
  g_clear_pointer (&cut.files, g_hash_table_unref);
  g_rec_mutex_unlock (&cut.lock);
}

/* NULL: not recorded. With the lock held. */
static File *
find (const char *path)
{
  return cut.folder != NULL && path != NULL ? g_hash_table_lookup (cut.files, path) : NULL;
}

void
fault_cut_note_open (const char *path, gboolean is_new)
{
  File *file;

  g_rec_mutex_lock (&cut.lock);
  file = find (path);
  if (cut.folder != NULL && g_str_has_prefix (path, cut.folder) && file == NULL)
    {
      char *content = NULL;
      gsize length = 0;

      file = g_new0 (File, 1);
      file->pending = g_ptr_array_new_with_free_func (pending_free);
      if (!is_new && g_file_get_contents (path, &content, &length, NULL))
        file->durable = g_byte_array_new_take ((guint8 *) content, length);
      g_hash_table_insert (cut.files, g_strdup (path), file);
    }
  else if (file != NULL && file->deleted)
    {
      file->deleted = FALSE;
      g_ptr_array_set_size (file->pending, 0);
      g_clear_pointer (&file->forgotten, g_byte_array_unref);
      file->forgotten = g_steal_pointer (&file->durable);
    }
  g_rec_mutex_unlock (&cut.lock);
}

static void
note (const char *path, gboolean truncates, guint64 offset, GBytes *bytes)
{
  File *file;

  g_rec_mutex_lock (&cut.lock);
  file = find (path);
  if (file != NULL)
    {
      Pending *pending = g_new0 (Pending, 1);

      pending->truncates = truncates;
      pending->offset = offset;
      pending->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
      g_ptr_array_add (file->pending, pending);
    }
  g_rec_mutex_unlock (&cut.lock);
}

void
fault_cut_note_write (const char *path, gconstpointer bytes, gsize size, guint64 offset)
{
  g_autoptr (GBytes) copy = g_bytes_new (bytes, size);

  note (path, FALSE, offset, copy);
}

void
fault_cut_note_truncate (const char *path, guint64 size)
{
  note (path, TRUE, size, NULL);
}

void
fault_cut_note_delete (const char *path, gboolean durable)
{
  File *file;

  g_rec_mutex_lock (&cut.lock);
  file = find (path);
  if (file != NULL && durable)
    g_hash_table_remove (cut.files, path);
  else if (file != NULL)
    file->deleted = TRUE;
  g_rec_mutex_unlock (&cut.lock);
}

/* -- Keeping a part -- */

static void
put (GByteArray *image, guint64 offset, const guint8 *bytes, gsize size)
{
  if (image->len < offset + size)
    {
      guint old = image->len;

      g_byte_array_set_size (image, (guint) (offset + size));
      memset (image->data + old, 0, image->len - old);
    }
  memcpy (image->data + offset, bytes, size);
}

/* @torn: each sector is kept or lost on its own. */
static void
apply (GByteArray *image, const Pending *pending, GRand *torn)
{
  const guint8 *bytes;
  gsize size;

  if (pending->truncates)
    {
      if (pending->offset < image->len)
        g_byte_array_set_size (image, (guint) pending->offset);
      return;
    }
  bytes = g_bytes_get_data (pending->bytes, &size);
  for (gsize done = 0, step; done < size; done += step)
    {
      guint64 at = pending->offset + done;

      step = MIN (size - done, SECTOR - (gsize) (at % SECTOR));
      if (torn == NULL || g_rand_boolean (torn))
        put (image, at, bytes + done, step);
    }
}

static GByteArray *
file_image (const File *file, Cut kind, GRand *rand)
{
  GByteArray *image = g_byte_array_new ();
  guint n = file->pending->len;
  guint n_whole = kind == CUT_NOTHING ? 0
                  : kind == CUT_ALL   ? n
                                      : (guint) g_rand_int_range (rand, 0, (gint32) n + 1);

  if (file->durable != NULL)
    g_byte_array_append (image, file->durable->data, file->durable->len);
  for (guint i = 0; i < n; i++)
    {
      const Pending *pending = g_ptr_array_index (file->pending, i);

      if (kind == CUT_SOME)
        {
          if (!pending->truncates || g_rand_boolean (rand))
            apply (image, pending, rand);
        }
      else if (i < n_whole)
        apply (image, pending, NULL);
      else if (kind == CUT_PREFIX && i == n_whole && !pending->truncates)
        apply (image, pending, rand);
    }
  return image;
}

static void
write_file (const char *folder, const char *path, const GByteArray *image)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *to = g_build_filename (folder, name, NULL);
  FILE *stream = g_fopen (to, "wb");

  g_assert_nonnull (stream);
  if (image->len > 0)
    g_assert_cmpuint (fwrite (image->data, 1, image->len, stream), ==, image->len);
  g_assert_cmpint (fclose (stream), ==, 0);
}

static void
cut_file (const File *file, const char *path, const char *to, Cut kind, GRand *rand)
{
  gboolean is_known = file->durable != NULL && !file->deleted;
  gboolean seen = is_known || kind == CUT_ALL || g_rand_boolean (rand);

  if (file->deleted && kind == CUT_ALL)
    return;
  if (seen)
    {
      g_autoptr (GByteArray) image = file_image (file, kind, rand);

      write_file (to, path, image);
    }
  else if (file->forgotten != NULL && g_rand_boolean (rand))
    write_file (to, path, file->forgotten);
}

void
fault_write_cut (const char *from, const char *to, Cut kind, GRand *rand)
{
  g_autoptr (GList) paths = NULL;

  g_rec_mutex_lock (&cut.lock);
  paths = g_list_sort (g_hash_table_get_keys (cut.files), (GCompareFunc) strcmp);
  for (GList *l = paths; l != NULL; l = l->next)
    {
      g_autofree char *folder = g_path_get_dirname (l->data);

      if (strcmp (folder, from) == 0)
        cut_file (g_hash_table_lookup (cut.files, l->data), l->data, to, kind, rand);
    }
  g_rec_mutex_unlock (&cut.lock);
}

/* -- Syncs -- */

/* @user_data: the folder */
static gboolean
is_deleted (gpointer key, gpointer value, gpointer user_data)
{
  g_autofree char *folder = g_path_get_dirname (key);

  return ((File *) value)->deleted && strcmp (folder, user_data) == 0;
}

void
fault_cut_before_sync (const char *path)
{
  g_rec_mutex_lock (&cut.lock);
  if (find (path) != NULL && cut.boundary != NULL)
    cut.boundary (path, cut.user_data);
  g_rec_mutex_unlock (&cut.lock);
}

void
fault_cut_after_sync (const char *path)
{
  File *file;

  g_rec_mutex_lock (&cut.lock);
  file = find (path);
  if (file != NULL)
    {
      /* SQLite syncs the folder with the first sync of a journal: what was deleted in it is gone.
       */
      if (file->durable == NULL)
        {
          g_autofree char *folder = g_path_get_dirname (path);

          g_hash_table_foreach_remove (cut.files, is_deleted, folder);
        }
      g_clear_pointer (&file->forgotten, g_byte_array_unref);
      if (file->durable == NULL)
        file->durable = g_byte_array_new ();
      for (guint i = 0; i < file->pending->len; i++)
        apply (file->durable, g_ptr_array_index (file->pending, i), NULL);
      g_ptr_array_set_size (file->pending, 0);
      if (cut.boundary != NULL)
        cut.boundary (path, cut.user_data);
    }
  g_rec_mutex_unlock (&cut.lock);
}
