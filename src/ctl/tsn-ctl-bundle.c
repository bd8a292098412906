/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files for networks that never meet. The ledger of them is the kind `transfer`, which has the
 * verbs of every kind: `tsunagictl transfer export --format csv`. */

#include <glib/gi18n.h>

#include "tsn-bundle.h"
#include "tsn-ctl.h"

/* What is asked for, and what came of it. */
typedef struct
{
  char *medium;
  char *approval;
  char *carried_by;
  char *note;
  gboolean whole;
  TsnBundleLine line;
} Errand;

static void
errand_clear (Errand *self)
{
  g_free (self->medium);
  g_free (self->approval);
  g_free (self->carried_by);
  g_free (self->note);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Errand, errand_clear)

static void
print_line_json (const TsnBundleLine *line, gboolean in)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "sha256", line->name);
  json_object_set_int_member (object, "size", (gint64) line->size);
  json_object_set_boolean_member (object, "whole", line->whole);
  json_object_set_int_member (object, "changes", (gint64) line->changes);
  json_object_set_int_member (object, "people", (gint64) line->people);
  if (in)
    {
      json_object_set_int_member (object, "new", (gint64) line->news);
      json_object_set_int_member (object, "left_out", (gint64) line->left_out);
      json_object_set_boolean_member (object, "repeated", line->repeated);
    }
  tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
}

/* FALSE: used wrongly, and said so. */
static gboolean
parse (TsnCtl *ctl, Errand *errand, gboolean out, int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
    { "medium",
      0,
      0,
      G_OPTION_ARG_STRING,
      &errand->medium,
      N_ ("For the ledger: number of the medium"),
      N_ ("TEXT") },
    { "approval",
      0,
      0,
      G_OPTION_ARG_STRING,
      &errand->approval,
      N_ ("For the ledger: number of the approval"),
      N_ ("TEXT") },
    { "carried-by",
      0,
      0,
      G_OPTION_ARG_STRING,
      &errand->carried_by,
      N_ ("For the ledger: who did it (else who has unlocked)"),
      N_ ("TEXT") },
    { "note", 0, 0, G_OPTION_ARG_STRING, &errand->note, N_ ("For the ledger"), N_ ("TEXT") },
    { out ? "whole" : NULL,
      0,
      0,
      G_OPTION_ARG_NONE,
      &errand->whole,
      N_ ("Everything, not only what came after the last bundle that was read elsewhere"),
      NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!tsn_ctl_parse_options (ctl, entries, argc, argv))
    return FALSE;
  if (*argc != 2)
    tsn_ctl_usage (_ ("say which file"));
  else if (errand->medium == NULL || *errand->medium == '\0')
    tsn_ctl_usage (_ ("say for the ledger which medium it is: --medium TEXT"));
  else
    return TRUE;
  return FALSE;
}

static TsnBundleNote
note_of (const Errand *errand)
{
  return (TsnBundleNote){ .medium = errand->medium,
                          .approval = errand->approval,
                          .carried_by = errand->carried_by,
                          .note = errand->note };
}

int
tsn_ctl_bundle_export (TsnCtl *ctl, int argc, char **argv)
{
  g_auto (Errand) errand = { 0 };
  TsnBundleNote note;
  g_autoptr (GError) error = NULL;

  if (!parse (ctl, &errand, TRUE, &argc, &argv))
    return TSN_CTL_USAGE;
  note = note_of (&errand);
  if (!tsn_bundle_export (ctl->store,
                          argv[1],
                          errand.whole,
                          &note,
                          &errand.line,
                          tsn_ctl_progress,
                          ctl,
                          NULL,
                          &error))
    return tsn_ctl_refuse (argv[1], error);
  if (ctl->json)
    print_line_json (&errand.line, FALSE);
  tsn_ctl_say (ctl,
               _ ("%lu changes of %lu people are in %s\nSHA-256: %s"),
               (gulong) errand.line.changes,
               (gulong) errand.line.people,
               argv[1],
               errand.line.name);
  return TSN_CTL_OK;
}

int
tsn_ctl_bundle_import (TsnCtl *ctl, int argc, char **argv)
{
  g_auto (Errand) errand = { 0 };
  TsnBundleNote note;
  g_autoptr (GError) error = NULL;

  if (!parse (ctl, &errand, FALSE, &argc, &argv))
    return TSN_CTL_USAGE;
  note = note_of (&errand);
  if (!tsn_bundle_import (ctl->store,
                          argv[1],
                          &note,
                          &errand.line,
                          tsn_ctl_progress,
                          ctl,
                          NULL,
                          &error))
    return tsn_ctl_refuse (argv[1], error);
  if (ctl->json)
    print_line_json (&errand.line, TRUE);
  if (errand.line.repeated)
    tsn_ctl_say (ctl, _ ("This bundle was read here before; nothing has changed"));
  else
    tsn_ctl_say (ctl,
                 _ ("%lu changes, %lu of them new\nSHA-256: %s"),
                 (gulong) errand.line.changes,
                 (gulong) errand.line.news,
                 errand.line.name);
  if (errand.line.left_out > 0)
    tsn_ctl_say (ctl,
                 _ ("%lu changes were left out: they are not for this device, or it cannot trust "
                    "or understand them"),
                 (gulong) errand.line.left_out);
  return TSN_CTL_OK;
}
