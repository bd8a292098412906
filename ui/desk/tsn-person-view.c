/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One question to the store brings everything (tsn_person_overview), and every section is filled
 * from that answer. When anything that belongs to the person changes, here or elsewhere, the
 * question is asked again, once per turn of the main loop; the forms follow changes by themselves.
 *
 * A section is one line of SECTIONS. */

#include "tsn-person-view.h"

#include <glib/gi18n.h>

#include "tsn-consent-list.h"
#include "tsn-contact-list.h"
#include "tsn-conversation-window.h"
#include "tsn-conversation.h"
#include "tsn-history-list.h"
#include "tsn-person-erase.h"
#include "tsn-person-forms.h"
#include "tsn-person-words.h"
#include "tsn-stack.h"
#include "tsn-toast.h"
#include "tsn-trail-list.h"
#include "tsn-words.h"
#include "tsn-wrap-layout.h"

typedef enum
{
  SECTION_BASICS,
  SECTION_CONTACTS,
  SECTION_HEALTH,
  SECTION_CONSENTS,
  SECTION_CONVERSATIONS,
  SECTION_ATTENDANCES,
  SECTION_CARDS,
  SECTION_HISTORY,
  N_SECTIONS
} Section;

static const struct
{
  const char *name; /* in the stack */
  const char *title;
} SECTIONS[N_SECTIONS] = {
  [SECTION_BASICS] = { "basics", N_ ("Basics") },
  [SECTION_CONTACTS] = { "contacts", N_ ("Contacts") },
  [SECTION_HEALTH] = { "health", N_ ("Health") },
  [SECTION_CONSENTS] = { "consents", N_ ("Consents") },
  [SECTION_CONVERSATIONS] = { "conversations", N_ ("Conversations") },
  [SECTION_ATTENDANCES] = { "attendances", N_ ("Participation") },
  [SECTION_CARDS] = { "cards", N_ ("Cards") },
  [SECTION_HISTORY] = { "history", N_ ("History") },
};

struct _TsnPersonView
{
  AdwBin parent_instance;

  TsnStation *station;
  TsnId person;  /* nil: nobody */
  guint asking;  /* counts questions: only the last answer is shown */
  guint reading; /* source: a question is to be asked */

  TsnRecordForm *basics;
  TsnRecordForm *health;
  TsnContactList *contacts;
  TsnConsentList *consents;
  TsnTrailList *conversations;
  TsnTrailList *attendances;
  TsnTrailList *cards;
  TsnHistoryList *history;

  GtkLabel *name;
  GtkLabel *kana;
  GtkLabel *born;
  GtkBox *badges;
  GtkBox *tabs;
  GtkToggleButton *buttons[N_SECTIONS];
  GtkStack *stack;
};

enum
{
  ERASED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnPersonView, tsn_person_view, ADW_TYPE_BIN)

/* -- The head -- */

static void
show_badges (TsnPersonView *self, const TsnPersonOverview *overview)
{
  g_autoptr (GPtrArray) badges = tsn_person_badges (overview, tsn_today ());
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->badges))) != NULL)
    gtk_box_remove (self->badges, child);
  for (guint i = 0; i < badges->len; i++)
    {
      const TsnBadge *badge = g_ptr_array_index (badges, i);
      GtkWidget *label = gtk_label_new (badge->text);

      gtk_widget_add_css_class (label, "badge");
      if (badge->urgent)
        gtk_widget_add_css_class (label, "urgent");
      gtk_box_append (self->badges, label);
    }
}

static void
show_head (TsnPersonView *self, const TsnPersonOverview *overview)
{
  const TsnRecord *person = overview->person;
  const char *name = tsn_record_text (person, TSN_PERSON_NAME);
  const char *kana = tsn_record_text (person, TSN_PERSON_KANA);
  g_autofree char *born = tsn_person_born (person, tsn_today ());

  gtk_label_set_label (self->name, name != NULL ? name : kana != NULL ? kana : "");
  gtk_label_set_label (self->kana, name != NULL && kana != NULL ? kana : "");
  gtk_label_set_label (self->born, born);
  gtk_widget_set_visible (GTK_WIDGET (self->kana), name != NULL && kana != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->born), born[0] != '\0');
  show_badges (self, overview);
}

static void
show_tab_count (TsnPersonView *self, Section section, guint n)
{
  g_autofree char *text = NULL;

  if (n > 0)
    text = g_strdup_printf ("%s %u", _ (SECTIONS[section].title), n);
  gtk_button_set_label (GTK_BUTTON (self->buttons[section]),
                        n > 0 ? text : _ (SECTIONS[section].title));
}

static void
show_overview (TsnPersonView *self, const TsnPersonOverview *overview)
{
  show_head (self, overview);
  tsn_contact_list_show (self->contacts, overview);
  tsn_consent_list_show (self->consents, overview);
  tsn_trail_list_show (self->conversations, overview);
  tsn_trail_list_show (self->attendances, overview);
  tsn_trail_list_show (self->cards, overview);
  show_tab_count (self, SECTION_CONTACTS, overview->contacts->len);
  show_tab_count (self, SECTION_CONVERSATIONS, overview->conversations->len);
  show_tab_count (self, SECTION_ATTENDANCES, overview->attendances->len);
  show_tab_count (self, SECTION_CARDS, overview->cards->len);
}

/* -- Reading -- */

typedef struct
{
  guint asking;
  TsnId person;
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

  read->overview = tsn_person_overview (session, &read->person, error);
  return read->overview != NULL;
}

static void
read_cb (gpointer object, gpointer data, const GError *error)
{
  TsnPersonView *self = object;
  const Read *read = data;

  if (read->asking != self->asking)
    return;
  if (error != NULL)
    tsn_toast_error (GTK_WIDGET (self), error);
  else
    show_overview (self, read->overview);
}

static void
section_shown_cb (TsnPersonView *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->stack);

  for (guint i = 0; name != NULL && i < N_SECTIONS; i++)
    if (self->buttons[i] != NULL && g_str_equal (name, SECTIONS[i].name))
      gtk_toggle_button_set_active (self->buttons[i], TRUE);
  if (g_strcmp0 (name, SECTIONS[SECTION_HISTORY].name) == 0 && !tsn_id_is_nil (&self->person))
    tsn_history_list_show (self->history, &self->person);
}

void
tsn_person_view_refresh (TsnPersonView *self)
{
  Read *read;

  g_clear_handle_id (&self->reading, g_source_remove);
  self->asking++;
  if (tsn_id_is_nil (&self->person))
    return;
  read = g_new0 (Read, 1);
  read->asking = self->asking;
  read->person = self->person;
  tsn_station_ask (self->station, TSN_STORE_READ, read_worker, read, read_free, self, read_cb);
  section_shown_cb (self);
}

static gboolean
reading_cb (gpointer user_data)
{
  TsnPersonView *self = user_data;

  self->reading = 0;
  tsn_person_view_refresh (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (TsnPersonView *self, guint kind, const TsnId *record)
{
  if (tsn_id_is_nil (&self->person) || self->reading != 0 ||
      (kind == TSN_KIND_PERSON && record != NULL && !tsn_id_equal (record, &self->person)))
    return;
  self->reading = g_idle_add (reading_cb, self);
}

/* -- Whom it shows -- */

const TsnId *
tsn_person_view_get_person (TsnPersonView *self)
{
  return tsn_id_is_nil (&self->person) ? NULL : &self->person;
}

void
tsn_person_view_focus (TsnPersonView *self)
{
  for (guint i = 0; i < N_SECTIONS; i++)
    if (gtk_toggle_button_get_active (self->buttons[i]))
      gtk_widget_grab_focus (GTK_WIDGET (self->buttons[i]));
}

void
tsn_person_view_finish (TsnPersonView *self)
{
  if (tsn_id_is_nil (&self->person))
    return;
  tsn_record_form_finish (self->basics);
  tsn_record_form_finish (self->health);
}

void
tsn_person_view_set_person (TsnPersonView *self, const TsnId *person)
{
  const TsnId id = person != NULL ? *person : TSN_ID_NIL;

  if (tsn_id_equal (&id, &self->person))
    return;
  tsn_person_view_finish (self);
  self->person = id;
  tsn_record_form_set_record (self->basics, person);
  tsn_record_form_set_record (self->health, person);
  tsn_contact_list_set_person (self->contacts, person);
  tsn_consent_list_set_person (self->consents, person);
  tsn_history_list_show (self->history, NULL);
  tsn_person_view_refresh (self);
}

/* -- Actions -- */

static void
talk_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnPersonView *self = TSN_PERSON_VIEW (widget);

  if (!tsn_id_is_nil (&self->person))
    tsn_conversation_window_begin (widget, self->station, &self->person, NULL);
}

static void
card_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnPersonView *self = TSN_PERSON_VIEW (widget);
  char id[TSN_ID_TEXT_SIZE];

  tsn_person_view_finish (self);
  gtk_widget_activate_action (widget,
                              "win.show",
                              "(ss)",
                              "cards",
                              tsn_id_format (&self->person, id));
}

static void
undo_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnPersonView *self = TSN_PERSON_VIEW (widget);
  const char *name = gtk_stack_get_visible_child_name (self->stack);
  gboolean health = g_strcmp0 (name, SECTIONS[SECTION_HEALTH].name) == 0;

  if (!tsn_record_form_undo (health ? self->health : self->basics))
    tsn_toast (widget, _ ("There is nothing to undo here. Older changes are in the history."));
}

static void
erased_cb (gpointer object)
{
  TsnPersonView *self = object;

  tsn_person_view_set_person (self, NULL);
  g_signal_emit (self, signals[ERASED], 0);
}

static void
erase_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnPersonView *self = TSN_PERSON_VIEW (widget);

  if (!tsn_id_is_nil (&self->person))
    tsn_person_erase (widget, self->station, &self->person, erased_cb, self);
}

typedef struct
{
  TsnId person;
} Review;

static gboolean
review_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Review *review = data;
  g_autoptr (TsnChange) change = tsn_change_new (tsn_kind_by_number (TSN_KIND_PERSON),
                                                 &review->person);
  TsnDate next = tsn_conversation_next_review (session, tsn_today (), error);

  if (next == TSN_DATE_NONE)
    return FALSE;
  tsn_change_set_number (change, TSN_PERSON_REVIEWED_ON, tsn_today ());
  tsn_change_set_number (change, TSN_PERSON_NEXT_REVIEW, next);
  return tsn_session_put (session, change, NULL, error);
}

static void
review_cb (gpointer object, gpointer data, const GError *error)
{
  TsnPersonView *self = object;
  const Review *review = data;

  if (error != NULL)
    tsn_toast_error (GTK_WIDGET (self), error);
  else
    {
      tsn_toast (GTK_WIDGET (self), _ ("Noted: reviewed today"));
      tsn_station_changed (self->station, TSN_KIND_PERSON, &review->person);
    }
}

/* What was confirmed to be right as it is: the next review is as far away as the municipality says.
 */
static void
reviewed_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnPersonView *self = TSN_PERSON_VIEW (widget);
  Review *review = g_new0 (Review, 1);

  review->person = self->person;
  tsn_station_ask (self->station, TSN_STORE_WRITE, review_worker, review, g_free, self, review_cb);
}

static void
step_activated (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TsnPersonView *self = TSN_PERSON_VIEW (widget);
  int step = g_variant_get_int32 (parameter);
  int now = 0;

  for (int i = 0; i < N_SECTIONS; i++)
    if (gtk_toggle_button_get_active (self->buttons[i]))
      now = i;
  now = (now + step + N_SECTIONS) % N_SECTIONS;
  gtk_toggle_button_set_active (self->buttons[now], TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->buttons[now]));
}

/* -- Life -- */

static void
tab_toggled_cb (TsnPersonView *self, GtkToggleButton *button)
{
  for (guint i = 0; i < N_SECTIONS; i++)
    if (self->buttons[i] == button && gtk_toggle_button_get_active (button))
      gtk_stack_set_visible_child_name (self->stack, SECTIONS[i].name);
}

static void
add_tab (TsnPersonView *self, Section section)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (_ (SECTIONS[section].title));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "tab");
  self->buttons[section] = GTK_TOGGLE_BUTTON (button);
  if (section > 0)
    gtk_toggle_button_set_group (self->buttons[section], self->buttons[0]);
  g_signal_connect_object (button, "toggled", G_CALLBACK (tab_toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->tabs, button);
}

static void
add_section (TsnPersonView *self, Section section, gpointer content)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  gtk_widget_set_margin_top (content, 18);
  gtk_widget_set_margin_bottom (content, 36);
  gtk_widget_set_margin_start (content, 18);
  gtk_widget_set_margin_end (content, 18);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 760);
  adw_clamp_set_child (ADW_CLAMP (clamp), content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled),
                                  GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_stack_add_named (self->stack, scrolled, SECTIONS[section].name);
  add_tab (self, section);
}

static TsnTrailList *
new_trail (TsnPersonView *self, TsnTrail trail)
{
  return TSN_TRAIL_LIST (tsn_trail_list_new (self->station, trail));
}

static void
add_sections (TsnPersonView *self)
{
  self->basics = tsn_person_form_basics (self->station);
  self->health = tsn_person_form_health (self->station);
  self->contacts = TSN_CONTACT_LIST (tsn_contact_list_new (self->station));
  self->consents = TSN_CONSENT_LIST (tsn_consent_list_new (self->station));
  self->conversations = new_trail (self, TSN_TRAIL_CONVERSATIONS);
  self->attendances = new_trail (self, TSN_TRAIL_ATTENDANCES);
  self->cards = new_trail (self, TSN_TRAIL_CARDS);
  self->history = TSN_HISTORY_LIST (tsn_history_list_new (self->station));
  add_section (self, SECTION_BASICS, self->basics);
  add_section (self, SECTION_CONTACTS, self->contacts);
  add_section (self, SECTION_HEALTH, self->health);
  add_section (self, SECTION_CONSENTS, self->consents);
  add_section (self, SECTION_CONVERSATIONS, self->conversations);
  add_section (self, SECTION_ATTENDANCES, self->attendances);
  add_section (self, SECTION_CARDS, self->cards);
  add_section (self, SECTION_HISTORY, self->history);
  gtk_toggle_button_set_active (self->buttons[SECTION_BASICS], TRUE);
}

static void
tsn_person_view_dispose (GObject *object)
{
  TsnPersonView *self = TSN_PERSON_VIEW (object);

  g_clear_handle_id (&self->reading, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_PERSON_VIEW);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_person_view_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "person.talk", NULL, talk_activated);
  gtk_widget_class_install_action (class, "person.card", NULL, card_activated);
  gtk_widget_class_install_action (class, "person.undo", NULL, undo_activated);
  gtk_widget_class_install_action (class, "person.erase", NULL, erase_activated);
  gtk_widget_class_install_action (class, "person.reviewed", NULL, reviewed_activated);
  gtk_widget_class_install_action (class, "person.step", "i", step_activated);
}

static void
tsn_person_view_class_init (TsnPersonViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_person_view_dispose;
  signals[ERASED] = g_signal_new ("erased",
                                  TSN_TYPE_PERSON_VIEW,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  0);
  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/desk/tsn-person-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnPersonView, name);
  gtk_widget_class_bind_template_child (widget_class, TsnPersonView, kana);
  gtk_widget_class_bind_template_child (widget_class, TsnPersonView, born);
  gtk_widget_class_bind_template_child (widget_class, TsnPersonView, badges);
  gtk_widget_class_bind_template_child (widget_class, TsnPersonView, tabs);
  gtk_widget_class_bind_template_child (widget_class, TsnPersonView, stack);
  gtk_widget_class_bind_template_callback (widget_class, section_shown_cb);
}

static void
tsn_person_view_init (TsnPersonView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tsn_stack_tell_readers (GTK_WIDGET (self->stack));
  gtk_widget_set_layout_manager (GTK_WIDGET (self->badges), tsn_wrap_layout_new (6));
  gtk_widget_set_layout_manager (GTK_WIDGET (self->tabs), tsn_wrap_layout_new (3));
}

GtkWidget *
tsn_person_view_new (TsnStation *station)
{
  TsnPersonView *self = g_object_new (TSN_TYPE_PERSON_VIEW, NULL);

  self->station = g_object_ref (station);
  add_sections (self);
  g_signal_connect_object (station, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
