/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a passphrase must be is the vault's; here it is said in words while one types, so that
 * nobody has to guess what a bar means. The second entry is not blamed before it can be wrong: not
 * while what is there is the beginning of the first. */

#include "tsn-passphrase-group.h"

#include <glib/gi18n.h>

#include "tsn-passphrase.h"
#include "tsn-phone-keypad.h"
#include "tsn-readers.h"

struct _TsnPassphraseGroup
{
  GtkBox parent_instance;

  AdwPasswordEntryRow *first;
  AdwPasswordEntryRow *again;
  GtkLevelBar *bar;
  GtkLabel *words;
  AdwBin *keys; /* empty, or with a TsnPhoneKeypad */

  TsnRole role;
};

enum
{
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnPassphraseGroup, tsn_passphrase_group, GTK_TYPE_BOX)

static const char *
get_text (AdwPasswordEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static char *
missing_in_pin (const char *pin)
{
  glong length = g_utf8_strlen (pin, -1);
  guint more = (guint) (TSN_PIN_MIN - length);

  if (length == 0)
    return g_strdup (_ ("Six digits or more that are no date and no row."));
  if (length < TSN_PIN_MIN)
    return g_strdup_printf (ngettext ("%u more digit", "%u more digits", more), more);
  if (!tsn_passphrase_check (pin, TSN_ROLE_EMS, NULL))
    return g_strdup (
        _ ("Too easy to guess: take no date, no row such as 123 or 258 and no repetition."));
  return g_strdup ("");
}

static char *
missing_in_first (const char *passphrase, TsnRole role)
{
  glong length = g_utf8_strlen (passphrase, -1);
  guint more = (guint) (TSN_PASSPHRASE_MIN - length);

  if (tsn_role_takes_pin (role))
    return missing_in_pin (passphrase);
  if (length == 0)
    return g_strdup (
        _ ("Ten characters or more: a sentence that only you would think of is safe and easy to "
           "remember."));
  if (length < TSN_PASSPHRASE_MIN)
    return g_strdup_printf (ngettext ("%u more character", "%u more characters", more), more);
  if (!tsn_passphrase_check (passphrase, role, NULL))
    return g_strdup (
        _ ("Too easy to guess: common words, rows such as 1234 and repetitions hardly "
           "count. Add a few words."));
  return g_strdup ("");
}

char *
tsn_passphrase_group_missing (const char *passphrase, const char *again, TsnRole role)
{
  char *missing = missing_in_first (passphrase, role);

  if (missing[0] != '\0' || g_str_equal (passphrase, again))
    return missing;
  g_free (missing);
  if (g_str_has_prefix (passphrase, again))
    return g_strdup (_ ("Type it once more below."));
  return g_strdup (_ ("The two are different."));
}

/* -- While typing -- */

static void
say_strength (TsnPassphraseGroup *self, int strength)
{
  static const char *const words[] = {
    N_ ("Weak"), N_ ("Just enough"), N_ ("Good"), N_ ("Very good"), N_ ("Excellent"),
  };
  g_autofree char *missing = tsn_passphrase_group_missing (get_text (self->first),
                                                           get_text (self->again),
                                                           self->role);
  g_autofree char *sentence = NULL;

  if (tsn_passphrase_check (get_text (self->first), self->role, NULL))
    sentence = g_strdup_printf ("%s　%s", _ (words[CLAMP (strength, 0, 4)]), missing);
  else
    sentence = g_steal_pointer (&missing);
  gtk_label_set_label (self->words, sentence);
}

static void
changed_cb (TsnPassphraseGroup *self)
{
  int strength = tsn_passphrase_strength (get_text (self->first), self->role);

  gtk_widget_remove_css_class (GTK_WIDGET (self->words), "error");
  gtk_level_bar_set_value (self->bar, strength);
  say_strength (self, strength);
}

static void
first_activated_cb (TsnPassphraseGroup *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->again));
}

static void
again_activated_cb (TsnPassphraseGroup *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

/* -- Keys on the screen -- */

static void
aim (TsnPassphraseGroup *self, gpointer row)
{
  GtkWidget *keypad = adw_bin_get_child (self->keys);

  if (keypad != NULL)
    tsn_phone_keypad_set_target (TSN_PHONE_KEYPAD (keypad), row);
}

static void
entered_cb (TsnPassphraseGroup *self, GtkEventController *focus)
{
  aim (self, gtk_event_controller_get_widget (focus));
}

static void
watch_focus (TsnPassphraseGroup *self, AdwPasswordEntryRow *row)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_swapped (focus, "enter", G_CALLBACK (entered_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (row), focus);
}

void
tsn_passphrase_group_set_role (TsnPassphraseGroup *self, TsnRole role)
{
  gboolean pin = tsn_role_takes_pin (role);

  self->role = role;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->first),
                                 pin ? _ ("New PIN") : _ ("New passphrase"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  pin ? _ ("How good the PIN is")
                                      : _ ("How good the passphrase is"),
                                  -1);
  adw_bin_set_child (self->keys, pin ? tsn_phone_keypad_new_for_pin () : NULL);
  aim (self, self->first);
  changed_cb (self);
}

/* -- Life -- */

static gboolean
tsn_passphrase_group_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TSN_PASSPHRASE_GROUP (widget)->first));
}

static void
tsn_passphrase_group_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TSN_TYPE_PASSPHRASE_GROUP);
  G_OBJECT_CLASS (tsn_passphrase_group_parent_class)->dispose (object);
}

static void
tsn_passphrase_group_class_init (TsnPassphraseGroupClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_passphrase_group_dispose;
  widget_class->grab_focus = tsn_passphrase_group_grab_focus;
  signals[ACTIVATED] = g_signal_new ("activated",
                                     TSN_TYPE_PASSPHRASE_GROUP,
                                     G_SIGNAL_RUN_LAST,
                                     0,
                                     NULL,
                                     NULL,
                                     NULL,
                                     G_TYPE_NONE,
                                     0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/shell/tsn-passphrase-group.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnPassphraseGroup, first);
  gtk_widget_class_bind_template_child (widget_class, TsnPassphraseGroup, again);
  gtk_widget_class_bind_template_child (widget_class, TsnPassphraseGroup, bar);
  gtk_widget_class_bind_template_child (widget_class, TsnPassphraseGroup, words);
  gtk_widget_class_bind_template_child (widget_class, TsnPassphraseGroup, keys);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, first_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_activated_cb);
}

static void
tsn_passphrase_group_init (TsnPassphraseGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tsn_readers_name_parts (GTK_WIDGET (self->first), _ ("Show what is typed"));
  tsn_readers_name_parts (GTK_WIDGET (self->again), _ ("Show what is typed"));
  watch_focus (self, self->first);
  watch_focus (self, self->again);
  tsn_passphrase_group_set_role (self, TSN_ROLE_DESK);
}

char *
tsn_passphrase_group_dup (TsnPassphraseGroup *self)
{
  const char *passphrase = get_text (self->first);
  g_autofree char *missing = tsn_passphrase_group_missing (passphrase,
                                                           get_text (self->again),
                                                           self->role);

  if (missing[0] == '\0')
    return g_strdup (passphrase);
  gtk_label_set_label (self->words, missing);
  gtk_widget_add_css_class (GTK_WIDGET (self->words), "error");
  gtk_widget_grab_focus (
      GTK_WIDGET (tsn_passphrase_check (passphrase, self->role, NULL) ? self->again : self->first));
  return NULL;
}

void
tsn_passphrase_group_clear (TsnPassphraseGroup *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->first), "");
  gtk_editable_set_text (GTK_EDITABLE (self->again), "");
}
