/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Joining in the app: src/sync/tsn-join.h does it, here are the threads that it needs. Each step is
 * one task that has a joining of its own, so that somebody may go back and take another invitation
 * while a question hangs on a dead network. The app stays until it has ended. */

#include "tsn-newcomer.h"

#include <string.h>

#include "tsn-http-transport.h"
#include "tsn-secret.h"

struct _TsnNewcomer
{
  GObject parent_instance;

  char *folder;
  char *path;          /* of the joining's file */
  TsnJoining *joining; /* NULL: not asked yet */
  char *text;          /* as it was taken */
  gboolean has_line;
  TsnInvitationLine line;
};

G_DEFINE_FINAL_TYPE (TsnNewcomer, tsn_newcomer, G_TYPE_OBJECT)

/* One step. */
typedef struct
{
  char *folder;
  char *path;
  char *text;
  TsnInvitationLine line;
  TsnJoining *joining; /* in and out */
  char *label;
  char *operator_label;
  char *passphrase;
  TsnJoinStage stage;
  char code[TSN_ENROLMENT_CODE_SIZE];
  TsnVault *vault;
  TsnStore *store;
} Step;

static void
step_free (gpointer pointer)
{
  Step *step = pointer;

  g_free (step->folder);
  g_free (step->path);
  g_free (step->text);
  tsn_joining_free (step->joining);
  g_free (step->label);
  g_free (step->operator_label);
  tsn_secret_text_free (step->passphrase);
  if (step->store != NULL)
    tsn_store_close (step->store);
  g_clear_object (&step->store);
  tsn_vault_free (step->vault);
  g_free (step);
}

static TsnJoining *
copy_joining (const TsnJoining *joining)
{
  g_autoptr (GBytes) bytes = tsn_joining_encode (joining);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return tsn_joining_decode (data, size, NULL);
}

/* Takes @step. */
static void
run (TsnNewcomer *self,
     Step *step,
     GTaskThreadFunc worker,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  step->folder = g_strdup (self->folder);
  step->path = g_strdup (self->path);
  step->text = g_strdup (self->text);
  step->line = self->line;
  step->joining = self->joining != NULL ? copy_joining (self->joining) : NULL;
  g_task_set_source_tag (task, run);
  g_task_set_task_data (task, step, step_free);
  g_application_hold (g_application_get_default ());
  g_task_run_in_thread (task, worker);
}

static gboolean
finish (GAsyncResult *result, Step **step, GError **error)
{
  g_application_release (g_application_get_default ());
  *step = g_task_get_task_data (G_TASK (result));
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
return_outcome (GTask *task, gboolean ok, GError *error)
{
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* -- The invitation -- */

static void
forget_joining (TsnNewcomer *self)
{
  g_clear_pointer (&self->joining, tsn_joining_free);
}

gboolean
tsn_newcomer_has_begun (TsnNewcomer *self)
{
  return self->joining != NULL;
}

gboolean
tsn_newcomer_take_line (TsnNewcomer *self, const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  if (!tsn_invitation_line_parse (&self->line, stripped, error))
    return FALSE;
  self->has_line = TRUE;
  g_free (self->text);
  self->text = g_steal_pointer (&stripped);
  if (self->joining != NULL && g_strcmp0 (tsn_joining_line (self->joining), self->text) != 0)
    forget_joining (self);
  return TRUE;
}

const TsnInvitationLine *
tsn_newcomer_get_line (TsnNewcomer *self)
{
  return self->has_line ? &self->line : NULL;
}

/* -- Beginning -- */

static void
begin_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Step *step = data;
  GError *error = NULL;

  step->joining = tsn_joining_new (&step->line.invitation,
                                   step->text,
                                   step->label,
                                   step->operator_label,
                                   step->passphrase,
                                   TSN_VAULT_COST_MODERATE,
                                   &error);
  return_outcome (task,
                  step->joining != NULL && tsn_joining_save (step->joining, step->path, &error),
                  error);
}

void
tsn_newcomer_begin_async (TsnNewcomer *self,
                          const char *label,
                          const char *operator_label,
                          const char *passphrase,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Step *step = g_new0 (Step, 1);

  g_return_if_fail (self->has_line && self->joining == NULL);
  step->label = g_strdup (label);
  step->operator_label = g_strdup (operator_label);
  step->passphrase = g_strdup (passphrase);
  run (self, step, begin_worker, NULL, callback, user_data);
}

gboolean
tsn_newcomer_begin_finish (TsnNewcomer *self, GAsyncResult *result, GError **error)
{
  Step *step;

  if (!finish (result, &step, error))
    return FALSE;
  forget_joining (self);
  self->joining = g_steal_pointer (&step->joining);
  return TRUE;
}

/* -- Asking -- */

static void
ask_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Step *step = data;
  g_autoptr (TsnTransport) transport = tsn_http_transport_new (step->line.host,
                                                               step->line.port,
                                                               step->line.pin);
  GError *error = NULL;
  gboolean ok = TRUE;

  if (tsn_joining_has_grant (step->joining))
    step->stage = TSN_JOIN_GRANTED;
  else
    ok = tsn_join_ask (step->joining,
                       &step->line,
                       transport,
                       &step->stage,
                       step->code,
                       cancellable,
                       &error);
  return_outcome (task, ok, error);
}

void
tsn_newcomer_ask_async (TsnNewcomer *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (self->joining != NULL);
  run (self, g_new0 (Step, 1), ask_worker, cancellable, callback, user_data);
}

gboolean
tsn_newcomer_ask_finish (TsnNewcomer *self,
                         GAsyncResult *result,
                         TsnJoinStage *stage,
                         char code[TSN_ENROLMENT_CODE_SIZE],
                         GError **error)
{
  Step *step;

  if (!finish (result, &step, error))
    return FALSE;
  if (step->stage == TSN_JOIN_GRANTED)
    {
      forget_joining (self);
      self->joining = g_steal_pointer (&step->joining);
    }
  *stage = step->stage;
  memcpy (code, step->code, sizeof step->code);
  return TRUE;
}

/* -- Moving in -- */

static void
move_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Step *step = data;
  GError *error = NULL;
  gboolean ok = tsn_joining_save (step->joining, step->path, &error) &&
                tsn_join_finish (step->joining,
                                 &step->line,
                                 step->folder,
                                 step->passphrase,
                                 &step->vault,
                                 &step->store,
                                 &error);

  return_outcome (task, ok, error);
}

void
tsn_newcomer_move_in_async (TsnNewcomer *self,
                            const char *passphrase,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  Step *step = g_new0 (Step, 1);

  step->passphrase = g_strdup (passphrase);
  run (self, step, move_in_worker, NULL, callback, user_data);
}

gboolean
tsn_newcomer_move_in_finish (TsnNewcomer *self,
                             GAsyncResult *result,
                             TsnVault **vault,
                             TsnStore **store,
                             GError **error)
{
  Step *step;

  if (!finish (result, &step, error))
    return FALSE;
  *vault = g_steal_pointer (&step->vault);
  *store = g_steal_pointer (&step->store);
  return TRUE;
}

/* -- Life -- */

static void
tsn_newcomer_finalize (GObject *object)
{
  TsnNewcomer *self = TSN_NEWCOMER (object);

  forget_joining (self);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->text);
  G_OBJECT_CLASS (tsn_newcomer_parent_class)->finalize (object);
}

static void
tsn_newcomer_class_init (TsnNewcomerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = tsn_newcomer_finalize;
}

static void
tsn_newcomer_init (TsnNewcomer *self)
{
}

/* A file that cannot be read is as good as none: it is replaced. */
TsnNewcomer *
tsn_newcomer_new (const char *folder)
{
  TsnNewcomer *self = g_object_new (TSN_TYPE_NEWCOMER, NULL);

  self->folder = g_strdup (folder);
  self->path = tsn_join_path (folder);
  self->joining = tsn_joining_load (self->path, NULL);
  if (self->joining != NULL &&
      !tsn_newcomer_take_line (self, tsn_joining_line (self->joining), NULL))
    forget_joining (self);
  return self;
}
