/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the kiosk feels like, and what 500 residents in a row leave behind:
 * `tsn-bench-kiosk [--quick]`, on a display. The program is the kiosk: the real window on the data
 * folder of a device with a kiosk's keys, in a process whose heap is overwritten as the kiosk's is,
 * and a folder for a printer. A resident answers everything that can be asked; what they type is
 * set at once, and each button is pressed. A touch has been answered at the end of the frame in
 * which the next screen is drawn.
 */

#include <glib/gstdio.h>
#include <libintl.h>
#include <locale.h>
#include <malloc.h>
#include <string.h>
#include <time.h>

#include "tsn-activity.h"
#include "tsn-bench-start.h"
#include "tsn-bench-store.h"
#include "tsn-kiosk-pending.h"
#include "tsn-kiosk-process.h"
#include "tsn-kiosk-window-private.h"
#include "tsn-kiosk-words.h"
#include "tsn-process.h"
#include "tsn-words.h"

#define N_JOURNEYS       500
#define N_QUICK          30
#define WARM             20 /* journeys until everything is cached that will be */
#define GIVE_UP_S        30.0
#define TOUCH_MS         50
#define PRINT_MS         1000
#define GROWTH_MB        10
#define SLOWER           1.1 /* noise of the machine */
#define N_LAYOUTS        100 /* of a yardstick */
#define STAFF_PASSPHRASE "まどぐち の かかり の ことば 9"

typedef struct
{
  double ms;
  const char *step; /* that was left */
} Touch;

typedef struct
{
  TsnBench bench;
  char *folder, *tray;
  TsnApplication *application;
  TsnStation *station;
  TsnKioskWindow *window;
  guint frames;                       /* painted so far */
  GArray *touches;                    /* of Touch */
  GArray *cards;                      /* double: ms from the review to the card */
  GArray *prints;                     /* double: ms from "print" to the job that was taken */
  GArray *journeys;                   /* double: ms of the processor */
  GArray *yardsticks;                 /* double: what the same work took after each of them */
  double memory_before, memory_after; /* MB */
} Kiosk;

/* What is typed, by the name of the step; what is not here is left out. */
static const struct
{
  const char *step, *text;
} TYPED[] = {
  { "kana", "みほん　はなこ" },
  { "name", "見本　花子" },
  { "birth", "昭和15年3月2日" },
  { "phone", "0495-00-1234" },
  { "postcode", "3670052" },
  { "address", "埼玉県本庄市見本町1-2-3" },
  { "contact-1-name", "見本　太郎" },
  { "contact-1-phone", "090-0000-1234" },
  { "contact-2-name", "見本　さくら" },
  { "contact-2-phone", "090-0000-1235" },
  { "contact-3-name", "見本　次郎" },
  { "contact-3-phone", "090-0000-1236" },
  { "doctor", "みほん医院" },
  { "doctor-phone", "0495-00-5678" },
  { "dentist", "みほん歯科" },
  { "dentist-phone", "0495-00-5679" },
  { "pharmacy", "みほん薬局" },
  { "pharmacy-phone", "0495-00-5680" },
  { "care-manager", "みほん介護" },
  { "care-manager-phone", "0495-00-5681" },
  { "conditions-which", "高血圧、糖尿病" },
  { "medicines-which", "ワルファリン" },
  { "allergy-which", "そば" },
  { "message", "耳が遠いです" },
};

/* -- The device -- */

static gboolean
make_device (Kiosk *self, GError **error)
{
  g_auto (TsnBenchStore) desk = { 0 };
  g_auto (TsnBenchStore) kiosk = { 0 };
  g_autofree char *path = NULL;

  self->folder = g_build_filename (self->bench.folder, "kiosk", NULL);
  self->tray = g_build_filename (self->bench.folder, "tray", NULL);
  path = tsn_store_vault_path (self->folder);
  g_mkdir_with_parents (self->folder, 0700);
  g_mkdir_with_parents (self->tray, 0700);
  if (!tsn_bench_store_create (&self->bench, "desk", TSN_VAULT_COST_MIN, &desk, error))
    return FALSE;
  kiosk.vault = tsn_vault_create_for_role (path,
                                           desk.vault,
                                           TSN_ROLE_KIOSK,
                                           "計測",
                                           STAFF_PASSPHRASE,
                                           TSN_VAULT_COST_MIN,
                                           error);
  if (kiosk.vault == NULL)
    return FALSE;
  kiosk.store = tsn_store_open_sync (self->folder, kiosk.vault, TSN_STORE_CREATE, error);
  return kiosk.store != NULL && tsn_store_unlocked_sync (kiosk.store, TRUE, NULL, error) &&
         tsn_store_run_sync (kiosk.store,
                             TSN_STORE_WRITE,
                             tsn_bench_put_municipality,
                             NULL,
                             NULL,
                             error);
}

static void
painted_cb (GdkFrameClock *clock, Kiosk *self)
{
  self->frames++;
}

static gboolean
wait_view (Kiosk *self, TsnKioskView view)
{
  double end = tsn_bench_now () + GIVE_UP_S;

  while (self->window->view != view && tsn_bench_now () < end)
    g_main_context_iteration (NULL, TRUE);
  return self->window->view == view;
}

static gboolean
open_kiosk (Kiosk *self, GError **error)
{
  GSettings *settings;

  self->application = tsn_application_new ();
  g_application_set_flags (G_APPLICATION (self->application), G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (self->application), NULL, error))
    return FALSE;
  settings = tsn_application_get_settings (self->application);
  g_settings_set_string (settings, "kiosk-printer", self->tray);
  g_settings_set_uint (settings, "kiosk-idle-seconds", 600);
  self->station = tsn_station_new (self->folder);
  self->window = TSN_KIOSK_WINDOW (tsn_kiosk_window_new (self->application, self->station));
  gtk_window_present (GTK_WINDOW (self->window));
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (self->window)),
                    "after-paint",
                    G_CALLBACK (painted_cb),
                    self);
  if (wait_view (self, TSN_KIOSK_VIEW_WELCOME))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "there is no welcome");
  return FALSE;
}

/* -- A resident -- */

/* The first button that is on the screen with that style, keys aside. */
static GtkWidget *
find_button (GtkWidget *widget, const char *style)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (GTK_IS_BUTTON (widget))
    return gtk_widget_has_css_class (widget, style) && !gtk_widget_has_css_class (widget, "key")
               ? widget
               : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_button (child, style);
  return found;
}

static GtkEditable *
find_entry (GtkWidget *widget)
{
  GtkEditable *found = NULL;

  if (GTK_IS_ENTRY (widget))
    return GTK_EDITABLE (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_entry (child);
  return found;
}

/* What waits for an idle moment, and what the store has answered meanwhile. */
static void
rest (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Milliseconds until the screen that follows is drawn; negative: none does. */
static double
press (Kiosk *self, const char *style)
{
  GtkScrolledWindow *before = self->window->content;
  GtkWidget *button = find_button (GTK_WIDGET (self->window), style);
  double start = tsn_bench_now ();
  guint frames;

  if (button == NULL)
    return -1;
  tsn_activity_touch ();
  g_signal_emit_by_name (button, "clicked");
  if (self->window->content == before)
    return -1;
  frames = self->frames;
  while (self->frames == frames && tsn_bench_now () < start + GIVE_UP_S)
    g_main_context_iteration (NULL, TRUE);
  return (tsn_bench_now () - start) * 1000;
}

static void
type (Kiosk *self, const char *step)
{
  GtkEditable *entry = find_entry (GTK_WIDGET (self->window->content));

  for (gsize i = 0; i < G_N_ELEMENTS (TYPED); i++)
    if (entry != NULL && g_str_equal (TYPED[i].step, step))
      gtk_editable_set_text (entry, TYPED[i].text);
  rest ();
}

/* FALSE: it does not go on. */
static gboolean
touch (Kiosk *self, const char *style, const char *step)
{
  Touch touch = { press (self, style), step };

  if (touch.ms < 0)
    {
      g_printerr ("tsn-bench-kiosk: no way on from %s\n", step);
      return FALSE;
    }
  g_array_append_val (self->touches, touch);
  rest ();
  return TRUE;
}

static gboolean
wait_card (Kiosk *self)
{
  double end = tsn_bench_now () + GIVE_UP_S;

  while (self->window->card == NULL && self->window->trouble == NULL && tsn_bench_now () < end)
    g_main_context_iteration (NULL, TRUE);
  if (self->window->trouble != NULL)
    g_printerr ("tsn-bench-kiosk: no card: %s\n", self->window->trouble->message);
  rest ();
  return self->window->card != NULL;
}

static gboolean
answer (Kiosk *self)
{
  const TsnKioskStep *step = tsn_kiosk_step ((guint) self->window->step);
  double start, took;

  switch (step->kind)
    {
    case TSN_KIOSK_STEP_CHOICE:
      return touch (self, "choice", step->id);
    case TSN_KIOSK_STEP_CARD:
      if (!wait_card (self))
        return FALSE;
      start = tsn_bench_now ();
      if (!touch (self, "next", step->id) || !wait_view (self, TSN_KIOSK_VIEW_PRINTED))
        return FALSE;
      took = (tsn_bench_now () - start) * 1000;
      g_array_append_val (self->prints, took);
      return TRUE;
    case TSN_KIOSK_STEP_WORDS:
    case TSN_KIOSK_STEP_TEXT:
    case TSN_KIOSK_STEP_ADDRESS:
    case TSN_KIOSK_STEP_PLACE:
    case TSN_KIOSK_STEP_REVIEW:
    default:
      type (self, step->id);
      return touch (self, "next", step->id);
    }
}

static gboolean
is_clean (Kiosk *self)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (self->window));
  GdkClipboard *clipboards[] = { gdk_display_get_clipboard (display),
                                 gdk_display_get_primary_clipboard (display) };

  for (gsize i = 0; i < G_N_ELEMENTS (clipboards); i++)
    if (gdk_clipboard_is_local (clipboards[i]) && gdk_clipboard_get_content (clipboards[i]) != NULL)
      return FALSE;
  return tsn_kiosk_draft_is_empty (self->window->draft) && self->window->card == NULL &&
         find_entry (GTK_WIDGET (self->window)) == NULL;
}

static double
processor_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

/* How quick the processor is now: a machine that is shared changes by a third within minutes, more
 * than what is looked for. Most of a journey is laying out text, too. */
static double
yardstick_ms (Kiosk *self)
{
  double start = processor_ms ();

  for (guint i = 0; i < N_LAYOUTS; i++)
    {
      g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self->window),
                                                                       NULL);

      for (gsize j = 0; j < G_N_ELEMENTS (TYPED); j++)
        {
          pango_layout_set_text (layout, TYPED[j].text, -1);
          pango_layout_get_pixel_size (layout, NULL, NULL);
        }
    }
  return processor_ms () - start;
}

static gboolean
journey (Kiosk *self)
{
  double start = processor_ms (), took, yardstick;

  if (!touch (self, "next", "welcome"))
    return FALSE;
  while (self->window->view == TSN_KIOSK_VIEW_STEP)
    if (!answer (self))
      return FALSE;
  if (!touch (self, "next", "printed") || self->window->view != TSN_KIOSK_VIEW_WELCOME)
    return FALSE;
  took = processor_ms () - start;
  yardstick = yardstick_ms (self);
  g_array_append_val (self->journeys, took);
  g_array_append_val (self->yardsticks, yardstick);
  if (!is_clean (self))
    g_printerr ("tsn-bench-kiosk: something stays after journey %u\n", self->journeys->len);
  return is_clean (self);
}

/* -- Afterwards -- */

static double
memory_mb (void)
{
  g_autofree char *rollup = NULL;
  const char *line = NULL;

  rest ();
  malloc_trim (0);
  if (g_file_get_contents ("/proc/self/smaps_rollup", &rollup, NULL, NULL))
    line = strstr (rollup, "\nRss:");
  return line != NULL ? g_ascii_strtod (line + strlen ("\nRss:"), NULL) / 1024 : 0;
}

typedef struct
{
  guint n_finished, n_cards, n_pending;
} Written;

static gboolean
count_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Written *written = data;
  g_autoptr (TsnQuery) visits = tsn_query_new (tsn_kind_by_number (TSN_KIND_VISIT));
  g_autoptr (TsnQuery) cards = tsn_query_new (tsn_kind_by_number (TSN_KIND_CARD));
  g_autoptr (GPtrArray) there = tsn_session_query (session, visits, error);
  g_autoptr (GPtrArray) issued = there != NULL ? tsn_session_query (session, cards, error) : NULL;
  g_autoptr (GPtrArray) pending = issued != NULL ? tsn_kiosk_pending_all (session, error) : NULL;

  if (pending == NULL)
    return FALSE;
  for (guint i = 0; i < there->len; i++)
    if (tsn_record_number (g_ptr_array_index (there, i), TSN_VISIT_OUTCOME, 0) ==
        TSN_VISIT_OUTCOME_PRINTED)
      written->n_finished++;
  written->n_cards = issued->len;
  written->n_pending = pending->len;
  return TRUE;
}

/* Each was printed, counted and entered once, and no job of any is left. */
static gboolean
check_written (Kiosk *self, GError **error)
{
  g_autoptr (GDir) tray = g_dir_open (self->tray, 0, error);
  Written written = { 0 };
  guint n = self->journeys->len, n_papers = 0;

  while (tray != NULL && g_dir_read_name (tray) != NULL)
    n_papers++;
  if (tray == NULL || !tsn_store_run_sync (tsn_station_get_store (self->station),
                                           TSN_STORE_WRITE,
                                           count_work,
                                           &written,
                                           NULL,
                                           error))
    return FALSE;
  if (written.n_finished == n && written.n_cards == n && written.n_pending == 0 && n_papers == n)
    return TRUE;
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_FAILED,
               "%u journeys: %u finished visits, %u cards, %u papers, %u jobs left",
               n,
               written.n_finished,
               written.n_cards,
               n_papers,
               written.n_pending);
  return FALSE;
}

/* -- The report -- */

static void
report (Kiosk *self,
        const char *measure,
        const char *unit,
        double value,
        double bound,
        const char *limit_what,
        guint n)
{
  tsn_bench_report (
      &self->bench,
      &(TsnBenchResult){ .measure = measure,
                         .unit = unit,
                         .value = value,
                         .limit = bound > 0 ? bound : 1,
                         .limit_what = limit_what,
                         .rule = bound > 0 ? TSN_BENCH_VALUE_AT_MOST : TSN_BENCH_SHOWN,
                         .bound = bound,
                         .n = n });
}

static GArray *
samples_of (Kiosk *self, const char *step)
{
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < self->touches->len; i++)
    {
      const Touch *one = &g_array_index (self->touches, Touch, i);

      if (step == NULL || g_str_equal (step, one->step))
        g_array_append_val (samples, one->ms);
    }
  return samples;
}

static void
report_worst (Kiosk *self)
{
  g_autoptr (GHashTable) steps = g_hash_table_new (g_str_hash, g_str_equal);
  const char *worst = "";
  double worst_ms = 0;
  guint n = 0;
  g_autofree char *measure = NULL;

  for (guint i = 0; i < self->touches->len; i++)
    {
      const char *step = g_array_index (self->touches, Touch, i).step;
      g_autoptr (GArray) samples = NULL;
      double median;

      if (!g_hash_table_add (steps, (gpointer) (guintptr) step))
        continue;
      samples = samples_of (self, step);
      median = tsn_bench_quantile (samples, 0.5);
      if (median <= worst_ms)
        continue;
      worst = step;
      worst_ms = median;
      n = samples->len;
    }
  measure = g_strdup_printf ("kiosk: touch to next screen, slowest step, after %s", worst);
  report (self, measure, "ms", worst_ms, TOUCH_MS, "what was promised; median", n);
}

static void
report_longest (Kiosk *self)
{
  const Touch *longest = &g_array_index (self->touches, Touch, 0);
  g_autofree char *measure = NULL;

  for (guint i = 1; i < self->touches->len; i++)
    if (g_array_index (self->touches, Touch, i).ms > longest->ms)
      longest = &g_array_index (self->touches, Touch, i);
  measure = g_strdup_printf ("kiosk: touch to next screen, longest, after %s", longest->step);
  report (self, measure, "ms", longest->ms, 0, "shown only", self->touches->len);
}

static double
median_of (GArray *all, guint from, guint n)
{
  g_autoptr (GArray) some = g_array_new (FALSE, FALSE, sizeof (double));

  g_array_append_vals (some, &g_array_index (all, double, from), n);
  return tsn_bench_quantile (some, 0.5);
}

static void
report_all (Kiosk *self)
{
  g_autoptr (GArray) touches = samples_of (self, NULL);
  guint n = self->journeys->len;
  double first = median_of (self->journeys, 10, 20), last = median_of (self->journeys, n - 20, 20);
  double slowed = median_of (self->yardsticks, n - 20, 20) / median_of (self->yardsticks, 10, 20);

  report (self,
          "kiosk: touch to next screen, median",
          "ms",
          tsn_bench_quantile (touches, 0.5),
          TOUCH_MS,
          "what was promised",
          touches->len);
  report (self,
          "kiosk: touch to next screen, 99 of 100",
          "ms",
          tsn_bench_quantile (touches, 0.99),
          TOUCH_MS,
          "what was promised",
          touches->len);
  report_worst (self);
  report_longest (self);
  report (self,
          "kiosk: print to job taken, into a folder, 95 of 100",
          "ms",
          tsn_bench_quantile (self->prints, 0.95),
          PRINT_MS,
          "what was promised",
          self->prints->len);
  report (self,
          "kiosk: growth of memory from journey 20 on",
          "MB",
          self->memory_after - self->memory_before,
          GROWTH_MB,
          "what was promised",
          n);
  report (self, "kiosk: memory after the last", "MB", self->memory_after, 0, "shown only", n);
  report (self, "kiosk: what the machine slowed down", "times", slowed, 0, "shown only", n);
  tsn_bench_report (&self->bench,
                    &(TsnBenchResult){ .measure = "kiosk: processor for a journey, the last 20",
                                       .unit = "ms",
                                       .value = last,
                                       .limit = first * slowed,
                                       .limit_what = "journeys 11 to 30, at the speed of now",
                                       .rule = TSN_BENCH_RATIO_AT_MOST,
                                       .bound = SLOWER,
                                       .n = 20 });
}

static gboolean
measure_all (Kiosk *self, GError **error)
{
  guint n = self->bench.quick ? N_QUICK : N_JOURNEYS;

  if (!make_device (self, error) || !tsn_bench_start_kiosk (&self->bench, self->folder, error) ||
      !open_kiosk (self, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      if (!journey (self))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "journey %u has no end", i + 1);
          return FALSE;
        }
      if (i + 1 == WARM)
        self->memory_before = memory_mb ();
    }
  self->memory_after = memory_mb ();
  if (!check_written (self, error))
    return FALSE;
  report_all (self);
  gtk_window_destroy (GTK_WINDOW (self->window));
  tsn_station_close (self->station);
  g_clear_object (&self->station);
  g_clear_object (&self->application);
  return TRUE;
}

int
main (int argc, char **argv)
{
  Kiosk self = { 0 };
  g_autofree char *folder = g_strdup (TSN_BENCH_BUILD_FOLDER "/bench-XXXXXX");
  g_autoptr (GError) error = NULL;
  gboolean ok;

  self.bench.quick = argc > 1 && g_str_equal (argv[1], "--quick");
  if (!tsn_kiosk_process_is_ready ())
    tsn_kiosk_process_begin (argv);
  tsn_process_steady_heap ();
  setlocale (LC_ALL, "");
  tsn_words_init ();
  textdomain (GETTEXT_PACKAGE);
  tsn_kiosk_words_init ();
  if (g_mkdtemp_full (folder, 0700) == NULL)
    return 1;
  self.bench.folder = folder;
  self.touches = g_array_new (FALSE, FALSE, sizeof (Touch));
  self.prints = g_array_new (FALSE, FALSE, sizeof (double));
  self.journeys = g_array_new (FALSE, FALSE, sizeof (double));
  self.yardsticks = g_array_new (FALSE, FALSE, sizeof (double));
  ok = measure_all (&self, &error);
  if (error != NULL)
    g_printerr ("tsn-bench-kiosk: %s\n", error->message);
  tsn_bench_remove_folder (folder);
  return ok && (self.bench.quick || !self.bench.missed) ? 0 : 1;
}
