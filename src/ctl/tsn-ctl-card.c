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
#include <glib/gstdio.h>
#include <string.h>

#include "tsn-card-proof.h"
#include "tsn-ctl.h"
#include "tsn-issue.h"
#include "tsn-setup.h"
#include "tsn-words.h"

#define PICTURE_PIXELS 8 /* of one module in "card qr" */
#define MAX_TRIES      4 /* codes made again before a sheet is given up */

/* One card on its way. */
typedef struct
{
  TsnIssue issue;
  TsnCard *card;
  GPtrArray *omitted; /* of char *: what the records hold and no card takes */
  TsnCardCode *code;
  TsnCardProof *proof; /* (nullable): no face in "card qr" */
} Work;

/* All cards of one command. */
typedef struct
{
  TsnCtl *ctl;
  GPtrArray *works; /* of Work */
  TsnRecord *municipality;
  TsnScanner *scanner;
  const char *output;
  guint position;
} Batch;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->proof, tsn_card_proof_free);
  g_clear_pointer (&work->code, tsn_card_code_free);
  g_clear_pointer (&work->omitted, g_ptr_array_unref);
  g_clear_pointer (&work->card, tsn_card_free);
  g_free (work);
}

static void
batch_clear (Batch *batch)
{
  g_clear_pointer (&batch->works, g_ptr_array_unref);
  g_clear_pointer (&batch->municipality, tsn_record_unref);
  g_clear_object (&batch->scanner);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Batch, batch_clear)

static gboolean
compose_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Batch *batch = data;

  batch->municipality = tsn_session_municipality (session, error);
  if (batch->municipality == NULL)
    return FALSE;
  for (guint i = 0; i < batch->works->len; i++)
    {
      Work *work = g_ptr_array_index (batch->works, i);

      work->card = tsn_issue_compose (session, &work->issue, &work->omitted, error);
      if (work->card == NULL)
        return FALSE;
    }
  return TRUE;
}

/* A face is read back from its sheet, so its code need not be before; a picture of the code alone
 * is. */
static gboolean
encode (Batch *batch, Work *work, TsnScanner *scanner, GError **error)
{
  TsnVault *vault = batch->ctl->vault;
  TsnCardSigner signer;
  TsnCardOptions options = {
    .recipient = work->issue.open ? NULL : tsn_vault_card_public (vault),
    .level = TSN_CARD_QR_LEVEL_M,
    .version_max = tsn_card_layout_version_max (work->issue.layout),
  };

  tsn_card_signer_init_vault (&signer, vault);
  g_clear_pointer (&work->proof, tsn_card_proof_free);
  g_clear_pointer (&work->code, tsn_card_code_free);
  work->code = tsn_card_encode (work->card, &signer, &options, scanner, error);
  return work->code != NULL;
}

static gboolean
set_in_type (Batch *batch, Work *work, GError **error)
{
  TsnCardFace face = {
    .card = work->card,
    .qr = work->code->qr,
    .open = work->issue.open,
    .title = tsn_record_text (batch->municipality, TSN_MUNICIPALITY_CARD_TITLE),
    .issuer = tsn_record_text (batch->municipality, TSN_MUNICIPALITY_NAME),
    .issuer_phone = tsn_record_text (batch->municipality, TSN_MUNICIPALITY_PHONE),
  };

  work->proof = tsn_card_proof_new (&face, work->issue.layout, error);
  return work->proof != NULL;
}

static gboolean
encode_and_set (Batch *batch, Work *work, GError **error)
{
  return encode (batch, work, NULL, error) && set_in_type (batch, work, error);
}

/* A code that is not read back from its sheet (one in some thousands) is made again: another seal
 * changes every module. */
static gboolean
print_sheets (Batch *batch, GError **error)
{
  for (guint tries = 0;; tries++)
    {
      g_autoptr (GPtrArray) proofs = g_ptr_array_new ();
      g_autoptr (GError) own = NULL;
      guint unreadable = 0;

      for (guint i = 0; i < batch->works->len; i++)
        g_ptr_array_add (proofs, ((Work *) g_ptr_array_index (batch->works, i))->proof);
      if (tsn_card_print_pdf (proofs,
                              batch->position,
                              batch->output,
                              batch->scanner,
                              &unreadable,
                              &own))
        return TRUE;
      if (!g_error_matches (own, TSN_CARD_ERROR, TSN_CARD_ERROR_UNREADABLE) || tries == MAX_TRIES)
        {
          g_propagate_error (error, g_steal_pointer (&own));
          return FALSE;
        }
      if (!encode_and_set (batch, g_ptr_array_index (batch->works, unreadable), error))
        return FALSE;
    }
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
write_picture (Batch *batch, GError **error)
{
  Work *work = g_ptr_array_index (batch->works, 0);
  cairo_surface_t *surface = tsn_card_qr_render (work->code->qr, PICTURE_PIXELS);
  g_autoptr (GByteArray) png = g_byte_array_new ();
  cairo_status_t status = cairo_surface_write_to_png_stream (surface, collect_cb, png);

  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return g_file_set_contents_full (batch->output,
                                     (const char *) png->data,
                                     (gssize) png->len,
                                     G_FILE_SET_CONTENTS_CONSISTENT,
                                     0600,
                                     error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", cairo_status_to_string (status));
  return FALSE;
}

static gboolean
register_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Batch *batch = data;

  for (guint i = 0; i < batch->works->len; i++)
    {
      Work *work = g_ptr_array_index (batch->works, i);

      if (!tsn_issue_register (session, &work->issue, work->card, error))
        return FALSE;
    }
  return TRUE;
}

/* "contacts[2].kana" with the labels that people see. */
static char *
path_in_words (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, ".", -1);
  g_autoptr (GString) words = g_string_new (NULL);
  TsnCardGroup group = TSN_CARD_GROUP_CARD;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *index = strchr (parts[i], '[');
      const TsnCardField *field = NULL;

      if (index != NULL)
        *index = '\0';
      field = tsn_card_field_by_name (group, parts[i]);
      if (field == NULL)
        return g_strdup (path);
      g_string_append_printf (words, "%s%s", i > 0 ? " " : "", tsn_words_translate (field->label));
      if (index != NULL)
        g_string_append_printf (words, " %d", atoi (index + 1));
      group = field->entry;
    }
  return g_string_free (g_steal_pointer (&words), FALSE);
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
      g_autofree char *words = path_in_words (g_ptr_array_index (paths, i));

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
print_work (Batch *batch, const Work *work)
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

/* What both commands do; @picture: only the code, as PNG. */
static int
issue (Batch *batch, gboolean picture)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = TRUE;

  if (!tsn_ctl_work (batch->ctl, TSN_STORE_READ, compose_worker, batch, NULL))
    return TSN_CTL_REFUSED;
  batch->scanner = tsn_scanner_new ();
  for (guint i = 0; ok && i < batch->works->len; i++)
    {
      Work *work = g_ptr_array_index (batch->works, i);

      ok = picture ? encode (batch, work, batch->scanner, &error)
                   : encode_and_set (batch, work, &error);
    }
  ok = ok && (picture ? write_picture (batch, &error) : print_sheets (batch, &error));
  if (!ok)
    return tsn_ctl_refuse (batch->output, error);
  if (!tsn_ctl_work (batch->ctl, TSN_STORE_WRITE, register_worker, batch, NULL))
    {
      g_unlink (batch->output);
      return TSN_CTL_REFUSED;
    }
  for (guint i = 0; i < batch->works->len; i++)
    print_work (batch, g_ptr_array_index (batch->works, i));
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
  batch->works = g_ptr_array_new_with_free_func (work_free);
  for (int i = 1; i < argc; i++)
    {
      Work *work = g_new0 (Work, 1);

      g_ptr_array_add (batch->works, work);
      work->issue = common;
      if (!tsn_ctl_resolve (batch->ctl,
                            tsn_kind_by_number (TSN_KIND_PERSON),
                            argv[i],
                            &work->issue.person))
        return TSN_CTL_REFUSED;
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

  if (code == TSN_CTL_OK && batch.works->len != 1)
    return tsn_ctl_usage (_ ("one picture is of one person"));
  return code == TSN_CTL_OK ? issue (&batch, TRUE) : code;
}
