/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tsn-card-result.h"

#include <glib/gi18n.h>

#include "tsn-card-view.h"
#include "tsn-handover-offer.h"
#include "tsn-page.h"
#include "tsn-readers.h"
#include "tsn-words-card.h"
#include "tsn-wrap-layout.h"

#define WIDEST 1400 /* pixels */

struct _TsnCardResult
{
  AdwBin parent_instance;

  GPtrArray *scans; /* of TsnCardScan; NULL: nothing is shown */
  gint64 read_ms;   /* when they were read, since 1970 UTC */
  GtkScrolledWindow *scroller;
  GtkDropDown *codes;
  TsnVerdictBar *verdict;
  TsnCardView *view;
  GtkBox *bar; /* below what scrolls */
  GtkWidget *handover;
};

enum
{
  SHOWN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GtkBuildableIface *parent_buildable;
static void buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TsnCardResult,
                               tsn_card_result,
                               ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, buildable_init))

const TsnCardScan *
tsn_card_result_get_shown (TsnCardResult *self)
{
  guint index = gtk_drop_down_get_selected (self->codes);

  return self->scans != NULL && index < self->scans->len ? g_ptr_array_index (self->scans, index)
                                                         : NULL;
}

static void
selected_cb (TsnCardResult *self)
{
  const TsnCardScan *scan = tsn_card_result_get_shown (self);

  if (scan == NULL)
    return;
  tsn_verdict_bar_set_scan (self->verdict, scan);
  tsn_card_view_set_card (self->view,
                          scan->reading->card,
                          tsn_date_from_unix_ms (g_get_real_time () / 1000));
  gtk_widget_set_visible (self->handover, scan->reading->card != NULL);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  g_signal_emit (self, signals[SHOWN], 0);
}

static void
list_codes (TsnCardResult *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < self->scans->len; i++)
    {
      const TsnCardScan *scan = g_ptr_array_index (self->scans, i);
      g_autofree char *name = g_strdup_printf (_ ("Code %u, page %u: %s"),
                                               i + 1,
                                               scan->page + 1,
                                               tsn_words_card_verdict (scan->reading->verdict));

      gtk_string_list_append (names, name);
    }
  gtk_drop_down_set_model (self->codes, G_LIST_MODEL (names));
  gtk_widget_set_visible (GTK_WIDGET (self->codes), self->scans->len > 1);
}

/* Of several codes the first that is a card: some flyers have another one beside it. */
static guint
first_card (const GPtrArray *scans)
{
  for (guint i = 0; i < scans->len; i++)
    if (((const TsnCardScan *) g_ptr_array_index (scans, i))->reading->card != NULL)
      return i;
  return 0;
}

void
tsn_card_result_take (TsnCardResult *self, GPtrArray *scans)
{
  tsn_handover_withdraw (GTK_WIDGET (self));
  tsn_card_view_set_card (self->view, NULL, TSN_DATE_NONE);
  gtk_drop_down_set_model (self->codes, NULL);
  g_clear_pointer (&self->scans, g_ptr_array_unref);
  self->scans = scans;
  self->read_ms = g_get_real_time () / 1000;
  if (scans == NULL)
    return;
  list_codes (self);
  gtk_drop_down_set_selected (self->codes, first_card (scans));
  selected_cb (self);
}

void
tsn_card_result_set_notice (TsnCardResult *self, const char *department, const char *words)
{
  tsn_card_view_set_notice (self->view, department, words);
}

/* -- For the hospital -- */

static void
hand_over (TsnCardResult *self, TsnHandoverForm form)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), TSN_TYPE_PAGE);
  const TsnCardScan *scan = tsn_card_result_get_shown (self);

  if (scan != NULL && scan->reading->card != NULL)
    tsn_handover_offer (GTK_WIDGET (self),
                        tsn_page_get_station (TSN_PAGE (page)),
                        scan->reading,
                        self->read_ms,
                        form);
}

static void
sheet_cb (TsnCardResult *self)
{
  hand_over (self, TSN_HANDOVER_SHEET);
}

static void
fhir_cb (TsnCardResult *self)
{
  hand_over (self, TSN_HANDOVER_FHIR);
}

static void
add_button (TsnCardResult *self, const char *label, const char *tooltip, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_add_css_class (button, "pill");
  g_signal_connect_swapped (button, "clicked", clicked, self);
  gtk_box_append (GTK_BOX (self->handover), button);
}

/* Always in sight: every card that is read on the way to a hospital ends here. */
static GtkWidget *
new_bar (TsnCardResult *self)
{
  self->bar = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12));
  self->handover = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (self->handover, tsn_wrap_layout_new (12));
  gtk_widget_set_valign (self->handover, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->bar), "card-result-bar");
  gtk_box_append (self->bar, self->handover);
  add_button (self,
              _ ("Sheet for the _hospital…"),
              _ ("One page to print or to save, and one with what the card can fill of the "
                 "hospital-admission form"),
              G_CALLBACK (sheet_cb));
  add_button (self,
              _ ("_File for the hospital's system…"),
              _ ("HL7 FHIR R4, in JSON"),
              G_CALLBACK (fhir_cb));
  return GTK_WIDGET (self->bar);
}

/* -- Life -- */

static void
add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  if (g_strcmp0 (type, "end") == 0)
    gtk_box_append (TSN_CARD_RESULT (buildable)->bar, GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = add_child;
}

static void
tsn_card_result_dispose (GObject *object)
{
  TsnCardResult *self = TSN_CARD_RESULT (object);

  g_clear_pointer (&self->scans, g_ptr_array_unref);
  G_OBJECT_CLASS (tsn_card_result_parent_class)->dispose (object);
}

static void
tsn_card_result_class_init (TsnCardResultClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tsn_card_result_dispose;
  signals[SHOWN] = g_signal_new ("shown",
                                 TSN_TYPE_CARD_RESULT,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 0);
}

static void
tsn_card_result_init (TsnCardResult *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *codes = gtk_drop_down_new (NULL, NULL);
  GtkWidget *verdict = tsn_verdict_bar_new ();
  GtkWidget *view = tsn_card_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *all = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->codes = GTK_DROP_DOWN (codes);
  self->verdict = TSN_VERDICT_BAR (verdict);
  self->view = TSN_CARD_VIEW (view);
  self->scroller = GTK_SCROLLED_WINDOW (scroller);
  gtk_accessible_update_property (GTK_ACCESSIBLE (codes),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Codes found"),
                                  -1);
  tsn_readers_name_parts (codes, _ ("Codes found"));
  gtk_widget_set_halign (codes, GTK_ALIGN_START);
  g_signal_connect_swapped (codes, "notify::selected", G_CALLBACK (selected_cb), self);
  gtk_widget_add_css_class (column, "card-result");
  gtk_box_append (GTK_BOX (column), codes);
  gtk_box_append (GTK_BOX (column), verdict);
  gtk_box_append (GTK_BOX (column), view);
  gtk_scrolled_window_set_policy (self->scroller, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDEST);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), WIDEST);
  adw_clamp_set_child (ADW_CLAMP (clamp), column);
  gtk_scrolled_window_set_child (self->scroller, clamp);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (all), scroller);
  gtk_box_append (GTK_BOX (all), new_bar (self));
  adw_bin_set_child (ADW_BIN (self), all);
}
