/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The trails differ in where their records stand in the overview, how a record reads in two lines,
 * and what its row opens; that is the table TRAILS. */

#include "tsn-trail-list.h"

#include <glib/gi18n.h>
#include <stddef.h>

#include "tsn-conversation-sheet.h"
#include "tsn-person-words.h"

struct _TsnTrailList
{
  AdwBin parent_instance;

  TsnStation *station;
  TsnTrail trail;
  GPtrArray *records; /* of TsnRecord, as the rows stand */

  AdwPreferencesGroup *group;
  GtkButton *button;
  GtkListBox *list;
  AdwStatusPage *empty;
};

G_DEFINE_FINAL_TYPE (TsnTrailList, tsn_trail_list, ADW_TYPE_BIN)

/* Two lines of a row. */
typedef struct
{
  char *title;
  char *subtitle;
  const char *state; /* borrowed; "" when it is as usual */
} Lines;

/* -- Conversations -- */

static void
say_conversation (const TsnRecord *talk, const TsnPersonOverview *overview, Lines *lines)
{
  const TsnRecord *event = tsn_person_overview_related (
      overview,
      tsn_record_reference (talk, TSN_CONVERSATION_EVENT));
  g_autofree char *with = tsn_record_words (talk, TSN_CONVERSATION_PARTICIPANTS);
  g_autofree char *withdrawn = tsn_withdrawal_words (talk);
  g_autofree char *taken_back = withdrawn != NULL ? g_strdup_printf (_ ("Withdrawn: %s"), withdrawn)
                                                  : NULL;

  lines->title = tsn_record_words (talk, TSN_CONVERSATION_DATE);
  lines->subtitle = tsn_join_words (
      (const char *const[]){ tsn_record_code_words (talk, TSN_CONVERSATION_STANCE),
                             tsn_record_code_words (talk, TSN_CONVERSATION_SETTING),
                             event != NULL ? tsn_record_title (event) : NULL,
                             with,
                             taken_back },
      5);
  if (withdrawn != NULL)
    lines->state = _ ("Withdrawn");
}

static void
open_conversation (TsnTrailList *self, const TsnRecord *talk)
{
  tsn_conversation_sheet_present (GTK_WIDGET (self), self->station, &talk->id);
}

/* -- Participations -- */

static void
say_attendance (const TsnRecord *attendance, const TsnPersonOverview *overview, Lines *lines)
{
  const TsnRecord *event = tsn_person_overview_related (
      overview,
      tsn_record_reference (attendance, TSN_ATTENDANCE_EVENT));
  g_autofree char *date = event != NULL ? tsn_record_words (event, TSN_EVENT_DATE) : NULL;

  lines->title = g_strdup (event != NULL && tsn_record_title (event) != NULL
                               ? tsn_record_title (event)
                               : _ ("An event that is not here"));
  lines->subtitle = tsn_join_words (
      (const char *const[]){ date, tsn_record_code_words (attendance, TSN_ATTENDANCE_MODE) },
      2);
  lines->state = tsn_record_code_words (attendance, TSN_ATTENDANCE_STATUS);
}

static void
open_attendance (TsnTrailList *self, const TsnRecord *attendance)
{
  const TsnId *event = tsn_record_reference (attendance, TSN_ATTENDANCE_EVENT);
  char id[TSN_ID_TEXT_SIZE];

  if (event != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self),
                                "win.show",
                                "(ss)",
                                "events",
                                tsn_id_format (event, id));
}

/* -- Cards -- */

static void
say_card (const TsnRecord *card, const TsnPersonOverview *overview, Lines *lines)
{
  g_autofree char *review = tsn_date_format (
      (TsnDate) tsn_record_number (card, TSN_CARD_REVIEW_BY, 0),
      TSN_DATE_STYLE_WESTERN);
  g_autofree char *until = review[0] != '\0' ? g_strdup_printf (_ ("review by %s"), review) : NULL;
  g_autofree char *serial = g_strdup_printf (_ ("No. %s"), tsn_record_text (card, TSN_CARD_SERIAL));

  lines->title = tsn_record_words (card, TSN_CARD_ISSUED_AT);
  lines->subtitle = tsn_join_words (
      (const char *const[]){ serial,
                             tsn_record_code_words (card, TSN_CARD_LAYOUT),
                             tsn_record_code_words (card, TSN_CARD_CHANNEL),
                             tsn_record_code_words (card, TSN_CARD_REISSUE),
                             until },
      5);
  if (tsn_record_value (card, TSN_CARD_VOIDED) != NULL)
    lines->state = tsn_record_code_words (card, TSN_CARD_VOIDED);
  else if (card != g_ptr_array_index (overview->cards, 0))
    lines->state = _ ("Replaced");
}

/* -- The table -- */

static const struct
{
  const char *title;
  const char *description;
  const char *button;
  const char *action;
  const char *empty;
  const char *empty_description;
  gsize records; /* where in the overview */
  void (*say) (const TsnRecord *record, const TsnPersonOverview *overview, Lines *lines);
  void (*open) (TsnTrailList *self, const TsnRecord *record); /* NULL: nothing to open */
} TRAILS[] = {
  [TSN_TRAIL_CONVERSATIONS] = { N_ ("Conversations"),
                                N_ ("Each one is the feeling of that day. Nothing is overwritten: "
                                    "a change of mind is another conversation."),
                                N_ ("New con_versation"),
                                "person.talk",
                                N_ ("No conversation yet"),
                                N_ ("Not wanting to talk about it now is an answer, too, and can "
                                    "be recorded."),
                                offsetof (TsnPersonOverview, conversations),
                                say_conversation,
                                open_conversation },
  [TSN_TRAIL_ATTENDANCES] = { N_ ("Participation"),
                              NULL,
                              NULL,
                              NULL,
                              N_ ("Has not taken part in an event"),
                              NULL,
                              offsetof (TsnPersonOverview, attendances),
                              say_attendance,
                              open_attendance },
  [TSN_TRAIL_CARDS] = { N_ ("Cards"),
                        N_ ("A new card makes the one before it void."),
                        N_ ("_Issue a card"),
                        "person.card",
                        N_ ("No card yet"),
                        NULL,
                        offsetof (TsnPersonOverview, cards),
                        say_card,
                        NULL },
};

/* -- Rows -- */

static void
add_row (TsnTrailList *self, const TsnRecord *record, const TsnPersonOverview *overview)
{
  GtkWidget *row = adw_action_row_new ();
  Lines lines = { .state = "" };

  TRAILS[self->trail].say (record, overview, &lines);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), lines.title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), lines.subtitle);
  if (lines.state[0] != '\0')
    {
      GtkWidget *state = gtk_label_new (lines.state);

      gtk_widget_add_css_class (state, "badge");
      gtk_widget_set_valign (state, GTK_ALIGN_CENTER);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), state);
    }
  if (TRAILS[self->trail].open != NULL)
    {
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name ("go-next-symbolic"));
    }
  gtk_list_box_append (self->list, row);
  g_free (lines.title);
  g_free (lines.subtitle);
}

void
tsn_trail_list_show (TsnTrailList *self, const TsnPersonOverview *overview)
{
  GPtrArray *records = G_STRUCT_MEMBER (GPtrArray *, overview, TRAILS[self->trail].records);
  GtkWidget *row;

  g_ptr_array_set_size (self->records, 0);
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < records->len; i++)
    {
      TsnRecord *record = g_ptr_array_index (records, i);

      g_ptr_array_add (self->records, tsn_record_ref (record));
      add_row (self, record, overview);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->list), records->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->empty), records->len == 0);
}

static void
activated_cb (TsnTrailList *self, GtkListBoxRow *row)
{
  const TsnRecord *record = g_ptr_array_index (self->records, gtk_list_box_row_get_index (row));

  if (TRAILS[self->trail].open != NULL)
    TRAILS[self->trail].open (self, record);
}

/* -- Life -- */

static void
tsn_trail_list_dispose (GObject *object)
{
  TsnTrailList *self = TSN_TRAIL_LIST (object);

  /* Else the bin unparents what disposing of the template has freed. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_TRAIL_LIST);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_trail_list_parent_class)->dispose (object);
}

static void
tsn_trail_list_finalize (GObject *object)
{
  g_ptr_array_unref (TSN_TRAIL_LIST (object)->records);
  G_OBJECT_CLASS (tsn_trail_list_parent_class)->finalize (object);
}

static void
tsn_trail_list_class_init (TsnTrailListClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_trail_list_dispose;
  G_OBJECT_CLASS (class)->finalize = tsn_trail_list_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/desk/tsn-trail-list.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnTrailList, group);
  gtk_widget_class_bind_template_child (widget_class, TsnTrailList, button);
  gtk_widget_class_bind_template_child (widget_class, TsnTrailList, list);
  gtk_widget_class_bind_template_child (widget_class, TsnTrailList, empty);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
tsn_trail_list_init (TsnTrailList *self)
{
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_record_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The translation of a text that may be missing. */
static const char *
maybe (const char *text)
{
  return text != NULL ? _ (text) : NULL;
}

GtkWidget *
tsn_trail_list_new (TsnStation *station, TsnTrail trail)
{
  TsnTrailList *self = g_object_new (TSN_TYPE_TRAIL_LIST, NULL);
  gboolean has_button = TRAILS[trail].button != NULL;

  self->station = g_object_ref (station);
  self->trail = trail;
  adw_preferences_group_set_title (self->group, _ (TRAILS[trail].title));
  adw_preferences_group_set_description (self->group, maybe (TRAILS[trail].description));
  gtk_widget_set_visible (GTK_WIDGET (self->button), has_button);
  if (has_button)
    {
      gtk_button_set_label (self->button, _ (TRAILS[trail].button));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), TRAILS[trail].action);
    }
  adw_status_page_set_title (self->empty, _ (TRAILS[trail].empty));
  adw_status_page_set_description (self->empty, maybe (TRAILS[trail].empty_description));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (TRAILS[trail].title),
                                  -1);
  return GTK_WIDGET (self);
}
