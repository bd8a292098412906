/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The recovery key is seen once in its life on a screen. It goes on paper (or into a PDF, for those
 * whose printer is elsewhere), and two of its groups are typed from that paper while the screen
 * does not show them: a key that was clicked away helps nobody years later. */

#include "tsn-recovery-key-view.h"

#include <glib/gi18n.h>

#include "tsn-recovery-key.h"
#include "tsn-recovery-paper.h"
#include "tsn-say.h"
#include "tsn-secret.h"
#include "tsn-stack.h"
#include "tsn-windows.h"

#define COLUMNS 4

struct _TsnRecoveryKeyView
{
  AdwBin parent_instance;

  char *key; /* ours to wipe */
  char *organisation;
  gboolean on_paper;
  guint asked[2]; /* which groups, from 0 */

  GtkStack *stack;
  GtkGrid *groups;
  GtkLabel *paper_trouble;
  AdwEntryRow *first;
  AdwEntryRow *second;
  GtkLabel *check_trouble;
};

enum
{
  KEPT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnRecoveryKeyView, tsn_recovery_key_view, ADW_TYPE_BIN)

/* -- The groups -- */

static char
same_character (char c)
{
  static const char from[] = "OILU", to[] = "011V";
  const char *found;

  c = g_ascii_toupper (c);
  found = c == '\0' ? NULL : strchr (from, c);
  return found == NULL ? c : to[found - from];
}

gboolean
tsn_recovery_key_view_same_group (const char *typed, const char *group)
{
  g_autofree char *plain = g_utf8_normalize (typed, -1, G_NORMALIZE_ALL_COMPOSE);
  const char *wanted = group;

  if (plain == NULL)
    return FALSE;
  for (const char *c = plain; *c != '\0'; c++)
    {
      if (*c == ' ' || *c == '-')
        continue;
      if (same_character (*c) != same_character (*wanted))
        return FALSE;
      wanted++;
    }
  return *wanted == '\0';
}

static void
add_group (TsnRecoveryKeyView *self, guint n, const char *text)
{
  g_autofree char *number = g_strdup_printf ("%u", n + 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *small = gtk_label_new (number);
  GtkWidget *large = gtk_label_new (text);

  gtk_widget_add_css_class (large, "recovery-group");
  gtk_box_append (GTK_BOX (box), small);
  gtk_box_append (GTK_BOX (box), large);
  gtk_grid_attach (self->groups, box, (int) (n % COLUMNS), (int) (n / COLUMNS), 1, 1);
}

static void
show_groups (TsnRecoveryKeyView *self)
{
  g_auto (GStrv) groups = g_strsplit (self->key, "-", -1);

  for (guint i = 0; groups[i] != NULL; i++)
    add_group (self, i, groups[i]);
  for (guint i = 0; groups[i] != NULL; i++)
    tsn_secret_wipe (groups[i], strlen (groups[i]));
}

/* -- On paper -- */

static void
on_paper_cb (gpointer object)
{
  TsnRecoveryKeyView *self = object;

  self->on_paper = TRUE;
  tsn_say (self->paper_trouble, NULL);
}

static void
print_cb (TsnRecoveryKeyView *self)
{
  g_autoptr (TsnPaper) paper = tsn_recovery_paper (self->organisation,
                                                   self->key,
                                                   g_get_real_time () / 1000);

  tsn_print_paper (GTK_WIDGET (self), paper, on_paper_cb, self);
}

static void
save_cb (TsnRecoveryKeyView *self)
{
  g_autoptr (TsnPaper) paper = tsn_recovery_paper (self->organisation,
                                                   self->key,
                                                   g_get_real_time () / 1000);

  tsn_save_paper (GTK_WIDGET (self), paper, on_paper_cb, self);
}

/* -- The check -- */

static void
ask_for_groups (TsnRecoveryKeyView *self)
{
  AdwEntryRow *const rows[] = { self->first, self->second };

  self->asked[0] = (guint) g_random_int_range (0, TSN_RECOVERY_KEY_GROUPS / 2);
  self->asked[1] = (guint) g_random_int_range (TSN_RECOVERY_KEY_GROUPS / 2,
                                               TSN_RECOVERY_KEY_GROUPS);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *title = g_strdup_printf (_ ("Group %u"), self->asked[i] + 1);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (rows[i]), title);
      gtk_editable_set_text (GTK_EDITABLE (rows[i]), "");
    }
}

static void
next_cb (TsnRecoveryKeyView *self)
{
  if (!self->on_paper)
    {
      tsn_say (self->paper_trouble,
               _ ("Print the key or save it as PDF first: it is shown only now."));
      return;
    }
  ask_for_groups (self);
  tsn_say (self->check_trouble, NULL);
  gtk_stack_set_visible_child_name (self->stack, "check");
  gtk_widget_grab_focus (GTK_WIDGET (self->first));
}

static void
back_cb (TsnRecoveryKeyView *self)
{
  gtk_stack_set_visible_child_name (self->stack, "key");
}

static gboolean
check_row (TsnRecoveryKeyView *self, AdwEntryRow *row, guint n)
{
  g_auto (GStrv) groups = g_strsplit (self->key, "-", -1);
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (row));
  gboolean same = tsn_recovery_key_view_same_group (typed, groups[n]);
  g_autofree char *sentence = NULL;

  for (guint i = 0; groups[i] != NULL; i++)
    tsn_secret_wipe (groups[i], strlen (groups[i]));
  if (same)
    return TRUE;
  sentence = g_strdup_printf (_ ("Group %u is different on the paper; look again."), n + 1);
  tsn_say (self->check_trouble, sentence);
  gtk_widget_grab_focus (GTK_WIDGET (row));
  return FALSE;
}

static void
done_cb (TsnRecoveryKeyView *self)
{
  if (check_row (self, self->first, self->asked[0]) &&
      check_row (self, self->second, self->asked[1]))
    g_signal_emit (self, signals[KEPT], 0);
}

static void
first_activated_cb (TsnRecoveryKeyView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->second));
}

/* -- Life -- */

static void
tsn_recovery_key_view_dispose (GObject *object)
{
  TsnRecoveryKeyView *self = TSN_RECOVERY_KEY_VIEW (object);

  /* Else the bin unparents what disposing of the template has freed. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_RECOVERY_KEY_VIEW);
  g_clear_pointer (&self->key, tsn_secret_text_free);
  g_clear_pointer (&self->organisation, g_free);
  G_OBJECT_CLASS (tsn_recovery_key_view_parent_class)->dispose (object);
}

static void
tsn_recovery_key_view_class_init (TsnRecoveryKeyViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_recovery_key_view_dispose;
  signals[KEPT] = g_signal_new ("kept",
                                TSN_TYPE_RECOVERY_KEY_VIEW,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                0);
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/jp/tsunagi/Tsunagi/shell/tsn-recovery-key-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnRecoveryKeyView, stack);
  gtk_widget_class_bind_template_child (widget_class, TsnRecoveryKeyView, groups);
  gtk_widget_class_bind_template_child (widget_class, TsnRecoveryKeyView, paper_trouble);
  gtk_widget_class_bind_template_child (widget_class, TsnRecoveryKeyView, first);
  gtk_widget_class_bind_template_child (widget_class, TsnRecoveryKeyView, second);
  gtk_widget_class_bind_template_child (widget_class, TsnRecoveryKeyView, check_trouble);
  gtk_widget_class_bind_template_callback (widget_class, print_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
  gtk_widget_class_bind_template_callback (widget_class, first_activated_cb);
}

static void
tsn_recovery_key_view_init (TsnRecoveryKeyView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tsn_stack_tell_readers (GTK_WIDGET (self->stack));
}

void
tsn_recovery_key_view_take_key (TsnRecoveryKeyView *self, const char *organisation, char *key)
{
  g_return_if_fail (self->key == NULL);
  self->key = key;
  self->organisation = g_strdup (organisation);
  show_groups (self);
}
