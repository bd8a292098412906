/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long a card is before the camera until a crew reads it: `tsn-bench-camera [--quick]
 * [--minutes N]`, on a display. The program is the crew's page on a data folder with the keys of
 * the cards, and a camera of its own: 30 frames a second, in two sizes, through GStreamer. Timed is
 * from a card's first whole frame to the end of the frame in which the window shows what it says.
 * Each card comes in from the side, fast and out of focus, is turned and tilted while it slows
 * down, and lies in noise and uneven light. With --minutes N cards come for so long, and it is told
 * by how much the process has grown since the first minute.
 */

#include <fcntl.h>
#include <libintl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "fake-camera.h"
#include "tsn-application.h"
#include "tsn-bench-photo.h"
#include "tsn-bench-store.h"
#include "tsn-card-result.h"
#include "tsn-crew-page.h"
#include "tsn-process.h"
#include "tsn-words.h"

#define N_CARDS   100
#define N_PHOTOS  6 /* of each card, while it is brought to rest */
#define FRAME     (G_USEC_PER_SEC / 30)
#define N_EMPTY   8 /* frames before a card */
#define N_PARTLY  5 /* frames in which it comes in */
#define REST_MS   300
#define PATIENCE  90 /* frames; a card that is not told by then never is */
#define GROUND    130
#define N_GROUNDS 4

typedef struct _Card Card;

static const struct
{
  const char *name;
  guint width, height;
  double module; /* pixels */
  int from;      /* pixels from the middle where it is whole first */
} sizes[] = {
  { "camera-640x480", 640, 480, 2.6, -170 },
  { "camera-1920x1080", 1920, 1080, 5, -650 },
};

typedef struct
{
  TsnBench bench;
  TsnApplication *application;
  TsnStation *station;
  GtkWindow *window;
  TsnPage *page;
  TsnCardResult *result; /* of the page */

  guint size;       /* in sizes */
  GPtrArray *cards; /* of Card */
  TsnScanImage *grounds[N_GROUNDS];
  guint8 *frame;
  GArray *seconds;     /* of double, of each card */
  gint64 began;        /* monotonic */
  double second, last; /* least memory of these minutes, in MiB */

  const Card *card; /* before the camera */
  int pipe;
  gboolean is_shown;    /* in the frame that is being drawn */
  gint64 whole, told;   /* monotonic; 0: not yet. The one of the thread that feeds */
  int is_told, is_over; /* atomic */
} Crew;

struct _Card
{
  char *serial;
  TsnScanImage *photos[N_PHOTOS];
};

static void
free_card (gpointer data)
{
  Card *card = data;

  for (guint i = 0; i < N_PHOTOS; i++)
    g_clear_pointer (&card->photos[i], tsn_scan_image_unref);
  g_free (card->serial);
  g_free (card);
}

static char *
serial_of (TsnVault *vault, const char *text)
{
  TsnCardTrust trust = { 0 };
  g_autoptr (TsnCardReading) reading = NULL;

  tsn_card_trust_init_vault (&trust, vault);
  reading = tsn_card_read (text, strlen (text), &trust);
  return g_strdup (tsn_card_text (reading->card, TSN_CARD_F_SERIAL));
}

static Card *
make_card (Crew *self, CardGenerator *generator, CardOffice *office, guint number, GError **error)
{
  g_autoptr (TsnBenchPrint) print = tsn_bench_print_new (generator,
                                                         office,
                                                         number % 3 == 0 ? TSN_LAYOUT_CR80
                                                                         : TSN_LAYOUT_A4_TEN,
                                                         error);
  Card *card;
  double turn = number * 37 % 30 - 15.0, tilt = number * 53 % 25;

  if (print == NULL)
    return NULL;
  card = g_new0 (Card, 1);
  card->serial = serial_of (tsn_station_get_vault (self->station), print->text);
  for (guint i = 0; i < N_PHOTOS; i++)
    {
      TsnBenchPhoto photo = { .module = sizes[self->size].module,
                              .angle = turn * (1 - i / 10.0),
                              .tilt = tilt * (1 - i / 10.0),
                              .blur = i < 3 ? 0.6 - 0.1 * i : 0.3,
                              .noise = 6,
                              .contrast = 0.8,
                              .shade = 0.3 };

      card->photos[i] = tsn_bench_photo_take (&photo,
                                              print,
                                              TSN_BENCH_SEED + number * N_PHOTOS + i);
    }
  return card;
}

/* -- What the camera sees -- */

/* Nobody takes the rest of a frame when the card is shown. */
static gboolean
wait_pipe (Crew *self)
{
  struct pollfd pipe = { self->pipe, POLLOUT, 0 };

  while (poll (&pipe, 1, 10) == 0)
    if (g_atomic_int_get (&self->is_told))
      return FALSE;
  return TRUE;
}

static gboolean
write_frame (Crew *self)
{
  const guint8 *at = self->frame;
  gsize left = (gsize) sizes[self->size].width * sizes[self->size].height;

  while (left > 0)
    {
      gssize n = wait_pipe (self) ? write (self->pipe, at, left) : -1;

      if (n <= 0)
        return FALSE;
      at += n;
      left -= (gsize) n;
    }
  return TRUE;
}

/* @photo so many pixels from the middle, smeared over @speed of them. */
static void
draw_photo (Crew *self, const TsnScanImage *photo, int move, guint speed)
{
  int width = (int) sizes[self->size].width;
  int left = (width - (int) photo->width) / 2 + move;
  guint top = (sizes[self->size].height - photo->height) / 2;

  for (guint y = 0; y < photo->height; y++)
    {
      const guint8 *from = photo->data + y * photo->stride;
      guint8 *to = self->frame + (gsize) (top + y) * (guint) width;
      guint sum = 0;

      for (guint x = 0; x < photo->width; x++)
        {
          sum += from[x];
          if (x >= speed)
            sum -= from[x - speed];
          if (left + (int) x >= 0 && left + (int) x < width)
            to[left + (int) x] = (guint8) (sum / MIN (x + 1, speed));
        }
    }
}

/* Frame @n of a card, the first whole one is 0; FALSE: nobody takes it any more. */
static gboolean
show_frame (Crew *self, const Card *card, int n, gint64 *next)
{
  const TsnScanImage *ground = self->grounds[(guint) (n + PATIENCE) % N_GROUNDS];
  int move = sizes[self->size].from;
  gint64 wait = (*next += FRAME) - g_get_monotonic_time ();

  memcpy (self->frame, ground->data, (gsize) ground->width * ground->height);
  for (int i = 0; i < n; i++)
    move += MAX (14 - i, 0) * (int) sizes[self->size].width / 640;
  if (n < 0)
    move += n * (int) sizes[self->size].width / 16;
  if (n >= -N_PARTLY)
    draw_photo (self,
                card->photos[CLAMP (n / 3, 0, N_PHOTOS - 1)],
                move,
                1 + (guint) MAX (6 - MAX (n, 0), 0));
  if (wait > 0)
    g_usleep ((gulong) wait);
  else
    *next -= wait; /* a busy machine is no faster camera */
  return write_frame (self);
}

static gpointer
feed_worker (gpointer data)
{
  Crew *self = data;
  gint64 next = g_get_monotonic_time ();
  gboolean ok = TRUE;

  for (int n = -N_PARTLY - N_EMPTY; ok && n < PATIENCE && !g_atomic_int_get (&self->is_told); n++)
    {
      ok = show_frame (self, self->card, n, &next);
      if (n == 0)
        self->whole = g_get_monotonic_time ();
    }
  close (self->pipe);
  g_atomic_int_set (&self->is_over, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

/* -- The crew -- */

static void
shown_cb (Crew *self)
{
  const TsnCardScan *scan = tsn_card_result_get_shown (self->result);
  const TsnCard *card = scan->reading->card;

  self->is_shown = self->card != NULL && card != NULL &&
                   g_strcmp0 (tsn_card_text (card, TSN_CARD_F_SERIAL), self->card->serial) == 0;
}

static void
painted_cb (GdkFrameClock *clock, Crew *self)
{
  if (!self->is_shown || self->told != 0)
    return;
  self->told = g_get_monotonic_time ();
  g_atomic_int_set (&self->is_told, TRUE);
}

/* A camera that has begun anew: the one before may have been stopped within a frame. */
static int
plug_in (Crew *self)
{
  g_autofree char *source = NULL;
  int ends[2];

  if (pipe2 (ends, O_CLOEXEC) != 0)
    g_error ("no pipe");
  self->pipe = ends[1];
  if (fcntl (ends[1], F_SETFL, O_NONBLOCK) != 0)
    g_error ("no pipe that does not block");
  source = g_strdup_printf (
      "fdsrc fd=%d ! rawvideoparse format=gray8 width=%u height=%u "
      "framerate=30/1 ! identity",
      ends[0],
      sizes[self->size].width,
      sizes[self->size].height);
  fake_camera_show (source);
  return ends[0];
}

static gint64
minute_of (const Crew *self)
{
  return (g_get_monotonic_time () - self->began) / (60 * G_USEC_PER_SEC);
}

static gboolean
rested_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Frames come and go by megabytes: between two cards, when the camera is off and the window has
 * been drawn without it. Of each minute the least counts. Nothing is given back to the system for
 * the measure (malloc_trim): the app does not do so either. */
static void
note_memory (Crew *self)
{
  gint64 minute = minute_of (self);
  double *least = minute == 1                         ? &self->second
                  : minute == self->bench.minutes - 1 ? &self->last
                                                      : NULL;
  gboolean rested = FALSE;

  if (least == NULL)
    return;
  g_timeout_add (REST_MS, rested_cb, &rested);
  while (!rested)
    g_main_context_iteration (NULL, TRUE);
  *least = MIN (*least, tsn_bench_resident_mib ());
}

/* One card, until it is read. One that is told while it still comes in counts as told with its
 * first whole frame. */
static void
read_card (Crew *self, const Card *card)
{
  GThread *thread;
  double seconds;
  int end;

  self->card = card;
  self->is_shown = FALSE;
  self->told = self->whole = 0;
  self->is_told = self->is_over = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->page), FALSE);
  TSN_PAGE_GET_CLASS (self->page)->left (self->page);
  end = plug_in (self);
  gtk_widget_set_visible (GTK_WIDGET (self->page), TRUE);
  thread = g_thread_new ("feed", feed_worker, self);
  while (!g_atomic_int_get (&self->is_over))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  seconds = self->told > 0 ? (double) MAX (self->told - self->whole, 0) / G_USEC_PER_SEC : 1e3;
  if (self->whole == 0)
    seconds = 0;
  g_array_append_val (self->seconds, seconds);
  self->card = NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->page), FALSE);
  close (end);
}

static gboolean
is_empty (Crew *self)
{
  return tsn_station_get_state (self->station) == TSN_STATION_EMPTY;
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static gboolean
open_station (Crew *self, GError **error)
{
  TsnBenchStore store = { 0 };
  g_autofree char *empty = g_build_filename (self->bench.folder, "none", NULL);

  self->station = tsn_station_new (empty);
  while (!is_empty (self))
    g_main_context_iteration (NULL, TRUE);
  if (!tsn_bench_store_create (&self->bench, "crew", TSN_VAULT_COST_MIN, &store, error))
    return FALSE;
  tsn_station_move_in (self->station, store.vault, store.store);
  return tsn_store_run_sync (store.store,
                             TSN_STORE_WRITE,
                             tsn_bench_put_municipality,
                             NULL,
                             NULL,
                             error);
}

static gboolean
open_crew (Crew *self, GError **error)
{
  fake_camera_init ();
  self->application = tsn_application_new ();
  g_application_set_flags (G_APPLICATION (self->application), G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (self->application), NULL, error) ||
      !open_station (self, error))
    return FALSE;
  self->window = GTK_WINDOW (adw_window_new ());
  self->page = g_object_new (TSN_TYPE_CREW_PAGE, "station", self->station, NULL);
  self->result = TSN_CARD_RESULT (find (GTK_WIDGET (self->page), TSN_TYPE_CARD_RESULT));
  g_signal_connect_swapped (self->result, "shown", G_CALLBACK (shown_cb), self);
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (self->page));
  gtk_window_set_application (self->window, GTK_APPLICATION (self->application));
  gtk_window_set_default_size (self->window, 1280, 800);
  gtk_widget_set_visible (GTK_WIDGET (self->page), FALSE);
  gtk_window_present (self->window);
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (self->window)),
                    "after-paint",
                    G_CALLBACK (painted_cb),
                    self);
  return TRUE;
}

/* -- Figures -- */

/* Each card once, or as long as is wanted; how much it grew from the second minute to the last, in
 * MiB. */
static double
read_cards (Crew *self)
{
  self->began = g_get_monotonic_time ();
  self->second = self->last = G_MAXDOUBLE;
  for (guint i = 0;
       self->bench.minutes > 0 ? minute_of (self) < self->bench.minutes : i < self->cards->len;
       i++)
    {
      read_card (self, g_ptr_array_index (self->cards, i % self->cards->len));
      note_memory (self);
    }
  return self->last - self->second;
}

static gboolean
make_cards (Crew *self, GError **error)
{
  g_autoptr (CardGenerator) generator = card_generator_new (TSN_BENCH_NAMES_FOLDER, TSN_BENCH_SEED);
  guint n = self->bench.quick ? 3 : self->bench.minutes > 0 ? N_CARDS / 10 : N_CARDS;
  CardOffice office;

  card_office_init (&office, 1);
  memcpy (office.card_public,
          tsn_vault_card_public (tsn_station_get_vault (self->station)),
          sizeof office.card_public);
  for (guint i = 0; i < n; i++)
    {
      Card *card = make_card (self, generator, &office, i, error);

      if (card == NULL)
        return FALSE;
      g_ptr_array_add (self->cards, card);
    }
  return TRUE;
}

static void
draw_grounds (Crew *self)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (TSN_BENCH_SEED);

  for (guint i = 0; i < N_GROUNDS; i++)
    {
      TsnScanImage *ground = tsn_scan_image_new_blank (sizes[self->size].width,
                                                       sizes[self->size].height);

      for (gsize k = 0; k < (gsize) ground->width * ground->height; k++)
        ground->owned[k] = (guint8) g_rand_int_range (rand, GROUND - 10, GROUND + 10);
      self->grounds[i] = ground;
    }
}

static gboolean
measure (Crew *self, guint size, GError **error)
{
  g_autoptr (GPtrArray) cards = g_ptr_array_new_with_free_func (free_card);
  g_autoptr (GArray) seconds = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree guint8 *frame = g_malloc ((gsize) sizes[size].width * sizes[size].height);
  g_autofree char *growth_name = g_strdup_printf ("%s-growth", sizes[size].name);
  double growth;

  self->size = size;
  self->cards = cards;
  self->seconds = seconds;
  self->frame = frame;
  if (!make_cards (self, error))
    return FALSE;
  draw_grounds (self);
  growth = read_cards (self);
  for (guint i = 0; i < N_GROUNDS; i++)
    tsn_scan_image_unref (self->grounds[i]);
  tsn_bench_report (&self->bench,
                    &(TsnBenchResult){ .measure = sizes[size].name,
                                       .unit = "s",
                                       .value = tsn_bench_quantile (seconds, 0.95),
                                       .limit = 1.5,
                                       .limit_what = "the bound",
                                       .rule = TSN_BENCH_VALUE_AT_MOST,
                                       .bound = 1.5,
                                       .n = seconds->len });
  if (self->bench.minutes > 1)
    tsn_bench_report (&self->bench,
                      &(TsnBenchResult){ .measure = growth_name,
                                         .unit = "MiB",
                                         .value = growth,
                                         .limit = tsn_bench_resident_mib (),
                                         .limit_what = "the process",
                                         .rule = TSN_BENCH_VALUE_AT_MOST,
                                         .bound = 4,
                                         .n = (guint) self->bench.minutes });
  return TRUE;
}

static gboolean
measure_all (Crew *self, GError **error)
{
  if (!open_crew (self, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (!measure (self, i, error))
      return FALSE;
  gtk_window_destroy (self->window);
  tsn_station_close (self->station);
  g_clear_object (&self->station);
  g_clear_object (&self->application);
  return TRUE;
}

int
main (int argc, char **argv)
{
  Crew self = { 0 };
  g_autofree char *folder = g_strdup (TSN_BENCH_BUILD_FOLDER "/bench-XXXXXX");
  g_autoptr (GError) error = NULL;
  const GOptionEntry options[] = {
    { "quick", 0, 0, G_OPTION_ARG_NONE, &self.bench.quick, "a few cards", NULL },
    { "minutes", 0, 0, G_OPTION_ARG_INT, &self.bench.minutes, "cards for so long", "N" },
    { 0 },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  gboolean ok;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("tsn-bench-camera: %s\n", error->message);
      return 2;
    }
  tsn_process_steady_heap ();
  setlocale (LC_ALL, "");
  tsn_words_init ();
  textdomain (GETTEXT_PACKAGE);
  signal (SIGPIPE, SIG_IGN);
  if (g_mkdtemp_full (folder, 0700) == NULL)
    return 1;
  self.bench.folder = folder;
  ok = measure_all (&self, &error);
  if (error != NULL)
    g_printerr ("tsn-bench-camera: %s\n", error->message);
  tsn_bench_remove_folder (folder);
  return ok && (self.bench.quick || !self.bench.missed) ? 0 : 1;
}
