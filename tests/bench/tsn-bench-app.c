/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the app feels like with 100,000 people and an event of 1,400: `tsn-bench-app [--quick]`, on
 * a display. The program is the app: it opens the real window on a real data folder, types into its
 * entries, and waits until the answer is painted. An answer counts as painted at the end of the
 * first frame in which everything that the page had asked the store was answered, if nothing more
 * is asked after it: what goes to the store is counted on its way (the linker puts our
 * __wrap_tsn_store_run_async() before the store's).
 *
 * The main thread's stalls are the spans between two polls of its main loop: in such a span no key
 * and no frame gets through.
 */

#include <libintl.h>
#include <locale.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tsn-application.h"
#include "tsn-bench-people.h"
#include "tsn-bench-start.h"
#include "tsn-bench-store.h"
#include "tsn-event-papers.h"
#include "tsn-exchange.h"
#include "tsn-process.h"
#include "tsn-reception.h"
#include "tsn-search.h"
#include "tsn-setup.h"
#include "tsn-window.h"
#include "tsn-windows.h"
#include "tsn-words.h"

#define N_GUESTS    1400
#define N_KEYS      300
#define N_SWITCHES  120
#define N_CHECK_INS 200
#define STALL_MS    16.0
#define IDLE_S      10.0
#define GIVE_UP_S   60.0

typedef struct
{
  TsnBench bench;
  char *folder; /* the data folder */
  TsnId event;
  GtkWindow *window;
  TsnStation *station;
  guint frames;   /* painted so far */
  guint answered; /* barriers that came back */
  guint whole;    /* frames with every answer in them */
  double painted; /* when the last of them was */
  guint written;  /* frames with the answer to every write in them */
} App;

/* What the app asked of its store: all so far, and what has no answer yet, of these the writes. */
static guint n_asked, n_under_way, n_writing;

/* -- The data -- */

typedef struct
{
  guint n_people;
  TsnId event;
} Fill;

static gboolean
put_event (TsnSession *session, Fill *fill, GError **error)
{
  g_autoptr (TsnChange) change = NULL;

  fill->event = tsn_id_new (g_get_real_time () / 1000);
  change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_EVENT), &fill->event);
  tsn_change_set_text (change, TSN_EVENT_TITLE, "人生会議の講話");
  tsn_change_set_number (change, TSN_EVENT_TYPE, TSN_EVENT_TYPE_ACP_TALK);
  tsn_change_set_number (change, TSN_EVENT_STATE, TSN_EVENT_STATE_PLANNED);
  tsn_change_set_number (change, TSN_EVENT_DATE, tsn_date_from_unix_ms (g_get_real_time () / 1000));
  return tsn_session_put (session, change, NULL, error);
}

static gboolean
book (TsnSession *session, const TsnId *event, const TsnId *person, GError **error)
{
  TsnId id = tsn_attendance_id (event, person);
  g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_ATTENDANCE),
                                                        &id);

  tsn_change_set_reference (change, TSN_ATTENDANCE_EVENT, event);
  tsn_change_set_reference (change, TSN_ATTENDANCE_PERSON, person);
  tsn_change_set_number (change, TSN_ATTENDANCE_STATUS, TSN_ATTENDANCE_STATUS_REGISTERED);
  tsn_change_set_number (change, TSN_ATTENDANCE_MODE, TSN_MODE_ONSITE);
  return tsn_session_put (session, change, NULL, error);
}

static gboolean
put_guests (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Fill *fill = data;
  g_autoptr (TsnBenchPeople) people = tsn_bench_people_new (TSN_BENCH_SEED, error);
  TsnBenchPerson person;

  if (people == NULL || !put_event (session, fill, error))
    return FALSE;
  for (guint i = 0; i < MIN (fill->n_people, N_GUESTS); i++)
    {
      tsn_bench_people_next (people, &person);
      if (!book (session, &fill->event, &person.id, error))
        return FALSE;
    }
  return TRUE;
}

/* Runs in a process of its own, so that ours has only the memory that the app takes. */
static gboolean
make_folder (TsnBench *bench, GError **error)
{
  g_auto (TsnBenchStore) made = { 0 };
  const char *folder = tsn_bench_municipality (bench, error);
  Fill fill = { .n_people = bench->n_people };
  char id[TSN_ID_TEXT_SIZE];

  if (folder == NULL || !tsn_bench_store_open (folder, &made, error) ||
      !tsn_vault_unlock (made.vault, TSN_BENCH_PASSPHRASE, error) ||
      !tsn_store_unlocked_sync (made.store, FALSE, NULL, error) ||
      !tsn_store_run_sync (made.store, TSN_STORE_WRITE, put_guests, &fill, NULL, error))
    return FALSE;
  g_print ("%s\n", tsn_id_format (&fill.event, id));
  return TRUE;
}

static gboolean
make_folder_elsewhere (App *app, const char *program, GError **error)
{
  g_autofree char *command = g_strdup_printf ("'%s' --make '%s'%s",
                                              program,
                                              app->bench.folder,
                                              app->bench.quick ? " --quick" : "");
  g_autofree char *id = NULL;
  int status;

  if (!g_spawn_command_line_sync (command, &id, NULL, &status, error) ||
      !g_spawn_check_wait_status (status, error))
    return FALSE;
  app->folder = g_build_filename (app->bench.folder, "municipality", NULL);
  return tsn_id_parse (g_strchomp (id), &app->event);
}

/* -- Waiting -- */

/* The longest span in which the main loop did not poll, since it was last set to 0. */
static double longest_stall;
static double last_poll_end;

static int
poll_and_measure (GPollFD *descriptors, guint n, int timeout)
{
  int ready;

  longest_stall = MAX (longest_stall, (tsn_bench_now () - last_poll_end) * 1000);
  ready = g_poll (descriptors, n, timeout);
  last_poll_end = tsn_bench_now ();
  return ready;
}

static void
begin_stalls (void)
{
  longest_stall = 0;
  last_poll_end = tsn_bench_now ();
}

static void
painted_cb (GdkFrameClock *clock, App *app)
{
  app->frames++;
  if (n_writing == 0)
    app->written++;
  if (n_under_way > 0)
    return;
  app->whole++;
  app->painted = tsn_bench_now ();
}

typedef struct
{
  TsnStoreMode mode;
  GAsyncReadyCallback callback;
  gpointer user_data;
} Asked;

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Asked *asked = user_data;

  n_under_way--;
  if (asked->mode == TSN_STORE_WRITE)
    n_writing--;
  asked->callback (source, result, asked->user_data);
}

void __real_tsn_store_run_async (TsnStore *store,
                                 TsnStoreMode mode,
                                 TsnStoreWork work,
                                 gpointer data,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
void __wrap_tsn_store_run_async (TsnStore *store,
                                 TsnStoreMode mode,
                                 TsnStoreWork work,
                                 gpointer data,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);

void
__wrap_tsn_store_run_async (TsnStore *store,
                            TsnStoreMode mode,
                            TsnStoreWork work,
                            gpointer data,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  Asked *asked = g_new (Asked, 1);

  asked->mode = mode;
  asked->callback = callback;
  asked->user_data = user_data;
  n_asked++;
  n_under_way++;
  if (mode == TSN_STORE_WRITE)
    n_writing++;
  __real_tsn_store_run_async (store, mode, work, data, cancellable, asked_cb, asked);
}

/* FALSE when it does not come. */
static gboolean
spin_until (const guint *counter, guint value)
{
  double end = tsn_bench_now () + GIVE_UP_S;

  while (*counter < value && tsn_bench_now () < end)
    g_main_context_iteration (NULL, TRUE);
  return *counter >= value;
}

static gboolean
no_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
barrier_cb (gpointer object, gpointer data, const GError *error)
{
  App *app = data;

  app->answered++;
}

/* Until what was asked of the store so far is answered. */
static void
wait_answer (App *app)
{
  guint wanted = app->answered + 2;

  tsn_station_ask (app->station, TSN_STORE_WRITE, no_work, app, NULL, app->station, barrier_cb);
  tsn_station_ask (app->station, TSN_STORE_READ, no_work, app, NULL, app->station, barrier_cb);
  (void) spin_until (&app->answered, wanted);
}

static void
wait_frame (App *app)
{
  guint wanted = app->frames + 1;

  gtk_widget_queue_draw (GTK_WIDGET (app->window));
  (void) spin_until (&app->frames, wanted);
}

/* What a page asks, it may ask in two steps: first who, then their records. */
static void
settle (App *app)
{
  wait_answer (app);
  wait_answer (app);
  wait_frame (app);
}

/* Until what somebody just did at @entry is on the screen, with everything that followed from it.
 * Returns when that was. */
static double
wait_painted (App *app, GtkEditable *entry)
{
  double painted;
  guint asked;

  do
    {
      /* Also where the answer looks like the one before. */
      gtk_widget_queue_draw (GTK_WIDGET (entry));
      (void) spin_until (&app->whole, app->whole + 1);
      painted = app->painted;
      asked = n_asked;
      /* What waits for an idle moment may ask, too. */
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  while (n_asked != asked || n_under_way > 0);
  return painted;
}

static void
take_sample (GArray *samples, double start, double end)
{
  double took = (end - start) * 1000;

  g_array_append_val (samples, took);
}

static void
report_p99 (App *app, const char *measure, GArray *samples)
{
  tsn_bench_report (&app->bench,
                    &(TsnBenchResult){ .measure = measure,
                                       .unit = "ms",
                                       .value = tsn_bench_quantile (samples, 0.99),
                                       .limit = tsn_bench_quantile (samples, 0.5),
                                       .limit_what = "median of the same",
                                       .rule = TSN_BENCH_VALUE_AT_MOST,
                                       .bound = 50,
                                       .n = samples->len });
}

/* -- Opening -- */

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  App *app = user_data;

  if (tsn_station_unlock_finish (TSN_STATION (source), result, NULL))
    app->answered++;
}

static gboolean
open_app (App *app, TsnApplication *application, GError **error)
{
  double end = tsn_bench_now () + GIVE_UP_S;
  guint wanted;

  if (!g_application_register (G_APPLICATION (application), NULL, error))
    return FALSE;
  app->station = tsn_station_new (app->folder);
  app->window = tsn_window_new (application, app->station);
  gtk_window_present (app->window);
  while (tsn_station_get_state (app->station) == TSN_STATION_OPENING && tsn_bench_now () < end)
    g_main_context_iteration (NULL, TRUE);
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (app->window)),
                    "after-paint",
                    G_CALLBACK (painted_cb),
                    app);
  wanted = app->answered + 1;
  tsn_station_unlock_async (app->station, TSN_BENCH_PASSPHRASE, NULL, unlocked_cb, app);
  if (!spin_until (&app->answered, wanted))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the app does not unlock");
      return FALSE;
    }
  settle (app);
  return TRUE;
}

/* -- Measures -- */

static void
show_page (App *app, const char *page, const TsnId *target)
{
  char id[TSN_ID_TEXT_SIZE] = "";

  if (target != NULL)
    tsn_id_format (target, id);
  gtk_widget_activate_action (GTK_WIDGET (app->window), "win.show", "(ss)", page, id);
}

static void
measure_switches (App *app)
{
  static const char *const pages[] = { "events", "people", "cards", "places", "reception" };
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < N_SWITCHES; i++)
    {
      double start = tsn_bench_now ();

      show_page (app, pages[i % G_N_ELEMENTS (pages)], NULL);
      wait_frame (app);
      /* The first visit makes the page. */
      if (i >= G_N_ELEMENTS (pages))
        take_sample (samples, start, tsn_bench_now ());
      settle (app);
    }
  report_p99 (app, "app: page switch", samples);
}

/* The first entry that is on the screen, in the order of the tree. */
static GtkEditable *
find_entry (GtkWidget *widget)
{
  GtkEditable *found = NULL;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_ENTRY (widget) || GTK_IS_SEARCH_ENTRY (widget) || GTK_IS_TEXT (widget))
    return GTK_EDITABLE (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_entry (child);
  return found;
}

/* One key after the other, as somebody types a reading and then the last digits of a phone. */
static void
measure_keys (App *app, const char *page, const char *measure)
{
  g_autoptr (TsnBenchPeople) people = tsn_bench_people_new (TSN_BENCH_SEED, NULL);
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (double));
  GtkEditable *entry;
  TsnBenchPerson person;

  show_page (app, page, strcmp (page, "reception") == 0 ? &app->event : NULL);
  settle (app);
  entry = find_entry (GTK_WIDGET (app->window));
  while (entry != NULL && samples->len < N_KEYS)
    {
      g_autofree char *words = NULL;

      tsn_bench_people_next (people, &person);
      words = g_strdup_printf ("%s %s", person.kana, person.mobile);
      gtk_editable_set_text (entry, "");
      settle (app);
      for (glong n = 0; n < MIN (g_utf8_strlen (words, -1), 6); n++)
        {
          const char *key = g_utf8_offset_to_pointer (words, n);
          double start = tsn_bench_now ();
          int end = -1;

          /* As a key does: to set the whole text would ask for the empty one before. */
          gtk_editable_insert_text (entry, key, (int) (g_utf8_next_char (key) - key), &end);
          take_sample (samples, start, wait_painted (app, entry));
        }
    }
  if (samples->len > 0)
    report_p99 (app, measure, samples);
  if (entry != NULL)
    gtk_editable_set_text (entry, "");
}

/* The answer follows from the write; the counts and the chart are read after it. */
static void
measure_check_ins (App *app)
{
  g_autoptr (TsnBenchPeople) people = tsn_bench_people_new (TSN_BENCH_SEED, NULL);
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (double));
  GtkEditable *entry;
  TsnBenchPerson person;

  show_page (app, "reception", &app->event);
  settle (app);
  entry = find_entry (GTK_WIDGET (app->window));
  for (guint i = 0; entry != NULL && i < N_CHECK_INS; i++)
    {
      double start;

      tsn_bench_people_next (people, &person);
      gtk_editable_set_text (entry, person.kana);
      settle (app);
      start = tsn_bench_now ();
      g_signal_emit_by_name (entry, "activate");
      (void) spin_until (&app->written, app->written + 1);
      take_sample (samples, start, tsn_bench_now ());
      settle (app);
    }
  if (samples->len > 0)
    report_p99 (app, "app: check-in to answer", samples);
}

/* -- Stalls -- */

static void
long_work_cb (gpointer object, gpointer data, const GError *error)
{
  App *app = data;

  if (error != NULL)
    g_printerr ("tsn-bench-app: %s\n", error->message);
  app->answered++;
}

static gboolean
import_work (gpointer data,
             TsnProgress progress,
             gpointer progress_data,
             GCancellable *cancellable,
             GError **error)
{
  App *app = data;
  g_autofree char *path = g_build_filename (app->bench.folder, "people.csv", NULL);
  const TsnImportOptions options = { .progress = progress, .progress_data = progress_data };
  g_autoptr (TsnImportReport) report = tsn_import_records_sync (
      tsn_station_get_store (app->station),
      tsn_kind_by_number (TSN_KIND_PERSON),
      path,
      &options,
      cancellable,
      error);

  return report != NULL;
}

static gboolean
backup_work (gpointer data,
             TsnProgress progress,
             gpointer progress_data,
             GCancellable *cancellable,
             GError **error)
{
  App *app = data;
  g_autofree char *path = g_build_filename (app->bench.folder, "backup", NULL);

  return tsn_store_backup_sync (tsn_station_get_store (app->station),
                                path,
                                progress,
                                progress_data,
                                cancellable,
                                error);
}

/* What comes after the last poll counts, too. */
static void
report_stall (App *app, const char *measure, guint n)
{
  longest_stall = MAX (longest_stall, (tsn_bench_now () - last_poll_end) * 1000);
  tsn_bench_report (&app->bench,
                    &(TsnBenchResult){ .measure = measure,
                                       .unit = "ms",
                                       .value = longest_stall,
                                       .limit = STALL_MS,
                                       .limit_what = "one frame at 60 Hz",
                                       .rule = TSN_BENCH_VALUE_AT_MOST,
                                       .bound = STALL_MS,
                                       .n = n });
}

static void
measure_long_work (App *app, const char *measure, TsnLongWork work)
{
  guint wanted;

  settle (app);
  wanted = app->answered + 1;
  begin_stalls ();
  tsn_run_long_work (GTK_WIDGET (app->window), "計測", work, app, NULL, app->station, long_work_cb);
  (void) spin_until (&app->answered, wanted);
  report_stall (app, measure, app->bench.n_people);
}

static gboolean
write_people (App *app)
{
  g_autoptr (TsnBenchPeople) people = tsn_bench_people_new (TSN_BENCH_SEED + 1, NULL);
  g_autofree char *path = g_build_filename (app->bench.folder, "people.csv", NULL);
  g_autoptr (GString) csv = g_string_new ("name,kana,birth_date,phone_mobile\n");
  TsnBenchPerson person;

  for (guint i = 0; people != NULL && i < app->bench.n_people / 2; i++)
    {
      char day[TSN_DATE_ISO_SIZE];

      tsn_bench_people_next (people, &person);
      g_string_append_printf (csv,
                              "%s,%s,%s,%s\n",
                              person.name,
                              person.kana,
                              tsn_date_format_iso (person.birth, day),
                              person.mobile);
    }
  return g_file_set_contents (path, csv->str, (gssize) csv->len, NULL);
}

typedef struct
{
  App *app;
  TsnPaper *paper;
} Sheet;

static gboolean
sheet_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Sheet *sheet = data;

  sheet->paper =
      tsn_attendance_list (session, &sheet->app->event, g_get_real_time () / 1000, error);
  return sheet->paper != NULL;
}

static void
sheet_cb (gpointer object, gpointer data, const GError *error)
{
  Sheet *sheet = data;

  sheet->app->answered++;
}

static void
print_done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, App *app)
{
  app->answered++;
}

/* As the print dialog does after "Print", into a file. */
static void
measure_print (App *app)
{
  g_autoptr (GtkPrintOperation) operation = NULL;
  g_autofree char *path = g_build_filename (app->bench.folder, "list.pdf", NULL);
  Sheet sheet = { .app = app };
  guint wanted = app->answered + 1;

  tsn_station_ask (app->station, TSN_STORE_READ, sheet_work, &sheet, NULL, app->station, sheet_cb);
  if (!spin_until (&app->answered, wanted) || sheet.paper == NULL)
    return;
  operation = tsn_paper_operation_new (sheet.paper);
  gtk_print_operation_set_export_filename (operation, path);
  g_signal_connect (operation, "done", G_CALLBACK (print_done_cb), app);
  settle (app);
  wanted = app->answered + 1;
  begin_stalls ();
  (void) gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, app->window, NULL);
  (void) spin_until (&app->answered, wanted);
  report_stall (app, "app: longest stall while printing", tsn_paper_get_n_pages (sheet.paper));
  tsn_paper_unref (sheet.paper);
}

/* -- At rest -- */

static double
cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static gboolean
count_cb (gpointer user_data)
{
  (*(guint *) user_data)++;
  return G_SOURCE_REMOVE;
}

/* The caret blinks, which costs 3 % of a core, until ten seconds after the last key: so GTK is set
 * (gtk-cursor-blink-timeout). At rest nothing is painted. */
static void
wait_rest (App *app)
{
  guint painted;

  do
    {
      guint over = 0;

      painted = app->frames;
      g_timeout_add (1500, count_cb, &over);
      (void) spin_until (&over, 1);
    }
  while (app->frames > painted);
}

static void
measure_rest (App *app)
{
  double seconds = app->bench.quick ? 1 : IDLE_S;
  guint over = 0;
  double before;

  settle (app);
  wait_rest (app);
  before = cpu_seconds ();
  g_timeout_add ((guint) (seconds * 1000), count_cb, &over);
  (void) spin_until (&over, 1);
  tsn_bench_report (&app->bench,
                    &(TsnBenchResult){ .measure = "app: processor at rest",
                                       .unit = "%",
                                       .value = (cpu_seconds () - before) / seconds * 100,
                                       .limit = 100,
                                       .limit_what = "one core",
                                       .rule = TSN_BENCH_VALUE_AT_MOST,
                                       .bound = 0.5,
                                       .n = 1 });
}

static void
measure_memory (App *app)
{
  tsn_bench_report (&app->bench,
                    &(TsnBenchResult){ .measure = "app: memory",
                                       .unit = "MB",
                                       .value = tsn_bench_resident_mib (),
                                       .limit = 250,
                                       .limit_what = "what was promised",
                                       .rule = TSN_BENCH_VALUE_AT_MOST,
                                       .bound = 250,
                                       .n = app->bench.n_people });
}

/* Half as many people again have come in. */
static void
show_memory_after_import (App *app)
{
  tsn_bench_report (&app->bench,
                    &(TsnBenchResult){ .measure = "app: memory after the import",
                                       .unit = "MB",
                                       .value = tsn_bench_resident_mib (),
                                       .limit = 250,
                                       .limit_what = "what was promised for two thirds of them",
                                       .rule = TSN_BENCH_SHOWN,
                                       .n = app->bench.n_people / 2 * 3 });
}

/* -- All of it -- */

static void
measure_people_keys (App *app)
{
  measure_keys (app, "people", "app: key to list, people");
}

static void
measure_reception_keys (App *app)
{
  measure_keys (app, "reception", "app: key to list, reception");
}

static void
measure_stalls (App *app)
{
  g_main_context_set_poll_func (NULL, poll_and_measure);
  measure_print (app);
  measure_long_work (app, "app: longest stall while backing up", backup_work);
  measure_long_work (app, "app: longest stall while importing", import_work);
  show_memory_after_import (app);
  g_main_context_set_poll_func (NULL, NULL);
}

/* In this order; the stalls come last since they bring more people in. */
static const struct
{
  const char *name;
  void (*run) (App *app);
} measures[] = {
  { "switch", measure_switches },
  { "people", measure_people_keys },
  { "reception", measure_reception_keys },
  { "check-in", measure_check_ins },
  { "rest", measure_rest },
  { "memory", measure_memory },
  { "stalls", measure_stalls },
};

static gboolean
is_wanted (char **names, const char *name)
{
  return names == NULL || g_strv_contains ((const char *const *) names, name);
}

static gboolean
measure_all (App *app, const char *program, char **names, GError **error)
{
  g_autoptr (TsnApplication) application = NULL;

  if (!make_folder_elsewhere (app, program, error) || !write_people (app))
    return FALSE;
  if (is_wanted (names, "start") && !tsn_bench_start (&app->bench, app->folder, error))
    return FALSE;
  application = tsn_application_new ();
  if (!open_app (app, application, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (measures); i++)
    if (is_wanted (names, measures[i].name))
      measures[i].run (app);
  gtk_window_destroy (app->window);
  tsn_station_close (app->station);
  g_clear_object (&app->station);
  return TRUE;
}

int
main (int argc, char **argv)
{
  App app = { .bench = { .n_people = TSN_BENCH_PEOPLE } };
  g_autofree char *folder = g_strdup (TSN_BENCH_BUILD_FOLDER "/bench-XXXXXX");
  g_autofree char *make = NULL;
  g_auto (GStrv) names = NULL;
  const GOptionEntry entries[] = {
    { "quick", 0, 0, G_OPTION_ARG_NONE, &app.bench.quick, "a tenth of the people", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, NULL, "[NAME...]" },
    { "make", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &make, NULL, NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean ok;

  tsn_process_steady_heap ();
  setlocale (LC_ALL, "");
  tsn_words_init ();
  textdomain (GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("tsn-bench-app: %s\n", error->message);
      return 2;
    }
  if (app.bench.quick)
    app.bench.n_people /= 10;
  if (make == NULL && g_mkdtemp_full (folder, 0700) == NULL)
    return 1;
  app.bench.folder = make != NULL ? make : folder;
  ok = make != NULL ? make_folder (&app.bench, &error) : measure_all (&app, argv[0], names, &error);
  if (error != NULL)
    g_printerr ("tsn-bench-app: %s\n", error->message);
  if (make == NULL)
    tsn_bench_remove_folder (folder);
  g_free (app.folder);
  g_free (app.bench.municipality);
  return ok && (app.bench.quick || !app.bench.missed) ? 0 : 1;
}
