/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The verdict is said three times: by colour, by icon and in words, since a crew reads it in the
 * dark, in a hurry, or without seeing red from green. */

#include <glib/gi18n.h>

#include "tsn-card-view.h"
#include "tsn-words-card.h"
#include "tsn-words.h"

struct _TsnVerdictBar
{
  AdwBin parent_instance;

  GtkWidget *box;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *advice;
};

G_DEFINE_FINAL_TYPE (TsnVerdictBar, tsn_verdict_bar, ADW_TYPE_BIN)

typedef enum
{
  GOOD,
  DOUBTFUL,
  BAD,
} Grade;

static const struct
{
  const char *class;
  const char *icon;
} GRADES[] = {
  [GOOD] = { "good", "emblem-ok-symbolic" },
  [DOUBTFUL] = { "doubtful", "dialog-warning-symbolic" },
  [BAD] = { "bad", "dialog-error-symbolic" },
};

static Grade
grade_of (const TsnCardScan *scan)
{
  switch (scan->reading->verdict)
    {
    case TSN_CARD_VERDICT_GENUINE:
      return scan->entry.voided != 0 ? BAD : GOOD;
    case TSN_CARD_VERDICT_ISSUER_REVOKED:
    case TSN_CARD_VERDICT_BAD_SIGNATURE:
    case TSN_CARD_VERDICT_DAMAGED:
      return BAD;
    case TSN_CARD_VERDICT_GENUINE_SUPERSEDED:
    case TSN_CARD_VERDICT_UNKNOWN_ISSUER:
    case TSN_CARD_VERDICT_SEALED_FOR_OTHERS:
    case TSN_CARD_VERDICT_LOCKED:
    case TSN_CARD_VERDICT_FUTURE_FORMAT:
    case TSN_CARD_VERDICT_NOT_OURS:
    default:
      return DOUBTFUL;
    }
}

/* (transfer full): the office has taken the card out of use: when, and why. */
static char *
void_in_words (const TsnCardEntry *entry)
{
  const TsnCode *reason = tsn_code_by_number (&tsn_codes_voided, entry->voided);
  g_autofree char *day = tsn_date_format (entry->voided_on, TSN_DATE_STYLE_BOTH);

  return g_strdup_printf (_ ("Made void on %s: %s. Do not rely on what it says."),
                          day,
                          reason != NULL ? tsn_words_code (reason) : "");
}

/* (transfer full): what to do; of a card that was replaced, since when, too. */
static char *
advice_in_words (const TsnCardScan *scan)
{
  const TsnCardReading *reading = scan->reading;
  const char *advice = tsn_words_card_advice (reading->verdict);
  g_autofree char *day = NULL;

  if (scan->entry.voided != 0)
    return void_in_words (&scan->entry);
  if (reading->verdict != TSN_CARD_VERDICT_GENUINE_SUPERSEDED ||
      reading->standing.superseded_date == TSN_DATE_NONE)
    return g_strdup (advice);
  day = tsn_date_format (reading->standing.superseded_date, TSN_DATE_STYLE_BOTH);
  /* Translators: a date, and what to do */
  return g_strdup_printf (_ ("The newer one was issued on %s. %s"), day, advice);
}

void
tsn_verdict_bar_set_scan (TsnVerdictBar *self, const TsnCardScan *scan)
{
  Grade grade = grade_of (scan);
  gboolean is_void = scan->entry.voided != 0;
  const char *title = is_void ? _ ("This card is void")
                              : tsn_words_card_verdict (scan->reading->verdict);
  g_autofree char *advice = advice_in_words (scan);

  for (guint i = 0; i < G_N_ELEMENTS (GRADES); i++)
    if (i == grade)
      gtk_widget_add_css_class (self->box, GRADES[i].class);
    else
      gtk_widget_remove_css_class (self->box, GRADES[i].class);
  gtk_image_set_from_icon_name (self->icon, GRADES[grade].icon);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->advice, advice);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static GtkLabel *
add_label (GtkWidget *column, const char *class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, class);
  gtk_box_append (GTK_BOX (column), label);
  return GTK_LABEL (label);
}

static void
tsn_verdict_bar_class_init (TsnVerdictBarClass *class)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
tsn_verdict_bar_init (TsnVerdictBar *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *icon = gtk_image_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  self->icon = GTK_IMAGE (icon);
  gtk_image_set_pixel_size (self->icon, 48);
  gtk_widget_add_css_class (self->box, "verdict-bar");
  gtk_widget_set_hexpand (column, TRUE);
  gtk_widget_set_valign (column, GTK_ALIGN_CENTER);
  self->title = add_label (column, "title-1");
  self->advice = add_label (column, "body");
  gtk_box_append (GTK_BOX (self->box), icon);
  gtk_box_append (GTK_BOX (self->box), column);
  adw_bin_set_child (ADW_BIN (self), self->box);
}

GtkWidget *
tsn_verdict_bar_new (void)
{
  return g_object_new (TSN_TYPE_VERDICT_BAR, NULL);
}
