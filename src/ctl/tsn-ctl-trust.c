/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Trust files: what a crew without a network has to know of a municipality. A coordinator writes
 * one, and writes it on; crews read it, of their own municipality or of a neighbour, whose
 * fingerprint they compare once.
 */

#include <glib/gi18n.h>

#include "tsn-ctl.h"
#include "tsn-issue.h"
#include "tsn-trust-files.h"

typedef struct
{
  TsnVault *vault;
  GBytes *bytes;      /* of the file; NULL: there is none yet */
  TsnTrustFile *file; /* (out) */
  GPtrArray *files;   /* (out) */
  char *fingerprint;  /* that was compared; NULL: none */
  TsnTrustNews news;  /* (out) */
} TrustJob;

static void
trust_job_clear (TrustJob *job)
{
  g_clear_pointer (&job->bytes, g_bytes_unref);
  g_clear_pointer (&job->file, tsn_trust_file_free);
  g_clear_pointer (&job->files, g_ptr_array_unref);
  g_clear_pointer (&job->fingerprint, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TrustJob, trust_job_clear)

/* NULL, and nothing said, when there is no such file and there need not be one. */
static gboolean
read_bytes (const char *path, gboolean needed, GBytes **bytes)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize size;

  if (g_file_get_contents (path, &contents, &size, &error))
    {
      *bytes = g_bytes_new_take (g_steal_pointer (&contents), size);
      return TRUE;
    }
  if (!needed && g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;
  return tsn_ctl_refuse (path, error) == TSN_CTL_OK;
}

static void
print_file (TsnCtl *ctl, const TsnTrustFile *file)
{
  g_autofree char *fingerprint = tsn_trust_fingerprint (tsn_trust_file_root (file));
  TsnDate made = tsn_date_from_unix_ms (tsn_trust_file_made_ms (file));
  char day[TSN_DATE_ISO_SIZE];

  tsn_date_format_iso (made, day);
  if (ctl->json)
    {
      g_autoptr (JsonObject) object = json_object_new ();

      json_object_set_string_member (object, "municipality", tsn_trust_file_municipality (file));
      json_object_set_string_member (object, "fingerprint", fingerprint);
      json_object_set_int_member (object, "made_at", tsn_trust_file_made_ms (file));
      json_object_set_int_member (object, "replaced", tsn_trust_file_n_replaced (file));
      tsn_ctl_print_json (json_node_init_object (json_node_alloc (), g_steal_pointer (&object)));
      return;
    }
  /* Translators: code of a municipality, a date, how many cards were replaced, a fingerprint */
  tsn_ctl_say (ctl,
               _ ("%s: as of %s, %u replaced cards, fingerprint %s"),
               tsn_trust_file_municipality (file),
               day,
               tsn_trust_file_n_replaced (file),
               fingerprint);
}

/* -- export -- */

static gboolean
export_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TrustJob *job = data;
  g_autoptr (TsnTrust) trust = tsn_trust_load (session, job->vault, error);
  g_autoptr (GBytes) news = NULL;
  g_auto (TsnTrustState) state = { 0 };

  if (trust == NULL)
    return FALSE;
  job->file = tsn_trust_file_new (tsn_vault_root_public (job->vault));
  if (job->bytes != NULL && !tsn_trust_file_take (job->file, job->bytes, error))
    return FALSE;
  tsn_trust_state_init (&state);
  tsn_trust_fill_state (trust, &state);
  news = tsn_trust_file_make (job->file,
                              &state,
                              job->vault,
                              g_get_real_time () / G_TIME_SPAN_MILLISECOND,
                              error);
  return news != NULL;
}

int
tsn_ctl_trust_export (TsnCtl *ctl, int argc, char **argv)
{
  g_auto (TrustJob) job = { .vault = ctl->vault };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;
  const char *data;

  if (!tsn_ctl_parse_options (ctl, NULL, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 2)
    return tsn_ctl_usage (_ ("say which file to write"));
  job.vault = ctl->vault;
  if (!read_bytes (argv[1], FALSE, &job.bytes) ||
      !tsn_ctl_work (ctl, TSN_STORE_READ, export_worker, &job, argv[1]))
    return TSN_CTL_REFUSED;
  bytes = tsn_trust_file_dup_bytes (job.file);
  data = g_bytes_get_data (bytes, &size);
  if (!g_file_set_contents_full (argv[1],
                                 data,
                                 (gssize) size,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                 0644,
                                 &error))
    return tsn_ctl_refuse (argv[1], error);
  print_file (ctl, job.file);
  return TSN_CTL_OK;
}

/* -- import -- */

static gboolean
import_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TrustJob *job = data;

  if (!tsn_trust_files_import (session,
                               job->bytes,
                               tsn_vault_root_public (job->vault),
                               job->fingerprint,
                               &job->news,
                               error))
    return FALSE;
  job->files = tsn_trust_files_load (session, error);
  return job->files != NULL;
}

static void
print_files (TsnCtl *ctl, GPtrArray *files)
{
  for (guint i = 0; i < files->len; i++)
    print_file (ctl, g_ptr_array_index (files, i));
}

int
tsn_ctl_trust_import (TsnCtl *ctl, int argc, char **argv)
{
  g_auto (TrustJob) job = { 0 };
  const GOptionEntry entries[] = {
    { "fingerprint",
      0,
      0,
      G_OPTION_ARG_STRING,
      &job.fingerprint,
      N_ ("Of another municipality, as it was told to you"),
      N_ ("FINGERPRINT") },
    { NULL },
  };

  if (!tsn_ctl_parse_options (ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 2)
    return tsn_ctl_usage (_ ("say which file to read"));
  job.vault = ctl->vault;
  if (!read_bytes (argv[1], TRUE, &job.bytes) ||
      !tsn_ctl_work (ctl, TSN_STORE_WRITE, import_worker, &job, argv[1]))
    return TSN_CTL_REFUSED;
  if (job.news.stranger)
    {
      g_autofree char *fingerprint = tsn_trust_fingerprint (job.news.root);

      return tsn_ctl_refuse_text (
          _ ("%s is of another municipality: compare its fingerprint %s with what "
             "that municipality tells you, and give it with --fingerprint"),
          argv[1],
          fingerprint);
    }
  print_files (ctl, job.files);
  return TSN_CTL_OK;
}

/* -- list -- */

static gboolean
list_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TrustJob *job = data;

  job->files = tsn_trust_files_load (session, error);
  return job->files != NULL;
}

int
tsn_ctl_trust_list (TsnCtl *ctl, int argc, char **argv)
{
  g_auto (TrustJob) job = { 0 };

  if (!tsn_ctl_parse_options (ctl, NULL, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 1)
    return tsn_ctl_usage (_ ("nothing more is needed"));
  if (!tsn_ctl_work (ctl, TSN_STORE_READ, list_worker, &job, NULL))
    return TSN_CTL_REFUSED;
  print_files (ctl, job.files);
  return TSN_CTL_OK;
}
