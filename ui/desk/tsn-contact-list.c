/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The order of the rows is the order in which people are called, so a row can be moved: dragged, or
 * with Alt and an arrow key. The rows move at once; what is written comes back as the overview that
 * is shown next. Rows are made anew each time, and the one that had the focus keeps it. */

#include "tsn-contact-list.h"

#include <glib/gi18n.h>

#include "tsn-contact-window.h"
#include "tsn-person-words.h"
#include "tsn-toast.h"

struct _TsnContactList
{
  AdwBin parent_instance;

  TsnStation *station;
  TsnId person;        /* nil: nobody */
  GPtrArray *contacts; /* of TsnRecord, as the rows stand */

  GtkListBox *list;
  GtkWidget *empty;
};

G_DEFINE_FINAL_TYPE (TsnContactList, tsn_contact_list, ADW_TYPE_BIN)

/* -- The order -- */

typedef struct
{
  TsnId person;
  GArray *ids; /* of TsnId */
} Order;

static void
order_free (gpointer pointer)
{
  Order *order = pointer;

  g_array_unref (order->ids);
  g_free (order);
}

static Order *
order_now (TsnContactList *self)
{
  Order *order = g_new0 (Order, 1);

  order->person = self->person;
  order->ids = g_array_new (FALSE, FALSE, sizeof (TsnId));
  for (guint i = 0; i < self->contacts->len; i++)
    {
      const TsnRecord *contact = g_ptr_array_index (self->contacts, i);

      g_array_append_val (order->ids, contact->id);
    }
  return order;
}

static gboolean
order_worker (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Order *order = data;

  return tsn_contacts_reorder (session,
                               &order->person,
                               (const TsnId *) (gpointer) order->ids->data,
                               order->ids->len,
                               error);
}

static void write_order (TsnContactList *self, Order *order, Order *before);

static void
undo_order (gpointer object, gpointer data)
{
  const Order *before = data;
  Order *order = g_new0 (Order, 1);

  order->person = before->person;
  order->ids = g_array_ref (before->ids);
  write_order (object, order, NULL);
}

static void
order_cb (gpointer object, gpointer data, const GError *error)
{
  TsnContactList *self = object;

  if (error != NULL)
    tsn_toast_error (GTK_WIDGET (self), error);
  tsn_station_changed (self->station, TSN_KIND_CONTACT, NULL);
}

/* @before: takes it; (nullable): the order to come back to. */
static void
write_order (TsnContactList *self, Order *order, Order *before)
{
  tsn_station_ask (self->station, TSN_STORE_WRITE, order_worker, order, order_free, self, order_cb);
  if (before != NULL)
    tsn_toast_undo (GTK_WIDGET (self),
                    _ ("The order of calling was changed"),
                    undo_order,
                    self,
                    before,
                    order_free);
}

static void show_rows (TsnContactList *self, const TsnId *focus);

/* Puts the contact at @from to where the one at @to stands. */
static void
move (TsnContactList *self, guint from, guint to)
{
  g_autoptr (TsnRecord) contact = NULL;
  Order *before;

  if (from == to || from >= self->contacts->len || to >= self->contacts->len)
    return;
  before = order_now (self);
  contact = tsn_record_ref (g_ptr_array_index (self->contacts, from));
  g_ptr_array_remove_index (self->contacts, from);
  g_ptr_array_insert (self->contacts, (int) to, tsn_record_ref (contact));
  show_rows (self, &contact->id);
  write_order (self, order_now (self), before);
}

static gboolean
move_cb (GtkWidget *widget, GVariant *step, gpointer user_data)
{
  TsnContactList *self = user_data;
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX_ROW) : NULL;
  int from = row != NULL ? gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) : -1;

  if (from < 0)
    return GDK_EVENT_PROPAGATE;
  move (self, (guint) from, (guint) (from + g_variant_get_int32 (step)));
  return GDK_EVENT_STOP;
}

/* -- Dragging -- */

static GdkContentProvider *
prepare_drag_cb (GtkDragSource *source, double x, double y, GtkListBoxRow *row)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (row));

  gtk_drag_source_set_icon (source, picture, (int) x, (int) y);
  g_value_init (&value, G_TYPE_INT);
  g_value_set_int (&value, gtk_list_box_row_get_index (row));
  return gdk_content_provider_new_for_value (&value);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, TsnContactList *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));

  move (self,
        (guint) g_value_get_int (value),
        (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)));
  return TRUE;
}

static void
make_movable (TsnContactList *self, GtkWidget *row)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INT, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_drag_cb), row, 0);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (target));
}

/* -- Rows -- */

static GtkWidget *
new_line (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_visible (label, text[0] != '\0');
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
new_lines (const TsnRecord *contact)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *title = tsn_contact_title (contact);
  g_autofree char *about = tsn_contact_about (contact);
  g_autofree char *phones = tsn_contact_phones (contact);
  GtkWidget *phone = new_line (phones, "contact-phone");

  gtk_widget_add_css_class (phone, "numeric");
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (box), new_line (about, "caption"));
  gtk_box_append (GTK_BOX (box), new_line (title, "heading"));
  gtk_box_append (GTK_BOX (box), phone);
  return box;
}

static GtkWidget *
new_row (TsnContactList *self, const TsnRecord *contact, guint position)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 15);
  g_autofree char *number = g_strdup_printf ("%u", position);
  GtkWidget *label = gtk_label_new (number);
  g_autofree char *title = tsn_contact_title (contact);
  g_autofree char *spoken = g_strdup_printf ("%u %s", position, title);
  gboolean ended = tsn_record_value (contact, TSN_CONTACT_ENDED_ON) != NULL;

  gtk_widget_add_css_class (box, "contact-row");
  gtk_widget_add_css_class (label, "title-3");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_label_set_width_chars (GTK_LABEL (label), 2);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), new_lines (contact));
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("list-drag-handle-symbolic"));
  if (ended)
    gtk_widget_add_css_class (box, "dim-label");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  make_movable (self, row);
  return row;
}

/* @focus: (nullable): the contact whose row gets the focus */
static void
show_rows (TsnContactList *self, const TsnId *focus)
{
  const TsnId wanted = focus != NULL ? *focus : TSN_ID_NIL;
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < self->contacts->len; i++)
    {
      const TsnRecord *contact = g_ptr_array_index (self->contacts, i);

      row = new_row (self, contact, i + 1);
      gtk_list_box_append (self->list, row);
      if (tsn_id_equal (&contact->id, &wanted))
        gtk_widget_grab_focus (row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->list), self->contacts->len > 0);
  gtk_widget_set_visible (self->empty, self->contacts->len == 0);
}

/* The contact whose row has the focus; NULL: none. */
static TsnRecord *
focused_contact (TsnContactList *self)
{
  GtkWidget *row = gtk_widget_get_focus_child (GTK_WIDGET (self->list));

  if (row == NULL || !GTK_IS_LIST_BOX_ROW (row))
    return NULL;
  return g_ptr_array_index (self->contacts, gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)));
}

void
tsn_contact_list_show (TsnContactList *self, const TsnPersonOverview *overview)
{
  const TsnRecord *focused = focused_contact (self);
  const TsnId focus = focused != NULL ? focused->id : TSN_ID_NIL;

  g_ptr_array_set_size (self->contacts, 0);
  for (guint i = 0; i < overview->contacts->len; i++)
    g_ptr_array_add (self->contacts, tsn_record_ref (g_ptr_array_index (overview->contacts, i)));
  show_rows (self, focused != NULL ? &focus : NULL);
}

void
tsn_contact_list_set_person (TsnContactList *self, const TsnId *person)
{
  self->person = person != NULL ? *person : TSN_ID_NIL;
  g_ptr_array_set_size (self->contacts, 0);
  show_rows (self, NULL);
}

static void
add_cb (TsnContactList *self)
{
  if (!tsn_id_is_nil (&self->person))
    tsn_contact_window_add (GTK_WIDGET (self),
                            self->station,
                            &self->person,
                            self->contacts->len + 1);
}

static void
activated_cb (TsnContactList *self, GtkListBoxRow *row)
{
  const TsnRecord *contact = g_ptr_array_index (self->contacts, gtk_list_box_row_get_index (row));

  tsn_contact_window_edit (GTK_WIDGET (self), self->station, contact);
}

/* -- Life -- */

static void
add_keys (TsnContactList *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  static const struct
  {
    const char *trigger;
    int step;
  } moves[] = { { "<Alt>Up", -1 }, { "<Alt>Down", 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      GtkShortcut *shortcut = gtk_shortcut_new (
          gtk_shortcut_trigger_parse_string (moves[i].trigger),
          gtk_callback_action_new (move_cb, self, NULL));

      gtk_shortcut_set_arguments (shortcut, g_variant_new_int32 (moves[i].step));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), shortcut);
    }
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
}

static void
tsn_contact_list_dispose (GObject *object)
{
  TsnContactList *self = TSN_CONTACT_LIST (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_CONTACT_LIST);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_contact_list_parent_class)->dispose (object);
}

static void
tsn_contact_list_finalize (GObject *object)
{
  g_ptr_array_unref (TSN_CONTACT_LIST (object)->contacts);
  G_OBJECT_CLASS (tsn_contact_list_parent_class)->finalize (object);
}

static void
tsn_contact_list_class_init (TsnContactListClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_contact_list_dispose;
  G_OBJECT_CLASS (class)->finalize = tsn_contact_list_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/desk/tsn-contact-list.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnContactList, list);
  gtk_widget_class_bind_template_child (widget_class, TsnContactList, empty);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
tsn_contact_list_init (TsnContactList *self)
{
  self->contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_record_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_keys (self);
}

GtkWidget *
tsn_contact_list_new (TsnStation *station)
{
  TsnContactList *self = g_object_new (TSN_TYPE_CONTACT_LIST, NULL);

  self->station = g_object_ref (station);
  return GTK_WIDGET (self);
}
