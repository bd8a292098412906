/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Three steps: what the new device is for; its invitation, as a picture and as a line; and when it
 * has taken that up, the six digits that it shows. Whoever types them has spoken with whoever sits
 * at the new device, which is the point of it.
 *
 * What asks the server runs in a thread, one question at a time. Closing the window loses nothing:
 * a device that waits is found again when it is opened the next time. */

#include "tsn-invite-window.h"

#include <glib/gi18n.h>

#include "tsn-card-qr.h"
#include "tsn-dialog.h"
#include "tsn-enrol.h"
#include "tsn-http-transport.h"
#include "tsn-say.h"
#include "tsn-server-link.h"
#include "tsn-stack.h"
#include "tsn-toast.h"
#include "tsn-words.h"

#define LOOK_SECONDS 2 /* between two looks whether it has come */

#define TSN_TYPE_INVITE_WINDOW (tsn_invite_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnInviteWindow, tsn_invite_window, TSN, INVITE_WINDOW, TsnDialog)

struct _TsnInviteWindow
{
  TsnDialog parent_instance;

  TsnStation *station; /* NULL: closed */
  GCancellable *cancellable;
  guint timer;
  gboolean asking;
  TsnId device; /* that waits */
  TsnCardQr *qr;

  GtkStack *stack;
  AdwComboRow *role;
  GtkWidget *invite;
  GtkDrawingArea *picture;
  GtkLabel *good_for;
  GtkLabel *line;
  GtkLabel *who;
  AdwEntryRow *code;
  GtkWidget *approve;
  GtkLabel *trouble;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (TsnInviteWindow, tsn_invite_window, TSN_TYPE_DIALOG)

/* -- Asking the server -- */

typedef struct _Question Question;
struct _Question
{
  TsnStore *store;
  gboolean (*ask) (Question *self, const TsnEnrol *enrol, GError **error);
  void (*answer) (TsnInviteWindow *window, Question *self);
  TsnRole role;    /* of an invitation */
  char *line;      /* out: likewise */
  GPtrArray *list; /* out: (element-type TsnInvited) */
  TsnId device;    /* of an approval */
  char *code;
};

static void
question_free (gpointer data)
{
  Question *self = data;

  g_object_unref (self->store);
  g_free (self->line);
  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_free (self->code);
  g_free (self);
}

static gboolean
load_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_sync_server_load (data, session, error);
}

static void
ask_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *self = data;
  TsnEnrol enrol = { .store = self->store, .cancellable = cancellable };
  g_autoptr (TsnTransport) transport = NULL;
  GError *error = NULL;

  if (tsn_store_run_sync (self->store,
                          TSN_STORE_READ,
                          load_work,
                          &enrol.server,
                          cancellable,
                          &error))
    {
      transport = tsn_http_transport_new (enrol.server.host, enrol.server.port, enrol.server.pin);
      enrol.transport = transport;
      self->ask (self, &enrol, &error);
    }
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
set_asking (TsnInviteWindow *self, gboolean asking)
{
  self->asking = asking;
  gtk_widget_set_sensitive (self->invite, !asking);
  gtk_widget_set_sensitive (self->approve, !asking);
  gtk_spinner_set_spinning (self->spinner, asking);
}

static void look_later (TsnInviteWindow *self);

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TsnInviteWindow *self = TSN_INVITE_WINDOW (source);
  Question *question = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  g_application_release (g_application_get_default ());
  (void) g_task_propagate_boolean (G_TASK (result), &error);
  if (self->station == NULL)
    return;
  set_asking (self, FALSE);
  tsn_say_error (self->trouble, error);
  if (error == NULL)
    question->answer (self, question);
  else
    look_later (self);
}

/* The app stays until it has ended: the thread uses the vault. Takes @question. */
static void
ask (TsnInviteWindow *self, Question *question)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, asked_cb, NULL);

  question->store = g_object_ref (tsn_station_get_store (self->station));
  g_task_set_source_tag (task, ask);
  g_task_set_task_data (task, question, question_free);
  g_application_hold (g_application_get_default ());
  set_asking (self, TRUE);
  g_task_run_in_thread (task, ask_worker);
}

/* -- Whether it has come -- */

static gboolean
ask_list (Question *self, const TsnEnrol *enrol, GError **error)
{
  self->list = tsn_enrol_list (enrol, error);
  return self->list != NULL;
}

static void
listed (TsnInviteWindow *self, Question *question)
{
  for (guint i = 0; i < question->list->len; i++)
    {
      const TsnInvited *invited = question->list->pdata[i];
      g_autofree char *who = NULL;

      if (invited->stage != TSN_ENROL_WAITING)
        continue;
      self->device = invited->request.device;
      who = g_strdup_printf (_ ("“%s” waits to be let in"), invited->request.label);
      gtk_label_set_label (self->who, who);
      gtk_stack_set_visible_child_name (self->stack, "code");
      gtk_widget_grab_focus (GTK_WIDGET (self->code));
      return;
    }
  look_later (self);
}

static void
look (TsnInviteWindow *self)
{
  Question *question = g_new0 (Question, 1);

  question->ask = ask_list;
  question->answer = listed;
  ask (self, question);
}

static gboolean
timer_cb (gpointer data)
{
  TsnInviteWindow *self = data;

  self->timer = 0;
  if (!self->asking)
    look (self);
  return G_SOURCE_REMOVE;
}

/* As long as nobody has come who is to be let in. */
static void
look_later (TsnInviteWindow *self)
{
  if (self->timer == 0 && tsn_id_is_nil (&self->device) && self->qr != NULL)
    self->timer = g_timeout_add_seconds (LOOK_SECONDS, timer_cb, self);
}

/* -- Inviting -- */

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  TsnInviteWindow *self = data;
  double side = MIN (width, height);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  if (self->qr != NULL)
    tsn_card_qr_draw (self->qr, cr, (width - side) / 2, (height - side) / 2, side);
}

static gboolean
ask_invitation (Question *self, const TsnEnrol *enrol, GError **error)
{
  self->line = tsn_enrol_invite (enrol, self->role, error);
  return self->line != NULL;
}

static void
invited (TsnInviteWindow *self, Question *question)
{
  g_autoptr (GError) error = NULL;

  self->qr =
      tsn_card_qr_new_words (question->line, TSN_CARD_QR_LEVEL_M, TSN_CARD_QR_VERSION_MAX, &error);
  if (self->qr == NULL)
    {
      tsn_say_error (self->trouble, error);
      return;
    }
  gtk_label_set_label (self->line, question->line);
  gtk_widget_queue_draw (GTK_WIDGET (self->picture));
  gtk_stack_set_visible_child_name (self->stack, "line");
  look_later (self);
}

static void
invite_cb (TsnInviteWindow *self)
{
  guint chosen = adw_combo_row_get_selected (self->role);
  Question *question;

  if (chosen == GTK_INVALID_LIST_POSITION)
    return;
  question = g_new0 (Question, 1);
  question->ask = ask_invitation;
  question->answer = invited;
  question->role = (TsnRole) tsn_codes_device_role.codes[chosen].number;
  ask (self, question);
}

/* -- Letting it in -- */

static gboolean
ask_approval (Question *self, const TsnEnrol *enrol, GError **error)
{
  return tsn_enrol_approve (enrol, &self->device, self->code, error);
}

static void
approved (TsnInviteWindow *self, Question *question)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  tsn_server_link_sync_now (tsn_station_get_link (self->station));
  tsn_station_changed (self->station, TSN_KIND_DEVICE, &question->device);
  if (parent != NULL)
    tsn_toast (gtk_window_get_child (parent), _ ("The device was let in"));
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
approve_cb (TsnInviteWindow *self)
{
  const char *code = gtk_editable_get_text (GTK_EDITABLE (self->code));
  Question *question;

  if (self->asking || code[0] == '\0')
    return;
  question = g_new0 (Question, 1);
  question->ask = ask_approval;
  question->answer = approved;
  question->device = self->device;
  question->code = g_strdup (code);
  ask (self, question);
}

/* -- Life -- */

static void
tsn_invite_window_dispose (GObject *object)
{
  TsnInviteWindow *self = TSN_INVITE_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_INVITE_WINDOW);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_invite_window_parent_class)->dispose (object);
}

static void
tsn_invite_window_finalize (GObject *object)
{
  TsnInviteWindow *self = TSN_INVITE_WINDOW (object);

  g_clear_pointer (&self->qr, tsn_card_qr_free);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (tsn_invite_window_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, TsnInviteWindow, stack);
  gtk_widget_class_bind_template_child (class, TsnInviteWindow, role);
  gtk_widget_class_bind_template_child (class, TsnInviteWindow, invite);
  gtk_widget_class_bind_template_child (class, TsnInviteWindow, picture);
  gtk_widget_class_bind_template_child (class, TsnInviteWindow, good_for);
  gtk_widget_class_bind_template_child (class, TsnInviteWindow, line);
  gtk_widget_class_bind_template_child (class, TsnInviteWindow, who);
  gtk_widget_class_bind_template_child (class, TsnInviteWindow, code);
  gtk_widget_class_bind_template_child (class, TsnInviteWindow, approve);
  gtk_widget_class_bind_template_child (class, TsnInviteWindow, trouble);
  gtk_widget_class_bind_template_child (class, TsnInviteWindow, spinner);
  gtk_widget_class_bind_template_callback (class, invite_cb);
  gtk_widget_class_bind_template_callback (class, approve_cb);
}

static void
tsn_invite_window_class_init (TsnInviteWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_invite_window_dispose;
  G_OBJECT_CLASS (class)->finalize = tsn_invite_window_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/shell/tsn-invite-window.ui");
  bind_children (widget_class);
}

static void
tsn_invite_window_init (TsnInviteWindow *self)
{
  g_autoptr (GtkStringList) roles = gtk_string_list_new (NULL);
  g_autofree char *good_for = g_strdup_printf (ngettext ("It is good for %d hour and one device. "
                                                         "Show it to nobody else.",
                                                         "It is good for %d hours and one device. "
                                                         "Show it to nobody else.",
                                                         TSN_ENROLMENT_HOURS),
                                               TSN_ENROLMENT_HOURS);

  gtk_widget_init_template (GTK_WIDGET (self));
  tsn_stack_tell_readers (GTK_WIDGET (self->stack));
  self->cancellable = g_cancellable_new ();
  /* A server is nobody who is invited. */
  for (guint i = 0; tsn_codes_device_role.codes[i].number <= TSN_ROLE_EMS; i++)
    gtk_string_list_append (roles, tsn_words_code (&tsn_codes_device_role.codes[i]));
  adw_combo_row_set_model (self->role, G_LIST_MODEL (roles));
  adw_combo_row_set_selected (self->role, TSN_ROLE_RECEPTION - 1); /* which may read less */
  gtk_label_set_label (self->good_for, good_for);
  gtk_drawing_area_set_draw_func (self->picture, draw_cb, self, NULL);
}

void
tsn_invite_window_show (GtkWidget *parent, TsnStation *station)
{
  TsnInviteWindow *self = g_object_new (TSN_TYPE_INVITE_WINDOW, NULL);

  self->station = g_object_ref (station);
  tsn_dialog_present (self, parent);
  look (self); /* somebody may wait already */
}
