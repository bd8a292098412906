/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whoever is searched for is one person, most of the time: Enter takes the first. Several are
 * chosen as in any list; and a popover offers the lists that the register knows: who turns 75, who
 * came to the talks, who came to one of the latest events. */

#include "tsn-card-people.h"

#include <glib/gi18n.h>

#include "tsn-card-audience.h"
#include "tsn-record-list.h"
#include "tsn-toast.h"

#define FOUND_MAX  50
#define EVENTS_MAX 30
#define AGE        75

struct _TsnCardPeople
{
  AdwBin parent_instance;

  TsnStation *station;
  TsnRecordList *people;
  gboolean quiet; /* the selection changes because the list does */

  GtkSearchEntry *search;
  GtkListView *list;
  GtkMultiSelection *selection;
  GtkMenuButton *lists_button;
  GtkPopover *lists;
  GtkListBox *list_box;
};

G_DEFINE_FINAL_TYPE (TsnCardPeople, tsn_card_people, ADW_TYPE_BIN)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
emit_chosen (TsnCardPeople *self, const TsnCardChoice *choice)
{
  g_signal_emit (self, signals[CHOSEN], 0, choice);
}

/* -- The list -- */

static GArray *
selected_people (TsnCardPeople *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (
      GTK_SELECTION_MODEL (self->selection));
  GArray *people = g_array_new (FALSE, FALSE, sizeof (TsnId));
  GtkBitsetIter iter;
  guint position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr (TsnRecordItem) item = g_list_model_get_item (G_LIST_MODEL (self->people),
                                                              position);

      g_array_append_vals (people, tsn_record_item_get_id (item), 1);
    }
  return people;
}

static void
selection_changed_cb (TsnCardPeople *self)
{
  g_autoptr (GArray) people = NULL;

  if (self->quiet)
    return;
  people = selected_people (self);
  emit_chosen (self, &(TsnCardChoice){ .people = people, .channel = TSN_CARD_CHANNEL_DESK });
}

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  for (int i = 0; i < 2; i++)
    {
      GtkWidget *label = gtk_label_new (" ");

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_widget_add_css_class (label, i == 0 ? "heading" : "caption");
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_list_item_set_child (item, box);
}

static void
record_changed_cb (TsnRecordItem *item, GParamSpec *spec, GtkWidget *box)
{
  TsnRecord *person = tsn_record_item_get_record (item);
  const char *name = person != NULL ? tsn_record_text (person, TSN_PERSON_NAME) : NULL;
  const char *kana = person != NULL ? tsn_record_text (person, TSN_PERSON_KANA) : NULL;
  TsnDate birth = person != NULL
                      ? (TsnDate) tsn_record_number (person, TSN_PERSON_BIRTH_DATE, TSN_DATE_NONE)
                      : TSN_DATE_NONE;
  g_autofree char *born = tsn_date_format (birth, TSN_DATE_STYLE_ERA);
  g_autofree char *below = g_strdup_printf ("%s　%s", kana != NULL ? kana : "", born);
  g_autofree char *spoken = g_strdup_printf ("%s %s", name != NULL ? name : "", below);
  GtkWidget *first = gtk_widget_get_first_child (box);

  gtk_label_set_label (GTK_LABEL (first), name != NULL ? name : kana != NULL ? kana : " ");
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (first)), below);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  TsnRecordItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *box = gtk_list_item_get_child (list_item);

  g_signal_connect (item, "notify::record", G_CALLBACK (record_changed_cb), box);
  record_changed_cb (item, NULL, box);
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (list_item),
                                        gtk_list_item_get_child (list_item));
}

/* -- Searching -- */

/* What was chosen stays on the card's side of the page while one searches for the next. */
static void
search_changed_cb (TsnCardPeople *self)
{
  self->quiet = TRUE;
  tsn_record_list_show (self->people,
                        gtk_editable_get_text (GTK_EDITABLE (self->search)),
                        NULL,
                        FOUND_MAX);
  self->quiet = FALSE;
}

static void
search_activated_cb (TsnCardPeople *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->people)) > 0)
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), 0, TRUE);
}

static void
search_stopped_cb (TsnCardPeople *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

/* Down walks into the list. */
static gboolean
search_key_cb (TsnCardPeople *self, guint key)
{
  if (key != GDK_KEY_Down && key != GDK_KEY_KP_Down)
    return FALSE;
  search_activated_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
  return TRUE;
}

/* -- Lists -- */

typedef enum
{
  LIST_AGE,
  LIST_TALKS,
  LIST_EVENT,
} ListKind;

typedef struct
{
  ListKind kind;
  TsnId event;
  guint channel;
  char *title;
  GArray *people; /* the answer */
} List;

static void
list_free (gpointer data)
{
  List *list = data;

  g_free (list->title);
  g_clear_pointer (&list->people, g_array_unref);
  g_free (list);
}

static int
this_year (void)
{
  return tsn_fiscal_year (tsn_date_from_unix_ms (g_get_real_time () / 1000));
}

static gboolean
list_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  List *list = data;

  switch (list->kind)
    {
    case LIST_AGE:
      list->people = tsn_card_audience_age (session, AGE, this_year (), error);
      break;
    case LIST_TALKS:
      list->people = tsn_card_audience_talks (session, this_year (), error);
      break;
    case LIST_EVENT:
    default:
      list->people = tsn_card_audience_event (session, &list->event, error);
      break;
    }
  return list->people != NULL;
}

static void
listed_cb (gpointer object, gpointer data, const GError *error)
{
  TsnCardPeople *self = object;
  const List *list = data;

  if (error != NULL)
    {
      tsn_toast_error (GTK_WIDGET (self), error);
      return;
    }
  if (list->people->len == 0)
    {
      tsn_toast (GTK_WIDGET (self), _ ("Nobody is on that list"));
      return;
    }
  self->quiet = TRUE;
  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
  self->quiet = FALSE;
  emit_chosen (self,
               &(TsnCardChoice){ .people = list->people,
                                 .event = list->event,
                                 .channel = list->channel,
                                 .title = list->title });
}

static void
list_activated_cb (TsnCardPeople *self, GtkListBoxRow *row)
{
  const List *list = g_object_get_data (G_OBJECT (row), "list");
  List *asked = g_new0 (List, 1);

  gtk_popover_popdown (self->lists);
  asked->kind = list->kind;
  asked->event = list->event;
  asked->channel = list->channel;
  asked->title = g_strdup (list->title);
  tsn_station_ask (self->station, TSN_STORE_READ, list_work, asked, list_free, self, listed_cb);
}

static void
add_list (TsnCardPeople *self, List list, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), list.title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "list", g_memdup2 (&list, sizeof list), list_free);
  gtk_list_box_append (self->list_box, row);
}

static void
add_event (TsnCardPeople *self, const TsnRecord *event)
{
  gint64 type = tsn_record_number (event, TSN_EVENT_TYPE, 0);
  TsnDate date = (TsnDate) tsn_record_number (event, TSN_EVENT_DATE, TSN_DATE_NONE);
  g_autofree char *day = tsn_date_format (date, TSN_DATE_STYLE_BOTH);
  g_autofree char *subtitle = g_strdup_printf (_ ("Participants, %s"), day);

  add_list (self,
            (List){ .kind = LIST_EVENT,
                    .event = event->id,
                    .channel = type == TSN_EVENT_TYPE_ACP_TALK ? TSN_CARD_CHANNEL_ACP_TALK
                                                               : TSN_CARD_CHANNEL_EVENT,
                    .title = g_strdup (tsn_record_text (event, TSN_EVENT_TITLE)) },
            subtitle);
}

static void
events_free (gpointer data)
{
  GPtrArray **events = data;

  g_clear_pointer (events, g_ptr_array_unref);
  g_free (events);
}

/* Until the end of the year: cards may be made before the day, for those signed up. */
static gboolean
events_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray **events = data;
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_EVENT));

  tsn_query_where (query,
                   TSN_EVENT_DATE,
                   TSN_QUERY_AT_MOST,
                   tsn_value_number (TSN_TYPE_DATE, tsn_fiscal_year_last (this_year ())));
  query->order_by = TSN_EVENT_DATE;
  query->descending = TRUE;
  query->limit = EVENTS_MAX;
  *events = tsn_session_query (session, query, error);
  return *events != NULL;
}

static void
events_loaded_cb (gpointer object, gpointer data, const GError *error)
{
  TsnCardPeople *self = object;
  GPtrArray **events = data;
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list_box, 0)) != NULL)
    gtk_list_box_remove (self->list_box, GTK_WIDGET (row));
  add_list (self,
            (List){ .kind = LIST_AGE,
                    .channel = TSN_CARD_CHANNEL_AGE_75,
                    .title = g_strdup (_ ("Turns 75 this fiscal year")) },
            _ ("By the date of birth"));
  add_list (self,
            (List){ .kind = LIST_TALKS,
                    .channel = TSN_CARD_CHANNEL_ACP_TALK,
                    .title = g_strdup (_ ("Attended an ACP talk this fiscal year")) },
            _ ("Everyone who came to one of them"));
  for (guint i = 0; error == NULL && i < (*events)->len; i++)
    add_event (self, g_ptr_array_index (*events, i));
  /* The popover came up empty, or with the rows of the last time. */
  row = gtk_list_box_get_row_at_index (self->list_box, 0);
  if (gtk_widget_get_mapped (GTK_WIDGET (self->lists)))
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
lists_shown_cb (GtkPopover *popover)
{
  TsnCardPeople *self = TSN_CARD_PEOPLE (
      gtk_widget_get_ancestor (GTK_WIDGET (popover), TSN_TYPE_CARD_PEOPLE));

  tsn_station_ask (self->station,
                   TSN_STORE_READ,
                   events_work,
                   g_new0 (GPtrArray *, 1),
                   events_free,
                   self,
                   events_loaded_cb);
}

/* -- From outside -- */

void
tsn_card_people_set_station (TsnCardPeople *self, TsnStation *station)
{
  g_set_object (&self->station, station);
  self->people = tsn_record_list_new (station, tsn_kind_by_number (TSN_KIND_PERSON));
  gtk_multi_selection_set_model (self->selection, G_LIST_MODEL (self->people));
  search_changed_cb (self);
}

void
tsn_card_people_choose (TsnCardPeople *self, const TsnId *person)
{
  g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (TsnId));

  self->quiet = TRUE;
  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
  self->quiet = FALSE;
  g_array_append_vals (people, person, 1);
  emit_chosen (self, &(TsnCardChoice){ .people = people, .channel = TSN_CARD_CHANNEL_DESK });
}

void
tsn_card_people_find (TsnCardPeople *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  gtk_editable_select_region (GTK_EDITABLE (self->search), 0, -1);
}

void
tsn_card_people_reload (TsnCardPeople *self)
{
  tsn_record_list_reload (self->people);
}

/* -- Life -- */

static void
tsn_card_people_dispose (GObject *object)
{
  TsnCardPeople *self = TSN_CARD_PEOPLE (object);

  self->quiet = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_CARD_PEOPLE);
  g_clear_object (&self->people);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_card_people_parent_class)->dispose (object);
}

static void
tsn_card_people_class_init (TsnCardPeopleClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_card_people_dispose;
  signals[CHOSEN] = g_signal_new ("chosen",
                                  TSN_TYPE_CARD_PEOPLE,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/desk/tsn-card-people.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnCardPeople, search);
  gtk_widget_class_bind_template_child (widget_class, TsnCardPeople, list);
  gtk_widget_class_bind_template_child (widget_class, TsnCardPeople, selection);
  gtk_widget_class_bind_template_child (widget_class, TsnCardPeople, lists_button);
  gtk_widget_class_bind_template_child (widget_class, TsnCardPeople, lists);
  gtk_widget_class_bind_template_child (widget_class, TsnCardPeople, list_box);
  gtk_widget_class_bind_template_callback (widget_class, selection_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, lists_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_activated_cb);
}

static void
tsn_card_people_init (TsnCardPeople *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
