/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The choices of whoever makes a card. What a choice means for the resident stands under it in
 * words, since they are asked about it at the desk. */

#include "tsn-card-form.h"

#include <glib/gi18n.h>

#include "tsn-sheet-places.h"
#include "tsn-words.h"

#define PLACES 10

struct _TsnCardForm
{
  AdwBin parent_instance;

  gboolean quiet; /* set by the program: not a change */

  AdwComboRow *layout;
  GtkWidget *position_row;
  TsnSheetPlaces *places;
  AdwActionRow *open_row;
  GtkSwitch *open;
  AdwActionRow *plain_row;
  GtkSwitch *plain;
  AdwComboRow *channel;
  AdwComboRow *reissue;
};

G_DEFINE_FINAL_TYPE (TsnCardForm, tsn_card_form, ADW_TYPE_BIN)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* -- Codes in a combo row -- */

static void
fill_codes (AdwComboRow *row, const TsnCodeList *list, gboolean none)
{
  g_autoptr (GtkStringList) model = gtk_string_list_new (NULL);

  if (none)
    gtk_string_list_append (model, _ ("Not said"));
  for (guint i = 0; i < list->n_codes; i++)
    gtk_string_list_append (model, tsn_words_code (&list->codes[i]));
  adw_combo_row_set_model (row, G_LIST_MODEL (model));
}

static guint
selected_code (AdwComboRow *row, const TsnCodeList *list, gboolean none)
{
  guint selected = adw_combo_row_get_selected (row);

  if (none && selected == 0)
    return 0;
  selected -= none ? 1 : 0;
  return selected < list->n_codes ? list->codes[selected].number : 0;
}

static void
select_code (AdwComboRow *row, const TsnCodeList *list, guint number, gboolean none)
{
  for (guint i = 0; i < list->n_codes; i++)
    if (list->codes[i].number == number)
      adw_combo_row_set_selected (row, i + (none ? 1 : 0));
  if (none && number == 0)
    adw_combo_row_set_selected (row, 0);
}

static guint
layout_of (TsnCardForm *self)
{
  return selected_code (self->layout, &tsn_codes_layout, FALSE);
}

/* -- What follows from what -- */

static void
say_consequences (TsnCardForm *self)
{
  gboolean room = tsn_card_layout_words_version_max (layout_of (self)) > 0;

  adw_action_row_set_subtitle (
      self->open_row,
      gtk_switch_get_active (self->open)
          ? _ ("Whoever picks up the card can read everything in the code with any phone.")
          : _ ("Only the ambulance crews' devices can read it. The usual choice."));
  adw_action_row_set_subtitle (
      self->plain_row,
      room ? _ ("Any phone shows the name and whom to call; nothing about health.")
           : _ ("Only the A4 fold-out has room for it."));
  gtk_widget_set_sensitive (GTK_WIDGET (self->plain_row), room);
  gtk_widget_set_visible (self->position_row, tsn_card_layout_per_sheet (layout_of (self)) > 1);
}

static void
changed_cb (TsnCardForm *self)
{
  if (!self->quiet)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
layout_changed_cb (TsnCardForm *self)
{
  say_consequences (self);
  changed_cb (self);
}

static void
open_changed_cb (TsnCardForm *self)
{
  say_consequences (self);
  changed_cb (self);
}

/* -- From outside -- */

void
tsn_card_form_fill (TsnCardForm *self, TsnCardOrder *order)
{
  TsnIssue *issue = &order->issue;

  issue->layout = layout_of (self);
  issue->open = gtk_switch_get_active (self->open);
  issue->plain = gtk_switch_get_active (self->plain) &&
                 tsn_card_layout_words_version_max (issue->layout) > 0;
  issue->channel = selected_code (self->channel, &tsn_codes_card_channel, TRUE);
  issue->reissue = gtk_widget_get_visible (GTK_WIDGET (self->reissue))
                       ? selected_code (self->reissue, &tsn_codes_reissue, TRUE)
                       : 0;
  order->position = tsn_card_layout_per_sheet (issue->layout) > 1
                        ? tsn_sheet_places_get_first (self->places)
                        : 1;
}

void
tsn_card_form_set_position (TsnCardForm *self, guint position)
{
  tsn_sheet_places_set_first (self->places, position);
}

void
tsn_card_form_set_again (TsnCardForm *self, gboolean again)
{
  gtk_widget_set_visible (GTK_WIDGET (self->reissue), again);
}

void
tsn_card_form_reset (TsnCardForm *self, guint channel)
{
  self->quiet = TRUE;
  gtk_switch_set_active (self->open, FALSE);
  gtk_switch_set_active (self->plain, FALSE);
  select_code (self->channel, &tsn_codes_card_channel, channel, TRUE);
  select_code (self->reissue, &tsn_codes_reissue, 0, TRUE);
  self->quiet = FALSE;
}

/* -- Life -- */

static void
tsn_card_form_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TSN_TYPE_CARD_FORM);
  G_OBJECT_CLASS (tsn_card_form_parent_class)->dispose (object);
}

static void
tsn_card_form_class_init (TsnCardFormClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_card_form_dispose;
  signals[CHANGED] = g_signal_new ("changed",
                                   TSN_TYPE_CARD_FORM,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
  g_type_ensure (TSN_TYPE_SHEET_PLACES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/desk/tsn-card-form.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnCardForm, layout);
  gtk_widget_class_bind_template_child (widget_class, TsnCardForm, position_row);
  gtk_widget_class_bind_template_child (widget_class, TsnCardForm, places);
  gtk_widget_class_bind_template_child (widget_class, TsnCardForm, open_row);
  gtk_widget_class_bind_template_child (widget_class, TsnCardForm, open);
  gtk_widget_class_bind_template_child (widget_class, TsnCardForm, plain_row);
  gtk_widget_class_bind_template_child (widget_class, TsnCardForm, plain);
  gtk_widget_class_bind_template_child (widget_class, TsnCardForm, channel);
  gtk_widget_class_bind_template_child (widget_class, TsnCardForm, reissue);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, layout_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_changed_cb);
}

static void
tsn_card_form_init (TsnCardForm *self)
{
  self->quiet = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  tsn_sheet_places_set_sheet (self->places, PLACES, 2);
  fill_codes (self->layout, &tsn_codes_layout, FALSE);
  fill_codes (self->channel, &tsn_codes_card_channel, TRUE);
  fill_codes (self->reissue, &tsn_codes_reissue, TRUE);
  tsn_card_form_reset (self, TSN_CARD_CHANNEL_DESK);
  say_consequences (self);
}
