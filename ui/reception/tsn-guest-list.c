/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows are made once and filled anew with each answer, which costs no layout of widgets that come
 * and go, and gives every row its place in the tree of accessible objects. */

#include "tsn-guest-list.h"

#include <glib/gi18n.h>

#include "tsn-guest-row.h"

struct _TsnGuestList
{
  AdwBin parent_instance;

  guint n_found; /* rows that are filled */
  TsnGuestRow *rows[TSN_GUEST_SEARCH_MAX];

  GtkScrolledWindow *scroller;
  GtkListBox *list;
  GtkLabel *more;
};

enum
{
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnGuestList, tsn_guest_list, ADW_TYPE_BIN)

static void
show_row (TsnGuestList *self, GtkWidget *row)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  graphene_rect_t bounds;

  if (gtk_widget_compute_bounds (row, GTK_WIDGET (self->list), &bounds))
    gtk_adjustment_clamp_page (adjustment,
                               (double) bounds.origin.y,
                               (double) (bounds.origin.y + bounds.size.height));
}

static void
select_row (TsnGuestList *self, guint index)
{
  GtkListBoxRow *row = GTK_LIST_BOX_ROW (self->rows[index]);

  gtk_list_box_select_row (self->list, row);
  show_row (self, GTK_WIDGET (row));
}

static void
show_more (TsnGuestList *self, guint found)
{
  g_autofree char *text = g_strdup_printf (ngettext ("%u more person like that: type more",
                                                     "%u more people like that: type more",
                                                     found - self->n_found),
                                           found - self->n_found);

  gtk_label_set_text (self->more, text);
  gtk_widget_set_visible (GTK_WIDGET (self->more), found > self->n_found);
}

gboolean
tsn_guest_list_show (TsnGuestList *self, const TsnGuestSearch *search)
{
  TsnDate today = tsn_date_from_unix_ms (g_get_real_time () / 1000);
  guint before = self->n_found;

  self->n_found = search->guests->len;
  for (guint i = 0; i < MAX (before, self->n_found); i++)
    tsn_guest_row_set_guest (self->rows[i],
                             i < self->n_found ? &g_array_index (search->guests, TsnGuest, i)
                                               : NULL,
                             today);
  gtk_widget_set_visible (GTK_WIDGET (self), self->n_found > 0);
  show_more (self, search->found);
  if (self->n_found > 0)
    select_row (self, 0);
  return self->n_found > 0;
}

void
tsn_guest_list_clear (TsnGuestList *self)
{
  for (guint i = 0; i < self->n_found; i++)
    tsn_guest_row_set_guest (self->rows[i], NULL, TSN_DATE_NONE);
  self->n_found = 0;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
tsn_guest_list_move (TsnGuestList *self, int by)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int index = row != NULL ? gtk_list_box_row_get_index (row) + by : 0;

  if (self->n_found > 0)
    select_row (self, (guint) CLAMP (index, 0, (int) self->n_found - 1));
}

TsnRecord *
tsn_guest_list_get_chosen (TsnGuestList *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  return tsn_guest_row_get_person (row != NULL ? TSN_GUEST_ROW (row) : self->rows[0]);
}

static void
row_activated_cb (TsnGuestList *self, GtkListBoxRow *row)
{
  TsnRecord *person = tsn_guest_row_get_person (TSN_GUEST_ROW (row));

  if (person != NULL)
    g_signal_emit (self, signals[ACTIVATED], 0, person);
}

/* -- Life -- */

static void
tsn_guest_list_dispose (GObject *object)
{
  /* Else the bin unparents what disposing of the template has freed. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TSN_TYPE_GUEST_LIST);
  G_OBJECT_CLASS (tsn_guest_list_parent_class)->dispose (object);
}

static void
tsn_guest_list_class_init (TsnGuestListClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_guest_list_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/reception/tsn-guest-list.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnGuestList, scroller);
  gtk_widget_class_bind_template_child (widget_class, TsnGuestList, list);
  gtk_widget_class_bind_template_child (widget_class, TsnGuestList, more);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  signals[ACTIVATED] = g_signal_new ("activated",
                                     TSN_TYPE_GUEST_LIST,
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
tsn_guest_list_init (TsnGuestList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < TSN_GUEST_SEARCH_MAX; i++)
    {
      GtkWidget *row = tsn_guest_row_new ();

      self->rows[i] = TSN_GUEST_ROW (row);
      gtk_list_box_append (self->list, row);
    }
}
