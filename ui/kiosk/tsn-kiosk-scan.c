/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tsn-kiosk-scan.h"

#include "tsn-kiosk-label.h"
#include "tsn-kiosk-words.h"

struct _TsnKioskScan
{
  GtkBox parent_instance;

  GtkWidget *trouble;
};

enum
{
  SCANNED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnKioskScan, tsn_kiosk_scan, GTK_TYPE_BOX)

static GtkWidget *
add_words (TsnKioskScan *self, const char *text, const char *style)
{
  GtkWidget *label = tsn_kiosk_label_new (text);

  tsn_kiosk_label_set_centred (TSN_KIOSK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (self), label);
  return label;
}

const char *
tsn_kiosk_scan_trouble (TsnCardVerdict verdict)
{
  switch (verdict)
    {
    case TSN_CARD_VERDICT_GENUINE:
    case TSN_CARD_VERDICT_GENUINE_SUPERSEDED:
      return NULL;
    case TSN_CARD_VERDICT_NOT_OURS:
      return NK_ ("This is another code, not that of a contact card.");
    case TSN_CARD_VERDICT_DAMAGED:
    case TSN_CARD_VERDICT_FUTURE_FORMAT:
      return NK_ ("The code of this card cannot be read here. You can make a new card.");
    case TSN_CARD_VERDICT_SEALED_FOR_OTHERS:
    case TSN_CARD_VERDICT_UNKNOWN_ISSUER:
      return NK_ (
          "This card is of another city, or this machine does not know who made it. You "
          "can make a new card.");
    case TSN_CARD_VERDICT_BAD_SIGNATURE:
    case TSN_CARD_VERDICT_ISSUER_REVOKED:
    case TSN_CARD_VERDICT_LOCKED:
    default:
      return NK_ ("This card cannot be used here. Please ask the staff, or make a new card.");
    }
}

void
tsn_kiosk_scan_say (TsnKioskScan *self, const char *words)
{
  tsn_kiosk_label_set_text (TSN_KIOSK_LABEL (self->trouble), words);
  gtk_widget_set_visible (self->trouble, words[0] != '\0');
}

static void
tsn_kiosk_scan_class_init (TsnKioskScanClass *class)
{
  signals[SCANNED] = g_signal_new ("scanned",
                                   TSN_TYPE_KIOSK_SCAN,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_STRING);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tsn_kiosk_scan_init (TsnKioskScan *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 24);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self), "kiosk-page");
}

GtkWidget *
tsn_kiosk_scan_new (const char *title, const char *help)
{
  TsnKioskScan *self = g_object_new (TSN_TYPE_KIOSK_SCAN, NULL);
  g_autofree char *plain = tsn_kiosk_plain (title);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
  (void) add_words (self, title, "question");
  (void) add_words (self, help, "help");
  self->trouble = add_words (self, "", "trouble");
  gtk_widget_set_visible (self->trouble, FALSE);
  return GTK_WIDGET (self);
}
