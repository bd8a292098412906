/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page behind events, places and lecturers. The list is a TsnRecordList, the form a
 * TsnRecordForm; this file only ties them together: what is searched, which row is chosen, what a
 * draft becomes. The selection follows the record that is shown, not the other way round, so that a
 * list that changes under the user never throws away what they were looking at. */

#include "tsn-record-page.h"

#include <glib/gi18n.h>

#include "tsn-readers.h"
#include "tsn-stack.h"
#include "tsn-words.h"

#define SEARCH_LIMIT 50 /* rows of a search; who needs more types more */

typedef struct
{
  const TsnField *field;
  GtkDropDown *choice; /* borrowed; 0: all, then the codes of the field */
} CodeFilter;

typedef struct
{
  TsnRecordList *list;
  GtkSingleSelection *selection;
  TsnRecordForm *form;
  TsnId record;     /* shown; nil: none, or a draft */
  gboolean drafted; /* the form is a draft */

  GtkSearchEntry *search;
  GtkWidget *create;
  GtkFlowBox *filters;
  GtkStack *list_stack;
  GtkLabel *list_none;
  GArray *code_filters; /* of CodeFilter */
  GtkListView *list_view;
  GtkLabel *count;
  GtkStack *detail;
  AdwStatusPage *none;
  GtkBox *buttons;
  GtkRevealer *notice_revealer;
  GtkLabel *notice;
  GtkScrolledWindow *scroller;
  AdwClamp *clamp;
  GtkRevealer *draft_bar;
} TsnRecordPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TsnRecordPage, tsn_record_page, TSN_TYPE_PAGE)

static TsnRecordPagePrivate *
get_priv (TsnRecordPage *self)
{
  return tsn_record_page_get_instance_private (self);
}

static void
row_text_clear (TsnRowText *text)
{
  g_free (text->title);
  g_free (text->subtitle);
  g_free (text->badge);
}

/* -- Rows -- */

static GtkWidget *
new_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, TsnRecordPage *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *badge = gtk_label_new (NULL);

  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), new_label ("heading"));
  gtk_box_append (GTK_BOX (texts), new_label ("caption"));
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (badge, "badge");
  gtk_box_append (GTK_BOX (row), texts);
  gtk_box_append (GTK_BOX (row), badge);
  gtk_widget_add_css_class (row, "record-row");
  gtk_list_item_set_child (item, row);
}

static void
show_in_row (TsnRecordPage *self, GtkListItem *list_item)
{
  TsnRecordItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *row = gtk_list_item_get_child (list_item);
  TsnRecord *record = item != NULL ? tsn_record_item_get_record (item) : NULL;
  GtkWidget *texts = gtk_widget_get_first_child (row);
  GtkWidget *title = gtk_widget_get_first_child (texts);
  GtkWidget *badge = gtk_widget_get_last_child (row);
  TsnRowText text = { NULL, NULL, NULL };

  if (record != NULL)
    TSN_RECORD_PAGE_GET_CLASS (self)->describe (self, record, &text);
  gtk_label_set_label (GTK_LABEL (title), text.title != NULL ? text.title : "…");
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (texts)),
                       text.subtitle != NULL ? text.subtitle : "");
  gtk_label_set_label (GTK_LABEL (badge), text.badge != NULL ? text.badge : "");
  gtk_widget_set_visible (badge, text.badge != NULL);
  /* The list item itself has no name in GTK 4.8. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text.title != NULL ? text.title : "",
                                  -1);
  row_text_clear (&text);
}

static void
record_read_cb (TsnRecordItem *item, GParamSpec *spec, GtkListItem *list_item)
{
  GtkWidget *row = gtk_list_item_get_child (list_item);
  GtkWidget *page = row != NULL ? gtk_widget_get_ancestor (row, TSN_TYPE_RECORD_PAGE) : NULL;

  if (page != NULL)
    show_in_row (TSN_RECORD_PAGE (page), list_item);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, TsnRecordPage *self)
{
  g_signal_connect_object (gtk_list_item_get_item (item),
                           "notify::record",
                           G_CALLBACK (record_read_cb),
                           item,
                           0);
  show_in_row (self, item);
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, TsnRecordPage *self)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), record_read_cb, item);
}

/* -- The list -- */

/* Whether the list is of those that the user asked for, and not of all. */
static gboolean
is_searching (TsnRecordPage *self)
{
  TsnRecordPagePrivate *priv = get_priv (self);

  for (guint i = 0; i < priv->code_filters->len; i++)
    if (gtk_drop_down_get_selected (g_array_index (priv->code_filters, CodeFilter, i).choice) > 0)
      return TRUE;
  return *gtk_editable_get_text (GTK_EDITABLE (priv->search)) != '\0';
}

static void
show_count (TsnRecordPage *self)
{
  TsnRecordPagePrivate *priv = get_priv (self);
  const char *none = is_searching (self) ? N_ ("Nothing found")
                                         : TSN_RECORD_PAGE_GET_CLASS (self)->list_none;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (priv->list));
  gboolean loading = tsn_record_list_is_loading (priv->list);
  g_autofree char *text = g_strdup_printf (ngettext ("%u entry", "%u entries", n), n);

  gtk_label_set_label (priv->count, loading ? "" : text);
  gtk_label_set_label (priv->list_none, _ (none));
  gtk_stack_set_visible_child_name (priv->list_stack, n > 0 || loading ? "list" : "none");
}

/* Chooses the row of the record that is shown, if the list has it among its first rows. */
static void
select_shown (TsnRecordPage *self)
{
  TsnRecordPagePrivate *priv = get_priv (self);
  guint n = MIN (g_list_model_get_n_items (G_LIST_MODEL (priv->list)), SEARCH_LIMIT);
  guint position = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < n && position == GTK_INVALID_LIST_POSITION; i++)
    {
      g_autoptr (TsnRecordItem) item = g_list_model_get_item (G_LIST_MODEL (priv->list), i);

      if (tsn_id_equal (tsn_record_item_get_id (item), &priv->record))
        position = i;
    }
  gtk_single_selection_set_selected (priv->selection, position);
}

static void
items_changed_cb (TsnRecordPage *self)
{
  show_count (self);
  select_shown (self);
}

static TsnQuery *
new_query (TsnRecordPage *self)
{
  TsnRecordPagePrivate *priv = get_priv (self);
  TsnRecordPageClass *class = TSN_RECORD_PAGE_GET_CLASS (self);
  TsnQuery *query = tsn_query_new (tsn_kind_by_number (class->kind));

  for (guint i = 0; i < priv->code_filters->len; i++)
    {
      const CodeFilter *filter = &g_array_index (priv->code_filters, CodeFilter, i);
      guint chosen = gtk_drop_down_get_selected (filter->choice);

      if (chosen > 0)
        tsn_query_where (
            query,
            filter->field->number,
            TSN_QUERY_EQUAL,
            tsn_value_number (TSN_TYPE_CODE, filter->field->codes->codes[chosen - 1].number));
    }
  if (class->refine_query != NULL)
    class->refine_query (self, query);
  return query;
}

void
tsn_record_page_search (TsnRecordPage *self)
{
  TsnRecordPagePrivate *priv = get_priv (self);

  tsn_record_list_show (priv->list,
                        gtk_editable_get_text (GTK_EDITABLE (priv->search)),
                        new_query (self),
                        SEARCH_LIMIT);
}

static void
search_cb (TsnRecordPage *self)
{
  tsn_record_page_search (self);
}

static void
stop_search_cb (TsnRecordPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (get_priv (self)->search), "");
}

static void
open_position (TsnRecordPage *self, guint position)
{
  TsnRecordPagePrivate *priv = get_priv (self);
  g_autoptr (TsnRecordItem) item = g_list_model_get_item (G_LIST_MODEL (priv->list), position);

  if (item != NULL)
    tsn_record_page_open (self, tsn_record_item_get_id (item));
}

static void
open_first_cb (TsnRecordPage *self)
{
  open_position (self, 0);
}

static void
row_activated_cb (TsnRecordPage *self, guint position)
{
  open_position (self, position);
}

/* With a mouse one click shows; with the keys, moving does. */
static void
selected_cb (TsnRecordPage *self)
{
  TsnRecordPagePrivate *priv = get_priv (self);
  TsnRecordItem *item = gtk_single_selection_get_selected_item (priv->selection);

  if (item != NULL && !tsn_id_equal (tsn_record_item_get_id (item), &priv->record))
    tsn_record_page_open (self, tsn_record_item_get_id (item));
}

/* -- The form -- */

static void
show_detail (TsnRecordPage *self, gboolean form, gboolean draft)
{
  TsnRecordPagePrivate *priv = get_priv (self);

  priv->drafted = draft;
  gtk_stack_set_visible_child_name (priv->detail, form ? "form" : "none");
  gtk_revealer_set_reveal_child (priv->draft_bar, draft);
  gtk_widget_set_visible (GTK_WIDGET (priv->buttons), form && !draft);
}

/* Another record is read from its beginning. */
static void
scroll_to_top (TsnRecordPage *self)
{
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (get_priv (self)->scroller), 0);
}

static void
show_none (TsnRecordPage *self)
{
  TsnRecordPagePrivate *priv = get_priv (self);

  priv->record = (TsnId){ 0 };
  tsn_record_form_set_record (priv->form, NULL);
  tsn_record_page_set_notice (self, NULL);
  show_detail (self, FALSE, FALSE);
  select_shown (self);
}

void
tsn_record_page_open (TsnRecordPage *self, const TsnId *record)
{
  TsnRecordPagePrivate *priv = get_priv (self);

  tsn_record_form_finish (priv->form);
  if (!tsn_id_equal (record, &priv->record))
    scroll_to_top (self);
  priv->record = *record;
  tsn_record_form_set_record (priv->form, record);
  show_detail (self, TRUE, FALSE);
  select_shown (self);
}

void
tsn_record_page_begin (TsnRecordPage *self, TsnChange *draft)
{
  TsnRecordPagePrivate *priv = get_priv (self);

  tsn_record_form_finish (priv->form);
  scroll_to_top (self);
  priv->record = (TsnId){ 0 };
  tsn_record_form_set_draft (priv->form, draft);
  tsn_record_page_set_notice (self, NULL);
  show_detail (self, TRUE, TRUE);
  select_shown (self);
  gtk_widget_child_focus (GTK_WIDGET (priv->form), GTK_DIR_TAB_FORWARD);
}

static void
discard_cb (TsnRecordPage *self)
{
  show_none (self);
}

static void
put_draft_cb (TsnRecordPage *self)
{
  tsn_record_form_create (get_priv (self)->form);
}

static void
saved_cb (TsnRecordForm *form, guint field, TsnRecordPage *self)
{
  /* A new one is only being loaded now. */
  if (field != 0)
    return;
  get_priv (self)->record = *tsn_record_form_get_id (form);
  show_detail (self, TRUE, FALSE);
}

static void
loaded_cb (TsnRecordForm *form, TsnRecord *record, TsnRecordPage *self)
{
  if (TSN_RECORD_PAGE_GET_CLASS (self)->loaded != NULL && !get_priv (self)->drafted)
    TSN_RECORD_PAGE_GET_CLASS (self)->loaded (self, record);
}

static void
changed_cb (TsnStation *station, guint kind, const TsnId *record, TsnRecordPage *self)
{
  if (kind == TSN_RECORD_PAGE_GET_CLASS (self)->kind)
    tsn_record_list_reload (get_priv (self)->list);
}

/* -- The page -- */

static void
tsn_record_page_shown (TsnPage *page, const TsnId *target)
{
  TsnRecordPage *self = TSN_RECORD_PAGE (page);

  tsn_record_page_search (self);
  if (target != NULL)
    tsn_record_page_open (self, target);
}

static void
tsn_record_page_left (TsnPage *page)
{
  tsn_record_form_finish (get_priv (TSN_RECORD_PAGE (page))->form);
}

static void
tsn_record_page_find (TsnPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (get_priv (TSN_RECORD_PAGE (page))->search));
}

static void
tsn_record_page_create (TsnPage *page)
{
  TsnRecordPage *self = TSN_RECORD_PAGE (page);
  TsnRecordPageClass *class = TSN_RECORD_PAGE_GET_CLASS (self);
  TsnId id = tsn_id_new (g_get_real_time () / 1000);
  TsnChange *draft;

  draft = tsn_change_new_create (tsn_kind_by_number (class->kind), &id);
  if (class->prepare_draft != NULL)
    class->prepare_draft (self, draft);
  tsn_record_page_begin (self, draft);
}

static void
tsn_record_page_refresh (TsnPage *page)
{
  tsn_record_list_reload (get_priv (TSN_RECORD_PAGE (page))->list);
}

static void
make_list (TsnRecordPage *self)
{
  TsnRecordPagePrivate *priv = get_priv (self);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_row_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_row_cb), self);
  gtk_list_view_set_factory (priv->list_view, factory);
  g_object_unref (factory);
  priv->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (priv->list)));
  gtk_single_selection_set_autoselect (priv->selection, FALSE);
  gtk_single_selection_set_can_unselect (priv->selection, TRUE);
  gtk_list_view_set_model (priv->list_view, GTK_SELECTION_MODEL (priv->selection));
  g_signal_connect_object (priv->list,
                           "items-changed",
                           G_CALLBACK (items_changed_cb),
                           self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (priv->list,
                           "notify::loading",
                           G_CALLBACK (show_count),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (priv->selection,
                           "notify::selected-item",
                           G_CALLBACK (selected_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
make_form (TsnRecordPage *self, const TsnKind *kind)
{
  TsnRecordPagePrivate *priv = get_priv (self);
  TsnStation *station = tsn_page_get_station (TSN_PAGE (self));
  GtkWidget *form = tsn_record_form_new (station, kind);

  priv->form = TSN_RECORD_FORM (form);
  adw_clamp_set_child (priv->clamp, form);
  tsn_record_form_add_groups (priv->form, TSN_RECORD_PAGE_GET_CLASS (self)->groups, NULL);
  g_signal_connect_object (form, "saved", G_CALLBACK (saved_cb), self, 0);
  g_signal_connect_object (form, "loaded", G_CALLBACK (loaded_cb), self, 0);
}

static void
tsn_record_page_constructed (GObject *object)
{
  TsnRecordPage *self = TSN_RECORD_PAGE (object);
  TsnRecordPagePrivate *priv = get_priv (self);
  TsnRecordPageClass *class = TSN_RECORD_PAGE_GET_CLASS (self);
  TsnStation *station = tsn_page_get_station (TSN_PAGE (self));
  const TsnKind *kind = tsn_kind_by_number (class->kind);

  G_OBJECT_CLASS (tsn_record_page_parent_class)->constructed (object);
  priv->list = tsn_record_list_new (station, kind);
  make_list (self);
  make_form (self, kind);
  adw_status_page_set_icon_name (priv->none, class->icon);
  adw_status_page_set_title (priv->none, _ (class->none_title));
  adw_status_page_set_description (priv->none, _ (class->none_text));
  gtk_widget_set_tooltip_text (priv->create, _ (class->create_label));
  gtk_accessible_update_property (GTK_ACCESSIBLE (priv->create),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (class->create_label),
                                  -1);
  g_signal_connect_object (station, "changed", G_CALLBACK (changed_cb), self, 0);
}

static void
tsn_record_page_dispose (GObject *object)
{
  TsnRecordPage *self = TSN_RECORD_PAGE (object);
  TsnRecordPagePrivate *priv = get_priv (self);

  /* GTK 4.8 finds no template to dispose in a class that derives; the child is all there is. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&priv->selection);
  g_clear_object (&priv->list);
  G_OBJECT_CLASS (tsn_record_page_parent_class)->dispose (object);
}

static void
tsn_record_page_finalize (GObject *object)
{
  g_array_unref (get_priv (TSN_RECORD_PAGE (object))->code_filters);
  G_OBJECT_CLASS (tsn_record_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *class)
{
  gtk_widget_class_set_template_from_resource (class,
                                               "/jp/tsunagi/Tsunagi/desk/tsn-record-page.ui");
  gtk_widget_class_bind_template_child_private (class, TsnRecordPage, search);
  gtk_widget_class_bind_template_child_private (class, TsnRecordPage, create);
  gtk_widget_class_bind_template_child_private (class, TsnRecordPage, filters);
  gtk_widget_class_bind_template_child_private (class, TsnRecordPage, list_stack);
  gtk_widget_class_bind_template_child_private (class, TsnRecordPage, list_none);
  gtk_widget_class_bind_template_child_private (class, TsnRecordPage, list_view);
  gtk_widget_class_bind_template_child_private (class, TsnRecordPage, count);
  gtk_widget_class_bind_template_child_private (class, TsnRecordPage, detail);
  gtk_widget_class_bind_template_child_private (class, TsnRecordPage, none);
  gtk_widget_class_bind_template_child_private (class, TsnRecordPage, buttons);
  gtk_widget_class_bind_template_child_private (class, TsnRecordPage, notice_revealer);
  gtk_widget_class_bind_template_child_private (class, TsnRecordPage, notice);
  gtk_widget_class_bind_template_child_private (class, TsnRecordPage, scroller);
  gtk_widget_class_bind_template_child_private (class, TsnRecordPage, clamp);
  gtk_widget_class_bind_template_child_private (class, TsnRecordPage, draft_bar);
  gtk_widget_class_bind_template_callback (class, search_cb);
  gtk_widget_class_bind_template_callback (class, stop_search_cb);
  gtk_widget_class_bind_template_callback (class, open_first_cb);
  gtk_widget_class_bind_template_callback (class, row_activated_cb);
  gtk_widget_class_bind_template_callback (class, discard_cb);
  gtk_widget_class_bind_template_callback (class, put_draft_cb);
}

static void
tsn_record_page_class_init (TsnRecordPageClass *class)
{
  TsnPageClass *page_class = TSN_PAGE_CLASS (class);

  G_OBJECT_CLASS (class)->constructed = tsn_record_page_constructed;
  G_OBJECT_CLASS (class)->dispose = tsn_record_page_dispose;
  G_OBJECT_CLASS (class)->finalize = tsn_record_page_finalize;
  page_class->shown = tsn_record_page_shown;
  page_class->left = tsn_record_page_left;
  page_class->find = tsn_record_page_find;
  page_class->create = tsn_record_page_create;
  page_class->refresh = tsn_record_page_refresh;
  bind_template (GTK_WIDGET_CLASS (class));
}

static void
tsn_record_page_init (TsnRecordPage *self)
{
  TsnRecordPagePrivate *priv = get_priv (self);

  priv->code_filters = g_array_new (FALSE, FALSE, sizeof (CodeFilter));
  gtk_widget_init_template (GTK_WIDGET (self));
  tsn_stack_tell_readers (GTK_WIDGET (priv->list_stack));
  tsn_readers_follow_revealer (priv->notice_revealer);
  tsn_readers_follow_revealer (priv->draft_bar);
  tsn_stack_tell_readers (GTK_WIDGET (priv->detail));
}

/* -- For the classes that derive -- */

void
tsn_record_page_add_filter (TsnRecordPage *self, GtkWidget *widget)
{
  gtk_flow_box_append (get_priv (self)->filters, widget);
  /* The child of the flow box would be a stop of the Tab key of its own. */
  gtk_widget_set_focusable (gtk_widget_get_parent (widget), FALSE);
}

GtkDropDown *
tsn_record_page_add_drop_down (TsnRecordPage *self, GtkStringList *choices, const char *label)
{
  GtkWidget *filter = gtk_drop_down_new (G_LIST_MODEL (choices), NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (filter),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label,
                                  -1);
  tsn_readers_name_parts (filter, label);
  gtk_widget_set_tooltip_text (filter, label);
  g_signal_connect_object (filter,
                           "notify::selected",
                           G_CALLBACK (tsn_record_page_search),
                           self,
                           G_CONNECT_SWAPPED);
  tsn_record_page_add_filter (self, filter);
  return GTK_DROP_DOWN (filter);
}

void
tsn_record_page_add_code_filter (TsnRecordPage *self,
                                 guint field,
                                 const char *all,
                                 const char *label)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_RECORD_PAGE_GET_CLASS (self)->kind);
  CodeFilter filter = { .field = tsn_kind_field (kind, field) };
  GtkStringList *choices = gtk_string_list_new (NULL);

  gtk_string_list_append (choices, all);
  for (guint i = 0; i < filter.field->codes->n_codes; i++)
    gtk_string_list_append (choices, tsn_words_code (&filter.field->codes->codes[i]));
  filter.choice = tsn_record_page_add_drop_down (self, choices, label);
  g_array_append_val (get_priv (self)->code_filters, filter);
}

void
tsn_record_page_add_button (TsnRecordPage *self, GtkWidget *button)
{
  gtk_box_append (get_priv (self)->buttons, button);
}

void
tsn_record_page_set_notice (TsnRecordPage *self, const char *text)
{
  TsnRecordPagePrivate *priv = get_priv (self);

  gtk_label_set_label (priv->notice, text != NULL ? text : "");
  gtk_revealer_set_reveal_child (priv->notice_revealer, text != NULL);
}

TsnRecordForm *
tsn_record_page_get_form (TsnRecordPage *self)
{
  return get_priv (self)->form;
}
