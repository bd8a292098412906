/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One question at a time, since one that is as large as this leaves room for no other. The keys of
 * a question are made anew from what was chosen before; what is possible is asked of the calendar,
 * day by day and not by rules here: 昭和64年 has one month of seven days. */

#include "tsn-era-date-picker.h"

#include "tsn-debounce.h"
#include "tsn-era.h"
#include "tsn-key-grid.h"
#include "tsn-kiosk-label.h"
#include "tsn-kiosk-words.h"

#define TURNED_DEBOUNCE_MS 300
#define GAP                12
#define WESTERN_FIRST      1900 /* the oldest people alive are younger */

typedef enum
{
  ASK_ERA,
  ASK_DECADE, /* of the western calendar, which has too many years for one page */
  ASK_YEAR,
  ASK_MONTH,
  ASK_DAY,
  N_QUESTIONS
} Question;

struct _TsnEraDatePicker
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *answers; /* chosen so far; each leads back to its question */
  GtkWidget *summary;
  GtkWidget *keys; /* of the question; NULL: everything is chosen */

  TsnDebounce debounce;
  TsnDate today;
  const TsnEra *era; /* NULL: the western calendar */
  /* Below the question asked; years are western ones, a decade its first year. */
  int chosen[N_QUESTIONS];
  gboolean is_wide;
  Question question; /* N_QUESTIONS: none is open */
};

enum
{
  DATE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnEraDatePicker, tsn_era_date_picker, GTK_TYPE_WIDGET)

/* -- What is possible -- */

static TsnDate
first_day (TsnEraDatePicker *self)
{
  return self->era != NULL ? self->era->first : tsn_date_new (WESTERN_FIRST, 1, 1);
}

static TsnDate
last_day (TsnEraDatePicker *self)
{
  return self->era != NULL ? MIN (self->era->last, self->today) : self->today;
}

static gboolean
is_within (TsnEraDatePicker *self, TsnDate first, TsnDate last)
{
  return first <= last_day (self) && last >= first_day (self);
}

/* A date is a number, yyyymmdd: 99 is behind every day and month. */
static gboolean
is_possible (TsnEraDatePicker *self, Question question, int value)
{
  int year = self->chosen[ASK_YEAR];

  switch (question)
    {
    case ASK_DECADE:
      return is_within (self, value * 10000, (value + 9) * 10000 + 9999);
    case ASK_YEAR:
      return is_within (self, value * 10000, value * 10000 + 9999);
    case ASK_MONTH:
      return is_within (self, year * 10000 + value * 100, year * 10000 + value * 100 + 99);
    case ASK_DAY:
      {
        TsnDate date = tsn_date_new (year, self->chosen[ASK_MONTH], value);

        return date != TSN_DATE_NONE && is_within (self, date, date);
      }
    case ASK_ERA:
    case N_QUESTIONS:
    default:
      return FALSE;
    }
}

/* -- Words -- */

#define WESTERN 5

/* In the order of tsn_eras(). */
static const char *const ERAS[WESTERN + 1] = {
  NK_ ("Meiji 明治"),  NK_ ("Taisho 大正"), NK_ ("Showa 昭和"),
  NK_ ("Heisei 平成"), NK_ ("Reiwa 令和"),  NK_ ("Western calendar"),
};

static char *
dup_words (TsnEraDatePicker *self, Question question, int value)
{
  switch (question)
    {
    case ASK_ERA:
      return g_strdup (K_ (ERAS[self->era != NULL ? self->era - tsn_eras () : WESTERN]));
    case ASK_DECADE:
      /* Translators: a decade, 1940 to 1949 */
      return g_strdup_printf (K_ ("%ds"), value);
    case ASK_YEAR:
      if (self->era != NULL && value == self->era->base + 1)
        return g_strdup (K_ ("First year"));
      /* Translators: a year in its calendar */
      return g_strdup_printf (K_ ("Year %d"), self->era != NULL ? value - self->era->base : value);
    case ASK_MONTH:
      return g_strdup_printf (K_ ("Month %d"), value);
    case ASK_DAY:
      return g_strdup_printf (K_ ("Day %d"), value);
    case N_QUESTIONS:
    default:
      g_assert_not_reached ();
    }
}

TsnDate
tsn_era_date_picker_get_date (TsnEraDatePicker *self)
{
  g_return_val_if_fail (TSN_IS_ERA_DATE_PICKER (self), TSN_DATE_NONE);

  if (self->question != N_QUESTIONS)
    return TSN_DATE_NONE;
  return tsn_date_new (self->chosen[ASK_YEAR], self->chosen[ASK_MONTH], self->chosen[ASK_DAY]);
}

static const char *
words_of_question (Question question)
{
  switch (question)
    {
    case ASK_ERA:
      return K_ ("Which calendar?");
    case ASK_DECADE:
    case ASK_YEAR:
      return K_ ("Which year?");
    case ASK_MONTH:
      return K_ ("Which month?");
    case ASK_DAY:
      return K_ ("Which day?");
    case N_QUESTIONS:
    default:
      g_assert_not_reached ();
    }
}

/* What is asked; in the end the whole date. */
static void
show_summary (TsnEraDatePicker *self)
{
  TsnDate date = tsn_era_date_picker_get_date (self);
  g_autofree char *written = NULL;
  g_autofree char *age = NULL;
  g_autofree char *text = NULL;

  if (date != TSN_DATE_NONE)
    {
      written = tsn_date_format (date, TSN_DATE_STYLE_BOTH);
      age = g_strdup_printf (K_ ("%d years old"), tsn_date_age (date, self->today));
      text = g_strdup_printf ("%s  %s", written, age);
    }
  tsn_kiosk_label_set_text (TSN_KIOSK_LABEL (self->summary),
                            text != NULL ? text : words_of_question (self->question));
}

/* -- Keys -- */

static void show_question (TsnEraDatePicker *self, Question question);

static Question
next_of (TsnEraDatePicker *self, Question question)
{
  return question == ASK_ERA && self->era != NULL ? ASK_YEAR : question + 1;
}

static void
choose (TsnEraDatePicker *self, Question question, int value)
{
  self->chosen[question] = value;
  show_question (self, next_of (self, question));
}

/* A touch that trembles falls on the next question's key, so that here all keys are one. */
static gboolean
counts (TsnEraDatePicker *self)
{
  return tsn_debounce (&self->debounce, self, g_get_monotonic_time ());
}

static void
value_cb (GtkWidget *button, TsnEraDatePicker *self)
{
  int value = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "tsn-value"));

  if (!counts (self))
    return;
  if (self->question == ASK_ERA)
    self->era = value >= 0 ? &tsn_eras ()[value] : NULL;
  choose (self, self->question, value);
}

static void
answer_cb (GtkWidget *button, TsnEraDatePicker *self)
{
  if (counts (self))
    show_question (self, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "tsn-question")));
}

static void
add_value (TsnEraDatePicker *self, int place, int columns, int value, const char *words)
{
  GtkWidget *button = gtk_button_new ();
  g_autofree char *number = NULL;

  /* Years, months and days are numbers under their question: sixty times the word would be noise.
   */
  if (self->question >= ASK_YEAR)
    {
      gboolean is_of_era = self->question == ASK_YEAR && self->era != NULL;
      g_autofree char *plain = tsn_kiosk_plain (words);

      number = g_strdup_printf ("%d", is_of_era ? value - self->era->base : value);
      tsn_key_set_text (button, number);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      plain,
                                      -1);
    }
  else
    tsn_key_set_text (button, words);
  tsn_key_dress (button, "value");
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_set_vexpand (button, TRUE);
  g_object_set_data (G_OBJECT (button), "tsn-value", GINT_TO_POINTER (value));
  g_signal_connect_object (button, "clicked", G_CALLBACK (value_cb), self, 0);
  gtk_grid_attach (GTK_GRID (self->keys), button, place % columns, place / columns, 1, 1);
}

/* From @first on, what is possible, each in the place that it would have among all. */
static void
add_values (TsnEraDatePicker *self, int first, int n, int step, int columns)
{
  for (int i = 0; i < n; i++)
    {
      int value = first + i * step;
      g_autofree char *words = NULL;

      if (!is_possible (self, self->question, value))
        continue;
      words = dup_words (self, self->question, value);
      add_value (self, i, columns, value, words);
    }
}

static void
add_eras (TsnEraDatePicker *self, int columns)
{
  for (int i = 0; i <= WESTERN; i++)
    add_value (self, i, columns, i < WESTERN ? i : -1, K_ (ERAS[i]));
}

static void
add_keys (TsnEraDatePicker *self)
{
  /* Of keys on a high and on a wide screen; of eras the years are more than ten. */
  static const int all_columns[N_QUESTIONS][2] = {
    [ASK_ERA] = { 3, 3 },   [ASK_DECADE] = { 4, 7 }, [ASK_YEAR] = { 10, 16 },
    [ASK_MONTH] = { 4, 6 }, [ASK_DAY] = { 7, 11 },
  };
  int columns = self->question < N_QUESTIONS ? all_columns[self->question][self->is_wide] : 0;
  int first_year;

  switch (self->question)
    {
    case ASK_ERA:
      add_eras (self, columns);
      break;
    case ASK_DECADE:
      add_values (self,
                  WESTERN_FIRST,
                  (tsn_date_year (self->today) - WESTERN_FIRST) / 10 + 1,
                  10,
                  columns);
      break;
    case ASK_YEAR:
      first_year = self->era != NULL ? tsn_date_year (self->era->first) : self->chosen[ASK_DECADE];
      add_values (self,
                  first_year,
                  self->era != NULL ? tsn_date_year (last_day (self)) - first_year + 1 : 10,
                  1,
                  self->era != NULL || self->is_wide ? columns : 5);
      break;
    case ASK_MONTH:
      add_values (self, 1, 12, 1, columns);
      break;
    case ASK_DAY:
      add_values (self, 1, 31, 1, columns);
      break;
    case N_QUESTIONS:
    default:
      break;
    }
}

static void
show_answers (TsnEraDatePicker *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->answers)) != NULL)
    gtk_box_remove (GTK_BOX (self->answers), child);
  for (Question q = ASK_ERA; q < self->question; q = next_of (self, q))
    {
      g_autofree char *words = dup_words (self, q, self->chosen[q]);
      GtkWidget *button = gtk_button_new ();

      tsn_key_set_text (button, words);
      tsn_key_dress (button, "answer");
      g_object_set_data (G_OBJECT (button), "tsn-question", GINT_TO_POINTER (q));
      g_signal_connect_object (button, "clicked", G_CALLBACK (answer_cb), self, 0);
      gtk_box_append (GTK_BOX (self->answers), button);
    }
}

static void
show_question (TsnEraDatePicker *self, Question question)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean had_focus = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
  gboolean had_date = self->question == N_QUESTIONS;

  self->question = question;
  if (self->keys != NULL)
    gtk_box_remove (GTK_BOX (self->box), self->keys);
  self->keys = gtk_grid_new ();
  gtk_widget_set_vexpand (self->keys, TRUE);
  gtk_grid_set_row_homogeneous (GTK_GRID (self->keys), TRUE);
  gtk_grid_set_column_homogeneous (GTK_GRID (self->keys), TRUE);
  gtk_grid_set_row_spacing (GTK_GRID (self->keys), GAP);
  gtk_grid_set_column_spacing (GTK_GRID (self->keys), GAP);
  gtk_box_append (GTK_BOX (self->box), self->keys);
  add_keys (self);
  show_answers (self);
  show_summary (self);
  if (had_focus)
    gtk_widget_child_focus (question < N_QUESTIONS ? self->keys : self->answers,
                            GTK_DIR_TAB_FORWARD);
  if (had_date || question == N_QUESTIONS)
    g_signal_emit (self, signals[DATE_CHANGED], 0);
}

/* -- The picker -- */

void
tsn_era_date_picker_set_date (TsnEraDatePicker *self, TsnDate date)
{
  g_return_if_fail (TSN_IS_ERA_DATE_PICKER (self));

  memset (self->chosen, 0, sizeof self->chosen);
  self->era = date != TSN_DATE_NONE ? tsn_era_of (date) : NULL;
  if (date != TSN_DATE_NONE)
    {
      self->chosen[ASK_DECADE] = tsn_date_year (date) / 10 * 10;
      self->chosen[ASK_YEAR] = tsn_date_year (date);
      self->chosen[ASK_MONTH] = tsn_date_month (date);
      self->chosen[ASK_DAY] = tsn_date_day (date);
    }
  show_question (self, date != TSN_DATE_NONE ? N_QUESTIONS : ASK_ERA);
}

void
tsn_era_date_picker_set_today (TsnEraDatePicker *self, TsnDate today)
{
  g_return_if_fail (TSN_IS_ERA_DATE_PICKER (self));
  g_return_if_fail (tsn_date_is_valid (today));

  self->today = today;
  show_question (self, self->question);
}

void
tsn_era_date_picker_set_wide (TsnEraDatePicker *self, gboolean is_wide)
{
  g_return_if_fail (TSN_IS_ERA_DATE_PICKER (self));

  self->is_wide = is_wide;
  show_question (self, self->question);
}

void
tsn_era_date_picker_set_debounce (TsnEraDatePicker *self, guint milliseconds)
{
  g_return_if_fail (TSN_IS_ERA_DATE_PICKER (self));

  self->debounce.interval_ms = milliseconds;
}

static void
tsn_era_date_picker_dispose (GObject *object)
{
  TsnEraDatePicker *self = TSN_ERA_DATE_PICKER (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (tsn_era_date_picker_parent_class)->dispose (object);
}

static void
tsn_era_date_picker_class_init (TsnEraDatePickerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tsn_era_date_picker_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "datepicker");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  signals[DATE_CHANGED] = g_signal_new ("date-changed",
                                        G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST,
                                        0,
                                        NULL,
                                        NULL,
                                        NULL,
                                        G_TYPE_NONE,
                                        0);
}

static void
tsn_era_date_picker_init (TsnEraDatePicker *self)
{
  self->debounce.interval_ms = TURNED_DEBOUNCE_MS;
  self->today = tsn_date_from_unix_ms (g_get_real_time () / 1000);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, GAP);
  self->answers = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, GAP);
  gtk_widget_set_size_request (self->answers, -1, 64);
  self->summary = tsn_kiosk_label_new ("");
  gtk_widget_add_css_class (self->summary, "date-summary");
  gtk_box_append (GTK_BOX (self->box), self->answers);
  gtk_box_append (GTK_BOX (self->box), self->summary);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  show_question (self, ASK_ERA);
}

GtkWidget *
tsn_era_date_picker_new (void)
{
  return g_object_new (TSN_TYPE_ERA_DATE_PICKER, NULL);
}
