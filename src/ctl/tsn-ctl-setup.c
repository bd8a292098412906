/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Setting up, looking after and moving a data folder: init, operators and passphrases, backup,
 * restore, check. */

#include <glib/gi18n.h>
#include <stdio.h>

#include "tsn-ctl.h"
#include "tsn-enrol-message.h"
#include "tsn-municipality-code.h"
#include "tsn-setup.h"
#include "tsn-sync-client.h"
#include "tsn-sync-message.h"
#include "tsn-words.h"

gboolean
tsn_ctl_print_recovery_key (TsnCtl *ctl, const char *recovery_key)
{
  tsn_ctl_say (ctl, _ ("Recovery key (print it, keep it in a safe, show it to nobody):"));
  tsn_ctl_say (ctl, "\n    %s\n", recovery_key);
  if (ctl->json)
    {
      g_autoptr (JsonObject) object = json_object_new ();

      json_object_set_string_member (object, "recovery_key", recovery_key);
      tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
    }
  return fflush (stdout) == 0 && ferror (stdout) == 0;
}

/* The municipality takes its place only when its recovery key was seen. */
static int
set_up (TsnCtl *ctl, const TsnSetup *setup)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnSecretText) recovery_key = NULL;
  g_autoptr (TsnNewMunicipality) made =
      tsn_new_municipality_make_sync (ctl->folder, setup, &recovery_key, &error);

  if (made == NULL)
    return tsn_ctl_refuse (ctl->folder, error);
  if (!tsn_ctl_print_recovery_key (ctl, recovery_key))
    return tsn_ctl_refuse_text (_ ("the recovery key could not be shown; nothing was set up"));
  if (!tsn_new_municipality_settle_sync (made, &ctl->vault, &ctl->store, &error))
    return tsn_ctl_refuse (ctl->folder, error);
  tsn_ctl_say (ctl, _ ("The municipality is set up in %s"), ctl->folder);
  return TSN_CTL_OK;
}

int
tsn_ctl_init (TsnCtl *ctl, int argc, char **argv)
{
  g_autofree char *name = NULL;
  g_autofree char *code = NULL;
  g_autofree char *label = NULL;
  g_autofree char *device = NULL;
  gboolean quick = FALSE;
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("Name of the municipality"), N_ ("NAME") },
    { "code", 0, 0, G_OPTION_ARG_STRING, &code, N_ ("Its code, five or six digits"), N_ ("CODE") },
    { "operator",
      0,
      0,
      G_OPTION_ARG_STRING,
      &label,
      N_ ("Label of the first operator"),
      N_ ("LABEL") },
    { "label",
      0,
      0,
      G_OPTION_ARG_STRING,
      &device,
      N_ ("What this device is to be called"),
      N_ ("LABEL") },
    /* For tests and demos: a passphrase that is quick to try. */
    { "quick-passphrase", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &quick, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  TsnSetup setup = { 0 };
  char complete[7];
  char *passphrase = NULL;
  int status = TSN_CTL_OK;

  if (!tsn_ctl_parse_options (ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  if (name == NULL || code == NULL || argc > 1)
    return tsn_ctl_usage (_ ("say the municipality: --name NAME --code CODE"));
  if (!tsn_municipality_code_complete (code, complete))
    return tsn_ctl_refuse_text (
        _ ("the municipality code is wrong: five digits, or six with the right check digit"));
  passphrase = tsn_ctl_read_secret (ctl, ctl->passphrase_file, _ ("New passphrase"));
  if (passphrase == NULL)
    return TSN_CTL_REFUSED;
  setup = (TsnSetup){
    .name = name,
    .code = complete,
    .operator_label = label != NULL ? label : _ ("Coordinator"),
    .device_label = device,
    .passphrase = passphrase,
    .cost = quick ? TSN_VAULT_COST_MIN : TSN_VAULT_COST_MODERATE,
  };
  status = set_up (ctl, &setup);
  tsn_ctl_secret_free (passphrase);
  return status;
}

static void
print_operator (const TsnId *id, const char *label)
{
  g_autoptr (JsonObject) object = json_object_new ();
  char text[TSN_ID_TEXT_SIZE];

  json_object_set_string_member (object, "id", tsn_id_format (id, text));
  json_object_set_string_member (object, "label", label);
  tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
}

static int
list_operators (TsnCtl *ctl)
{
  g_autoptr (GArray) operators = tsn_vault_list_operators (ctl->vault);
  char id[TSN_ID_TEXT_SIZE];

  for (guint i = 0; i < operators->len; i++)
    {
      const TsnOperator *one = &g_array_index (operators, TsnOperator, i);

      tsn_ctl_say (ctl, "%s  %s", tsn_id_format (&one->id, id), one->label);
      if (ctl->json)
        print_operator (&one->id, one->label);
    }
  return TSN_CTL_OK;
}

static int
add_operator (TsnCtl *ctl, const char *label, const char *passphrase_file)
{
  g_autoptr (GError) error = NULL;
  TsnId id = TSN_ID_NIL;
  char text[TSN_ID_TEXT_SIZE];
  char *passphrase = tsn_ctl_read_secret (ctl, passphrase_file, _ ("New passphrase"));
  gboolean ok = FALSE;

  if (passphrase == NULL)
    return TSN_CTL_REFUSED;
  ok = tsn_vault_add_operator (ctl->vault, label, passphrase, &id, &error);
  tsn_ctl_secret_free (passphrase);
  if (!ok)
    return tsn_ctl_refuse (NULL, error);
  tsn_ctl_say (ctl, _ ("%s may unlock this device now: %s"), label, tsn_id_format (&id, text));
  if (ctl->json)
    print_operator (&id, label);
  return TSN_CTL_OK;
}

static int
remove_operator (TsnCtl *ctl, const char *word)
{
  g_autoptr (GError) error = NULL;
  TsnId id = TSN_ID_NIL;

  if (!tsn_id_parse (word, &id))
    return tsn_ctl_usage (_ ("give the id that \"operator list\" prints"));
  if (!tsn_vault_remove_operator (ctl->vault, &id, &error))
    return tsn_ctl_refuse (NULL, error);
  tsn_ctl_say (ctl, _ ("Removed"));
  return TSN_CTL_OK;
}

int
tsn_ctl_operator (TsnCtl *ctl, int argc, char **argv)
{
  g_autofree char *passphrase_file = NULL;
  const GOptionEntry entries[] = {
    { "new-passphrase-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &passphrase_file,
      N_ ("A file whose first line is the new passphrase"),
      N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };

  if (!tsn_ctl_parse_options (ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc == 2 && g_str_equal (argv[1], "list"))
    return list_operators (ctl);
  if (argc == 3 && g_str_equal (argv[1], "add"))
    return add_operator (ctl, argv[2], passphrase_file);
  if (argc == 3 && g_str_equal (argv[1], "remove"))
    return remove_operator (ctl, argv[2]);
  return tsn_ctl_usage (_ ("say operator list, operator add LABEL or operator remove ID"));
}

/* With the recovery key there is no old passphrase: a slot is added instead. A kiosk's staff may
 * have forgotten theirs: it is the technician's way to give them another. */
int
tsn_ctl_passphrase (TsnCtl *ctl, int argc, char **argv)
{
  g_autofree char *new_file = NULL;
  const GOptionEntry entries[] = {
    { "new-passphrase-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &new_file,
      N_ ("A file whose first line is the new passphrase"),
      N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  char *old_one = NULL;
  char *new_one = NULL;
  gboolean staff;
  gboolean ok = FALSE;

  if (!tsn_ctl_parse_options (ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  staff = tsn_vault_role (ctl->vault) == TSN_ROLE_KIOSK;
  if (ctl->recovery_key_file != NULL)
    return add_operator (ctl, _ ("Coordinator"), new_file);
  if (!staff)
    old_one = tsn_ctl_read_secret (ctl, ctl->passphrase_file, _ ("Old passphrase"));
  if (staff || old_one != NULL)
    new_one = tsn_ctl_read_secret (ctl, new_file, _ ("New passphrase"));
  if (new_one != NULL && staff)
    ok = tsn_vault_set_staff_passphrase (ctl->vault, new_one, &error);
  else if (new_one != NULL)
    ok = tsn_vault_change_passphrase (ctl->vault, old_one, new_one, &error);
  tsn_ctl_secret_free (old_one);
  tsn_ctl_secret_free (new_one);
  if (error != NULL)
    return tsn_ctl_refuse (NULL, error);
  if (ok)
    tsn_ctl_say (ctl, _ ("The passphrase was changed"));
  return ok ? TSN_CTL_OK : TSN_CTL_REFUSED;
}

int
tsn_ctl_backup (TsnCtl *ctl, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (!tsn_ctl_parse_options (ctl, NULL, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 2)
    return tsn_ctl_usage (_ ("say which file to write"));
  if (!tsn_store_backup_sync (ctl->store, argv[1], tsn_ctl_progress, ctl, NULL, &error))
    return tsn_ctl_refuse (argv[1], error);
  tsn_ctl_say (ctl, _ ("Everything is in %s"), argv[1]);
  return TSN_CTL_OK;
}

int
tsn_ctl_restore (TsnCtl *ctl, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (!tsn_ctl_parse_options (ctl, NULL, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 2)
    return tsn_ctl_usage (_ ("say which backup to restore"));
  if (!tsn_store_restore_sync (argv[1], ctl->folder, tsn_ctl_progress, ctl, NULL, &error))
    /* The sentences for these speak of the data folder; here it is the backup that is no good. */
    return g_error_matches (error, TSN_STORE_ERROR, TSN_STORE_ERROR_CORRUPT) ||
                   g_error_matches (error, TSN_STORE_ERROR, TSN_STORE_ERROR_NOT_A_STORE)
               ? tsn_ctl_refuse_text (_ ("%s: this is not a sound backup; take another one"),
                                      argv[1])
               : tsn_ctl_refuse (argv[1], error);
  tsn_ctl_say (ctl, _ ("Restored to %s; the passphrases are those of the backup"), ctl->folder);
  return TSN_CTL_OK;
}

/* What devices of each role hold of this, as one number: two devices that say the same hold the
 * same.
 */
static gboolean
digests_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  JsonObject *digests = data;

  for (TsnRole role = TSN_ROLE_DESK; role <= TSN_ROLE_EMS; role++)
    {
      char text[TSN_HEX_TEXT_SIZE];
      TsnHash root;

      if (!tsn_sync_digest (session, role, &root, error))
        return FALSE;
      json_object_set_string_member (digests,
                                     tsn_role_name (role),
                                     tsn_hex_format (root.bytes, text));
    }
  return TRUE;
}

/* Takes @digests. */
static JsonNode *
check_json (const TsnCheck *check, JsonObject *digests)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *problems = json_array_new ();

  for (guint i = 0; i < check->problems->len; i++)
    json_array_add_string_element (problems, g_ptr_array_index (check->problems, i));
  json_object_set_int_member (object, "records", (gint64) check->records);
  json_object_set_int_member (object, "patches", (gint64) check->patches);
  json_object_set_int_member (object, "erased", (gint64) check->erased);
  json_object_set_int_member (object, "unreadable", (gint64) check->unreadable);
  json_object_set_array_member (object, "problems", problems);
  json_object_set_object_member (object, "digests", digests);
  return json_node_init_object (json_node_alloc (), object);
}

int
tsn_ctl_check (TsnCtl *ctl, int argc, char **argv)
{
  gboolean rebuild = FALSE;
  const GOptionEntry entries[] = {
    { "rebuild",
      0,
      0,
      G_OPTION_ARG_NONE,
      &rebuild,
      N_ ("Make the tables anew from the patches where they differ"),
      NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnCheck) check = NULL;

  if (!tsn_ctl_parse_options (ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  check = tsn_store_check_sync (ctl->store, rebuild, tsn_ctl_progress, ctl, NULL, &error);
  if (check == NULL)
    return tsn_ctl_refuse (ctl->folder, error);
  if (ctl->json)
    {
      g_autoptr (JsonObject) digests = json_object_new ();

      if (!tsn_ctl_work (ctl, TSN_STORE_READ, digests_worker, digests, NULL))
        return TSN_CTL_REFUSED;
      tsn_ctl_print_json (check_json (check, g_steal_pointer (&digests)));
    }
  for (guint i = 0; !ctl->json && i < check->problems->len; i++)
    g_printerr ("tsunagictl: %s\n", (const char *) g_ptr_array_index (check->problems, i));
  tsn_ctl_say (ctl,
               _ ("%lu records, %lu changes, %lu erased"),
               (gulong) check->records,
               (gulong) check->patches,
               (gulong) check->erased);
  if (check->problems->len > 0)
    return tsn_ctl_refuse_text (
        ngettext ("%u problem was found", "%u problems were found", check->problems->len),
        check->problems->len);
  tsn_ctl_say (ctl, _ ("Everything is in order"));
  return TSN_CTL_OK;
}
