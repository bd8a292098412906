/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a crew hands over of a card: the sheet for the hospital, and the file for its system. Both
 * are written because somebody asked for them, never over another file, and for the eyes of their
 * owner only; that the card was read goes into the register of readings.
 */

#include <glib/gi18n.h>
#include <string.h>

#include "tsn-card-scan.h"
#include "tsn-ctl.h"
#include "tsn-handover.h"
#include "tsn-issue.h"
#include "tsn-scanner.h"
#include "tsn-words-card.h"

#define TEXT_MAX 8192

typedef struct
{
  TsnVault *vault;
  TsnTrust *trust;         /* (out) */
  char *organisation;      /* (out) */
  char *device;            /* (out) */
  TsnCardReading *reading; /* to be registered */
  gint64 now_ms;
} Job;

static void
job_clear (Job *job)
{
  g_clear_pointer (&job->trust, tsn_trust_unref);
  g_clear_pointer (&job->organisation, g_free);
  g_clear_pointer (&job->device, g_free);
  g_clear_pointer (&job->reading, tsn_card_reading_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

static gboolean
prepare_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->trust = tsn_trust_load (session, job->vault, error);
  return job->trust != NULL &&
         tsn_handover_find_reader (session, &job->organisation, &job->device, error);
}

static gboolean
register_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return tsn_card_scan_register (session,
                                 job->reading,
                                 TSN_SCAN_PURPOSE_EMERGENCY,
                                 job->now_ms,
                                 error);
}

/* The beginning of a file, as much as a card's text can be. */
static GBytes *
read_start (GFile *file, GError **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);

  return stream != NULL ? g_input_stream_read_bytes (G_INPUT_STREAM (stream), TEXT_MAX, NULL, error)
                        : NULL;
}

static GPtrArray *
scan_picture (GFile *file, GError **error)
{
  g_autoptr (TsnScanDocument) document = tsn_scan_document_new_from_file (file, NULL, error);
  g_autoptr (TsnScanner) scanner = NULL;

  if (document == NULL)
    return NULL;
  scanner = tsn_scanner_new ();
  return tsn_scanner_scan_document (scanner, document, TSN_SCAN_BUDGET_MS, NULL, error);
}

/* The texts of the codes in a picture or a PDF, or the one that a text file is; of GBytes. */
static GPtrArray *
find_texts (const char *path, GError **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GBytes) start = read_start (file, error);
  g_autoptr (GPtrArray) codes = NULL;

  if (start == NULL)
    return NULL;
  if (g_bytes_get_size (start) > 3 &&
      g_ascii_strncasecmp (g_bytes_get_data (start, NULL), "TSN", 3) == 0)
    {
      g_ptr_array_add (texts, g_steal_pointer (&start));
      return g_steal_pointer (&texts);
    }
  codes = scan_picture (file, error);
  if (codes == NULL)
    return NULL;
  for (guint i = 0; i < codes->len; i++)
    {
      const TsnScanCode *code = g_ptr_array_index (codes, i);

      g_ptr_array_add (texts, g_bytes_ref (code->bytes));
    }
  return g_steal_pointer (&texts);
}

/* The one card that @path shows. NULL: refused, and said so. */
static TsnCardReading *
read_card (const char *path, const TsnTrust *trust)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) texts = find_texts (path, &error);
  g_autoptr (TsnCardReading) found = NULL;
  TsnCardVerdict verdict = TSN_CARD_VERDICT_NOT_OURS;

  if (texts == NULL)
    {
      tsn_ctl_refuse (path, error);
      return NULL;
    }
  for (guint i = 0; i < texts->len; i++)
    {
      gsize size = 0;
      const char *text = g_bytes_get_data (g_ptr_array_index (texts, i), &size);
      g_autoptr (TsnCardReading) reading = tsn_card_read (text, size, tsn_trust_get (trust));

      if (reading->verdict != TSN_CARD_VERDICT_NOT_OURS)
        verdict = reading->verdict;
      if (reading->card == NULL)
        continue;
      if (found != NULL)
        {
          tsn_ctl_refuse_text (_ ("%s: more than one card; take a picture of one alone"), path);
          return NULL;
        }
      found = g_steal_pointer (&reading);
    }
  if (found != NULL)
    return g_steal_pointer (&found);
  if (texts->len == 0)
    tsn_ctl_refuse_text (_ ("%s: no code was found in the picture"), path);
  else
    tsn_ctl_refuse_text ("%s: %s", path, tsn_words_card_verdict (verdict));
  return NULL;
}

typedef gboolean (*Write) (const TsnHandover *handover, const char *path, GError **error);

static gboolean
write_paper (const TsnHandover *handover, const char *path, GError **error)
{
  g_autoptr (TsnPaper) paper = tsn_handover_paper (handover);

  return tsn_paper_write_pdf_sync (paper, path, NULL, error);
}

static int
hand_over (TsnCtl *ctl, const char *path, const char *output, const char *place, Write write)
{
  g_auto (Job) job = { .vault = ctl->vault, .now_ms = g_get_real_time () / 1000 };
  g_autoptr (GError) error = NULL;
  TsnHandover handover = { .read_ms = job.now_ms, .now_ms = job.now_ms, .place = place };

  if (g_file_test (output, G_FILE_TEST_EXISTS))
    return tsn_ctl_refuse_text (_ ("%s is there already; it is never overwritten"), output);
  if (!tsn_ctl_work (ctl, TSN_STORE_READ, prepare_worker, &job, NULL))
    return TSN_CTL_REFUSED;
  job.reading = read_card (path, job.trust);
  if (job.reading == NULL || !tsn_ctl_work (ctl, TSN_STORE_WRITE, register_worker, &job, NULL))
    return TSN_CTL_REFUSED;
  handover.reading = job.reading;
  handover.organisation = job.organisation;
  handover.device = job.device;
  if (!write (&handover, output, &error))
    return tsn_ctl_refuse (output, error);
  if (ctl->json)
    {
      g_autoptr (JsonObject) answer = json_object_new ();

      json_object_set_string_member (answer, "output", output);
      json_object_set_string_member (answer,
                                     "verdict",
                                     tsn_card_verdict_name (job.reading->verdict));
      tsn_ctl_print_json (json_node_init_object (json_node_alloc (), answer));
    }
  tsn_ctl_say (ctl, "%s: %s", output, tsn_words_card_verdict (job.reading->verdict));
  return TSN_CTL_OK;
}

static int
run (TsnCtl *ctl, int argc, char **argv, Write write)
{
  g_autofree char *output = NULL;
  g_autofree char *place = NULL;
  const GOptionEntry entries[] = {
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, N_ ("The file to write"), N_ ("FILE") },
    { "place", 0, 0, G_OPTION_ARG_STRING, &place, N_ ("Where the card was read"), N_ ("TEXT") },
    G_OPTION_ENTRY_NULL,
  };

  if (!tsn_ctl_parse_options (ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 2 || output == NULL)
    return tsn_ctl_usage (_ ("say which card, and where to: FILE --output FILE"));
  return hand_over (ctl, argv[1], output, place, write);
}

int
tsn_ctl_card_handover (TsnCtl *ctl, int argc, char **argv)
{
  return run (ctl, argc, argv, write_paper);
}

int
tsn_ctl_card_fhir (TsnCtl *ctl, int argc, char **argv)
{
  return run (ctl, argc, argv, tsn_handover_write_fhir_sync);
}
