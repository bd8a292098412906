/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A hyphen is there for who writes it; tsn_phone_normalise() needs none. A PIN has none, and is
 * asked for in the words of the desk. */

#include "tsn-phone-keypad.h"

#include <glib/gi18n.h>

#include "tsn-key-grid.h"
#include "tsn-kiosk-words.h"
#include "tsn-typing.h"

struct _TsnPhoneKeypad
{
  GtkWidget parent_instance;

  GtkWidget *grid;
  TsnTyping *typing;
};

G_DEFINE_FINAL_TYPE (TsnPhoneKeypad, tsn_phone_keypad, GTK_TYPE_WIDGET)

static const char *const DIGITS[] = { "123", "456", "789", " 0", NULL };

static const TsnKey KEYS[] = {
  { TSN_KEY_TEXT, 0, 3, 1, 1, "-", NK_ ("Hyphen"), 0 },
  { TSN_KEY_DELETE, 2, 3, 1, 1, NK_ ("Rub out"), NK_ ("Rub out"), 0 },
};

static const TsnKey PIN_KEYS[] = {
  { TSN_KEY_DELETE, 2, 3, 1, 1, N_ ("Rub out"), N_ ("Rub out"), 0 },
};

static const char *
say_at_desk (const char *text)
{
  return _ (text);
}

static const TsnKeyPage PAGE = { DIGITS, 0, KEYS, G_N_ELEMENTS (KEYS), NULL };
static const TsnKeyPage PIN_PAGE = { DIGITS, 0, PIN_KEYS, G_N_ELEMENTS (PIN_KEYS), say_at_desk };

static void
pressed_cb (TsnPhoneKeypad *self, const TsnKey *key, const char *label)
{
  if (key->act == TSN_KEY_DELETE)
    tsn_typing_delete (self->typing);
  else
    tsn_typing_insert (self->typing, label, FALSE);
}

void
tsn_phone_keypad_set_target (TsnPhoneKeypad *self, GtkEditable *target)
{
  g_return_if_fail (TSN_IS_PHONE_KEYPAD (self));

  tsn_typing_set_target (self->typing, target);
}

void
tsn_phone_keypad_set_debounce (TsnPhoneKeypad *self, guint milliseconds)
{
  g_return_if_fail (TSN_IS_PHONE_KEYPAD (self));

  tsn_key_grid_set_debounce (TSN_KEY_GRID (self->grid), milliseconds);
}

static void
tsn_phone_keypad_dispose (GObject *object)
{
  TsnPhoneKeypad *self = TSN_PHONE_KEYPAD (object);

  g_clear_object (&self->typing);
  g_clear_pointer (&self->grid, gtk_widget_unparent);
  G_OBJECT_CLASS (tsn_phone_keypad_parent_class)->dispose (object);
}

static void
tsn_phone_keypad_class_init (TsnPhoneKeypadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tsn_phone_keypad_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "keypad");
}

static void
tsn_phone_keypad_init (TsnPhoneKeypad *self)
{
  self->typing = tsn_typing_new ();
  self->grid = tsn_key_grid_new ();
  g_signal_connect_object (self->grid, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
}

static GtkWidget *
new_with_page (const TsnKeyPage *page)
{
  TsnPhoneKeypad *self = g_object_new (TSN_TYPE_PHONE_KEYPAD, NULL);

  tsn_key_grid_add_page (TSN_KEY_GRID (self->grid), page, NULL);
  return GTK_WIDGET (self);
}

GtkWidget *
tsn_phone_keypad_new (void)
{
  return new_with_page (&PAGE);
}

GtkWidget *
tsn_phone_keypad_new_for_pin (void)
{
  return new_with_page (&PIN_PAGE);
}
