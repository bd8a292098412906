/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A device that wants to be let in, and the coordinator who invited it, step by step as people do
 * it. The new device is switched off after each step: what it knows it reads from its disk.
 *
 * Not all come in: an invitation grows too old, a server is set back to before it, the coordinator
 * is shut out.
 */

#include <glib/gstdio.h>
#include <string.h>

#include "sim.h"
#include "tsn-enrol.h"
#include "tsn-join.h"
#include "world.h"

#define TRIES 6 /* of both at the end, when nothing goes wrong any more */

void
newcomer_free (Newcomer *self)
{
  if (self == NULL)
    return;
  host_clear (&self->host);
  g_free (self->line);
  g_free (self);
}

static void
give_up (Sim *sim, const char *why)
{
  sim_note (sim, "%s: is not let in: %s", sim->newcomer->host.name, why);
  g_clear_pointer (&sim->newcomer, newcomer_free);
}

/* -- The coordinator -- */

static gboolean
load_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_load (data, session, error);
}

static gboolean
invite_act (Device *self, Sim *sim, gpointer data, GError **error)
{
  g_autoptr (TsnTransport) transport = link_new (sim, &self->host, NULL);
  TsnEnrol enrol = { .store = self->store, .transport = transport };
  char **line = data;

  if (!tsn_store_run_sync (self->store, TSN_STORE_READ, load_work, &enrol.server, NULL, error))
    return FALSE;
  *line = tsn_enrol_invite (&enrol, (TsnRole) (1 + sim_below (sim, 4)), error);
  return *line != NULL;
}

/* The code is read to the coordinator on the telephone. It is not that of a device that gave up
 * when the invitation was too old, and waits again because the server's clock was set back. */
static gboolean
type_code (const TsnEnrol *enrol, const TsnInvited *invited, const char *code, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (*code == '\0' || tsn_enrol_approve (enrol, &invited->request.device, code, &local) ||
      g_error_matches (local, TSN_SYNC_ERROR, TSN_SYNC_ERROR_WRONG_CODE))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
approve_act (Device *self, Sim *sim, gpointer data, GError **error)
{
  g_autoptr (TsnTransport) transport = link_new (sim, &self->host, NULL);
  TsnEnrol enrol = { .store = self->store, .transport = transport };
  g_autoptr (GPtrArray) list = NULL;
  const char *code = data;

  if (!tsn_store_run_sync (self->store, TSN_STORE_READ, load_work, &enrol.server, NULL, error))
    return FALSE;
  list = tsn_enrol_list (&enrol, error);
  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const TsnInvited *invited = g_ptr_array_index (list, i);

      if (invited->stage == TSN_ENROL_FORGED)
        sim_fail (sim, "%s: somebody tampers with an enrolment", self->host.name);
      if (invited->stage == TSN_ENROL_WAITING && !type_code (&enrol, invited, code, error))
        return FALSE;
    }
  return list != NULL;
}

static void
approve (Sim *sim)
{
  Device *inviter = g_ptr_array_index (sim->devices, sim->newcomer->inviter);
  char code[TSN_ENROLMENT_CODE_SIZE];
  g_autoptr (GError) error = NULL;
  gboolean ok;

  memcpy (code, sim->newcomer->code, sizeof code);
  ok = device_act (inviter, sim, "an approval", approve_act, code, TSN_SYNC_ERROR, &error);
  sim_note (sim,
            "%s: looks who came: %s",
            inviter->host.name,
            ok              ? "done"
            : error != NULL ? error->message
                            : "it is off");
}

/* -- The new device -- */

static gboolean
begin (Newcomer *self, Sim *sim, GError **error)
{
  g_autofree char *waiting = tsn_join_path (self->host.folder);
  g_autoptr (TsnJoining) joining = NULL;
  TsnInvitationLine line;

  if (!tsn_invitation_line_parse (&line, self->line, error))
    return FALSE;
  joining = tsn_joining_new (&line.invitation,
                             self->line,
                             "窓口の端末",
                             "窓口",
                             FIXTURE_PASSPHRASE,
                             TSN_VAULT_COST_MIN,
                             error);
  return joining != NULL && tsn_joining_save (joining, waiting, error);
}

static void
invite (Sim *sim, Device *device)
{
  g_autofree char *name = g_strdup_printf ("new%u", sim->step);
  char *line = NULL;
  Newcomer *newcomer;
  gboolean armed;

  if (!device_act (device, sim, "an invitation", invite_act, &line, TSN_SYNC_ERROR, NULL))
    {
      g_free (line);
      return;
    }
  newcomer = sim->newcomer = g_new0 (Newcomer, 1);
  newcomer->line = line;
  newcomer->inviter = device->number;
  host_init (&newcomer->host, sim, name);
  sim_note (sim, "%s: invites %s", device->host.name, name);
  armed = sim_arm (sim);
  if (!begin (newcomer, sim, NULL))
    give_up (sim, "its disk failed at once");
  sim_lift (sim, armed);
}

static gboolean
move_in (Newcomer *self, Sim *sim, TsnJoining *joining, const TsnInvitationLine *line)
{
  g_autoptr (GError) error = NULL;
  gboolean armed = sim_arm (sim);
  TsnVault *vault = NULL;
  TsnStore *store = NULL;
  gboolean ok = tsn_join_finish (joining,
                                 line,
                                 self->host.folder,
                                 FIXTURE_PASSPHRASE,
                                 &vault,
                                 &store,
                                 &error);
  Device *device;

  if (!sim_lift (sim, armed) && !ok)
    sim_fail (sim, "%s cannot move in: %s", self->host.name, error->message);
  sim_note (sim, "%s: moves in: %s", self->host.name, ok ? "done" : error->message);
  if (!ok)
    return FALSE;
  device = device_new_of (sim, &self->host, line->invitation.role, tsn_vault_device (vault));
  device->vault = vault;
  device->store = store;
  g_clear_pointer (&sim->newcomer, newcomer_free);
  return TRUE;
}

static gboolean
ask (Newcomer *self, Sim *sim, TsnJoining *joining, const TsnInvitationLine *line, GError **error)
{
  g_autofree char *waiting = tsn_join_path (self->host.folder);
  g_autoptr (TsnTransport) transport = link_new (sim, &self->host, NULL);
  gboolean armed = sim_arm (sim);
  TsnJoinStage stage;
  gboolean ok = tsn_join_ask (joining, line, transport, &stage, self->code, NULL, error) &&
                (stage != TSN_JOIN_GRANTED || tsn_joining_save (joining, waiting, error));

  if (!sim_lift (sim, armed) && !ok && error != NULL && (*error)->domain != TSN_SYNC_ERROR)
    sim_fail (sim, "%s cannot ask: %s", self->host.name, (*error)->message);
  return ok;
}

static void
go_on (Sim *sim)
{
  Newcomer *self = sim->newcomer;
  g_autofree char *waiting = tsn_join_path (self->host.folder);
  g_autoptr (TsnJoining) joining = tsn_joining_load (waiting, NULL);
  g_autoptr (GError) error = NULL;
  TsnInvitationLine line;

  if (joining == NULL)
    sim_fail (sim, "%s has forgotten that it waits", self->host.name);
  g_assert_true (tsn_invitation_line_parse (&line, tsn_joining_line (joining), NULL));
  if (tsn_joining_has_grant (joining))
    {
      move_in (self, sim, joining, &line);
      return;
    }
  if (ask (self, sim, joining, &line, &error))
    sim_note (sim, "%s: asks: %s", self->host.name, self->code);
  else if (g_error_matches (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_STALE) ||
           g_error_matches (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_SHUT_OUT))
    give_up (sim, error->message);
  else if (g_error_matches (error, TSN_SYNC_ERROR, TSN_SYNC_ERROR_TAKEN))
    sim_fail (sim, "%s: its own invitation was taken", self->host.name);
  else
    sim_note (sim, "%s: asks: %s", self->host.name, error->message);
}

/* -- Steps -- */

void
newcomer_step (Sim *sim, Device *device)
{
  if (sim->newcomer == NULL)
    {
      if (device->role == TSN_ROLE_DESK && sim->devices->len < POOL_DEVICES)
        invite (sim, device);
    }
  else if (sim_below (sim, 2) == 0)
    approve (sim);
  else
    go_on (sim);
}

void
newcomer_settle (Sim *sim)
{
  const Device *inviter = sim->newcomer != NULL
                              ? g_ptr_array_index (sim->devices, sim->newcomer->inviter)
                              : NULL;

  for (guint i = 0; i < TRIES && sim->newcomer != NULL; i++)
    {
      approve (sim);
      go_on (sim);
    }
  if (sim->newcomer == NULL)
    return;
  if (!inviter->asked_out && !sim->server.set_back)
    sim_fail (sim, "%s is not let in", sim->newcomer->host.name);
  give_up (sim, "nobody answers");
}
