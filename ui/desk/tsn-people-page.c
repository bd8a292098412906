/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list asks the search text at every keystroke, so it is the whole register that one types
 * into; without words it shows a part of the register that the store picks: everyone, those whose
 * review is due, those who are not here any more. Both are questions to TsnRecordList; nothing is
 * filtered here. */

#include "tsn-people-page.h"

#include <glib/gi18n.h>

#include "tsn-person-draft.h"
#include "tsn-person-row.h"
#include "tsn-person-view.h"
#include "tsn-person-words.h"
#include "tsn-readers.h"
#include "tsn-row-label.h"
#include "tsn-stack.h"

#define FOUND_MAX 20 /* of a search: whoever is not among them types one more character */

struct _TsnPeoplePage
{
  TsnPage parent_instance;

  TsnRecordList *people;
  gboolean entered; /* Enter was pressed before the answer was there */
  gboolean looking; /* for other words than before; not answered yet */
  TsnPersonView *view;
  TsnPersonDraft *draft;

  GtkSearchEntry *search;
  GtkDropDown *part;
  TsnRowLabel *count;
  GtkStack *list_stack;
  GtkListView *list;
  GtkSingleSelection *selection;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (TsnPeoplePage, tsn_people_page, TSN_TYPE_PAGE)

/* -- The list -- */

/* The parts of the register, as the drop down names them. */
typedef enum
{
  PART_ALL,
  PART_REVIEW,
  PART_GONE,
} Part;

static TsnQuery *
query_of (Part part)
{
  TsnQuery *query = tsn_query_new (tsn_kind_by_number (TSN_KIND_PERSON));

  query->descending = TRUE;
  if (part == PART_REVIEW)
    {
      tsn_query_where (query,
                       TSN_PERSON_NEXT_REVIEW,
                       TSN_QUERY_AT_MOST,
                       tsn_value_number (TSN_TYPE_DATE, tsn_today ()));
      query->order_by = TSN_PERSON_NEXT_REVIEW;
      query->descending = FALSE;
    }
  else if (part == PART_GONE)
    tsn_query_where (query,
                     TSN_PERSON_STATUS,
                     TSN_QUERY_AT_LEAST,
                     tsn_value_number (TSN_TYPE_CODE, TSN_PERSON_STATUS_MOVED));
  return query;
}

static void
ask_list (TsnPeoplePage *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search));

  self->entered = FALSE;
  self->looking = TRUE;
  tsn_record_list_show (self->people,
                        words,
                        query_of ((Part) gtk_drop_down_get_selected (self->part)),
                        FOUND_MAX);
}

/* A search goes through everyone. */
static void
search_changed_cb (TsnPeoplePage *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search));

  if (words[0] != '\0' && gtk_drop_down_get_selected (self->part) != PART_ALL)
    gtk_drop_down_set_selected (self->part, PART_ALL);
  else
    ask_list (self);
}

static void
part_changed_cb (TsnPeoplePage *self)
{
  if (gtk_drop_down_get_selected (self->part) != PART_ALL)
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  ask_list (self);
}

static void open_person (TsnPeoplePage *self, const TsnId *person);
static void open_first (TsnPeoplePage *self);

/* Beside a search that found nobody, whoever was open before would be taken for the answer, and be
 * written into. */
static void
close_found_nobody (TsnPeoplePage *self, gboolean nobody)
{
  const char *shown = gtk_stack_get_visible_child_name (self->stack);

  if (!self->looking || tsn_record_list_is_loading (self->people))
    return;
  self->looking = FALSE;
  if (nobody && g_strcmp0 (shown, "person") == 0)
    open_person (self, NULL);
}

static void
list_changed_cb (TsnPeoplePage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->people));
  gboolean searching = gtk_editable_get_text (GTK_EDITABLE (self->search))[0] != '\0';
  g_autofree char *number = g_strdup_printf ("%'u", n);
  g_autofree char *text = NULL;

  if (searching && n >= FOUND_MAX)
    text = g_strdup_printf (_ ("%s or more: type a little more"), number);
  else if (searching)
    text = g_strdup_printf (ngettext ("%s person found", "%s people found", n), number);
  else
    text = g_strdup_printf (ngettext ("%s person", "%s people", n), number);
  tsn_row_label_set_text (self->count, text);
  if (self->entered)
    open_first (self);
  close_found_nobody (self, searching && n == 0);
  if (n == 0 && tsn_record_list_is_loading (self->people))
    return;
  gtk_stack_set_visible_child_name (self->list_stack,
                                    n > 0                                                ? "list"
                                    : searching                                          ? "nobody"
                                    : gtk_drop_down_get_selected (self->part) > PART_ALL ? "none"
                                                                                         : "empty");
}

static void
setup_row_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, tsn_person_row_new ());
}

static void
bind_row_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  tsn_person_row_set_item (TSN_PERSON_ROW (gtk_list_item_get_child (item)),
                           gtk_list_item_get_item (item));
}

static void
unbind_row_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  tsn_person_row_set_item (TSN_PERSON_ROW (gtk_list_item_get_child (item)), NULL);
}

/* -- Opening -- */

static void
open_person (TsnPeoplePage *self, const TsnId *person)
{
  self->looking = FALSE;
  tsn_person_view_set_person (self->view, person);
  gtk_stack_set_visible_child_name (self->stack, person != NULL ? "person" : "nobody");
}

static void
activated_cb (TsnPeoplePage *self, guint position)
{
  g_autoptr (TsnRecordItem) item = g_list_model_get_item (G_LIST_MODEL (self->people), position);

  if (item == NULL)
    return;
  open_person (self, tsn_record_item_get_id (item));
  tsn_person_view_focus (self->view);
}

/* Opens the first who was found, as soon as it is known who that is: whoever types and presses
 * Enter at once must not get the first of the list before. */
static void
open_first (TsnPeoplePage *self)
{
  self->entered = tsn_record_list_is_loading (self->people);
  if (self->entered || g_list_model_get_n_items (G_LIST_MODEL (self->people)) == 0)
    return;
  gtk_single_selection_set_selected (self->selection, 0);
  activated_cb (self, 0);
}

static gboolean
search_key_cb (TsnPeoplePage *self, guint key)
{
  if (key != GDK_KEY_Down && key != GDK_KEY_KP_Down)
    return GDK_EVENT_PROPAGATE;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->people)) > 0)
    {
      gtk_single_selection_set_selected (self->selection, 0);
      gtk_widget_grab_focus (GTK_WIDGET (self->list));
    }
  return GDK_EVENT_STOP;
}

static void
stop_search_cb (TsnPeoplePage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

/* -- A new person -- */

/* Whoever was looked for and is not there is who is registered now. */
static void
create_cb (TsnPeoplePage *self)
{
  gboolean nobody = g_list_model_get_n_items (G_LIST_MODEL (self->people)) == 0;

  tsn_person_view_finish (self->view);
  gtk_stack_set_visible_child_name (self->stack, "draft");
  tsn_person_draft_begin (self->draft,
                          nobody ? gtk_editable_get_text (GTK_EDITABLE (self->search)) : "");
}

static void
draft_done_cb (TsnPeoplePage *self, const TsnId *person)
{
  if (person == NULL)
    person = tsn_person_view_get_person (self->view);
  else
    {
      /* The newest is the first of everyone; nobody else is marked. */
      gtk_editable_set_text (GTK_EDITABLE (self->search), "");
      gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
    }
  open_person (self, person);
  if (person != NULL)
    tsn_person_view_focus (self->view);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
erased_cb (TsnPeoplePage *self)
{
  gtk_stack_set_visible_child_name (self->stack, "nobody");
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/* -- The page's verbs -- */

static void
tsn_people_page_shown (TsnPage *page, const TsnId *target)
{
  TsnPeoplePage *self = TSN_PEOPLE_PAGE (page);

  if (target != NULL)
    open_person (self, target);
  else if (tsn_person_view_get_person (self->view) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
tsn_people_page_left (TsnPage *page)
{
  tsn_person_view_finish (TSN_PEOPLE_PAGE (page)->view);
}

static void
tsn_people_page_find (TsnPage *page)
{
  TsnPeoplePage *self = TSN_PEOPLE_PAGE (page);

  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  gtk_editable_select_region (GTK_EDITABLE (self->search), 0, -1);
}

static void
tsn_people_page_create (TsnPage *page)
{
  create_cb (TSN_PEOPLE_PAGE (page));
}

static void
tsn_people_page_refresh (TsnPage *page)
{
  TsnPeoplePage *self = TSN_PEOPLE_PAGE (page);

  tsn_record_list_reload (self->people);
  tsn_person_view_refresh (self->view);
}

/* Wherever the focus is: a row that goes away while a window is open leaves it to the sidebar. */
static gboolean
person_key_cb (GtkWidget *widget, GVariant *step, gpointer user_data)
{
  TsnPeoplePage *self = TSN_PEOPLE_PAGE (widget);
  GtkWidget *view = GTK_WIDGET (self->view);
  int by = g_variant_get_int32 (step);

  if (!gtk_widget_get_mapped (view))
    return GDK_EVENT_PROPAGATE;
  return by != 0 ? gtk_widget_activate_action (view, "person.step", "i", by)
                 : gtk_widget_activate_action (view, "person.talk", NULL);
}

static void
add_keys (TsnPeoplePage *self)
{
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
    int step; /* sections; 0: begins a conversation */
  } keys[] = {
    { GDK_KEY_Page_Down, GDK_ALT_MASK, 1 },
    { GDK_KEY_Page_Up, GDK_ALT_MASK, -1 },
    { GDK_KEY_t, GDK_CONTROL_MASK, 0 },
  };

  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller),
                                     GTK_SHORTCUT_SCOPE_GLOBAL);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new_with_arguments (gtk_keyval_trigger_new (keys[i].key, keys[i].modifiers),
                                         gtk_callback_action_new (person_key_cb, NULL, NULL),
                                         "i",
                                         keys[i].step));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
changed_cb (TsnPeoplePage *self, guint kind)
{
  if (kind == TSN_KIND_PERSON)
    tsn_record_list_reload (self->people);
}

/* -- Life -- */

static void
add_list (TsnPeoplePage *self)
{
  TsnStation *station = tsn_page_get_station (TSN_PAGE (self));

  self->people = tsn_record_list_new (station, tsn_kind_by_number (TSN_KIND_PERSON));
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->people));
  g_signal_connect_object (self->people,
                           "items-changed",
                           G_CALLBACK (list_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->people,
                           "notify::loading",
                           G_CALLBACK (list_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (station, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

static void
tsn_people_page_constructed (GObject *object)
{
  TsnPeoplePage *self = TSN_PEOPLE_PAGE (object);
  TsnStation *station = tsn_page_get_station (TSN_PAGE (self));

  G_OBJECT_CLASS (tsn_people_page_parent_class)->constructed (object);
  add_list (self);
  self->view = TSN_PERSON_VIEW (tsn_person_view_new (station));
  self->draft = TSN_PERSON_DRAFT (tsn_person_draft_new (station));
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->view), "person");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->draft), "draft");
  g_signal_connect_object (self->view, "erased", G_CALLBACK (erased_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->draft,
                           "done",
                           G_CALLBACK (draft_done_cb),
                           self,
                           G_CONNECT_SWAPPED);
  ask_list (self);
}

static void
tsn_people_page_dispose (GObject *object)
{
  TsnPeoplePage *self = TSN_PEOPLE_PAGE (object);

  if (self->selection != NULL)
    gtk_single_selection_set_model (self->selection, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_PEOPLE_PAGE);
  g_clear_object (&self->people);
  G_OBJECT_CLASS (tsn_people_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *class)
{
  gtk_widget_class_set_template_from_resource (class,
                                               "/jp/tsunagi/Tsunagi/desk/tsn-people-page.ui");
  gtk_widget_class_bind_template_child (class, TsnPeoplePage, search);
  gtk_widget_class_bind_template_child (class, TsnPeoplePage, part);
  gtk_widget_class_bind_template_child (class, TsnPeoplePage, count);
  gtk_widget_class_bind_template_child (class, TsnPeoplePage, list_stack);
  gtk_widget_class_bind_template_child (class, TsnPeoplePage, list);
  gtk_widget_class_bind_template_child (class, TsnPeoplePage, selection);
  gtk_widget_class_bind_template_child (class, TsnPeoplePage, stack);
  gtk_widget_class_bind_template_callback (class, search_changed_cb);
  gtk_widget_class_bind_template_callback (class, open_first);
  gtk_widget_class_bind_template_callback (class, search_key_cb);
  gtk_widget_class_bind_template_callback (class, stop_search_cb);
  gtk_widget_class_bind_template_callback (class, part_changed_cb);
  gtk_widget_class_bind_template_callback (class, activated_cb);
  gtk_widget_class_bind_template_callback (class, create_cb);
  gtk_widget_class_bind_template_callback (class, setup_row_cb);
  gtk_widget_class_bind_template_callback (class, bind_row_cb);
  gtk_widget_class_bind_template_callback (class, unbind_row_cb);
}

static void
tsn_people_page_class_init (TsnPeoplePageClass *class)
{
  TsnPageClass *page_class = TSN_PAGE_CLASS (class);

  G_OBJECT_CLASS (class)->constructed = tsn_people_page_constructed;
  G_OBJECT_CLASS (class)->dispose = tsn_people_page_dispose;
  page_class->shown = tsn_people_page_shown;
  page_class->left = tsn_people_page_left;
  page_class->find = tsn_people_page_find;
  page_class->create = tsn_people_page_create;
  page_class->refresh = tsn_people_page_refresh;
  g_type_ensure (TSN_TYPE_ROW_LABEL);
  bind_template (GTK_WIDGET_CLASS (class));
}

static void
tsn_people_page_init (TsnPeoplePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tsn_stack_tell_readers (GTK_WIDGET (self->list_stack));
  tsn_stack_tell_readers (GTK_WIDGET (self->stack));
  tsn_readers_name_parts (GTK_WIDGET (self->part), _ ("Who is listed"));
  add_keys (self);
}
