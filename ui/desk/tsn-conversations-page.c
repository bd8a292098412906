/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two lists. Who is due is a list of people, since what follows is another talk: a row opens the
 * person. Only a person's newest talk that was not withdrawn can be due: the date of an older one
 * was kept by the talk that came after it. The latest talks are there to be read and printed. */

#include "tsn-conversations-page.h"

#include <glib/gi18n.h>

#include "tsn-conversation-sheet.h"
#include "tsn-conversation.h"
#include "tsn-person-words.h"
#include "tsn-stack.h"
#include "tsn-toast.h"

#define ROWS_MAX 200 /* of each list */

struct _TsnConversationsPage
{
  TsnPage parent_instance;

  guint asking;
  guint reading; /* source */
  GPtrArray *due_talks;
  GPtrArray *latest_talks; /* of Talk, as the rows stand */

  GtkStack *stack;
  GtkWidget *due_group;
  GtkListBox *due;
  GtkListBox *latest;
};

G_DEFINE_FINAL_TYPE (TsnConversationsPage, tsn_conversations_page, TSN_TYPE_PAGE)

/* -- Reading -- */

typedef struct
{
  TsnRecord *talk;
  TsnRecord *person; /* (nullable): erased */
} Talk;

static void
talk_free (gpointer pointer)
{
  Talk *talk = pointer;

  tsn_record_unref (talk->talk);
  g_clear_pointer (&talk->person, tsn_record_unref);
  g_free (talk);
}

typedef struct
{
  guint asking;
  GPtrArray *due;    /* of Talk */
  GPtrArray *latest; /* of Talk */
} Read;

static void
read_free (gpointer pointer)
{
  Read *read = pointer;

  g_ptr_array_unref (read->due);
  g_ptr_array_unref (read->latest);
  g_free (read);
}

static gboolean
add_talk (TsnSession *session, GPtrArray *talks, TsnRecord *record, GError **error)
{
  const TsnId *person = tsn_record_reference (record, TSN_CONVERSATION_PERSON);
  g_autoptr (GError) own = NULL;
  Talk *talk = g_new0 (Talk, 1);

  talk->talk = tsn_record_ref (record);
  g_ptr_array_add (talks, talk);
  if (person == NULL)
    return TRUE;
  talk->person = tsn_session_get (session, tsn_kind_by_number (TSN_KIND_PERSON), person, &own);
  if (own == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&own));
  return FALSE;
}

/* Whether nothing came after @record, and its person is still here. */
static gboolean
is_due (TsnSession *session, const TsnRecord *record)
{
  const TsnId *person = tsn_record_reference (record, TSN_CONVERSATION_PERSON);
  g_autoptr (TsnRecord) latest = person != NULL ? tsn_conversation_latest (session, person, NULL)
                                                : NULL;

  return latest != NULL && tsn_id_equal (&latest->id, &record->id);
}

static gboolean
read_due (TsnSession *session, Read *read, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_CONVERSATION));
  g_autoptr (GPtrArray) found = NULL;

  tsn_query_where (query,
                   TSN_CONVERSATION_NEXT_REVIEW,
                   TSN_QUERY_AT_MOST,
                   tsn_value_number (TSN_TYPE_DATE, tsn_today ()));
  query->order_by = TSN_CONVERSATION_NEXT_REVIEW;
  found = tsn_session_query (session, query, error);
  for (guint i = 0; found != NULL && i < found->len && read->due->len < ROWS_MAX; i++)
    if (is_due (session, g_ptr_array_index (found, i)) &&
        !add_talk (session, read->due, g_ptr_array_index (found, i), error))
      return FALSE;
  return found != NULL;
}

static gboolean
read_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Read *read = data;
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_CONVERSATION));
  g_autoptr (GPtrArray) found = NULL;

  query->order_by = TSN_CONVERSATION_DATE;
  query->descending = TRUE;
  query->limit = ROWS_MAX;
  found = tsn_session_query (session, query, error);
  for (guint i = 0; found != NULL && i < found->len; i++)
    if (!add_talk (session, read->latest, g_ptr_array_index (found, i), error))
      return FALSE;
  return found != NULL && read_due (session, read, error);
}

/* -- Rows -- */

static void
add_row (GtkListBox *list, const Talk *talk, guint date_field)
{
  GtkWidget *row = adw_action_row_new ();
  const char *name = talk->person != NULL ? tsn_record_title (talk->person) : NULL;
  g_autofree char *date = tsn_record_words (talk->talk, date_field);
  g_autofree char *planned = date_field == TSN_CONVERSATION_NEXT_REVIEW
                                 ? g_strdup_printf (_ ("planned for %s"), date)
                                 : NULL;
  g_autofree char *withdrawn = tsn_withdrawal_words (talk->talk);
  g_autofree char *taken_back = withdrawn != NULL ? g_strdup_printf (_ ("Withdrawn: %s"), withdrawn)
                                                  : NULL;
  g_autofree char *line = tsn_join_words (
      (const char *const[]){ planned != NULL ? planned : date,
                             tsn_record_code_words (talk->talk, TSN_CONVERSATION_STANCE),
                             taken_back },
      3);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 name != NULL ? name : _ ("No name yet"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), line);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_append (list, row);
}

static void
show_talks (GtkListBox *list, const GPtrArray *talks, guint date_field)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, row);
  for (guint i = 0; i < talks->len; i++)
    add_row (list, g_ptr_array_index (talks, i), date_field);
}

static void
read_cb (gpointer object, gpointer data, const GError *error)
{
  TsnConversationsPage *self = object;
  Read *read = data;

  if (read->asking != self->asking)
    return;
  if (error != NULL)
    {
      tsn_toast_error (GTK_WIDGET (self), error);
      return;
    }
  g_clear_pointer (&self->due_talks, g_ptr_array_unref);
  g_clear_pointer (&self->latest_talks, g_ptr_array_unref);
  self->due_talks = g_ptr_array_ref (read->due);
  self->latest_talks = g_ptr_array_ref (read->latest);
  show_talks (self->due, read->due, TSN_CONVERSATION_NEXT_REVIEW);
  show_talks (self->latest, read->latest, TSN_CONVERSATION_DATE);
  gtk_widget_set_visible (self->due_group, read->due->len > 0);
  gtk_stack_set_visible_child_name (self->stack, read->latest->len > 0 ? "list" : "empty");
}

static gboolean
reading_cb (gpointer user_data)
{
  TsnConversationsPage *self = user_data;
  Read *read = g_new0 (Read, 1);

  self->reading = 0;
  read->asking = ++self->asking;
  read->due = g_ptr_array_new_with_free_func (talk_free);
  read->latest = g_ptr_array_new_with_free_func (talk_free);
  tsn_station_ask (tsn_page_get_station (TSN_PAGE (self)),
                   TSN_STORE_READ,
                   read_worker,
                   read,
                   read_free,
                   self,
                   read_cb);
  return G_SOURCE_REMOVE;
}

static void
read_again (TsnConversationsPage *self)
{
  if (self->reading == 0)
    self->reading = g_idle_add (reading_cb, self);
}

/* -- Opening -- */

static void
due_activated_cb (TsnConversationsPage *self, GtkListBoxRow *row)
{
  const Talk *talk = g_ptr_array_index (self->due_talks, gtk_list_box_row_get_index (row));
  char id[TSN_ID_TEXT_SIZE];

  if (talk->person != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self),
                                "win.show",
                                "(ss)",
                                "people",
                                tsn_id_format (&talk->person->id, id));
}

static void
open_talk (TsnConversationsPage *self, const TsnId *talk)
{
  tsn_conversation_sheet_present (GTK_WIDGET (self), tsn_page_get_station (TSN_PAGE (self)), talk);
}

static void
latest_activated_cb (TsnConversationsPage *self, GtkListBoxRow *row)
{
  const Talk *talk = g_ptr_array_index (self->latest_talks, gtk_list_box_row_get_index (row));

  open_talk (self, &talk->talk->id);
}

/* -- The page's verbs -- */

static void
tsn_conversations_page_shown (TsnPage *page, const TsnId *target)
{
  TsnConversationsPage *self = TSN_CONVERSATIONS_PAGE (page);

  read_again (self);
  if (target != NULL)
    open_talk (self, target);
}

static void
tsn_conversations_page_refresh (TsnPage *page)
{
  read_again (TSN_CONVERSATIONS_PAGE (page));
}

static void
changed_cb (TsnConversationsPage *self, guint kind)
{
  if ((kind == TSN_KIND_CONVERSATION || kind == TSN_KIND_PERSON) &&
      gtk_widget_get_mapped (GTK_WIDGET (self)))
    read_again (self);
}

/* -- Life -- */

static void
tsn_conversations_page_constructed (GObject *object)
{
  TsnStation *station = tsn_page_get_station (TSN_PAGE (object));

  G_OBJECT_CLASS (tsn_conversations_page_parent_class)->constructed (object);
  g_signal_connect_object (station, "changed", G_CALLBACK (changed_cb), object, G_CONNECT_SWAPPED);
}

static void
tsn_conversations_page_dispose (GObject *object)
{
  TsnConversationsPage *self = TSN_CONVERSATIONS_PAGE (object);

  g_clear_handle_id (&self->reading, g_source_remove);
  /* Else the bin unparents what disposing of the template has freed. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_CONVERSATIONS_PAGE);
  g_clear_pointer (&self->due_talks, g_ptr_array_unref);
  g_clear_pointer (&self->latest_talks, g_ptr_array_unref);
  G_OBJECT_CLASS (tsn_conversations_page_parent_class)->dispose (object);
}

static void
tsn_conversations_page_class_init (TsnConversationsPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->constructed = tsn_conversations_page_constructed;
  G_OBJECT_CLASS (class)->dispose = tsn_conversations_page_dispose;
  TSN_PAGE_CLASS (class)->shown = tsn_conversations_page_shown;
  TSN_PAGE_CLASS (class)->refresh = tsn_conversations_page_refresh;
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/jp/tsunagi/Tsunagi/desk/tsn-conversations-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnConversationsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TsnConversationsPage, due_group);
  gtk_widget_class_bind_template_child (widget_class, TsnConversationsPage, due);
  gtk_widget_class_bind_template_child (widget_class, TsnConversationsPage, latest);
  gtk_widget_class_bind_template_callback (widget_class, due_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, latest_activated_cb);
}

static void
tsn_conversations_page_init (TsnConversationsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tsn_stack_tell_readers (GTK_WIDGET (self->stack));
}
