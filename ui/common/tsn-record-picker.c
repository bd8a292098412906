/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An entry over a list: as one types, the search text answers; with nothing typed, what is newest
 * (or all of the owner's). A kind that has no search text shows its list only. Enter takes the
 * first. The list is made when the popover first opens. What was looked for in vain is likely the
 * name of the new record. */

#include "tsn-record-picker.h"

#include <glib/gi18n.h>

#include "tsn-form-window.h"
#include "tsn-new-record.h"
#include "tsn-record-list.h"
#include "tsn-record-title.h"
#include "tsn-session.h"

#define LIMIT  50
#define WIDTH  360
#define HEIGHT 320

struct _TsnRecordPicker
{
  GtkPopover parent_instance;

  TsnStation *station;
  const TsnKind *kind;
  gboolean has_owner;
  TsnId owner;

  GtkWidget *box;
  GtkWidget *search; /* NULL: nothing to search by, or never opened */
  GtkWidget *view;
  GtkWidget *scrolled; /* holds the view */
  GtkWidget *empty;    /* instead of it */
  GtkSingleSelection *selection;
  TsnRecordList *list;
};

enum
{
  PICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnRecordPicker, tsn_record_picker, GTK_TYPE_POPOVER)

static gboolean
is_searched (const TsnKind *kind)
{
  for (guint i = 0; i < kind->n_fields; i++)
    if ((kind->fields[i].flags & TSN_FIELD_SEARCH) != 0)
      return TRUE;
  return FALSE;
}

/* -- Picking -- */

static void
pick (TsnRecordPicker *self, guint position)
{
  g_autoptr (TsnRecordItem) item = g_list_model_get_item (G_LIST_MODEL (self->list), position);

  if (item == NULL || tsn_record_item_get_record (item) == NULL)
    return;
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[PICKED], 0, tsn_record_item_get_id (item));
}

static void
activate_cb (GtkListView *view, guint position, TsnRecordPicker *self)
{
  pick (self, position);
}

static void
search_activate_cb (TsnRecordPicker *self)
{
  guint selected = gtk_single_selection_get_selected (self->selection);

  pick (self, selected != GTK_INVALID_LIST_POSITION ? selected : 0);
}

/* Down from the entry goes into the list. */
static gboolean
key_pressed_cb (TsnRecordPicker *self, guint key)
{
  if (key != GDK_KEY_Down)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_grab_focus (self->view);
  return GDK_EVENT_STOP;
}

/* -- A new one -- */

static void
made_cb (TsnRecordPicker *self, const TsnId *id)
{
  g_signal_emit (self, signals[PICKED], 0, id);
}

static void
make_cb (TsnRecordPicker *self)
{
  const TsnNewRecord *form = tsn_new_record_of (self->kind->number);
  TsnId id = tsn_id_new (g_get_real_time () / 1000);
  TsnChange *draft = tsn_change_new_create (self->kind, &id);
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search));
  TsnFormWindow *window;

  if (*words != '\0')
    tsn_change_set_text (draft, form->groups[0].fields[0], words);
  gtk_popover_popdown (GTK_POPOVER (self));
  window = tsn_form_window_present (gtk_widget_get_parent (GTK_WIDGET (self)),
                                    self->station,
                                    _ (form->title),
                                    form->groups,
                                    draft);
  g_signal_connect_object (window, "made", G_CALLBACK (made_cb), self, G_CONNECT_SWAPPED);
}

/* -- Showing -- */

static void
ask (TsnRecordPicker *self)
{
  const TsnField *owner = tsn_kind_owner_field (self->kind);
  const char *words = self->search != NULL ? gtk_editable_get_text (GTK_EDITABLE (self->search))
                                           : NULL;
  TsnQuery *query = tsn_query_new (self->kind);

  query->descending = TRUE;
  query->limit = LIMIT;
  if (self->has_owner && owner != NULL)
    {
      tsn_query_where_reference (query, owner->number, &self->owner);
      query->descending = FALSE;
    }
  tsn_record_list_show (self->list, words, query, LIMIT);
}

static void
loading_cb (TsnRecordPicker *self)
{
  gboolean none = g_list_model_get_n_items (G_LIST_MODEL (self->list)) == 0;
  gboolean searched = self->search != NULL &&
                      *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0';

  if (tsn_record_list_is_loading (self->list))
    return;
  gtk_label_set_label (GTK_LABEL (self->empty), searched ? _ ("Nothing found") : _ ("Nothing yet"));
  gtk_widget_set_visible (self->empty, none);
  gtk_widget_set_visible (self->scrolled, !none);
}

static void
record_cb (TsnRecordItem *item, GParamSpec *spec, GtkWidget *box)
{
  TsnRecord *record = tsn_record_item_get_record (item);
  g_autofree char *title = record != NULL ? tsn_record_dup_title (record) : g_strdup ("…");
  g_autofree char *subtitle = record != NULL ? tsn_record_dup_subtitle (record) : g_strdup ("");
  g_autofree char *name = g_strdup_printf ("%s %s", title, subtitle);
  GtkWidget *first = gtk_widget_get_first_child (box);

  gtk_label_set_label (GTK_LABEL (first), title);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (first)), subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *line)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  for (int i = 0; i < 2; i++)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_widget_add_css_class (label, i == 0 ? "title" : "caption");
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_widget_add_css_class (gtk_widget_get_last_child (box), "field-note");
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_list_item_set_child (line, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *line)
{
  TsnRecordItem *item = gtk_list_item_get_item (line);
  GtkWidget *box = gtk_list_item_get_child (line);

  g_signal_connect_object (item, "notify::record", G_CALLBACK (record_cb), box, 0);
  record_cb (item, NULL, box);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *line)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (line),
                                        record_cb,
                                        gtk_list_item_get_child (line));
}

static void
add_search (TsnRecordPicker *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  self->search = gtk_search_entry_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search"),
                                  -1);
  g_signal_connect_object (self->search,
                           "search-changed",
                           G_CALLBACK (ask),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search,
                           "activate",
                           G_CALLBACK (search_activate_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search,
                           "stop-search",
                           G_CALLBACK (gtk_popover_popdown),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (key,
                           "key-pressed",
                           G_CALLBACK (key_pressed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->search, key);
  gtk_box_append (GTK_BOX (self->box), self->search);
}

static void
add_view (TsnRecordPicker *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  self->list = tsn_record_list_new (self->station, self->kind);
  tsn_record_list_set_current (self->list, TRUE);
  g_signal_connect_object (self->list,
                           "notify::loading",
                           G_CALLBACK (loading_cb),
                           self,
                           G_CONNECT_SWAPPED);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->list)));
  self->view = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (self->view), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Found"),
                                  -1);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self, 0);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->view);
  gtk_widget_set_vexpand (self->scrolled, TRUE);
  gtk_box_append (GTK_BOX (self->box), self->scrolled);
  self->empty = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->empty, "field-note");
  gtk_widget_set_vexpand (self->empty, TRUE);
  gtk_widget_set_visible (self->empty, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->empty);
}

static void
add_maker (TsnRecordPicker *self, const TsnNewRecord *form)
{
  GtkWidget *button = gtk_button_new_with_label (_ (form->button));

  g_signal_connect_object (button, "clicked", G_CALLBACK (make_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), button);
}

static void
tsn_record_picker_show (GtkWidget *widget)
{
  TsnRecordPicker *self = TSN_RECORD_PICKER (widget);
  const TsnNewRecord *form = tsn_new_record_of (self->kind->number);

  if (self->list == NULL)
    {
      if (is_searched (self->kind))
        add_search (self);
      add_view (self);
      if (form != NULL)
        add_maker (self, form);
    }
  if (self->search != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  ask (self);
  GTK_WIDGET_CLASS (tsn_record_picker_parent_class)->show (widget);
  gtk_widget_grab_focus (self->search != NULL ? self->search : self->view);
}

void
tsn_record_picker_set_owner (TsnRecordPicker *self, const TsnId *owner)
{
  self->has_owner = owner != NULL;
  if (owner != NULL)
    self->owner = *owner;
}

/* -- Life -- */

static void
tsn_record_picker_dispose (GObject *object)
{
  TsnRecordPicker *self = TSN_RECORD_PICKER (object);

  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_record_picker_parent_class)->dispose (object);
}

static void
tsn_record_picker_class_init (TsnRecordPickerClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_record_picker_dispose;
  GTK_WIDGET_CLASS (class)->show = tsn_record_picker_show;
  signals[PICKED] = g_signal_new ("picked",
                                  TSN_TYPE_RECORD_PICKER,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_POINTER);
}

static void
tsn_record_picker_init (TsnRecordPicker *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_size_request (self->box, WIDTH, HEIGHT);
  gtk_popover_set_child (GTK_POPOVER (self), self->box);
}

GtkWidget *
tsn_record_picker_new (TsnStation *station, const TsnKind *kind)
{
  TsnRecordPicker *self = g_object_new (TSN_TYPE_RECORD_PICKER, NULL);

  self->station = g_object_ref (station);
  self->kind = kind;
  return GTK_WIDGET (self);
}
