/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The devices of the municipality: those that belong to it, and those that wait to. */

#include <glib/gi18n.h>

#include "tsn-code.h"
#include "tsn-ctl.h"
#include "tsn-device-keys.h"
#include "tsn-member.h"
#include "tsn-words.h"

static const char *
role_label (gint64 role)
{
  const TsnCode *code = tsn_code_by_number (&tsn_codes_device_role, (guint) role);

  return code != NULL ? tsn_words_translate (code->label) : "?";
}

/* -- Those that belong to it -- */

typedef struct
{
  TsnVault *vault;
  GPtrArray *members;
} Listing;

static gboolean
list_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Listing *self = data;

  self->members = tsn_session_members (session, self->vault, error);
  return self->members != NULL;
}

static void
print_json (const TsnId *id, const char *label, const char *role, const char *state, gboolean due)
{
  g_autoptr (JsonObject) object = json_object_new ();
  char text[TSN_ID_TEXT_SIZE];

  if (id != NULL)
    json_object_set_string_member (object, "id", tsn_id_format (id, text));
  if (label != NULL)
    json_object_set_string_member (object, "label", label);
  json_object_set_string_member (object, "role", role);
  json_object_set_string_member (object, "state", state);
  if (due)
    json_object_set_boolean_member (object, "has_current_keys", TRUE);
  tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
}

static void
print_member (TsnCtl *ctl, const TsnMember *member)
{
  gboolean known = member->role >= TSN_ROLE_DESK && member->role <= TSN_ROLE_EMS;
  char text[TSN_ID_TEXT_SIZE];

  if (ctl->json)
    print_json (&member->device,
                member->label,
                known ? tsn_role_name ((TsnRole) member->role) : "?",
                member->revoked ? "revoked" : "member",
                member->due);
  tsn_ctl_say (ctl,
               "%s  %s  %s%s%s%s",
               tsn_id_format (&member->device, text),
               member->label != NULL ? member->label : "-",
               role_label (member->role),
               member->own ? _ ("  (this device)") : "",
               member->revoked ? _ ("  revoked") : "",
               member->due ? _ ("  has the keys in use: tsunagictl key rotate") : "");
}

/* -- Those that wait -- */

static const char *const STAGES[] = { "invited", "waiting", "approved", "forged" };

static void
print_invited (TsnCtl *ctl, const TsnInvited *invited)
{
  const TsnEnrolmentRequest *request = &invited->request;
  gboolean known = invited->stage == TSN_ENROL_WAITING || invited->stage == TSN_ENROL_APPROVED;
  char text[TSN_ID_TEXT_SIZE];

  if (invited->stage == TSN_ENROL_APPROVED)
    return; /* listed as a member */
  if (ctl->json)
    print_json (known ? &request->device : NULL,
                known ? request->label : NULL,
                tsn_role_name (invited->role),
                STAGES[invited->stage],
                FALSE);
  if (invited->stage == TSN_ENROL_WAITING)
    tsn_ctl_say (
        ctl,
        _ ("%s  %s  %s  waits: tsunagictl device approve %s --code CODE, with the code on its screen"),
        tsn_id_format (&request->device, text),
        request->label,
        role_label (invited->role),
        text);
  else if (invited->stage == TSN_ENROL_INVITED)
    tsn_ctl_say (ctl, _ ("An invitation that nobody has used yet  %s"), role_label (invited->role));
  else
    tsn_ctl_refuse_text (_ ("an invitation was tampered with; it cannot be used: make a new one"));
}

/* Without a server there is nobody who waits. */
static int
print_waiting (TsnCtl *ctl)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  TsnEnrol enrol;

  if (tsn_vault_role (ctl->vault) != TSN_ROLE_DESK)
    return TSN_CTL_OK;
  if (!tsn_ctl_enrol_begin (ctl, &enrol))
    return TSN_CTL_REFUSED;
  list = tsn_enrol_list (&enrol, &error);
  g_clear_object (&enrol.transport);
  if (list == NULL)
    return tsn_ctl_refuse (NULL, error);
  for (guint i = 0; i < list->len; i++)
    print_invited (ctl, g_ptr_array_index (list, i));
  return TSN_CTL_OK;
}

int
tsn_ctl_device_list (TsnCtl *ctl, int argc, char **argv)
{
  g_autoptr (GPtrArray) members = NULL;
  Listing listing = { 0 };

  if (!tsn_ctl_parse_options (ctl, NULL, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 1)
    return tsn_ctl_usage (_ ("device list takes no words"));
  listing.vault = ctl->vault;
  if (!tsn_ctl_work (ctl, TSN_STORE_READ, list_worker, &listing, NULL))
    return TSN_CTL_REFUSED;
  members = listing.members;
  for (guint i = 0; i < members->len; i++)
    print_member (ctl, g_ptr_array_index (members, i));
  return print_waiting (ctl);
}

int
tsn_ctl_device_approve (TsnCtl *ctl, int argc, char **argv)
{
  g_autofree char *code = NULL;
  const GOptionEntry entries[] = {
    { "code",
      0,
      0,
      G_OPTION_ARG_STRING,
      &code,
      N_ ("The six digits on the screen of the new device"),
      N_ ("CODE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  TsnEnrol enrol;
  TsnId device;
  gboolean ok;

  if (!tsn_ctl_parse_options (ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 2 || code == NULL || !tsn_id_parse (argv[1], &device))
    return tsn_ctl_usage (_ ("say which device, and the code on its screen: DEVICE --code CODE"));
  if (!tsn_ctl_enrol_begin (ctl, &enrol))
    return TSN_CTL_REFUSED;
  ok = tsn_enrol_approve (&enrol, &device, code, &error);
  g_clear_object (&enrol.transport);
  if (!ok)
    return tsn_ctl_refuse (NULL, error);
  tsn_ctl_say (ctl, _ ("The device was let in"));
  return tsn_ctl_sync_once (ctl);
}

/* -- Shutting one out, and the keys that it had -- */

typedef struct
{
  TsnCtl *ctl;
  TsnId device; /* to be shut out; nil: none */
  char *note;   /* (nullable) */
  gboolean keep_keys;
  gboolean cards;
  gboolean sheet; /* another recovery key, too */
  guint epoch;    /* out: of the new keys; 0: there are none */
} Loss;

/* Before the commit: a key that nobody has seen must not count. */
static gboolean
change_keys (Loss *self, TsnSession *session, GError **error)
{
  g_autoptr (TsnSecretText) recovery_key = NULL;

  if (!tsn_session_change_keys (session,
                                self->ctl->vault,
                                self->cards,
                                self->sheet ? &recovery_key : NULL,
                                &self->epoch,
                                error))
    return FALSE;
  if (recovery_key == NULL || tsn_ctl_print_recovery_key (self->ctl, recovery_key))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the recovery key cannot be shown");
  return FALSE;
}

static gboolean
loss_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Loss *self = data;

  if (tsn_id_is_nil (&self->device))
    return change_keys (self, session, error);
  return tsn_session_shut_out (session,
                               self->ctl->vault,
                               &self->device,
                               self->note,
                               self->keep_keys,
                               &self->epoch,
                               error);
}

/* After the commit: this device is one of those that were given the keys. */
static gboolean
take_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_session_tend_keys (session, ((Loss *) data)->ctl->vault, NULL, error);
}

static void
say_loss (Loss *self)
{
  if (self->sheet)
    tsn_ctl_say (self->ctl,
                 _ ("The recovery key of before opens nothing that comes from now on: destroy its "
                    "sheet if you find it"));
  if (self->epoch > 0)
    tsn_ctl_say (self->ctl,
                 _ ("New keys (epoch %u) for all devices that belong to the municipality; each "
                    "takes them when it syncs next"),
                 self->epoch);
  if (!tsn_id_is_nil (&self->device))
    tsn_ctl_say (self->ctl,
                 _ ("The device is revoked; the server shuts it out with the next round"));
}

/* Before: what other coordinators did is to be known, if it can be. */
static int
answer_loss (Loss *self)
{
  TsnCtl *ctl = self->ctl;
  gboolean has_server;

  if (tsn_vault_role (ctl->vault) != TSN_ROLE_DESK)
    return tsn_ctl_refuse_text (_ ("only a coordinator's device can do this"));
  has_server = tsn_ctl_sync_quietly (ctl);
  if (!tsn_ctl_work (ctl, TSN_STORE_WRITE, loss_worker, self, NULL) ||
      !tsn_ctl_work (ctl, TSN_STORE_WRITE, take_worker, self, NULL))
    return TSN_CTL_REFUSED;
  say_loss (self);
  return has_server ? tsn_ctl_sync_once (ctl) : TSN_CTL_OK;
}

int
tsn_ctl_device_revoke (TsnCtl *ctl, int argc, char **argv)
{
  g_autofree char *note = NULL;
  Loss loss = { .ctl = ctl };
  const GOptionEntry entries[] = {
    { "note", 0, 0, G_OPTION_ARG_STRING, &note, N_ ("Why it is revoked"), N_ ("TEXT") },
    { "keep-keys",
      0,
      0,
      G_OPTION_ARG_NONE,
      &loss.keep_keys,
      N_ ("Do not change the keys: it was wiped before your eyes"),
      NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!tsn_ctl_parse_options (ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 2)
    return tsn_ctl_usage (_ ("say which device to revoke"));
  if (!tsn_ctl_resolve (ctl, tsn_kind_by_number (TSN_KIND_DEVICE), argv[1], &loss.device))
    return TSN_CTL_REFUSED;
  loss.note = note;
  return answer_loss (&loss);
}

int
tsn_ctl_key_rotate (TsnCtl *ctl, int argc, char **argv)
{
  Loss loss = { .ctl = ctl };
  const GOptionEntry entries[] = {
    { "cards",
      0,
      0,
      G_OPTION_ARG_NONE,
      &loss.cards,
      N_ ("Change the key of the cards, too"),
      NULL },
    { "recovery-key",
      0,
      0,
      G_OPTION_ARG_NONE,
      &loss.sheet,
      N_ ("Make another recovery key, too: the sheet was lost"),
      NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!tsn_ctl_parse_options (ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 1)
    return tsn_ctl_usage (_ ("key rotate takes no words"));
  return answer_loss (&loss);
}
