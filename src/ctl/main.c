/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsunagictl: everything the app can do, without a screen.
 *
 *   tsunagictl [GLOBAL OPTIONS] COMMAND [WORDS] [OPTIONS]
 *
 * A command is either one of COMMANDS below or the name of a kind of record and a verb of VERBS:
 * what the model's table describes can be added, shown, listed, found and erased without a line of
 * code here. This file finds the command, opens the data folder as far as the command needs it,
 * runs it and closes the folder again.
 */

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

#include "tsn-ctl.h"
#include "tsn-process.h"
#include "tsn-words.h"

typedef struct
{
  const char *name;
  const char *verb; /* (nullable) second word */
  TsnCtlNeed need;
  TsnCtlRun run;
  const char *words;   /* what follows, for the help */
  const char *summary; /* translatable */
} Command;

static const Command COMMANDS[] = {
  { "init",
    NULL,
    TSN_CTL_NOTHING,
    tsn_ctl_init,
    "--name NAME --code CODE",
    N_ ("set up a municipality in a new data folder") },
  { "demo",
    NULL,
    TSN_CTL_NOTHING,
    tsn_ctl_demo,
    "",
    N_ ("set up a demo municipality with fictional people") },
  { "attend",
    NULL,
    TSN_CTL_SEARCH,
    tsn_ctl_attend,
    "EVENT PERSON",
    N_ ("check a person in at an event") },
  { "tally",
    NULL,
    TSN_CTL_OPEN,
    tsn_ctl_tally,
    "EVENT --age-band BAND --sex SEX [--count N]",
    N_ ("count people without names") },
  { "visit",
    "count",
    TSN_CTL_OPEN,
    tsn_ctl_visit_count,
    "",
    N_ ("count the visits to kiosks by year, target group and outcome") },
  { "walk-in",
    NULL,
    TSN_CTL_SEARCH,
    tsn_ctl_walk_in,
    "EVENT --kana KANA [--FIELD VALUE...]",
    N_ ("add a person and check them in") },
  { "event",
    "counts",
    TSN_CTL_SEARCH,
    tsn_ctl_event_counts,
    "EVENT",
    N_ ("how many are booked and have come") },
  { "event",
    "missing",
    TSN_CTL_SEARCH,
    tsn_ctl_event_missing,
    "EVENT",
    N_ ("what is still to be filled in") },
  { "event",
    "duplicate",
    TSN_CTL_SEARCH,
    tsn_ctl_event_duplicate,
    "EVENT",
    N_ ("add another event like it") },
  { "event",
    "sign-ups",
    TSN_CTL_SEARCH,
    tsn_ctl_event_sign_ups,
    "EVENT FILE [--booking HOW]",
    N_ ("book the people on a list of sign-ups (CSV)") },
  { "card",
    "issue",
    TSN_CTL_SEARCH,
    tsn_ctl_card_issue,
    "PERSON... --layout L --output FILE.pdf",
    N_ ("issue contact cards as a PDF to print") },
  { "card",
    "qr",
    TSN_CTL_SEARCH,
    tsn_ctl_card_qr,
    "PERSON --output FILE.png",
    N_ ("draw the code of a person's card as a picture") },
  { "card",
    "handover",
    TSN_CTL_OPEN,
    tsn_ctl_card_handover,
    "FILE --output FILE.pdf",
    N_ ("read a card and make the sheet for the hospital") },
  { "card",
    "fhir",
    TSN_CTL_OPEN,
    tsn_ctl_card_fhir,
    "FILE --output FILE.json",
    N_ ("read a card and make a FHIR document of it") },
  { "card",
    "uses",
    TSN_CTL_SEARCH,
    tsn_ctl_card_uses,
    "[PERSON]",
    N_ ("when a person's cards were read, or everybody's, and by which device") },
  { "scan",
    NULL,
    TSN_CTL_OPEN,
    tsn_ctl_scan,
    "FILE...",
    N_ ("read the cards in pictures and PDFs") },
  { "trust",
    "export",
    TSN_CTL_OPEN,
    tsn_ctl_trust_export,
    "FILE [--lend REQUEST] [--fingerprint FINGERPRINT] [--withdraw DEVICE]",
    N_ ("write what crews have to know of the cards, or write it on") },
  { "trust",
    "ask",
    TSN_CTL_OPEN,
    tsn_ctl_trust_ask,
    "REQUEST",
    N_ ("ask a neighbour for the keys of its cards, for this crew's device") },
  { "trust",
    "import",
    TSN_CTL_OPEN,
    tsn_ctl_trust_import,
    "FILE [--fingerprint FINGERPRINT]",
    N_ ("take over what a municipality says of its cards") },
  { "trust",
    "list",
    TSN_CTL_OPEN,
    tsn_ctl_trust_list,
    "",
    N_ ("whose cards can be checked here, and how old that is") },
  { "import",
    NULL,
    TSN_CTL_OPEN,
    tsn_ctl_import,
    "KIND|places|addresses FILE...",
    N_ ("take records in from CSV files") },
  { "export",
    NULL,
    TSN_CTL_OPEN,
    tsn_ctl_export,
    "KIND [--format csv|json] [--output FILE]",
    N_ ("write records out") },
  { "address",
    NULL,
    TSN_CTL_LOCKED,
    tsn_ctl_address,
    "POSTCODE",
    N_ ("addresses of a postal code") },
  { "history",
    NULL,
    TSN_CTL_OPEN,
    tsn_ctl_history,
    "RECORD",
    N_ ("everything ever written to a record") },
  { "backup", NULL, TSN_CTL_LOCKED, tsn_ctl_backup, "FILE", N_ ("copy everything into one file") },
  { "restore",
    NULL,
    TSN_CTL_NOTHING,
    tsn_ctl_restore,
    "FILE",
    N_ ("make a data folder of a backup") },
  { "check", NULL, TSN_CTL_OPEN, tsn_ctl_check, "[--rebuild]", N_ ("check the database") },
  { "server",
    "add",
    TSN_CTL_OPEN,
    tsn_ctl_server_add,
    "LINE",
    N_ ("register the municipality at a server") },
  { "enrol",
    NULL,
    TSN_CTL_OPEN,
    tsn_ctl_enrol,
    "--role ROLE [--output FILE.png]",
    N_ ("invite a new device") },
  { "join",
    NULL,
    TSN_CTL_NOTHING,
    tsn_ctl_join,
    "LINE [--label LABEL]",
    N_ ("make this machine a device of the municipality that invited it") },
  { "recover",
    NULL,
    TSN_CTL_NOTHING,
    tsn_ctl_recover,
    "LINE --code CODE [--label LABEL]",
    N_ ("begin anew on this machine with the recovery key, after all others were lost") },
  { "device",
    "list",
    TSN_CTL_OPEN,
    tsn_ctl_device_list,
    "",
    N_ ("the devices, and those that wait to be let in") },
  { "device",
    "approve",
    TSN_CTL_OPEN,
    tsn_ctl_device_approve,
    "DEVICE --code CODE",
    N_ ("let a device in that shows this code") },
  { "device",
    "revoke",
    TSN_CTL_OPEN,
    tsn_ctl_device_revoke,
    "DEVICE [--note TEXT] [--keep-keys]",
    N_ ("shut a lost device out for good, and change the keys that it had") },
  { "key",
    "rotate",
    TSN_CTL_OPEN,
    tsn_ctl_key_rotate,
    "[--cards] [--recovery-key]",
    N_ ("new keys for all devices that are not revoked") },
  { "sync",
    NULL,
    TSN_CTL_OPEN,
    tsn_ctl_sync,
    "[--watch] [--again] [--room LINE]",
    N_ ("send changes to the server and take in those of others") },
  { "room",
    "serve",
    TSN_CTL_OPEN,
    tsn_ctl_room_serve,
    "[--listen ADDRESS:PORT]",
    N_ ("serve the devices in this room, where there is no internet") },
  { "status", NULL, TSN_CTL_LOCKED, tsn_ctl_status, "", N_ ("what is waiting for the server") },
  { "bundle",
    "export",
    TSN_CTL_OPEN,
    tsn_ctl_bundle_export,
    "FILE --medium TEXT [--approval TEXT] [--whole]",
    N_ ("write changes into a file for a network that this one never meets") },
  { "bundle",
    "import",
    TSN_CTL_OPEN,
    tsn_ctl_bundle_import,
    "FILE --medium TEXT [--approval TEXT]",
    N_ ("take in the changes of such a file") },
  { "operator",
    NULL,
    TSN_CTL_OPEN,
    tsn_ctl_operator,
    "add|list|remove",
    N_ ("who may unlock this device") },
  { "passphrase",
    NULL,
    TSN_CTL_OPEN,
    tsn_ctl_passphrase,
    "--new-passphrase-file FILE",
    N_ ("change the passphrase") },
};

typedef struct
{
  const char *name;
  TsnCtlNeed need;
  int (*run) (TsnCtl *ctl, const TsnKind *kind, int argc, char **argv);
  const char *words;
  const char *summary;
} Verb;

static const Verb VERBS[] = {
  { "add", TSN_CTL_OPEN, tsn_ctl_record_add, "--FIELD VALUE...", N_ ("add a record") },
  { "edit",
    TSN_CTL_SEARCH,
    tsn_ctl_record_edit,
    "RECORD --FIELD VALUE...",
    N_ ("change fields of a record") },
  { "show", TSN_CTL_SEARCH, tsn_ctl_record_show, "RECORD", N_ ("show a record") },
  { "list",
    TSN_CTL_OPEN,
    tsn_ctl_record_list,
    "[--where FIELD=VALUE] [--limit N]",
    N_ ("list records") },
  { "find",
    TSN_CTL_SEARCH,
    tsn_ctl_record_find,
    "WORDS",
    N_ ("find records by name, reading, birth date or telephone") },
  { "erase",
    TSN_CTL_SEARCH,
    tsn_ctl_record_erase,
    "RECORD",
    N_ ("erase a record and what belongs to it") },
  { "import",
    TSN_CTL_OPEN,
    tsn_ctl_record_import,
    "FILE...",
    N_ ("take records in from CSV files") },
  { "export",
    TSN_CTL_OPEN,
    tsn_ctl_record_export,
    "[--format csv|json] [--output FILE]",
    N_ ("write records out") },
};

static const Command *
find_command (const char *name, const char *verb)
{
  for (guint i = 0; i < G_N_ELEMENTS (COMMANDS); i++)
    if (g_str_equal (COMMANDS[i].name, name) &&
        (COMMANDS[i].verb == NULL || g_strcmp0 (COMMANDS[i].verb, verb) == 0))
      return &COMMANDS[i];
  return NULL;
}

static const Verb *
find_verb (const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (VERBS); i++)
    if (g_str_equal (VERBS[i].name, name))
      return &VERBS[i];
  return NULL;
}

static char *
list_of_commands (void)
{
  g_autoptr (GString) text = g_string_new (_ ("Commands:\n"));
  guint n_kinds = 0;
  const TsnKind *kinds = tsn_kinds (&n_kinds);

  for (guint i = 0; i < G_N_ELEMENTS (COMMANDS); i++)
    g_string_append_printf (text,
                            "  %s%s%s %s\n      %s\n",
                            COMMANDS[i].name,
                            COMMANDS[i].verb != NULL ? " " : "",
                            COMMANDS[i].verb != NULL ? COMMANDS[i].verb : "",
                            COMMANDS[i].words,
                            _ (COMMANDS[i].summary));
  for (guint i = 0; i < G_N_ELEMENTS (VERBS); i++)
    g_string_append_printf (text,
                            "  KIND %s %s\n      %s\n",
                            VERBS[i].name,
                            VERBS[i].words,
                            _ (VERBS[i].summary));
  g_string_append (text, _ ("\nKinds of record:\n"));
  for (guint i = 0; i < n_kinds; i++)
    g_string_append_printf (text, "  %-14s %s\n", kinds[i].name, tsn_words_kind (&kinds[i]));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
asks_for_help (int argc, char **argv)
{
  for (int i = 1; i < argc && !g_str_equal (argv[i], "--"); i++)
    if (g_str_equal (argv[i], "--help") || g_str_equal (argv[i], "-h"))
      return TRUE;
  return FALSE;
}

/* What the command's --help is headed with. */
static void
set_title (TsnCtl *ctl, char **argv, guint n_words, const char *words, const char *summary)
{
  g_autofree char *name =
      g_strconcat ("tsunagictl ", argv[0], n_words > 1 ? " " : NULL, argv[1], NULL);

  g_set_prgname (name);
  ctl->words = words;
  ctl->summary = _ (summary);
}

/* Runs what @argv (from the command on) asks for. */
static int
dispatch (TsnCtl *ctl, int argc, char **argv)
{
  const Command *command = find_command (argv[0], argc > 1 ? argv[1] : NULL);
  const TsnKind *kind = tsn_kind_by_name (argv[0]);
  const Verb *verb = kind != NULL ? find_verb (argc > 1 ? argv[1] : NULL) : NULL;
  guint words = verb != NULL || (command != NULL && command->verb != NULL) ? 2 : 1;
  TsnCtlNeed need = TSN_CTL_NOTHING;
  int code = TSN_CTL_REFUSED;

  if (command == NULL && verb == NULL)
    return kind != NULL
               ? tsn_ctl_usage (
                     _ ("say what to do with %s: add, edit, show, list, find, erase, import or export"),
                     argv[0])
               : tsn_ctl_usage (_ ("there is no command %s; see tsunagictl --help"), argv[0]);
  set_title (ctl,
             argv,
             words,
             command != NULL ? command->words : verb->words,
             command != NULL ? command->summary : verb->summary);
  /* GOption takes the first word for the program's name. */
  argc -= (int) words - 1;
  argv += words - 1;
  if (!asks_for_help (argc, argv))
    need = command != NULL ? command->need : verb->need;
  if (tsn_ctl_open (ctl, need))
    code = command != NULL ? command->run (ctl, argc, argv) : verb->run (ctl, kind, argc, argv);
  tsn_ctl_close (ctl);
  return code;
}

static void
print_help (GOptionContext *context)
{
  g_autofree char *help = NULL;

  g_option_context_set_help_enabled (context, TRUE);
  help = g_option_context_get_help (context, TRUE, NULL);
  g_print ("%s", help);
}

/* The user's locale, but always UTF-8: on a machine without one (a service, a container, a rescue
 * shell) names in Japanese must go in and out all the same. */
static void
set_locale (void)
{
  setlocale (LC_ALL, "");
  if (!g_get_charset (NULL))
    setlocale (LC_CTYPE, "C.UTF-8");
}

int
main (int argc, char **argv)
{
  TsnCtl ctl = { 0 };
  gboolean version = FALSE;
  g_autofree char *commands = NULL;
  g_autoptr (GOptionContext) context = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &ctl.folder, N_ ("The data folder"), N_ ("FOLDER") },
    { "passphrase-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &ctl.passphrase_file,
      N_ ("A file whose first line is the passphrase"),
      N_ ("FILE") },
    { "recovery-key-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &ctl.recovery_key_file,
      N_ ("A file whose first line is the printed recovery key"),
      N_ ("FILE") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &ctl.json, N_ ("Answer in JSON, one value a line"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("Print the version"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  int code = TSN_CTL_OK;

  tsn_process_forbid_core_dumps ();
  set_locale ();
  tsn_words_init ();
  textdomain (GETTEXT_PACKAGE);
  commands = list_of_commands ();
  context = g_option_context_new (_ ("COMMAND [WORDS] [OPTIONS]"));
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_description (context, commands);
  /* The global options may stand anywhere; what is not one of them belongs to the command, which
   * parses it itself. Its --help, too. */
  g_option_context_set_ignore_unknown_options (context, TRUE);
  g_option_context_set_help_enabled (context, FALSE);

  if (!tsn_ctl_parse (context, &argc, &argv))
    code = TSN_CTL_USAGE;
  else if (version)
    g_print ("tsunagictl %s\n", TSN_VERSION);
  else if (argc > 1 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")))
    print_help (context);
  else if (argc < 2)
    code = tsn_ctl_usage (_ ("say what to do; see tsunagictl --help"));
  else
    code = dispatch (&ctl, argc - 1, argv + 1);
  g_free (ctl.folder);
  g_free (ctl.passphrase_file);
  g_free (ctl.recovery_key_file);
  return code;
}
