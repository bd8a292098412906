/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-ctl.h: what the commands of tsunagictl share: the open data folder, the answer, the refusal.
 *
 * A command is one function. It is given what is left of the command line and returns the exit
 * code: 0 done, 1 refused (one line on standard error), 2 used wrongly.
 */

#pragma once

#include <json-glib/json-glib.h>

#include "tsn-enrol.h"
#include "tsn-exchange.h"
#include "tsn-session.h"

G_BEGIN_DECLS

#define TSN_CTL_OK      0
#define TSN_CTL_REFUSED 1
#define TSN_CTL_USAGE   2

/* What the global options say, and what they lead to. */
typedef struct
{
  char *folder;            /* --data: the data folder */
  char *passphrase_file;   /* --passphrase-file (nullable) */
  char *recovery_key_file; /* --recovery-key-file (nullable) */
  gboolean json;           /* --json: answers for machines */
  TsnVault *vault;         /* open while a command that needs it runs */
  TsnStore *store;         /* likewise */
  const char *words;       /* for the help of the command that runs: what follows its name */
  const char *summary;     /* likewise: what it does, translated */
} TsnCtl;

/* How far the data folder is opened before a command runs. */
typedef enum
{
  TSN_CTL_NOTHING, /* not at all: init, restore */
  TSN_CTL_LOCKED,  /* store and locked vault: commands that read no sealed field */
  TSN_CTL_OPEN,    /* unlocked */
  TSN_CTL_SEARCH,  /* unlocked, and the search text built */
} TsnCtlNeed;

typedef int (*TsnCtlRun) (TsnCtl *ctl, int argc, char **argv);

/* Opens the folder as far as @need says. FALSE: refused, and said so. */
gboolean tsn_ctl_open (TsnCtl *ctl, TsnCtlNeed need);
void tsn_ctl_close (TsnCtl *ctl);

/* Reads a secret: the first line of @path, or what is typed without echo when @path is NULL and
 * there is a terminal. NULL: refused, and said so. Free with tsn_ctl_secret_free. */
char *tsn_ctl_read_secret (TsnCtl *ctl, const char *path, const char *prompt);
void tsn_ctl_secret_free (char *secret);

/* One line on standard error; returns TSN_CTL_REFUSED. @context (nullable) says of what: a field's
 * label, a file name. */
int tsn_ctl_refuse (const char *context, const GError *error);
int tsn_ctl_refuse_text (const char *format, ...) G_GNUC_PRINTF (1, 2);
int tsn_ctl_usage (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Parses the options of one command; FALSE: used wrongly, and said so. Words that are no options
 * stay in @argv. */
gboolean tsn_ctl_parse (GOptionContext *context, int *argc, char ***argv);

/* The same for a command with these @entries (nullable), and --help. Every command begins with it
 * (or with tsn_ctl_parse_fields) and touches nothing before: help needs no data folder. */
gboolean tsn_ctl_parse_options (TsnCtl *ctl, const GOptionEntry *entries, int *argc, char ***argv);

/* A code by its name or its label; 0, and a complaint that lists the choices, when it is none of
 * @list. */
guint tsn_ctl_code (const TsnCodeList *list, const char *word);

/* The answer: one JSON value on one line when --json was given; otherwise the command prints lines
 * of its own. Takes @node. */
void tsn_ctl_print_json (JsonNode *node);
/* One line for people; nothing with --json. */
void tsn_ctl_say (TsnCtl *ctl, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* A TsnProgress: a counter on the terminal, where there is one, rewritten in place; @user_data is
 * the TsnCtl. */
void tsn_ctl_progress (guint64 done, guint64 total, gpointer user_data);

/* Work in the store, blocking. FALSE: refused, and said so with @context. */
gboolean tsn_ctl_work (TsnCtl *ctl,
                       TsnStoreMode mode,
                       TsnStoreWork work,
                       gpointer data,
                       const char *context);

/* Finds a record by id or, for kinds that can be searched, by a query that matches exactly one.
 * FALSE: refused, and said so. */
gboolean tsn_ctl_resolve (TsnCtl *ctl, const TsnKind *kind, const char *word, TsnId *id);

/* -- tsn-ctl-fields.c: options, JSON and lines made from the model's table -- */

/* tsn_ctl_parse_options with --FIELD VALUE for every field of the kind of @change; what is given
 * lands in @change. A date whose era was put right is said. */
gboolean tsn_ctl_parse_fields (TsnCtl *ctl, TsnChange *change, int *argc, char ***argv);
JsonNode *tsn_ctl_value_json (const TsnField *field, const TsnValue *value);
JsonNode *tsn_ctl_record_json (const TsnRecord *record);
void tsn_ctl_print_record (const TsnRecord *record);

/* What became of the rows of @file, for people or as JSON. */
void tsn_ctl_print_report (TsnCtl *ctl, const char *file, const TsnImportReport *report);

/* As tsn_ctl_parse_options(), with what every import takes beside @more (nullable); fills @options.
 */
gboolean tsn_ctl_parse_import (TsnCtl *ctl,
                               const GOptionEntry *more,
                               TsnImportOptions *options,
                               int *argc,
                               char ***argv);

/* One round with the server, and what it did. */
int tsn_ctl_sync_once (TsnCtl *ctl);
/* The same without a word, even when it fails. FALSE: there is no server. */
gboolean tsn_ctl_sync_quietly (TsnCtl *ctl);

/* Stays and syncs, with the server if one is known and with rooms. @line: (nullable): of a room;
 * @listen: (nullable): serves one there. */
int tsn_ctl_watch (TsnCtl *ctl, const char *line, const char *listen);

/* -- tsn-ctl-room.c -- */

/* The rooms of this device while it stays. NULL: refused, and said so. */
typedef struct _TsnCtlRooms TsnCtlRooms;
TsnCtlRooms *tsn_ctl_rooms_new (TsnCtl *ctl, const char *line, const char *listen);
void tsn_ctl_rooms_free (TsnCtlRooms *self); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsnCtlRooms, tsn_ctl_rooms_free)

/* The recovery key is shown once and never stored: whoever sees it must write it down. FALSE: it
 * went nowhere (a full disk, a closed pipe). */
gboolean tsn_ctl_print_recovery_key (TsnCtl *ctl, const char *recovery_key);

/* A way to the server for enrolment; unref its transport. FALSE: refused, and said so. */
gboolean tsn_ctl_enrol_begin (TsnCtl *ctl, TsnEnrol *enrol);

/* -- The commands -- */

int tsn_ctl_init (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_demo (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_passphrase (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_operator (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_backup (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_restore (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_check (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_history (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_attend (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_tally (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_walk_in (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_event_counts (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_event_missing (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_event_duplicate (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_event_sign_ups (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_card_issue (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_card_qr (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_card_handover (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_card_fhir (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_card_uses (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_scan (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_trust_ask (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_trust_export (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_trust_import (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_trust_list (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_import (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_export (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_address (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_server_add (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_enrol (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_recover (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_join (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_device_list (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_device_approve (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_device_revoke (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_key_rotate (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_room_serve (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_sync (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_status (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_visit_count (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_bundle_export (TsnCtl *ctl, int argc, char **argv);
int tsn_ctl_bundle_import (TsnCtl *ctl, int argc, char **argv);

/* The verbs that every kind has; `tsunagictl KIND VERB`. */
int tsn_ctl_record_add (TsnCtl *ctl, const TsnKind *kind, int argc, char **argv);
int tsn_ctl_record_edit (TsnCtl *ctl, const TsnKind *kind, int argc, char **argv);
int tsn_ctl_record_show (TsnCtl *ctl, const TsnKind *kind, int argc, char **argv);
int tsn_ctl_record_list (TsnCtl *ctl, const TsnKind *kind, int argc, char **argv);
int tsn_ctl_record_find (TsnCtl *ctl, const TsnKind *kind, int argc, char **argv);
int tsn_ctl_record_erase (TsnCtl *ctl, const TsnKind *kind, int argc, char **argv);
int tsn_ctl_record_import (TsnCtl *ctl, const TsnKind *kind, int argc, char **argv);
int tsn_ctl_record_export (TsnCtl *ctl, const TsnKind *kind, int argc, char **argv);

G_END_DECLS
