/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Buttons in a grid of equal cells, so that they grow with the window. What they mean stands in the
 * tables of the layouts and nowhere here. */

#include "tsn-key-grid.h"

#include "tsn-debounce.h"
#include "tsn-kiosk-label.h"
#include "tsn-kiosk-words.h"

/* What a keyboard of any desktop does, slower: these hands let go late. */
#define REPEAT_FIRST_MS 600
#define REPEAT_NEXT_MS  150

/* 64 pixels are 17 mm on a kiosk's 24 inches of 1920 x 1080: a fingertip. */
#define KEY_SIZE 64
#define GAP      12

struct _TsnKeyGrid
{
  GtkWidget parent_instance;

  GtkWidget *grid;
  TsnDebounce debounce;
  GtkWidget *held; /* the key that repeats */
  guint repeat;    /* source id */
};

enum
{
  PRESSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnKeyGrid, tsn_key_grid, GTK_TYPE_WIDGET)

/* A letter's key has no line in a table. */
static const TsnKey LETTER = { .act = TSN_KEY_TEXT };

static void
press (TsnKeyGrid *self, GtkWidget *button)
{
  g_signal_emit (self,
                 signals[PRESSED],
                 0,
                 g_object_get_data (G_OBJECT (button), "tsn-key"),
                 gtk_button_get_label (GTK_BUTTON (button)));
}

static void
clicked_cb (GtkWidget *button, TsnKeyGrid *self)
{
  if (tsn_debounce (&self->debounce, button, g_get_monotonic_time ()))
    press (self, button);
}

/* -- Repeating -- */

static void
stop_repeating (TsnKeyGrid *self)
{
  g_clear_handle_id (&self->repeat, g_source_remove);
  self->held = NULL;
}

static gboolean
repeat_cb (gpointer data)
{
  TsnKeyGrid *self = data;

  press (self, self->held);
  return G_SOURCE_CONTINUE;
}

static gboolean
first_repeat_cb (gpointer data)
{
  TsnKeyGrid *self = data;

  self->repeat = g_timeout_add (REPEAT_NEXT_MS, repeat_cb, self);
  press (self, self->held);
  return G_SOURCE_REMOVE;
}

static void
held_cb (TsnKeyGrid *self, int n, double x, double y, GtkGesture *gesture)
{
  stop_repeating (self);
  self->held = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  self->repeat = g_timeout_add (REPEAT_FIRST_MS, first_repeat_cb, self);
}

/* It watches the button's own gesture from outside, and never takes a touch away from it. */
static void
add_repeat (TsnKeyGrid *self, GtkWidget *button)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (gesture), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (gesture, "pressed", G_CALLBACK (held_cb), self);
  g_signal_connect_swapped (gesture, "released", G_CALLBACK (stop_repeating), self);
  g_signal_connect_swapped (gesture, "stopped", G_CALLBACK (stop_repeating), self);
  g_signal_connect_swapped (gesture, "cancel", G_CALLBACK (stop_repeating), self);
  gtk_widget_add_controller (button, GTK_EVENT_CONTROLLER (gesture));
}

/* -- Keys -- */

void
tsn_key_dress (GtkWidget *button, const char *css_class)
{
  gtk_widget_add_css_class (button, "key");
  if (css_class != NULL)
    gtk_widget_add_css_class (button, css_class);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_widget_set_size_request (button, KEY_SIZE, KEY_SIZE);
}

static void
name_key (GtkWidget *button, const char *text)
{
  g_autofree char *plain = tsn_kiosk_plain (text);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  plain,
                                  -1);
}

/* There are many keys, and a plain label is made faster. */
void
tsn_key_set_text (GtkWidget *button, const char *text)
{
  GtkWidget *label;

  if (strchr (text, '{') == NULL)
    {
      gtk_button_set_label (GTK_BUTTON (button), text);
      return;
    }
  label = tsn_kiosk_label_new (text);
  tsn_kiosk_label_set_centred (TSN_KIOSK_LABEL (label), TRUE);
  gtk_button_set_child (GTK_BUTTON (button), label);
  name_key (button, text);
}

static GtkWidget *
add_key (TsnKeyGrid *self, const TsnKey *key, const char *label, int column, int row)
{
  GtkWidget *button = gtk_button_new ();

  tsn_key_set_text (button, label);
  tsn_key_dress (button, key->act != TSN_KEY_TEXT ? "function" : NULL);
  if (key->act == TSN_KEY_MARK && key->width < 2)
    gtk_widget_add_css_class (button, "mark");
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_set_vexpand (button, TRUE);
  g_object_set_data_full (G_OBJECT (button), "tsn-key", g_memdup2 (key, sizeof *key), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, 0);
  gtk_grid_attach (GTK_GRID (self->grid),
                   button,
                   column,
                   row,
                   MAX (key->width, 1),
                   MAX (key->height, 1));
  return button;
}

static void
add_letters (TsnKeyGrid *self, const TsnKeyPage *page, gunichar (*change) (gunichar))
{
  for (int row = 0; page->letters != NULL && page->letters[row] != NULL; row++)
    {
      int column = page->letters_column;

      for (const char *p = page->letters[row]; *p != '\0'; p = g_utf8_next_char (p), column++)
        {
          gunichar letter = g_utf8_get_char (p);
          char label[7] = { 0 };

          if (letter == ' ')
            continue;
          g_unichar_to_utf8 (change != NULL ? change (letter) : letter, label);
          add_key (self, &LETTER, label, column, row);
        }
    }
}

void
tsn_key_grid_add_page (TsnKeyGrid *self,
                       const TsnKeyPage *page,
                       gunichar (*change) (gunichar letter))
{
  const char *(*say) (const char *);

  g_return_if_fail (TSN_IS_KEY_GRID (self) && page != NULL);

  say = page->translate != NULL ? page->translate : tsn_kiosk_say;
  add_letters (self, page, change);
  for (guint i = 0; i < page->n_keys; i++)
    {
      const TsnKey *key = &page->keys[i];
      GtkWidget *button = add_key (self,
                                   key,
                                   key->name != NULL ? say (key->label) : key->label,
                                   key->column,
                                   key->row);

      if (key->name != NULL)
        name_key (button, say (key->name));
      if (key->act == TSN_KEY_DELETE)
        add_repeat (self, button);
    }
}

void
tsn_key_grid_set_debounce (TsnKeyGrid *self, guint milliseconds)
{
  g_return_if_fail (TSN_IS_KEY_GRID (self));

  self->debounce.interval_ms = milliseconds;
}

static void
tsn_key_grid_unmap (GtkWidget *widget)
{
  stop_repeating (TSN_KEY_GRID (widget));
  GTK_WIDGET_CLASS (tsn_key_grid_parent_class)->unmap (widget);
}

static void
tsn_key_grid_dispose (GObject *object)
{
  TsnKeyGrid *self = TSN_KEY_GRID (object);

  stop_repeating (self);
  g_clear_pointer (&self->grid, gtk_widget_unparent);
  G_OBJECT_CLASS (tsn_key_grid_parent_class)->dispose (object);
}

static void
tsn_key_grid_class_init (TsnKeyGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tsn_key_grid_dispose;
  widget_class->unmap = tsn_key_grid_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "keys");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  signals[PRESSED] = g_signal_new ("pressed",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   2,
                                   G_TYPE_POINTER,
                                   G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
tsn_key_grid_init (TsnKeyGrid *self)
{
  self->debounce.interval_ms = TSN_DEBOUNCE_MS;
  self->grid = gtk_grid_new ();
  gtk_grid_set_row_homogeneous (GTK_GRID (self->grid), TRUE);
  gtk_grid_set_column_homogeneous (GTK_GRID (self->grid), TRUE);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), GAP);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), GAP);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
}

GtkWidget *
tsn_key_grid_new (void)
{
  return g_object_new (TSN_TYPE_KEY_GRID, NULL);
}
