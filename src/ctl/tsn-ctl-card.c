/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Issuing cards: composed from the records, encoded, set in type, read back from their own pixels,
 * written as one file and entered into the register. The register and the file come and go
 * together: what was not registered is not left on the disk.
 *
 * Whatever a card does not carry is said, in three lines: what the records hold and no card takes,
 * what the code had no room for, and what the face had no room for.
 */

#include <glib/gi18n.h>

#include "tsn-ctl.h"
#include "tsn-print-run.h"
#include "tsn-words-card.h"

#define PICTURE_PIXELS 8 /* of one module in "card qr" */

/* All cards of one command. */
typedef struct
{
  TsnCtl *ctl;
  TsnPrintRun *run;
  const char *output;
  guint position;
} Batch;

static void
batch_clear (Batch *batch)
{
  g_clear_pointer (&batch->run, tsn_print_run_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Batch, batch_clear)

static gboolean
compose_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Batch *batch = data;

  return tsn_print_run_compose (batch->run, session, G_MAXUINT, error);
}

static cairo_status_t
collect_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Through memory: Cairo would say of every failed write that the disk is full. Like a printed
 * sheet, for the eyes of its owner only. */
static gboolean
write_picture (gpointer data, const char *path, GError **error)
{
  Batch *batch = data;
  const TsnPrintCard *card = tsn_print_run_card (batch->run, 0);
  cairo_surface_t *surface = tsn_card_qr_render (card->code->qr, PICTURE_PIXELS);
  g_autoptr (GByteArray) png = g_byte_array_new ();
  cairo_status_t status = cairo_surface_write_to_png_stream (surface, collect_cb, png);

  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return g_file_set_contents_full (path,
                                     (const char *) png->data,
                                     (gssize) png->len,
                                     G_FILE_SET_CONTENTS_CONSISTENT,
                                     0600,
                                     error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", cairo_status_to_string (status));
  return FALSE;
}

static gboolean
write_pdf (gpointer data, const char *path, GError **error)
{
  Batch *batch = data;

  return tsn_print_run_write_pdf (batch->run, batch->position, path, error);
}

static gboolean
register_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Batch *batch = data;

  return tsn_print_run_register (batch->run, session, batch->position, error);
}

static GPtrArray *
paths_of (const GArray *left_out)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; left_out != NULL && i < left_out->len; i++)
    g_ptr_array_add (paths, tsn_card_left_out_path (&g_array_index (left_out, TsnCardLeftOut, i)));
  return paths;
}

static void
say_paths (TsnCtl *ctl, const char *heading, const GPtrArray *paths)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *words = tsn_words_card_path (g_ptr_array_index (paths, i));

      g_string_append_printf (line, "%s%s", i > 0 ? _ (", ") : "", words);
    }
  if (paths->len > 0)
    tsn_ctl_say (ctl, "  %s: %s", heading, line->str);
}

static void
add_paths (JsonObject *object, const char *name, const GPtrArray *paths)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < paths->len; i++)
    json_array_add_string_element (array, g_ptr_array_index (paths, i));
  json_object_set_array_member (object, name, array);
}

static void
print_card (Batch *batch, const TsnPrintCard *work)
{
  g_autoptr (GPtrArray) code = paths_of (work->code->left_out);
  g_autoptr (GPtrArray) face = paths_of (work->proof != NULL ? tsn_card_proof_left_off (work->proof)
                                                             : NULL);
  g_autoptr (JsonObject) object = json_object_new ();
  const char *serial = tsn_card_text (work->card, TSN_CARD_F_SERIAL);

  tsn_ctl_say (batch->ctl,
               _ ("Card %s, issue %d: code of %u x %u modules"),
               serial,
               (int) tsn_card_number (work->card, TSN_CARD_F_ISSUE),
               work->code->qr->size,
               work->code->qr->size);
  say_paths (batch->ctl, _ ("Not on the card"), work->omitted);
  say_paths (batch->ctl, _ ("No room in the code"), code);
  say_paths (batch->ctl, _ ("No room on the face"), face);
  if (!batch->ctl->json)
    return;
  json_object_set_string_member (object, "serial", serial);
  json_object_set_string_member (object, "output", batch->output);
  json_object_set_int_member (object, "version", work->code->qr->version);
  add_paths (object, "omitted", work->omitted);
  add_paths (object, "left_out_of_code", code);
  add_paths (object, "left_off_face", face);
  tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
}

/* What both commands do; @picture: only the code, as PNG. One person who cannot have a card stops
 * it: whoever typed the command named each of them. */
static int
issue (Batch *batch, gboolean picture)
{
  g_autoptr (GError) error = NULL;
  const GError *refusal = NULL;

  if (!tsn_ctl_work (batch->ctl, TSN_STORE_READ, compose_worker, batch, NULL))
    return TSN_CTL_REFUSED;
  if (!tsn_print_run_set (batch->run, NULL, NULL, NULL, &error))
    return tsn_ctl_refuse (batch->output, error);
  refusal = tsn_print_run_refusal (batch->run);
  if (refusal != NULL)
    return tsn_ctl_refuse (refusal->domain == TSN_CARD_ERROR ? batch->output : NULL, refusal);
  if ((picture && !tsn_print_run_prove (batch->run, 1, &error)) ||
      !tsn_print_file_sync (batch->ctl->store,
                            batch->output,
                            picture ? write_picture : write_pdf,
                            register_worker,
                            batch,
                            NULL,
                            &error))
    return tsn_ctl_refuse (batch->output, error);
  for (guint i = 0; i < tsn_print_run_n_cards (batch->run); i++)
    print_card (batch, tsn_print_run_card (batch->run, i));
  tsn_ctl_say (batch->ctl, "%s", batch->output);
  return TSN_CTL_OK;
}

/* FALSE and a complaint when @name is none of @list. No name is 0. */
static gboolean
number_of (const TsnCodeList *list, const char *name, guint *number)
{
  *number = name != NULL ? tsn_ctl_code (list, name) : 0;
  return name == NULL || *number != 0;
}

typedef struct
{
  char *layout;
  char *output;
  char *channel;
  char *reissue;
  char *event;
  int position;
  gboolean open;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->layout);
  g_free (options->output);
  g_free (options->channel);
  g_free (options->reissue);
  g_free (options->event);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Parses the command line into one work for each person. */
static int
prepare (Batch *batch, Options *options, int argc, char **argv)
{
  TsnIssue common = { .printed_by = TSN_PRINTED_BY_STAFF, .now_ms = g_get_real_time () / 1000 };
  const GOptionEntry entries[] = {
    { "layout",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options->layout,
      N_ ("business_card, a4_ten, cr80, a4_fold or label"),
      N_ ("LAYOUT") },
    { "output",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->output,
      N_ ("The file to write"),
      N_ ("FILE") },
    { "position",
      0,
      0,
      G_OPTION_ARG_INT,
      &options->position,
      N_ ("First free place on a sheet of ten, 1 to 10"),
      "N" },
    { "channel",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options->channel,
      N_ ("Target group: age_75, newly_certified, care_manager, acp_talk ..."),
      N_ ("CHANNEL") },
    { "reissue",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options->reissue,
      N_ ("Why again: changed, review, lost, damaged ..."),
      N_ ("REASON") },
    { "event",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options->event,
      N_ ("The event where it is issued"),
      N_ ("EVENT") },
    { "open",
      0,
      0,
      G_OPTION_ARG_NONE,
      &options->open,
      N_ ("A code that anyone can read, as the resident chose"),
      NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!tsn_ctl_parse_options (batch->ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc < 2 || options->output == NULL || options->position < 0 || options->position > 10)
    return tsn_ctl_usage (_ (
        "say whose card, and where to: PERSON... --output FILE [--layout LAYOUT] [--position 1..10]"));
  if (!number_of (&tsn_codes_layout,
                  options->layout != NULL ? options->layout : "business_card",
                  &common.layout) ||
      !number_of (&tsn_codes_card_channel, options->channel, &common.channel) ||
      !number_of (&tsn_codes_reissue, options->reissue, &common.reissue))
    return TSN_CTL_USAGE;
  if (g_file_test (options->output, G_FILE_TEST_EXISTS))
    return tsn_ctl_refuse_text (_ ("%s is there already; it is never overwritten"),
                                options->output);
  if (options->event != NULL && !tsn_ctl_resolve (batch->ctl,
                                                  tsn_kind_by_number (TSN_KIND_EVENT),
                                                  options->event,
                                                  &common.event))
    return TSN_CTL_REFUSED;
  common.open = options->open;
  common.written = tsn_date_from_unix_ms (common.now_ms);
  batch->output = options->output;
  batch->position = options->position > 0 ? (guint) options->position : 1;
  batch->run = tsn_print_run_new (batch->ctl->vault);
  for (int i = 1; i < argc; i++)
    {
      if (!tsn_ctl_resolve (batch->ctl,
                            tsn_kind_by_number (TSN_KIND_PERSON),
                            argv[i],
                            &common.person))
        return TSN_CTL_REFUSED;
      tsn_print_run_add (batch->run, &common);
    }
  return TSN_CTL_OK;
}

int
tsn_ctl_card_issue (TsnCtl *ctl, int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_auto (Batch) batch = { .ctl = ctl };
  int code = prepare (&batch, &options, argc, argv);

  return code == TSN_CTL_OK ? issue (&batch, FALSE) : code;
}

int
tsn_ctl_card_qr (TsnCtl *ctl, int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_auto (Batch) batch = { .ctl = ctl };
  int code = prepare (&batch, &options, argc, argv);

  if (code == TSN_CTL_OK && tsn_print_run_n_cards (batch.run) != 1)
    return tsn_ctl_usage (_ ("one picture is of one person"));
  return code == TSN_CTL_OK ? issue (&batch, TRUE) : code;
}
