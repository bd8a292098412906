/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files in and out, and the look-up of addresses. Every row that was not taken is named with its
 * line, its column and the reason. */

#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <unistd.h>

#include "tsn-address.h"
#include "tsn-conversation.h"
#include "tsn-ctl.h"
#include "tsn-exchange.h"
#include "tsn-text.h"
#include "tsn-words.h"

static JsonNode *
fault_json (const TsnImportFault *fault)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *reason = tsn_words_error (fault->error);

  json_object_set_int_member (object, "line", (gint64) fault->line);
  if (fault->field != NULL)
    json_object_set_string_member (object, "field", fault->field->name);
  if (fault->column != NULL)
    json_object_set_string_member (object, "column", fault->column);
  json_object_set_string_member (object, "reason", reason);
  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
report_json (const char *file, const TsnImportReport *report)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *faults = json_array_new ();

  for (guint i = 0; i < report->faults->len; i++)
    json_array_add_element (faults, fault_json (g_ptr_array_index (report->faults, i)));
  json_object_set_string_member (object, "file", file);
  json_object_set_int_member (object, "rows", (gint64) report->rows);
  json_object_set_int_member (object, "added", (gint64) report->added);
  json_object_set_int_member (object, "changed", (gint64) report->changed);
  json_object_set_int_member (object, "unchanged", (gint64) report->unchanged);
  json_object_set_int_member (object, "skipped", (gint64) report->skipped);
  json_object_set_int_member (object, "unplaced", (gint64) report->unplaced);
  json_object_set_int_member (object, "fault_count", (gint64) report->n_faults);
  json_object_set_boolean_member (object, "written", report->written);
  json_object_set_array_member (object, "faults", faults);
  return json_node_init_object (json_node_alloc (), object);
}

static void
print_report (const char *file, const TsnImportReport *report)
{
  for (guint i = 0; i < report->faults->len; i++)
    {
      const TsnImportFault *fault = g_ptr_array_index (report->faults, i);
      g_autofree char *reason = tsn_words_error (fault->error);
      const char *column = fault->column != NULL  ? fault->column
                           : fault->field != NULL ? tsn_words_field (fault->field)
                                                  : NULL;

      if (column != NULL)
        g_print (_ ("line %lu, %s: %s\n"), (gulong) fault->line, column, reason);
      else
        g_print (_ ("line %lu: %s\n"), (gulong) fault->line, reason);
    }
  if (report->n_faults > report->faults->len)
    g_print (_ ("... and %lu more\n"), (gulong) (report->n_faults - report->faults->len));
  for (guint i = 0; i < report->ignored_columns->len; i++)
    g_print (_ ("column %s is not known and was left out\n"),
             (const char *) g_ptr_array_index (report->ignored_columns, i));
  g_print (_ ("%s: %lu rows, %lu new, %lu changed, %lu as before, %lu not taken\n"),
           file,
           (gulong) report->rows,
           (gulong) report->added,
           (gulong) report->changed,
           (gulong) report->unchanged,
           (gulong) report->skipped);
  if (report->unplaced > 0)
    g_print (_ ("%s: %lu without a position in Japan\n"), file, (gulong) report->unplaced);
  if (!report->written)
    g_print ("%s\n", _ ("Nothing was written"));
}

void
tsn_ctl_print_report (TsnCtl *ctl, const char *file, const TsnImportReport *report)
{
  if (ctl->json)
    tsn_ctl_print_json (report_json (file, report));
  else
    print_report (file, report);
}

/* What the second word may be: a kind, "places" or "addresses". */
static TsnImportReport *
import_file (TsnCtl *ctl,
             const char *what,
             const char *file,
             const TsnImportOptions *options,
             GError **error)
{
  const TsnKind *kind = tsn_kind_by_name (what);
  TsnImportOptions own = *options;

  if (g_str_equal (what, "places"))
    return tsn_import_places_sync (ctl->store, file, options, NULL, error);
  if (g_str_equal (what, "addresses"))
    return tsn_import_addresses_sync (ctl->store, file, options, NULL, error);
  if (kind->number == TSN_KIND_CONVERSATION)
    own.put = tsn_conversation_put;
  return tsn_import_records_sync (ctl->store, kind, file, &own, NULL, error);
}

gboolean
tsn_ctl_parse_import (TsnCtl *ctl,
                      const GOptionEntry *more,
                      TsnImportOptions *options,
                      int *argc,
                      char ***argv)
{
  const GOptionEntry entries[] = {
    { "dry-run",
      0,
      0,
      G_OPTION_ARG_NONE,
      &options->dry_run,
      N_ ("Check the file, write nothing"),
      NULL },
    { "skip-bad",
      0,
      0,
      G_OPTION_ARG_NONE,
      &options->skip_bad,
      N_ ("Take the good rows when some are bad"),
      NULL },
  };
  g_autoptr (GArray) all = g_array_new (TRUE, FALSE, sizeof (GOptionEntry));

  *options = (TsnImportOptions){
    .translate = tsn_words_translate,
    .progress = tsn_ctl_progress,
    .progress_data = ctl,
  };
  for (; more != NULL && more->long_name != NULL; more++)
    g_array_append_vals (all, more, 1);
  g_array_append_vals (all, entries, G_N_ELEMENTS (entries));
  return tsn_ctl_parse_options (ctl, (const GOptionEntry *) (gpointer) all->data, argc, argv);
}

int
tsn_ctl_import (TsnCtl *ctl, int argc, char **argv)
{
  TsnImportOptions options;
  int code = TSN_CTL_OK;

  if (!tsn_ctl_parse_import (ctl, NULL, &options, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc < 3)
    return tsn_ctl_usage (
        _ ("say what to import (a kind of record, places or addresses) and from which file"));
  if (tsn_kind_by_name (argv[1]) == NULL && !g_str_equal (argv[1], "places") &&
      !g_str_equal (argv[1], "addresses"))
    return tsn_ctl_usage (_ ("%s is not a kind of record"), argv[1]);
  for (int i = 2; i < argc; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TsnImportReport) report = import_file (ctl, argv[1], argv[i], &options, &error);

      if (report == NULL)
        return tsn_ctl_refuse (argv[i], error);
      tsn_ctl_print_report (ctl, argv[i], report);
      if (report->faults->len > 0 && !options.skip_bad)
        code = tsn_ctl_refuse_text (
            _ ("%s: rows are bad; mend them, or take the good ones with --skip-bad"),
            argv[i]);
    }
  return code;
}

static GOutputStream *
open_output (const char *path, GError **error)
{
  g_autoptr (GFile) file = NULL;

  if (path == NULL)
    return g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  file = g_file_new_for_commandline_arg (path);
  /* What is exported is in clear: for the eyes of its owner only. */
  return G_OUTPUT_STREAM (g_file_create (file, G_FILE_CREATE_PRIVATE, NULL, error));
}

int
tsn_ctl_export (TsnCtl *ctl, int argc, char **argv)
{
  g_autoptr (GOutputStream) stream = NULL;
  g_autoptr (TsnQuery) query = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *format = NULL;
  g_autofree char *path = NULL;
  const TsnKind *kind = NULL;
  guint64 exported = 0;
  guint64 sealed = 0;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, &format, N_ ("csv or json"), N_ ("FORMAT") },
    { "output",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &path,
      N_ ("The file to write; without it standard output"),
      N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };

  if (!tsn_ctl_parse_options (ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  kind = argc == 2 ? tsn_kind_by_name (argv[1]) : NULL;
  json = g_strcmp0 (format, "json") == 0;
  if (kind == NULL || (format != NULL && !json && !g_str_equal (format, "csv")))
    return tsn_ctl_usage (
        _ ("say which kind of record: export KIND [--format csv|json] [--output FILE]"));
  stream = open_output (path, &error);
  query = tsn_query_new (kind);
  if (stream == NULL ||
      !tsn_export_sync (ctl->store,
                        query,
                        json ? TSN_EXPORT_JSON : TSN_EXPORT_CSV,
                        stream,
                        &exported,
                        &sealed,
                        NULL,
                        &error) ||
      !g_output_stream_close (stream, NULL, &error))
    return tsn_ctl_refuse (path, error);
  if (path != NULL)
    tsn_ctl_say (ctl,
                 ngettext ("%lu record in %s", "%lu records in %s", (gulong) exported),
                 (gulong) exported,
                 path);
  if (sealed > 0)
    g_printerr (_ ("tsunagictl: %lu records have fields that cannot be read on this device\n"),
                (gulong) sealed);
  return TSN_CTL_OK;
}

/* `person import FILE` is `import person FILE`. */
static int
run_with_kind (TsnCtl *ctl, TsnCtlRun run, const TsnKind *kind, int argc, char **argv)
{
  g_autofree char **words = g_new0 (char *, (gsize) argc + 2);
  g_autofree char *name = g_strdup (kind->name);

  words[0] = argv[0];
  words[1] = name;
  for (int i = 1; i < argc; i++)
    words[i + 1] = argv[i];
  return run (ctl, argc + 1, words);
}

int
tsn_ctl_record_import (TsnCtl *ctl, const TsnKind *kind, int argc, char **argv)
{
  return run_with_kind (ctl, tsn_ctl_import, kind, argc, argv);
}

int
tsn_ctl_record_export (TsnCtl *ctl, const TsnKind *kind, int argc, char **argv)
{
  return run_with_kind (ctl, tsn_ctl_export, kind, argc, argv);
}

typedef struct
{
  const char *postcode;
  GArray *addresses; /* of TsnAddress, owned */
} Lookup;

static gboolean
address_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Lookup *lookup = data;

  lookup->addresses = tsn_session_addresses (session, lookup->postcode, error);
  return lookup->addresses != NULL;
}

static void
print_address (TsnCtl *ctl, const TsnAddress *address)
{
  g_autoptr (JsonObject) object = NULL;

  tsn_ctl_say (ctl,
               "%s%s%s%s%s",
               address->prefecture,
               address->city,
               address->town,
               address->office != NULL ? " " : "",
               address->office != NULL ? address->office : "");
  if (!ctl->json)
    return;
  object = json_object_new ();
  json_object_set_string_member (object, "municipality", address->municipality);
  json_object_set_string_member (object, "prefecture", address->prefecture);
  json_object_set_string_member (object, "city", address->city);
  json_object_set_string_member (object, "town", address->town);
  if (address->office != NULL)
    json_object_set_string_member (object, "office", address->office);
  tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
}

int
tsn_ctl_address (TsnCtl *ctl, int argc, char **argv)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  Lookup lookup = { 0 };
  int code = TSN_CTL_OK;

  if (!tsn_ctl_parse_options (ctl, NULL, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc == 2)
    tsn_text_digits (argv[1], digits);
  if (digits->len != 7)
    return tsn_ctl_usage (_ ("give a postal code of seven digits"));
  lookup.postcode = digits->str;
  if (!tsn_ctl_work (ctl, TSN_STORE_READ, address_worker, &lookup, NULL))
    return TSN_CTL_REFUSED;
  for (guint i = 0; i < lookup.addresses->len; i++)
    print_address (ctl, &g_array_index (lookup.addresses, TsnAddress, i));
  if (lookup.addresses->len == 0)
    code = tsn_ctl_refuse_text (_ (
        "no address has this postal code; import the post office's file with \"import addresses\""));
  g_array_unref (lookup.addresses);
  return code;
}
