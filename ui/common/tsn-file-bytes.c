/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tsn-file-bytes.h"

/* -- Reading -- */

typedef struct
{
  gsize max;
  guint8 *buffer;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_free (reading->buffer);
  g_free (reading);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  gsize size;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &size, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task,
                           g_bytes_new_take (g_steal_pointer (&reading->buffer), size),
                           (GDestroyNotify) g_bytes_unref);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);

  if (stream == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  reading->buffer = g_malloc (reading->max + 1);
  g_input_stream_read_all_async (G_INPUT_STREAM (stream),
                                 reading->buffer,
                                 reading->max + 1,
                                 G_PRIORITY_DEFAULT,
                                 g_task_get_cancellable (task),
                                 read_cb,
                                 g_object_ref (task));
}

void
tsn_file_bytes_read_async (GFile *file,
                           gsize max,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (file, cancellable, callback, user_data);
  Reading *reading = g_new0 (Reading, 1);

  reading->max = max;
  g_task_set_task_data (task, reading, reading_free);
  g_file_read_async (file, G_PRIORITY_DEFAULT, cancellable, opened_cb, task);
}

GBytes *
tsn_file_bytes_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* -- Writing -- */

static void
write_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GBytes *bytes = data;
  g_autofree char *path = g_file_get_path (source);
  GError *error = NULL;
  gsize size;
  const char *content = g_bytes_get_data (bytes, &size);

  if (path != NULL
          ? g_file_set_contents_full (path,
                                      content,
                                      (gssize) size,
                                      G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                      0644,
                                      &error)
          : g_file_replace_contents (source,
                                     content,
                                     size,
                                     NULL,
                                     FALSE,
                                     G_FILE_CREATE_NONE,
                                     NULL,
                                     NULL,
                                     &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
tsn_file_bytes_write_async (GFile *file,
                            GBytes *bytes,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (file, NULL, callback, user_data);

  g_task_set_task_data (task, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, write_worker);
}

gboolean
tsn_file_bytes_write_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
