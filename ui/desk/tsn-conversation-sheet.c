/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was recorded, topic by topic, with what this is and is not at the top. It can be printed,
 * and it can be withdrawn: the person took it back. What was said stays then, marked as withdrawn,
 * since how feelings changed is part of what the next talk begins with. */

#include "tsn-conversation-sheet.h"

#include <glib/gi18n.h>

#include "tsn-conversation-paper.h"
#include "tsn-conversation-topics.h"
#include "tsn-conversation.h"
#include "tsn-person-words.h"
#include "tsn-secret.h"
#include "tsn-toast.h"
#include "tsn-windows.h"
#include "tsn-words.h"

#define A_YEAR 10000 /* of the packed TsnDate */

struct _TsnConversationSheet
{
  TsnDialog parent_instance;

  TsnStation *station;
  TsnId conversation;

  GtkLabel *date_label;
  GtkLabel *notice;
  GtkLabel *warning;
  GtkBox *box;
  GtkWidget *withdraw;
};

G_DEFINE_FINAL_TYPE (TsnConversationSheet, tsn_conversation_sheet, TSN_TYPE_DIALOG)

/* -- Reading -- */

typedef struct
{
  TsnId conversation;
  TsnPersonOverview *overview;
} Read;

static void
read_free (gpointer pointer)
{
  Read *read = pointer;

  tsn_person_overview_free (read->overview);
  g_free (read);
}

static gboolean
read_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Read *read = data;
  g_autoptr (TsnRecord) talk = tsn_session_get (session,
                                                tsn_kind_by_number (TSN_KIND_CONVERSATION),
                                                &read->conversation,
                                                error);
  const TsnId *person = talk != NULL ? tsn_record_reference (talk, TSN_CONVERSATION_PERSON) : NULL;

  if (person == NULL)
    return error == NULL || *error == NULL;
  read->overview = tsn_person_overview (session, person, error);
  return read->overview != NULL;
}

/* Where it stands among the conversations; -1: it is not there. */
static int
find (const Read *read)
{
  for (guint i = 0; read->overview != NULL && i < read->overview->conversations->len; i++)
    {
      const TsnRecord *talk = g_ptr_array_index (read->overview->conversations, i);

      if (tsn_id_equal (&talk->id, &read->conversation))
        return (int) i;
    }
  return -1;
}

static char *
warning_of (const TsnRecord *talk, gboolean newest)
{
  TsnDate date = (TsnDate) tsn_record_number (talk, TSN_CONVERSATION_DATE, 0);
  g_autofree char *withdrawn = tsn_withdrawal_words (talk);

  if (withdrawn != NULL)
    return g_strdup_printf (_ ("The person withdrew this. %s"), withdrawn);
  if (!newest)
    return g_strdup (_ ("There is a later conversation. Read that one first."));
  if (date != TSN_DATE_NONE && tsn_today () - date > A_YEAR)
    return g_strdup (_ ("More than a year has passed. Feelings may have changed: talk again."));
  return NULL;
}

static void
show_head (TsnConversationSheet *self, const TsnRecord *talk, gboolean newest)
{
  g_autofree char *date = tsn_record_words (talk, TSN_CONVERSATION_DATE);
  g_autofree char *notice = g_strdup_printf (
      _ ("These are the feelings of %s. They may change at any time. This is not "
         "a legal instruction."),
      date);
  g_autofree char *warning = warning_of (talk, newest);

  gtk_label_set_label (self->date_label, date);
  gtk_label_set_label (self->notice, notice);
  gtk_label_set_label (self->warning, warning != NULL ? warning : "");
  gtk_widget_set_visible (GTK_WIDGET (self->warning), warning != NULL);
  gtk_widget_set_visible (self->withdraw,
                          tsn_record_number (talk, TSN_CONVERSATION_WITHDRAWN, 0) == 0);
}

static void
add_topic (TsnConversationSheet *self, const char *title, GtkWidget *said)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *heading = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
  gtk_widget_add_css_class (heading, "title-4");
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), said);
  gtk_box_append (self->box, box);
}

static void
show_topics (TsnConversationSheet *self,
             const TsnPersonOverview *overview,
             const TsnRecord *talk,
             const TsnRecord *before)
{
  guint n;
  const TsnConversationTopic *topics = tsn_conversation_topics (&n);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *said = tsn_conversation_topic_widget (overview, &topics[i], talk, before);

      if (said != NULL)
        add_topic (self, _ (topics[i].title), said);
    }
}

static void
read_cb (gpointer object, gpointer data, const GError *error)
{
  TsnConversationSheet *self = object;
  const Read *read = data;
  int at = find (read);
  const GPtrArray *talks;

  if (error != NULL)
    tsn_toast_error (GTK_WIDGET (self->box), error);
  if (at < 0)
    return;
  talks = read->overview->conversations;
  show_head (self, g_ptr_array_index (talks, at), at == 0);
  show_topics (self,
               read->overview,
               g_ptr_array_index (talks, at),
               (guint) at + 1 < talks->len ? g_ptr_array_index (talks, at + 1) : NULL);
}

static void
read_again (TsnConversationSheet *self)
{
  Read *read = g_new0 (Read, 1);

  read->conversation = self->conversation;
  tsn_station_ask (self->station, TSN_STORE_READ, read_worker, read, read_free, self, read_cb);
}

/* -- Withdrawing -- */

typedef struct
{
  TsnId conversation;
  char *note;
} Withdrawal;

static void
withdrawal_free (gpointer pointer)
{
  Withdrawal *withdrawal = pointer;

  tsn_secret_text_free (withdrawal->note);
  g_free (withdrawal);
}

static gboolean
withdraw_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Withdrawal *withdrawal = data;

  return tsn_conversation_withdraw (session,
                                    &withdrawal->conversation,
                                    tsn_today (),
                                    withdrawal->note,
                                    error);
}

static void
withdrawn_cb (gpointer object, gpointer data, const GError *error)
{
  TsnConversationSheet *self = object;

  if (error != NULL)
    tsn_toast_error (GTK_WIDGET (self->box), error);
  else
    tsn_toast (GTK_WIDGET (self->box), _ ("The record was withdrawn"));
  tsn_station_changed (self->station, TSN_KIND_CONVERSATION, &self->conversation);
  read_again (self);
}

static void
confirmed_cb (gpointer object, const char *note)
{
  TsnConversationSheet *self = object;
  Withdrawal *withdrawal = g_new0 (Withdrawal, 1);

  withdrawal->conversation = self->conversation;
  withdrawal->note = g_strstrip (g_strdup (note));
  tsn_station_ask (self->station,
                   TSN_STORE_WRITE,
                   withdraw_worker,
                   withdrawal,
                   withdrawal_free,
                   self,
                   withdrawn_cb);
}

static void
withdraw_cb (TsnConversationSheet *self)
{
  const TsnField *note = tsn_kind_field (tsn_kind_by_number (TSN_KIND_CONVERSATION),
                                         TSN_CONVERSATION_WITHDRAWN_NOTE);

  tsn_confirm_note (GTK_WIDGET (self),
                    _ ("Withdraw this conversation?"),
                    _ ("It stays readable here and is marked as withdrawn. That cannot be taken "
                       "back: whoever changes their mind again has another conversation."),
                    _ ("Withdraw"),
                    tsn_words_field (note),
                    (guint) note->max,
                    confirmed_cb,
                    self);
}

/* -- Printing -- */

typedef struct
{
  TsnId conversation;
  TsnPaper *paper;
} Print;

static void
print_free (gpointer pointer)
{
  Print *print = pointer;

  tsn_paper_unref (print->paper);
  g_free (print);
}

static gboolean
print_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Print *print = data;

  print->paper =
      tsn_conversation_paper (session, &print->conversation, g_get_real_time () / 1000, error);
  return print->paper != NULL;
}

static void
print_cb (gpointer object, gpointer data, const GError *error)
{
  TsnConversationSheet *self = object;

  if (error != NULL)
    tsn_toast_error (GTK_WIDGET (self->box), error);
  else
    tsn_preview_paper (GTK_WIDGET (self), ((Print *) data)->paper);
}

static void
print_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnConversationSheet *self = TSN_CONVERSATION_SHEET (widget);
  Print *print = g_new0 (Print, 1);

  print->conversation = self->conversation;
  tsn_station_ask (self->station, TSN_STORE_READ, print_worker, print, print_free, self, print_cb);
}

/* -- Life -- */

static void
tsn_conversation_sheet_dispose (GObject *object)
{
  TsnConversationSheet *self = TSN_CONVERSATION_SHEET (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_CONVERSATION_SHEET);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_conversation_sheet_parent_class)->dispose (object);
}

static void
tsn_conversation_sheet_class_init (TsnConversationSheetClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_conversation_sheet_dispose;
  gtk_widget_class_install_action (widget_class, "sheet.print", NULL, print_activated);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_p,
                                       GDK_CONTROL_MASK,
                                       "sheet.print",
                                       NULL);
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/jp/tsunagi/Tsunagi/desk/tsn-conversation-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnConversationSheet, date_label);
  gtk_widget_class_bind_template_child (widget_class, TsnConversationSheet, notice);
  gtk_widget_class_bind_template_child (widget_class, TsnConversationSheet, warning);
  gtk_widget_class_bind_template_child (widget_class, TsnConversationSheet, box);
  gtk_widget_class_bind_template_child (widget_class, TsnConversationSheet, withdraw);
  gtk_widget_class_bind_template_callback (widget_class, withdraw_cb);
}

static void
tsn_conversation_sheet_init (TsnConversationSheet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
tsn_conversation_sheet_present (GtkWidget *parent, TsnStation *station, const TsnId *conversation)
{
  TsnConversationSheet *self = g_object_new (TSN_TYPE_CONVERSATION_SHEET, NULL);

  self->station = g_object_ref (station);
  self->conversation = *conversation;
  read_again (self);
  tsn_dialog_present (self, parent);
}
