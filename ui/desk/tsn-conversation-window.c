/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A conversation is recorded while it is held, so the window keeps out of its way: one topic fills
 * it, every topic can be left for another day with one press, and it can be recorded at any moment,
 * however little was said.
 *
 * Until then everything is in the draft; nothing is written. When the desk is locked in the middle,
 * what was said so far is recorded as it stands: people at the table must not be asked again.
 * Closing the window asks before it throws words away. */

#include "tsn-conversation-window.h"

#include <glib/gi18n.h>

#include "tsn-conversation-draft.h"
#include "tsn-conversation.h"
#include "tsn-earlier-talks.h"
#include "tsn-person-words.h"
#include "tsn-toast.h"
#include "tsn-windows.h"
#include "tsn-words.h"

struct _TsnConversationWindow
{
  TsnDialog parent_instance;

  TsnStation *station;
  GtkWidget *parent; /* weak: whose toasts say that it was recorded */
  TsnPersonOverview *overview;
  gboolean done; /* recorded, or given up */

  TsnRecordForm *form;
  TsnConversationDraft *draft;
  const TsnConversationTopic *topics;
  guint n_topics;
  guint topic;        /* in front */
  GPtrArray **groups; /* of each topic: of AdwPreferencesGroup */
  GPtrArray *ticks;   /* of each topic: GtkWidget */

  GtkLabel *person_label;
  GtkListBox *topic_list;
  GtkScrolledWindow *scrolled;
  GtkBox *box;
  GtkLabel *title_label;
  GtkLabel *lead_label;
  GtkBox *not_now; /* of `left` */
  GtkWidget *enough;
  GtkWidget *back;
  GtkWidget *next;
  GtkLabel *position_label;
  GtkWidget *earlier_button;
  GtkWidget *earlier_pane;
  GtkBox *earlier;
};

G_DEFINE_FINAL_TYPE (TsnConversationWindow, tsn_conversation_window, TSN_TYPE_DIALOG)

/* -- Topics -- */

static void
show_ticks (TsnConversationWindow *self)
{
  g_autoptr (TsnChange) change = tsn_conversation_draft_collect (self->draft);

  for (guint i = 0; i < self->n_topics; i++)
    gtk_widget_set_opacity (g_ptr_array_index (self->ticks, i),
                            tsn_topic_is_answered (&self->topics[i], change) ? 1 : 0);
}

/* Whoever does not want to talk at all need not be led through everything else. */
static void
show_enough (TsnConversationWindow *self)
{
  TsnFieldRow *row = tsn_record_form_get_row (self->form, TSN_CONVERSATION_STANCE);
  g_auto (TsnValue) stance = TSN_VALUE_NONE;
  gboolean enough = tsn_field_row_get_value (row, &stance, NULL) && stance.type == TSN_TYPE_CODE &&
                    (stance.number == TSN_STANCE_NOT_NOW || stance.number == TSN_STANCE_NOT_TALK);

  gtk_widget_set_visible (self->enough,
                          enough && gtk_widget_get_visible (GTK_WIDGET (row)) &&
                              gtk_widget_get_mapped (GTK_WIDGET (row)));
}

static void
edited_cb (TsnConversationWindow *self)
{
  show_ticks (self);
  show_enough (self);
}

static void
show_topic (TsnConversationWindow *self, guint n)
{
  const TsnConversationTopic *topic = &self->topics[n];
  g_autofree char *position = g_strdup_printf ("%u / %u", n + 1, self->n_topics);

  self->topic = n;
  for (guint i = 0; i < self->n_topics; i++)
    {
      for (guint k = 0; k < self->groups[i]->len; k++)
        gtk_widget_set_visible (g_ptr_array_index (self->groups[i], k), i == n);
      if (tsn_conversation_draft_get_left (self->draft, i) != NULL)
        gtk_widget_set_visible (GTK_WIDGET (tsn_conversation_draft_get_left (self->draft, i)),
                                i == n);
    }
  gtk_label_set_label (self->title_label, _ (topic->title));
  gtk_label_set_label (self->lead_label, _ (topic->lead));
  gtk_label_set_label (self->position_label, position);
  gtk_widget_set_visible (GTK_WIDGET (self->not_now),
                          tsn_conversation_draft_get_left (self->draft, n) != NULL);
  gtk_widget_set_visible (self->back, n > 0);
  gtk_widget_set_visible (self->next, n + 1 < self->n_topics);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled), 0);
  tsn_earlier_talks_show (self->earlier, self->overview, topic);
  edited_cb (self);
}

static void
topic_selected_cb (TsnConversationWindow *self, GtkListBoxRow *row)
{
  if (row != NULL && self->overview != NULL)
    show_topic (self, (guint) gtk_list_box_row_get_index (row));
}

static void
select_topic (TsnConversationWindow *self, guint n)
{
  gtk_list_box_select_row (self->topic_list,
                           gtk_list_box_get_row_at_index (self->topic_list, (int) n));
}

/* The first row of the topic in front. */
static void
focus_topic (TsnConversationWindow *self)
{
  guint fields[TSN_TOPIC_FIELDS_MAX];

  tsn_topic_fields (&self->topics[self->topic], fields);
  gtk_widget_grab_focus (GTK_WIDGET (tsn_record_form_get_row (self->form, fields[0])));
}

static void
step_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnConversationWindow *self = TSN_CONVERSATION_WINDOW (widget);
  int to = (int) self->topic + g_variant_get_int32 (parameter);

  if (self->overview != NULL && to >= 0 && to < (int) self->n_topics)
    {
      /* Before the row that has the focus is hidden: else the focus would pick a topic. */
      gtk_window_set_focus (GTK_WINDOW (self), NULL);
      select_topic (self, (guint) to);
      focus_topic (self);
    }
}

/* -- Recording -- */

typedef struct
{
  TsnStation *station;
  TsnChange *change;
} Put;

static void
put_free (gpointer pointer)
{
  Put *put = pointer;

  g_clear_object (&put->station);
  tsn_change_free (put->change);
  g_free (put);
}

static gboolean
put_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_conversation_put (session, ((Put *) data)->change, NULL, error);
}

static void
put_cb (gpointer object, gpointer data, const GError *error)
{
  TsnConversationWindow *self = object;

  if (error != NULL)
    {
      self->done = FALSE;
      tsn_toast_error (GTK_WIDGET (self->box), error);
      return;
    }
  if (self->parent != NULL)
    tsn_toast (self->parent, _ ("The conversation was recorded"));
  tsn_station_changed (self->station, TSN_KIND_CONVERSATION, NULL);
  tsn_station_changed (self->station, TSN_KIND_PERSON, &self->overview->person->id);
  gtk_window_close (GTK_WINDOW (self));
}

/* Takes @change. */
static void
put (TsnConversationWindow *self, TsnChange *change)
{
  Put *put = g_new0 (Put, 1);

  put->station = g_object_ref (self->station);
  put->change = change;
  self->done = TRUE;
  tsn_station_ask (self->station, TSN_STORE_WRITE, put_worker, put, put_free, self, put_cb);
}

/* The topic that has @field; that row gets the focus. */
static void
show_field (TsnConversationWindow *self, guint field, const char *sentence)
{
  TsnFieldRow *row = tsn_record_form_get_row (self->form, field);

  for (guint i = 0; i < self->n_topics; i++)
    {
      guint fields[TSN_TOPIC_FIELDS_MAX];

      tsn_topic_fields (&self->topics[i], fields);
      for (guint k = 0; fields[k] != 0; k++)
        if (fields[k] == field)
          select_topic (self, i);
    }
  if (row == NULL)
    return;
  if (sentence != NULL)
    tsn_field_row_set_error (row, sentence);
  gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
save_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnConversationWindow *self = TSN_CONVERSATION_WINDOW (widget);
  g_autoptr (TsnChange) change = NULL;
  g_autoptr (GError) error = NULL;
  const TsnField *field = NULL;
  guint wrong;

  if (self->overview == NULL || self->done)
    return;
  wrong = tsn_conversation_draft_wrong_field (self->draft);
  if (wrong != 0)
    {
      show_field (self, wrong, NULL);
      return;
    }
  change = tsn_conversation_draft_collect (self->draft);
  if (!tsn_conversation_has_content (change))
    {
      select_topic (self, TSN_TOPIC_STANCE);
      tsn_toast (GTK_WIDGET (self->box), _ ("Nothing is filled in yet. One answer is enough."));
    }
  else if (tsn_conversation_check (change, tsn_today (), &field, &error))
    put (self, g_steal_pointer (&change));
  else
    {
      g_autofree char *sentence = tsn_words_error (error);

      show_field (self, field != NULL ? field->number : 0, sentence);
    }
}

/* The desk is locked: what was said is recorded as it stands, with the day put right. */
static void
locking_cb (TsnConversationWindow *self)
{
  g_autoptr (TsnChange) change = NULL;

  if (self->overview == NULL || self->done)
    return;
  change = tsn_conversation_draft_collect_valid (self->draft);
  if (change != NULL)
    put (self, g_steal_pointer (&change));
}

/* -- Closing -- */

static void
given_up_cb (gpointer object, gpointer data)
{
  TsnConversationWindow *self = object;

  self->done = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
tsn_conversation_window_close_request (GtkWindow *window)
{
  TsnConversationWindow *self = TSN_CONVERSATION_WINDOW (window);
  g_autoptr (TsnChange) change = NULL;

  if (self->overview != NULL && !self->done)
    {
      change = tsn_conversation_draft_collect (self->draft);
      if (tsn_conversation_has_content (change))
        {
          tsn_confirm (GTK_WIDGET (self),
                       _ ("Close without recording?"),
                       _ ("What was entered here will be lost. You can also record it as it is, "
                          "however little it may be."),
                       _ ("Close without recording"),
                       TRUE,
                       given_up_cb,
                       self,
                       NULL,
                       NULL);
          return GDK_EVENT_STOP;
        }
    }
  return GTK_WINDOW_CLASS (tsn_conversation_window_parent_class)->close_request (window);
}

/* -- Beginning -- */

static void
add_topic (TsnConversationWindow *self, guint i)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = gtk_label_new (_ (self->topics[i].title));
  GtkWidget *tick = gtk_image_new_from_icon_name ("object-select-symbolic");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 14);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_opacity (tick, 0);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), tick);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  g_ptr_array_add (self->ticks, tick);
  gtk_list_box_append (self->topic_list, box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (box)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (self->topics[i].title),
                                  -1);
}

/* Each topic has its own: a press by key takes effect a quarter of a second later, when the next
 * topic may be in front already. */
static GtkToggleButton *
new_not_now (TsnConversationWindow *self)
{
  const char *words = _ ("Does not want to talk or think about this now");
  GtkWidget *toggle = gtk_toggle_button_new ();
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_button_set_child (GTK_BUTTON (toggle), label);
  gtk_widget_add_css_class (toggle, "not-now");
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  words,
                                  -1);
  g_signal_connect_swapped (toggle, "toggled", G_CALLBACK (show_ticks), self);
  gtk_box_append (self->not_now, toggle);
  return GTK_TOGGLE_BUTTON (toggle);
}

static void
follow_rows (TsnConversationWindow *self, const TsnConversationTopic *topic)
{
  guint fields[TSN_TOPIC_FIELDS_MAX];

  tsn_topic_fields (topic, fields);
  for (guint k = 0; fields[k] != 0; k++)
    g_signal_connect_object (tsn_record_form_get_row (self->form, fields[k]),
                             "edited",
                             G_CALLBACK (edited_cb),
                             self,
                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
add_topics (TsnConversationWindow *self)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_CONVERSATION);

  self->form = TSN_RECORD_FORM (tsn_record_form_new (self->station, kind));
  gtk_box_insert_child_after (self->box, GTK_WIDGET (self->form), GTK_WIDGET (self->not_now));
  self->topics = tsn_conversation_topics (&self->n_topics);
  self->draft = tsn_conversation_draft_new (self->form);
  self->groups = g_new0 (GPtrArray *, self->n_topics);
  for (guint i = 0; i < self->n_topics; i++)
    {
      self->groups[i] = g_ptr_array_new ();
      tsn_record_form_add_groups (self->form, self->topics[i].groups, self->groups[i]);
      follow_rows (self, &self->topics[i]);
      if (self->topics[i].not_now != 0)
        tsn_conversation_draft_set_left (self->draft, i, new_not_now (self));
      add_topic (self, i);
    }
}

typedef struct
{
  TsnId person;
  TsnId event; /* nil: none */
  TsnPersonOverview *overview;
  TsnChange *change;
} Begin;

static void
begin_free (gpointer pointer)
{
  Begin *begin = pointer;

  tsn_person_overview_free (begin->overview);
  g_clear_pointer (&begin->change, tsn_change_free);
  g_free (begin);
}

static gboolean
begin_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Begin *begin = data;

  begin->overview = tsn_person_overview (session, &begin->person, error);
  if (begin->overview == NULL)
    return FALSE;
  begin->change = tsn_conversation_new (session,
                                        &begin->person,
                                        tsn_today (),
                                        tsn_id_is_nil (&begin->event) ? NULL : &begin->event,
                                        g_get_real_time () / 1000,
                                        error);
  return begin->change != NULL;
}

static void
begin_cb (gpointer object, gpointer data, const GError *error)
{
  TsnConversationWindow *self = object;
  Begin *begin = data;
  const TsnRecord *person;
  const char *name;

  if (error != NULL)
    {
      tsn_toast_error (GTK_WIDGET (self->box), error);
      return;
    }
  self->overview = g_steal_pointer (&begin->overview);
  person = self->overview->person;
  name = tsn_record_text (person, TSN_PERSON_NAME);
  gtk_label_set_label (self->person_label,
                       name != NULL ? name : tsn_record_text (person, TSN_PERSON_KANA));
  tsn_conversation_draft_begin (self->draft, self->station, g_steal_pointer (&begin->change));
  gtk_widget_set_visible (self->earlier_pane, self->overview->conversations->len > 0);
  gtk_widget_set_visible (self->earlier_button, self->overview->conversations->len > 0);
  select_topic (self, 0);
  show_topic (self, 0);
  focus_topic (self);
}

/* -- Life -- */

static void
tsn_conversation_window_dispose (GObject *object)
{
  TsnConversationWindow *self = TSN_CONVERSATION_WINDOW (object);

  g_clear_weak_pointer (&self->parent);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_CONVERSATION_WINDOW);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_conversation_window_parent_class)->dispose (object);
}

static void
tsn_conversation_window_finalize (GObject *object)
{
  TsnConversationWindow *self = TSN_CONVERSATION_WINDOW (object);

  for (guint i = 0; i < self->n_topics; i++)
    g_ptr_array_unref (self->groups[i]);
  g_free (self->groups);
  g_ptr_array_unref (self->ticks);
  tsn_person_overview_free (self->overview);
  tsn_conversation_draft_free (self->draft);
  G_OBJECT_CLASS (tsn_conversation_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *class)
{
  gtk_widget_class_set_template_from_resource (
      class,
      "/jp/tsunagi/Tsunagi/desk/tsn-conversation-window.ui");
  gtk_widget_class_bind_template_child (class, TsnConversationWindow, person_label);
  gtk_widget_class_bind_template_child (class, TsnConversationWindow, topic_list);
  gtk_widget_class_bind_template_child (class, TsnConversationWindow, scrolled);
  gtk_widget_class_bind_template_child (class, TsnConversationWindow, box);
  gtk_widget_class_bind_template_child (class, TsnConversationWindow, title_label);
  gtk_widget_class_bind_template_child (class, TsnConversationWindow, lead_label);
  gtk_widget_class_bind_template_child (class, TsnConversationWindow, not_now);
  gtk_widget_class_bind_template_child (class, TsnConversationWindow, enough);
  gtk_widget_class_bind_template_child (class, TsnConversationWindow, back);
  gtk_widget_class_bind_template_child (class, TsnConversationWindow, next);
  gtk_widget_class_bind_template_child (class, TsnConversationWindow, position_label);
  gtk_widget_class_bind_template_child (class, TsnConversationWindow, earlier_button);
  gtk_widget_class_bind_template_child (class, TsnConversationWindow, earlier_pane);
  gtk_widget_class_bind_template_child (class, TsnConversationWindow, earlier);
  gtk_widget_class_bind_template_callback (class, topic_selected_cb);
}

static void
tsn_conversation_window_class_init (TsnConversationWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_conversation_window_dispose;
  G_OBJECT_CLASS (class)->finalize = tsn_conversation_window_finalize;
  GTK_WINDOW_CLASS (class)->close_request = tsn_conversation_window_close_request;
  gtk_widget_class_install_action (widget_class, "talk.save", NULL, save_activated);
  gtk_widget_class_install_action (widget_class, "talk.step", "i", step_activated);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_s,
                                       GDK_CONTROL_MASK,
                                       "talk.save",
                                       NULL);
  bind_template (widget_class);
}

/* Taken before the scrolled windows inside take the same keys. */
static void
add_keys (TsnConversationWindow *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  static const struct
  {
    guint key;
    int step;
  } steps[] = { { GDK_KEY_Page_Up, -1 }, { GDK_KEY_Page_Down, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      GtkShortcut *shortcut = gtk_shortcut_new (
          gtk_keyval_trigger_new (steps[i].key, GDK_CONTROL_MASK),
          gtk_named_action_new ("talk.step"));

      gtk_shortcut_set_arguments (shortcut, g_variant_new_int32 (steps[i].step));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), shortcut);
    }
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
tsn_conversation_window_init (TsnConversationWindow *self)
{
  self->ticks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  add_keys (self);
}

void
tsn_conversation_window_begin (GtkWidget *parent,
                               TsnStation *station,
                               const TsnId *person,
                               const TsnId *event)
{
  TsnConversationWindow *self = g_object_new (TSN_TYPE_CONVERSATION_WINDOW, NULL);
  Begin *begin = g_new0 (Begin, 1);

  self->station = g_object_ref (station);
  g_set_weak_pointer (&self->parent, parent);
  add_topics (self);
  g_signal_connect_object (station, "locking", G_CALLBACK (locking_cb), self, G_CONNECT_SWAPPED);
  begin->person = *person;
  begin->event = event != NULL ? *event : TSN_ID_NIL;
  tsn_station_ask (station, TSN_STORE_READ, begin_worker, begin, begin_free, self, begin_cb);
  tsn_dialog_present (self, parent);
}
