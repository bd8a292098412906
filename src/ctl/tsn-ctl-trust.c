/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Trust files: what a crew without a network has to know of a municipality. A coordinator writes
 * one, and writes it on; crews read it, of their own municipality or of a neighbour, whose
 * fingerprint they compare once. A crew that goes there, too, asks for the keys of its cards, and
 * finds them in that file.
 */

#include <glib/gi18n.h>

#include "tsn-ctl.h"
#include "tsn-trust-files.h"

typedef struct
{
  TsnVault *vault;
  GBytes *bytes;      /* of the file; NULL: there is none yet */
  TsnTrustFile *file; /* (out) */
  GPtrArray *files;   /* (out) */
  char *fingerprint;  /* that was compared; NULL: none */
  TsnTrustNews news;  /* (out) */
  TsnCrew crew;       /* that asks */
  TsnTrustOrder order;
} TrustJob;

static void
trust_job_clear (TrustJob *job)
{
  g_clear_pointer (&job->bytes, g_bytes_unref);
  g_clear_pointer (&job->file, tsn_trust_file_free);
  g_clear_pointer (&job->files, g_ptr_array_unref);
  g_clear_pointer (&job->fingerprint, g_free);
  tsn_crew_clear (&job->crew);
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

/* Who is lent the keys, as it is named for --withdraw. */
static JsonArray *
loans_to_json (const GPtrArray *loans)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < loans->len; i++)
    {
      const TsnTrustLoan *loan = g_ptr_array_index (loans, i);
      JsonObject *object = json_object_new ();
      g_autofree char *fingerprint = tsn_trust_fingerprint (loan->crew.root);
      char device[TSN_ID_TEXT_SIZE];

      json_object_set_string_member (object, "device", tsn_id_format (&loan->crew.device, device));
      json_object_set_string_member (object, "label", loan->crew.label);
      json_object_set_string_member (object, "municipality", loan->crew.municipality);
      json_object_set_string_member (object, "fingerprint", fingerprint);
      json_array_add_object_element (array, object);
    }
  return array;
}

static void
say_loans (TsnCtl *ctl, const GPtrArray *loans)
{
  for (guint i = 0; i < loans->len; i++)
    {
      const TsnTrustLoan *loan = g_ptr_array_index (loans, i);
      char device[TSN_ID_TEXT_SIZE];

      /* Translators: the code of a municipality, the label and the id of a device */
      tsn_ctl_say (ctl,
                   _ ("  with the keys of the cards for a crew of %s: %s (%s)"),
                   loan->crew.municipality,
                   loan->crew.label,
                   tsn_id_format (&loan->crew.device, device));
    }
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
      json_object_set_array_member (object, "lent", loans_to_json (tsn_trust_file_loans (file)));
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
  say_loans (ctl, tsn_trust_file_loans (file));
}

static gboolean
write_file (const char *path, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return g_file_set_contents_full (path,
                                   data,
                                   (gssize) size,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0644,
                                   &error) ||
         tsn_ctl_refuse (path, error) == TSN_CTL_OK;
}

static int
refuse_stranger (const char *path, const guint8 root[TSN_KEY_SIZE])
{
  g_autofree char *fingerprint = tsn_trust_fingerprint (root);

  return tsn_ctl_refuse_text (_ ("%s is of another municipality: compare its fingerprint %s with "
                                 "what that municipality tells you, and give it with "
                                 "--fingerprint"),
                              path,
                              fingerprint);
}

/* -- ask -- */

static gboolean
ask_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TrustJob *job = data;

  job->bytes = tsn_trust_files_ask (session, job->vault, error);
  return job->bytes != NULL;
}

int
tsn_ctl_trust_ask (TsnCtl *ctl, int argc, char **argv)
{
  g_auto (TrustJob) job = { 0 };
  g_autofree char *fingerprint = NULL;

  if (!tsn_ctl_parse_options (ctl, NULL, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 2)
    return tsn_ctl_usage (_ ("say which file to write"));
  job.vault = ctl->vault;
  if (!tsn_ctl_work (ctl, TSN_STORE_READ, ask_worker, &job, argv[1]) ||
      !write_file (argv[1], job.bytes))
    return TSN_CTL_REFUSED;
  fingerprint = tsn_trust_fingerprint (tsn_vault_root_public (ctl->vault));
  tsn_ctl_say (ctl,
               _ ("Give %s to the neighbour's coordinator, and tell by telephone the fingerprint "
                  "of this municipality: %s"),
               argv[1],
               fingerprint);
  return TSN_CTL_OK;
}

/* -- export -- */

static gboolean
export_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TrustJob *job = data;

  job->file = tsn_trust_files_write_on (session, job->vault, job->bytes, &job->order, error);
  return job->file != NULL;
}

static gboolean
keep_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TrustJob *job = data;

  return tsn_trust_files_keep_written (session, job->file, error);
}

static gboolean
read_crew (const char *path, TsnCrew *crew)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  return read_bytes (path, TRUE, &bytes) &&
         (tsn_crew_read (crew, bytes, &error) || tsn_ctl_refuse (path, error) == TSN_CTL_OK);
}

static int export(TsnCtl *ctl, TrustJob *job, const char *request, const char *path)
{
  g_autoptr (GBytes) bytes = NULL;

  if ((request != NULL && !read_crew (request, &job->crew)) ||
      !read_bytes (path, FALSE, &job->bytes))
    return TSN_CTL_REFUSED;
  job->order.crew = request != NULL ? &job->crew : NULL;
  job->order.fingerprint = job->fingerprint;
  if (!tsn_ctl_work (ctl, TSN_STORE_READ, export_worker, job, path))
    return TSN_CTL_REFUSED;
  if (job->order.not_lent)
    return tsn_ctl_refuse_text (_ ("%s lends nothing to that device"), path);
  if (job->order.stranger)
    return refuse_stranger (request, job->crew.root);
  bytes = tsn_trust_file_dup_bytes (job->file);
  if (!write_file (path, bytes) || !tsn_ctl_work (ctl, TSN_STORE_WRITE, keep_worker, job, path))
    return TSN_CTL_REFUSED;
  print_file (ctl, job->file);
  return TSN_CTL_OK;
}

int
tsn_ctl_trust_export (TsnCtl *ctl, int argc, char **argv)
{
  g_auto (TrustJob) job = { 0 };
  g_autofree char *request = NULL;
  g_autofree char *device = NULL;
  TsnId id;
  const GOptionEntry entries[] = {
    { "lend",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &request,
      N_ ("What the device of a neighbour's crew asks with: it gets the keys of the cards"),
      N_ ("REQUEST") },
    { "fingerprint",
      0,
      0,
      G_OPTION_ARG_STRING,
      &job.fingerprint,
      N_ ("Of another municipality, as it was told to you"),
      N_ ("FINGERPRINT") },
    { "withdraw",
      0,
      0,
      G_OPTION_ARG_STRING,
      &device,
      N_ ("Lend nothing more to this device; it keeps what it has"),
      N_ ("DEVICE") },
    { NULL },
  };

  if (!tsn_ctl_parse_options (ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 2)
    return tsn_ctl_usage (_ ("say which file to write"));
  if (device != NULL && !tsn_id_parse (device, &id))
    return tsn_ctl_usage (_ ("that is no device's id"));
  job.order.withdraw = device != NULL ? &id : NULL;
  job.vault = ctl->vault;
  return export(ctl, &job, request, argv[1]);
}

/* -- import -- */

static gboolean
import_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  TrustJob *job = data;

  if (!tsn_trust_files_import (session,
                               job->bytes,
                               job->vault,
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
    return refuse_stranger (argv[1], job.news.root);
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
