/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The day after the fire: an empty machine, the sheet from the safe, and the server. */

#include <glib/gi18n.h>

#include "tsn-ctl.h"
#include "tsn-http-transport.h"
#include "tsn-invitation.h"
#include "tsn-municipality-code.h"
#include "tsn-recover.h"

typedef struct
{
  TsnCtl *ctl;
  char *code;
  char *label;
  char *operator_label;
  gboolean quick;
  TsnServerLine line;
  char complete[7];   /* code */
  char *recovery_key; /* NULL: one that was begun goes on without it */
  char *passphrase;
} Recover;

static void
recover_clear (Recover *self)
{
  g_free (self->code);
  g_free (self->label);
  g_free (self->operator_label);
  tsn_ctl_secret_free (self->recovery_key);
  tsn_ctl_secret_free (self->passphrase);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Recover, recover_clear)

static gboolean
is_free (TsnCtl *ctl)
{
  g_autofree char *vault = tsn_store_vault_path (ctl->folder);

  if (!g_file_test (vault, G_FILE_TEST_EXISTS))
    return TRUE;
  tsn_ctl_refuse_text (_ ("%s is a data folder already; give another one: --data FOLDER"),
                       ctl->folder);
  return FALSE;
}

static gboolean
read_secrets (Recover *self)
{
  TsnCtl *ctl = self->ctl;
  gboolean begun = tsn_recover_was_begun (ctl->folder);

  if (!begun)
    {
      self->recovery_key = tsn_ctl_read_secret (ctl, ctl->recovery_key_file, _ ("Recovery key"));
      if (self->recovery_key == NULL)
        return FALSE;
    }
  self->passphrase = tsn_ctl_read_secret (ctl,
                                          ctl->passphrase_file,
                                          begun ? _ ("Passphrase") : _ ("New passphrase"));
  return self->passphrase != NULL;
}

static gboolean
make_device (Recover *self)
{
  TsnCtl *ctl = self->ctl;
  g_autoptr (TsnTransport) transport = tsn_http_transport_new (self->line.host,
                                                               self->line.port,
                                                               self->line.pin);
  g_autoptr (GError) error = NULL;
  const TsnRecovery recovery = {
    .folder = ctl->folder,
    .line = &self->line,
    .transport = transport,
    .code = self->complete,
    .recovery_key = self->recovery_key,
    .label = self->label != NULL ? self->label : g_get_host_name (),
    .operator_label = self->operator_label != NULL ? self->operator_label : _ ("Coordinator"),
    .passphrase = self->passphrase,
    .cost = self->quick ? TSN_VAULT_COST_MIN : TSN_VAULT_COST_MODERATE,
  };

  if (!tsn_device_label_check (recovery.label))
    {
      tsn_ctl_refuse_text (_ ("the device needs a label of 1 to %d characters: --label LABEL"),
                           TSN_DEVICE_LABEL_MAX);
      return FALSE;
    }
  if (tsn_recover (&recovery, &ctl->vault, &ctl->store, NULL, &error))
    return TRUE;
  tsn_ctl_refuse (NULL, error);
  return FALSE;
}

static int
recover (Recover *self)
{
  TsnCtl *ctl = self->ctl;
  int status;

  if (!is_free (ctl) || !read_secrets (self) || !make_device (self))
    return TSN_CTL_REFUSED;
  tsn_ctl_say (ctl,
               _ ("This machine is a coordinator's device now; its data is in %s"),
               ctl->folder);
  status = tsn_ctl_sync_once (ctl);
  tsn_ctl_say (ctl,
               _ ("The devices of before are still let in. Shut out each one that was lost: "
                  "tsunagictl device list; tsunagictl device revoke DEVICE"));
  return status;
}

int
tsn_ctl_recover (TsnCtl *ctl, int argc, char **argv)
{
  g_auto (Recover) self = { .ctl = ctl };
  const GOptionEntry entries[] = {
    { "code",
      0,
      0,
      G_OPTION_ARG_STRING,
      &self.code,
      N_ ("Code of the municipality when it was set up, five or six digits"),
      N_ ("CODE") },
    { "label",
      0,
      0,
      G_OPTION_ARG_STRING,
      &self.label,
      N_ ("What this device is to be called"),
      N_ ("LABEL") },
    { "operator",
      0,
      0,
      G_OPTION_ARG_STRING,
      &self.operator_label,
      N_ ("Label of the first operator"),
      N_ ("LABEL") },
    { "quick-passphrase", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &self.quick, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;

  if (!tsn_ctl_parse_options (ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 2 || self.code == NULL)
    return tsn_ctl_usage (_ ("give the line of the server, and the municipality: --code CODE"));
  if (!tsn_municipality_code_complete (self.code, self.complete))
    return tsn_ctl_refuse_text (
        _ ("the municipality code is wrong: five digits, or six with the right check digit"));
  if (!tsn_server_line_parse (&self.line, argv[1], &error))
    return tsn_ctl_refuse (NULL, error);
  return recover (&self);
}
