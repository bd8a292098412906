/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A new device: the coordinator shows an invitation, the new device takes it up and waits until it
 * is let in. */

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "tsn-card-qr.h"
#include "tsn-ctl.h"
#include "tsn-http-transport.h"
#include "tsn-join.h"
#include "tsn-words.h"

#define QR_PIXELS    8     /* of a module in the picture */
#define WAIT_SECONDS 600   /* that a new device waits to be let in */
#define ASK_EVERY_MS 1000u /* while it waits */

/* -- enrol -- */

static gboolean
load_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_load (data, session, error);
}

gboolean
tsn_ctl_enrol_begin (TsnCtl *ctl, TsnEnrol *enrol)
{
  *enrol = (TsnEnrol){ .store = ctl->store };
  if (!tsn_ctl_work (ctl, TSN_STORE_READ, load_worker, &enrol->server, NULL))
    return FALSE;
  enrol->transport = tsn_http_transport_new (enrol->server.host,
                                             enrol->server.port,
                                             enrol->server.pin);
  return TRUE;
}

/* Two modules in a character cell, dark on light whatever the terminal's colours are. */
static void
print_qr (const TsnCardQr *qr)
{
  int size = (int) qr->size;
  int quiet = TSN_CARD_QR_QUIET;

  for (int y = -quiet; y < size + quiet; y += 2)
    {
      g_autoptr (GString) row = g_string_new ("\033[30;47m");

      for (int x = -quiet; x < size + quiet; x++)
        {
          gboolean inside = x >= 0 && x < size;
          gboolean upper = inside && y >= 0 && y < size && qr->modules[y * size + x] != 0;
          gboolean lower = inside && y + 1 >= 0 && y + 1 < size &&
                           qr->modules[(y + 1) * size + x] != 0;

          g_string_append (row, upper ? (lower ? "█" : "▀") : (lower ? "▄" : " "));
        }
      g_print ("%s\033[0m\n", row->str);
    }
}

/* @path: (nullable): a picture to write instead of showing it on the terminal */
static int
show_qr (TsnCtl *ctl, const char *line, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnCardQr) qr =
      tsn_card_qr_new_words (line, TSN_CARD_QR_LEVEL_M, TSN_CARD_QR_VERSION_MAX, &error);
  cairo_surface_t *surface;
  cairo_status_t status;

  if (qr == NULL)
    return tsn_ctl_refuse (NULL, error);
  if (path == NULL)
    {
      if (!ctl->json)
        print_qr (qr);
      return TSN_CTL_OK;
    }
  surface = tsn_card_qr_render (qr, QR_PIXELS);
  status = cairo_surface_write_to_png (surface, path);
  cairo_surface_destroy (surface);
  return status == CAIRO_STATUS_SUCCESS ? TSN_CTL_OK
                                        : tsn_ctl_refuse_text (_ ("%s cannot be written"), path);
}

static int
invite (TsnCtl *ctl, TsnRole role, const char *path)
{
  TsnEnrol enrol;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  if (!tsn_ctl_enrol_begin (ctl, &enrol))
    return TSN_CTL_REFUSED;
  line = tsn_enrol_invite (&enrol, role, &error);
  g_clear_object (&enrol.transport);
  if (line == NULL)
    return tsn_ctl_refuse (NULL, error);
  if (ctl->json)
    {
      g_autoptr (JsonObject) object = json_object_new ();

      json_object_set_string_member (object, "invitation", line);
      tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
    }
  tsn_ctl_say (ctl, _ ("Invitation for one device (%s):"), tsn_role_name (role));
  tsn_ctl_say (ctl, "\n%s\n", line);
  tsn_ctl_say (ctl,
               _ ("It is good for %d hours. Show it to nobody else. On the new device: "
                  "tsunagictl join LINE; then here: tsunagictl device list"),
               TSN_ENROLMENT_HOURS);
  return show_qr (ctl, line, path);
}

int
tsn_ctl_enrol (TsnCtl *ctl, int argc, char **argv)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  const GOptionEntry entries[] = {
    { "role", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("desk, reception, kiosk or ems"), N_ ("ROLE") },
    { "output",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &path,
      N_ ("Write the code as a picture (PNG)"),
      N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  TsnRole role;

  if (!tsn_ctl_parse_options (ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc != 1 || name == NULL || !tsn_role_parse (name, &role))
    return tsn_ctl_usage (_ ("say what the new device is for: --role desk|reception|kiosk|ems"));
  if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    return tsn_ctl_refuse_text (_ ("%s is there already; it is never overwritten"), path);
  return invite (ctl, role, path);
}

/* -- join -- */

typedef struct
{
  TsnCtl *ctl;
  char *path; /* of the joining's file */
  char *label;
  char *operator_label;
  int wait; /* seconds */
  gboolean quick;
  char *passphrase; /* NULL: a kiosk that has begun */
  TsnInvitationLine line;
  TsnJoining *joining;
  TsnTransport *transport;
} Join;

static void
join_clear (Join *self)
{
  g_free (self->path);
  g_free (self->label);
  g_free (self->operator_label);
  tsn_ctl_secret_free (self->passphrase);
  tsn_joining_free (self->joining);
  g_clear_object (&self->transport);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Join, join_clear)

static gboolean
refuse (const GError *error)
{
  tsn_ctl_refuse (NULL, error);
  return FALSE;
}

/* The joining that was begun here; one for another invitation is void. @text: (nullable) */
static gboolean
load_joining (Join *self, const char *text)
{
  g_autoptr (GError) error = NULL;

  self->joining = tsn_joining_load (self->path, &error);
  if (self->joining == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return refuse (error);
  if (self->joining == NULL && text == NULL)
    {
      tsn_ctl_usage (_ ("give the line that tsunagictl enrol printed"));
      return FALSE;
    }
  if (self->joining != NULL && text != NULL && !tsn_joining_has_grant (self->joining) &&
      g_strcmp0 (tsn_joining_line (self->joining), text) != 0)
    g_clear_pointer (&self->joining, tsn_joining_free);
  if (self->joining != NULL)
    text = tsn_joining_line (self->joining);
  g_clear_error (&error);
  return tsn_invitation_line_parse (&self->line, text, &error) || refuse (error);
}

static gboolean
begin_joining (Join *self, const char *text)
{
  const char *label = self->label != NULL ? self->label : g_get_host_name ();
  g_autoptr (GError) error = NULL;

  if (self->joining != NULL)
    return TRUE;
  if (!tsn_device_label_check (label))
    {
      tsn_ctl_refuse_text (_ ("the device needs a label of 1 to %d characters: --label LABEL"),
                           TSN_DEVICE_LABEL_MAX);
      return FALSE;
    }
  self->joining = tsn_joining_new (&self->line.invitation,
                                   text,
                                   label,
                                   self->operator_label != NULL ? self->operator_label
                                                                : _ ("First operator"),
                                   self->passphrase,
                                   self->quick ? TSN_VAULT_COST_MIN : TSN_VAULT_COST_MODERATE,
                                   &error);
  return (self->joining != NULL && tsn_joining_save (self->joining, self->path, &error)) ||
         refuse (error);
}

static void
show_code (Join *self, const char *code)
{
  if (self->ctl->json)
    {
      g_autoptr (JsonObject) object = json_object_new ();

      json_object_set_string_member (object, "code", code);
      tsn_ctl_print_json (json_node_init_object (json_node_alloc (), object));
    }
  tsn_ctl_say (self->ctl, _ ("Code of this device: %.3s %s"), code, code + 3);
  tsn_ctl_say (self->ctl, _ ("Read it to the coordinator, and to nobody else"));
}

/* Whether it is worth asking again. */
static gboolean
may_pass (const GError *error)
{
  return g_error_matches (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_UNREACHABLE) ||
         g_error_matches (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_BUSY) ||
         g_error_matches (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_SERVER_FAILED);
}

static gboolean
wait_for_grant (Join *self)
{
  gint64 until = g_get_monotonic_time () + (gint64) self->wait * G_USEC_PER_SEC;
  TsnJoinStage shown = TSN_JOIN_ASKED;

  while (!tsn_joining_has_grant (self->joining))
    {
      char code[TSN_ENROLMENT_CODE_SIZE];
      g_autoptr (GError) error = NULL;
      TsnJoinStage stage = shown;

      if (!tsn_join_ask (self->joining, &self->line, self->transport, &stage, code, NULL, &error) &&
          (self->wait == 0 || !may_pass (error)))
        return refuse (error);
      if (stage == TSN_JOIN_CODE && shown != TSN_JOIN_CODE && error == NULL)
        {
          show_code (self, code);
          shown = stage;
        }
      if (tsn_joining_has_grant (self->joining))
        break;
      if (g_get_monotonic_time () >= until)
        {
          tsn_ctl_refuse_text (
              _ ("the coordinator has not let this device in yet; go on with tsunagictl join"));
          return FALSE;
        }
      g_usleep (ASK_EVERY_MS * 1000);
    }
  return TRUE;
}

static gboolean
move_in (Join *self)
{
  TsnCtl *ctl = self->ctl;
  g_autoptr (GError) error = NULL;

  return (tsn_joining_save (self->joining, self->path, &error) && tsn_join_finish (self->joining,
                                                                                   &self->line,
                                                                                   ctl->folder,
                                                                                   self->passphrase,
                                                                                   &ctl->vault,
                                                                                   &ctl->store,
                                                                                   &error)) ||
         refuse (error);
}

static gboolean
is_free (Join *self)
{
  g_autofree char *vault = tsn_store_vault_path (self->ctl->folder);

  if (self->joining != NULL || !g_file_test (vault, G_FILE_TEST_EXISTS))
    return TRUE;
  tsn_ctl_refuse_text (_ ("%s is a data folder already; give another one: --data FOLDER"),
                       self->ctl->folder);
  return FALSE;
}

static int
join (Join *self, const char *text)
{
  TsnCtl *ctl = self->ctl;
  gboolean kiosk;

  self->path = tsn_join_path (ctl->folder);
  if (!load_joining (self, text) || !is_free (self))
    return TSN_CTL_REFUSED;
  kiosk = self->line.invitation.role == TSN_ROLE_KIOSK;
  if (self->joining == NULL || !kiosk)
    {
      const char *prompt = self->joining != NULL ? _ ("Passphrase")
                           : kiosk               ? _ ("New passphrase for the kiosk's staff")
                                                 : _ ("New passphrase");

      self->passphrase = tsn_ctl_read_secret (ctl, ctl->passphrase_file, prompt);
      if (self->passphrase == NULL)
        return TSN_CTL_REFUSED;
    }
  if (!begin_joining (self, text))
    return TSN_CTL_REFUSED;
  self->transport = tsn_http_transport_new (self->line.host, self->line.port, self->line.pin);
  tsn_ctl_say (ctl, _ ("Asked to join; the coordinator sees it with: tsunagictl device list"));
  if (!wait_for_grant (self) || !move_in (self))
    return TSN_CTL_REFUSED;
  tsn_ctl_say (ctl,
               _ ("This device belongs to the municipality now; its data is in %s"),
               ctl->folder);
  return tsn_ctl_sync_once (ctl);
}

int
tsn_ctl_join (TsnCtl *ctl, int argc, char **argv)
{
  g_auto (Join) self = { .ctl = ctl, .wait = WAIT_SECONDS };
  const GOptionEntry entries[] = {
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
    { "wait",
      0,
      0,
      G_OPTION_ARG_INT,
      &self.wait,
      N_ ("How long to wait to be let in"),
      N_ ("SECONDS") },
    { "quick-passphrase", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &self.quick, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!tsn_ctl_parse_options (ctl, entries, &argc, &argv))
    return TSN_CTL_USAGE;
  if (argc > 2 || self.wait < 0)
    return tsn_ctl_usage (_ ("give the line that tsunagictl enrol printed"));
  return join (&self, argc == 2 ? argv[1] : NULL);
}
