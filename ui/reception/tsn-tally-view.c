/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A click or a key is one person. The buttons count at once on the screen and in the store behind
 * it: somebody who counts a stream of people does not look at the screen. If the store refuses, the
 * count on the screen is read again, and it is said.
 *
 * Totals by band are of all devices; "minus one" and undo are of this device and this day's work.
 */

#include "tsn-tally-view.h"

#include <glib/gi18n.h>

#include "tsn-bar-chart.h"
#include "tsn-tally.h"
#include "tsn-time.h"
#include "tsn-toast.h"
#include "tsn-words.h"

#define N_BANDS    9
#define N_SEXES    3
#define FIRST_CODE 10 /* of the key "1" on every PC keyboard; "9" is 18 */

/* The columns, from the left; women come more often. */
static const guint SEXES[N_SEXES] = { TSN_SEX_FEMALE, TSN_SEX_MALE, TSN_SEX_UNSTATED };

typedef struct
{
  GtkButton *button;
  GtkLabel *count;
  gint64 shown;
} Cell;

struct _TsnTallyView
{
  AdwBin parent_instance;

  TsnDoor *door;
  Cell cells[N_BANDS][N_SEXES];
  gint64 total;
  GArray *steps; /* of TsnTallyCount: what was counted here, the newest last */
  guint asked;   /* counts that are on their way to the store */

  GtkGrid *grid;
  GtkLabel *sum;
  GtkLabel *last;
  GtkBox *hours;
  TsnBarChart *chart;
};

G_DEFINE_FINAL_TYPE (TsnTallyView, tsn_tally_view, ADW_TYPE_BIN)

/* -- Showing -- */

static const char *
band_words (guint band)
{
  return tsn_words_code (tsn_code_by_number (&tsn_codes_age_band, band));
}

static const char *
sex_words (guint sex)
{
  return tsn_words_code (tsn_code_by_number (&tsn_codes_sex, sex));
}

static Cell *
find_cell (TsnTallyView *self, guint band, guint sex)
{
  for (guint column = 0; column < N_SEXES; column++)
    if (SEXES[column] == sex && band >= 1 && band <= N_BANDS)
      return &self->cells[band - 1][column];
  return NULL;
}

static void
show_cell (TsnTallyView *self, guint band, guint sex, gint64 count)
{
  Cell *cell = find_cell (self, band, sex);
  g_autofree char *number = g_strdup_printf ("%ld", (long) count);
  g_autofree char *spoken = NULL;

  if (cell == NULL)
    return;
  cell->shown = count;
  /* Translators: an age band, a sex, how many were counted */
  spoken = g_strdup_printf (_ ("%s, %s: %s"), band_words (band), sex_words (sex), number);
  gtk_label_set_text (cell->count, number);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken,
                                  -1);
}

static void
show_sum (TsnTallyView *self)
{
  g_autofree char *text = g_strdup_printf (
      ngettext ("%ld person", "%ld people", (gulong) self->total),
      (long) self->total);

  gtk_label_set_text (self->sum, text);
}

static void
show_last (TsnTallyView *self, const TsnTallyCount *step)
{
  g_autofree char *text = g_strdup_printf (_ ("Last: %s, %s, %+d"),
                                           band_words (step->age_band),
                                           sex_words (step->sex),
                                           step->by);

  gtk_label_set_text (self->last, text);
}

static void
show_hours (TsnTallyView *self, const GArray *hours)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < hours->len; i++)
    {
      const TsnTallyHour *hour = &g_array_index (hours, TsnTallyHour, i);
      guint heads = (guint) MAX (hour->count, 0);
      char time[TSN_TIME_SIZE];

      tsn_time_format (tsn_time_from_unix_ms (hour->hour_ms), time);
      g_ptr_array_add (labels, g_strdup (hour->hour_ms != 0 ? time : "–"));
      g_array_append_val (counts, heads);
    }
  tsn_bar_chart_set_bars (self->chart,
                          counts->len,
                          (const char *const *) labels->pdata,
                          (const guint *) (gpointer) counts->data);
  gtk_widget_set_visible (GTK_WIDGET (self->hours), counts->len > 0);
}

/* -- Reading -- */

typedef struct
{
  TsnId event;
  GArray *bands;
  GArray *hours;
} Reading;

static void
reading_free (gpointer pointer)
{
  Reading *reading = pointer;

  g_clear_pointer (&reading->bands, g_array_unref);
  g_clear_pointer (&reading->hours, g_array_unref);
  g_free (reading);
}

static gboolean
reading_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Reading *reading = data;

  reading->bands = tsn_tally_by_band (session, &reading->event, error);
  if (reading->bands != NULL)
    reading->hours = tsn_tally_by_hour (session, &reading->event, error);
  return reading->hours != NULL;
}

static void
read_cb (gpointer object, gpointer data, const GError *error)
{
  TsnTallyView *self = object;
  Reading *reading = data;
  TsnRecord *event = tsn_door_get_event (self->door);

  /* What was counted meanwhile is on the screen already, and not in this answer. */
  if (error != NULL || self->asked > 0 || event == NULL ||
      !tsn_id_equal (&event->id, &reading->event))
    return;
  self->total = 0;
  for (guint band = 1; band <= N_BANDS; band++)
    for (guint column = 0; column < N_SEXES; column++)
      show_cell (self, band, SEXES[column], 0);
  for (guint i = 0; i < reading->bands->len; i++)
    {
      const TsnTallyBand *band = &g_array_index (reading->bands, TsnTallyBand, i);

      show_cell (self, band->age_band, band->sex, band->count);
      self->total += band->count;
    }
  show_sum (self);
  show_hours (self, reading->hours);
}

static void
read_counts (TsnTallyView *self)
{
  TsnRecord *event = tsn_door_get_event (self->door);
  Reading *reading;

  gtk_widget_set_sensitive (GTK_WIDGET (self->grid), tsn_door_is_open (self->door));
  if (event == NULL)
    return;
  reading = g_new0 (Reading, 1);
  reading->event = event->id;
  tsn_station_ask (tsn_door_get_station (self->door),
                   TSN_STORE_READ,
                   reading_work,
                   reading,
                   reading_free,
                   self,
                   read_cb);
}

/* -- Counting -- */

static gboolean
count_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return tsn_tally_add (session, data, NULL, error);
}

static void
counted_cb (gpointer object, gpointer data, const GError *error)
{
  TsnTallyView *self = object;

  self->asked--;
  if (error != NULL)
    tsn_toast_error (GTK_WIDGET (self), error);
  /* Also after an error: what is on the screen was not written. */
  tsn_station_changed (tsn_door_get_station (self->door), TSN_KIND_TALLY, NULL);
}

static void
count (TsnTallyView *self, guint band, guint sex, int by)
{
  Cell *cell = find_cell (self, band, sex);
  TsnTallyCount *step;

  if (!tsn_door_is_open (self->door) || cell == NULL || cell->shown + by < 0)
    return;
  step = g_new0 (TsnTallyCount, 1);
  step->event = tsn_door_get_event (self->door)->id;
  step->age_band = band;
  step->sex = sex;
  step->by = by;
  step->now_ms = g_get_real_time () / 1000;
  self->total += by;
  self->asked++;
  show_cell (self, band, sex, cell->shown + by);
  show_sum (self);
  show_last (self, step);
  tsn_station_ask (tsn_door_get_station (self->door),
                   TSN_STORE_WRITE,
                   count_work,
                   step,
                   g_free,
                   self,
                   counted_cb);
}

static void
count_and_remember (TsnTallyView *self, guint band, guint sex, int by)
{
  TsnTallyCount step = { .age_band = band, .sex = sex, .by = by };
  Cell *cell = find_cell (self, band, sex);

  if (cell == NULL || cell->shown + by < 0)
    return;
  count (self, band, sex, by);
  g_array_append_val (self->steps, step);
}

gboolean
tsn_tally_view_undo (TsnTallyView *self)
{
  TsnTallyCount step;

  if (self->steps->len == 0)
    return FALSE;
  step = g_array_index (self->steps, TsnTallyCount, self->steps->len - 1);
  g_array_set_size (self->steps, self->steps->len - 1);
  count (self, step.age_band, step.sex, -step.by);
  return TRUE;
}

/* One less where the last one was counted who was not taken off again. It is a step of its own, so
 * that undo gives back what was taken off. */
static void
minus_one (TsnTallyView *self)
{
  guint taken_off = 0;

  for (guint i = self->steps->len; i > 0; i--)
    {
      const TsnTallyCount *step = &g_array_index (self->steps, TsnTallyCount, i - 1);

      if (step->by < 0)
        taken_off++;
      else if (taken_off > 0)
        taken_off--;
      else
        {
          count_and_remember (self, step->age_band, step->sex, -1);
          return;
        }
    }
}

/* -- Keys and buttons -- */

gboolean
tsn_tally_key (guint key, guint code, GdkModifierType state, guint *age_band, guint *sex)
{
  GdkModifierType held = state & (GDK_SHIFT_MASK | GDK_ALT_MASK | GDK_CONTROL_MASK);

  if (key >= GDK_KEY_KP_1 && key <= GDK_KEY_KP_9)
    *age_band = key - GDK_KEY_KP_1 + 1;
  else if (key >= GDK_KEY_1 && key <= GDK_KEY_9)
    *age_band = key - GDK_KEY_1 + 1;
  else if (code >= FIRST_CODE && code < FIRST_CODE + N_BANDS)
    *age_band = code - FIRST_CODE + 1;
  else
    return FALSE;
  if (held == 0)
    *sex = SEXES[0];
  else if (held == GDK_SHIFT_MASK)
    *sex = SEXES[1];
  else if (held == GDK_ALT_MASK)
    *sex = SEXES[2];
  else
    return FALSE;
  return TRUE;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint key,
                guint code,
                GdkModifierType state,
                TsnTallyView *self)
{
  guint band, sex;

  if (tsn_tally_key (key, code, state, &band, &sex))
    {
      count_and_remember (self, band, sex, 1);
      return GDK_EVENT_STOP;
    }
  if (key == GDK_KEY_BackSpace || key == GDK_KEY_minus || key == GDK_KEY_KP_Subtract)
    {
      minus_one (self);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
minus_clicked_cb (TsnTallyView *self)
{
  minus_one (self);
}

static void
undo_clicked_cb (TsnTallyView *self)
{
  tsn_tally_view_undo (self);
}

static void
cell_clicked_cb (TsnTallyView *self, GtkButton *button)
{
  for (guint band = 1; band <= N_BANDS; band++)
    for (guint column = 0; column < N_SEXES; column++)
      if (self->cells[band - 1][column].button == button)
        count_and_remember (self, band, SEXES[column], 1);
}

static char *
key_words (guint band, guint column)
{
  static const char *const held[N_SEXES] = { "", "Shift+", "Alt+" };

  return g_strdup_printf ("%s%u", held[column], band);
}

static void
add_cell (TsnTallyView *self, guint band, guint column)
{
  Cell *cell = &self->cells[band - 1][column];
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *keys = key_words (band, column);
  GtkWidget *hint = gtk_label_new (keys);

  cell->button = GTK_BUTTON (button);
  cell->count = GTK_LABEL (gtk_label_new ("0"));
  gtk_widget_add_css_class (GTK_WIDGET (cell->count), "number");
  gtk_widget_add_css_class (hint, "key");
  gtk_widget_add_css_class (button, "tally");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (cell->count));
  gtk_box_append (GTK_BOX (box), hint);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_button_set_child (cell->button, box);
  gtk_widget_set_hexpand (button, TRUE);
  g_signal_connect_object (button,
                           "clicked",
                           G_CALLBACK (cell_clicked_cb),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_grid_attach (self->grid, button, (int) band, (int) column + 1, 1, 1);
  show_cell (self, band, SEXES[column], 0);
}

static void
fill_grid (TsnTallyView *self)
{
  for (guint band = 1; band <= N_BANDS; band++)
    {
      GtkWidget *title = gtk_label_new (band_words (band));

      gtk_label_set_wrap (GTK_LABEL (title), TRUE);
      gtk_label_set_justify (GTK_LABEL (title), GTK_JUSTIFY_CENTER);
      gtk_grid_attach (self->grid, title, (int) band, 0, 1, 1);
    }
  for (guint column = 0; column < N_SEXES; column++)
    {
      GtkWidget *title = gtk_label_new (sex_words (SEXES[column]));

      gtk_label_set_wrap (GTK_LABEL (title), TRUE);
      gtk_label_set_xalign (GTK_LABEL (title), 0);
      gtk_grid_attach (self->grid, title, 0, (int) column + 1, 1, 1);
      for (guint band = 1; band <= N_BANDS; band++)
        add_cell (self, band, column);
    }
}

/* -- For the page -- */

static void
event_changed_cb (TsnTallyView *self)
{
  g_array_set_size (self->steps, 0);
  gtk_label_set_text (self->last, "");
  read_counts (self);
}

static void
station_changed_cb (TsnTallyView *self, guint kind)
{
  if (kind == TSN_KIND_TALLY && self->asked == 0)
    read_counts (self);
}

void
tsn_tally_view_focus (TsnTallyView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->cells[0][0].button));
}

void
tsn_tally_view_set_door (TsnTallyView *self, TsnDoor *door)
{
  self->door = g_object_ref (door);
  g_signal_connect_object (door,
                           "event-changed",
                           G_CALLBACK (event_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (tsn_door_get_station (door),
                           "changed",
                           G_CALLBACK (station_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  event_changed_cb (self);
}

/* -- Life -- */

static void
tsn_tally_view_dispose (GObject *object)
{
  g_clear_object (&TSN_TALLY_VIEW (object)->door);
  gtk_widget_dispose_template (GTK_WIDGET (object), TSN_TYPE_TALLY_VIEW);
  G_OBJECT_CLASS (tsn_tally_view_parent_class)->dispose (object);
}

static void
tsn_tally_view_finalize (GObject *object)
{
  g_array_unref (TSN_TALLY_VIEW (object)->steps);
  G_OBJECT_CLASS (tsn_tally_view_parent_class)->finalize (object);
}

static void
tsn_tally_view_class_init (TsnTallyViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_tally_view_dispose;
  G_OBJECT_CLASS (class)->finalize = tsn_tally_view_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/reception/tsn-tally-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnTallyView, grid);
  gtk_widget_class_bind_template_child (widget_class, TsnTallyView, sum);
  gtk_widget_class_bind_template_child (widget_class, TsnTallyView, last);
  gtk_widget_class_bind_template_child (widget_class, TsnTallyView, hours);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, minus_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, undo_clicked_cb);
}

static void
tsn_tally_view_init (TsnTallyView *self)
{
  self->steps = g_array_new (FALSE, FALSE, sizeof (TsnTallyCount));
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_grid (self);
  self->chart = TSN_BAR_CHART (tsn_bar_chart_new (_ ("People counted per hour")));
  gtk_widget_set_vexpand (GTK_WIDGET (self->chart), TRUE);
  gtk_box_append (self->hours, GTK_WIDGET (self->chart));
}
