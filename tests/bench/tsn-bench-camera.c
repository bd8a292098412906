/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long a card is before the camera until it is told: from its first whole frame to the signal,
 * the whole way through GStreamer, 30 frames a second, in two sizes. Each card comes in from the
 * side, fast and out of focus, is turned and tilted while it slows down, and lies in noise and
 * uneven light. With --minutes N cards come for so long, and it is told by how much the process has
 * grown since the first minute.
 */

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "tsn-bench-photo.h"
#include "tsn-bench.h"
#include "tsn-camera.h"

#define N_CARDS   100
#define N_PHOTOS  6 /* of each card, while it is brought to rest */
#define FRAME     (G_USEC_PER_SEC / 30)
#define N_EMPTY   8  /* frames before a card */
#define N_PARTLY  5  /* frames in which it comes in */
#define PATIENCE  90 /* frames; a card that is not told by then never is */
#define GROUND    130
#define N_GROUNDS 4

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
  guint size; /* in sizes */
  int pipe;
  GPtrArray *cards; /* of Card */
  GMainLoop *loop;
  GThread *thread;
  TsnScanImage *grounds[N_GROUNDS];
  guint8 *frame;
  gint64 until; /* monotonic; 0: each card once */

  GMutex lock; /* of what follows */
  guint at;    /* card */
  gint64 whole, told;
  guint n_wrong;
  GArray *seconds; /* of double, of each card */
} Feed;

typedef struct
{
  char *text;
  TsnScanImage *photos[N_PHOTOS];
} Card;

static void
free_card (gpointer data)
{
  Card *card = data;

  for (guint i = 0; i < N_PHOTOS; i++)
    g_clear_pointer (&card->photos[i], tsn_scan_image_unref);
  g_free (card->text);
  g_free (card);
}

static Card *
make_card (CardGenerator *generator, CardOffice *office, guint size, guint number, GError **error)
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
  card->text = g_strdup (print->text);
  for (guint i = 0; i < N_PHOTOS; i++)
    {
      TsnBenchPhoto photo = { .module = sizes[size].module,
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

static gboolean
write_frame (Feed *self)
{
  const guint8 *at = self->frame;
  gsize left = (gsize) sizes[self->size].width * sizes[self->size].height;

  while (left > 0)
    {
      gssize n = write (self->pipe, at, left);

      if (n <= 0)
        return FALSE;
      at += n;
      left -= (gsize) n;
    }
  return TRUE;
}

/* @photo so many pixels from the middle, smeared over @speed of them. */
static void
draw_photo (Feed *self, const TsnScanImage *photo, int move, guint speed)
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
show_frame (Feed *self, const Card *card, int n, gint64 *next)
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

static gboolean
show_card (Feed *self, guint number, gint64 *next)
{
  const Card *card = g_ptr_array_index (self->cards, number % self->cards->len);
  gboolean is_told = FALSE;

  g_mutex_lock (&self->lock);
  self->at = number % self->cards->len;
  self->whole = self->told = 0;
  g_mutex_unlock (&self->lock);
  for (int n = -N_PARTLY - N_EMPTY; n < PATIENCE && !is_told; n++)
    {
      if (!show_frame (self, card, n, next))
        return FALSE;
      g_mutex_lock (&self->lock);
      if (n == 0)
        self->whole = g_get_monotonic_time ();
      is_told = self->told > 0;
      g_mutex_unlock (&self->lock);
    }
  return TRUE;
}

static gpointer
feed_worker (gpointer data)
{
  Feed *self = data;
  gint64 next = g_get_monotonic_time ();
  gboolean ok = TRUE;

  for (guint i = 0;
       ok && (self->until > 0 ? g_get_monotonic_time () < self->until : i < self->cards->len);
       i++)
    {
      double seconds;

      ok = show_card (self, i, &next);
      g_mutex_lock (&self->lock);
      seconds = self->told > 0 ? (double) (self->told - self->whole) / G_USEC_PER_SEC : 1e3;
      g_array_append_val (self->seconds, seconds);
      g_mutex_unlock (&self->lock);
    }
  close (self->pipe);
  g_main_loop_quit (self->loop);
  return NULL;
}

/* A card that is told while it still comes in counts as told with its first whole frame. */
static void
code_cb (TsnCamera *camera, const char *text, Feed *self)
{
  gint64 now = g_get_monotonic_time ();
  gboolean known = FALSE;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->cards->len && !known; i++)
    known = g_str_equal (text, ((const Card *) g_ptr_array_index (self->cards, i))->text);
  self->n_wrong += known ? 0 : 1;
  if (g_str_equal (text, ((const Card *) g_ptr_array_index (self->cards, self->at))->text) &&
      self->told == 0 && self->whole > 0)
    self->told = now;
  g_mutex_unlock (&self->lock);
}

/* -- Figures -- */

static double
resident_mib (void)
{
  g_autofree char *status = NULL;
  const char *line = NULL;

  if (g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    line = strstr (status, "VmRSS:");
  return line != NULL ? g_ascii_strtod (line + strlen ("VmRSS:"), NULL) / 1024 : 0;
}

static gboolean
note_memory_cb (gpointer user_data)
{
  *(double *) user_data = resident_mib ();
  return G_SOURCE_REMOVE;
}

/* Feeds the cards to a camera until they end; how much it grew since the first minute, in MiB. */
static gboolean
run_feed (Feed *self, guint minutes, double *growth, GError **error)
{
  g_autofree char *source = NULL;
  g_autoptr (TsnCamera) camera = NULL;
  double early = 0;
  guint note = 0;
  int ends[2];

  if (pipe2 (ends, O_CLOEXEC) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no pipe");
      return FALSE;
    }
  self->pipe = ends[1];
  source = g_strdup_printf (
      "fdsrc fd=%d ! rawvideoparse format=gray8 width=%u height=%u "
      "framerate=30/1 ! identity",
      ends[0],
      sizes[self->size].width,
      sizes[self->size].height);
  camera = tsn_camera_new (source);
  g_signal_connect (camera, "code", G_CALLBACK (code_cb), self);
  tsn_camera_start (camera);
  if (minutes > 0)
    {
      self->until = g_get_monotonic_time () + minutes * 60 * G_USEC_PER_SEC;
      note = g_timeout_add_seconds (60, note_memory_cb, &early);
    }
  self->thread = g_thread_new ("feed", feed_worker, self);
  g_main_loop_run (self->loop);
  g_thread_join (self->thread);
  *growth = resident_mib () - early;
  if (minutes > 0 && early <= 0)
    g_source_remove (note);
  tsn_camera_stop (camera);
  close (ends[0]);
  return TRUE;
}

static gboolean
make_cards (TsnBench *bench, Feed *self, GError **error)
{
  g_autoptr (CardGenerator) generator = card_generator_new (TSN_BENCH_NAMES_FOLDER, TSN_BENCH_SEED);
  guint n = bench->quick ? 3 : bench->minutes > 0 ? N_CARDS / 10 : N_CARDS;
  CardOffice office;

  card_office_init (&office, 1);
  for (guint i = 0; i < n; i++)
    {
      Card *card = make_card (generator, &office, self->size, i, error);

      if (card == NULL)
        return FALSE;
      g_ptr_array_add (self->cards, card);
    }
  return TRUE;
}

static void
draw_grounds (Feed *self)
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
measure (TsnBench *bench, guint size, GError **error)
{
  g_autoptr (GPtrArray) cards = g_ptr_array_new_with_free_func (free_card);
  g_autoptr (GArray) seconds = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree guint8 *frame = g_malloc ((gsize) sizes[size].width * sizes[size].height);
  g_autofree char *growth_name = g_strdup_printf ("%s-growth", sizes[size].name);
  Feed self = { .size = size, .cards = cards, .seconds = seconds, .loop = loop, .frame = frame };
  double growth = 0;
  gboolean ok;

  g_mutex_init (&self.lock);
  draw_grounds (&self);
  ok = make_cards (bench, &self, error) &&
       run_feed (&self, (guint) MAX (bench->minutes, 0), &growth, error);
  for (guint i = 0; i < N_GROUNDS; i++)
    tsn_scan_image_unref (self.grounds[i]);
  g_mutex_clear (&self.lock);
  if (ok && self.n_wrong > 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%u texts of no card", self.n_wrong);
      return FALSE;
    }
  if (!ok)
    return FALSE;
  tsn_bench_report (bench,
                    &(TsnBenchResult){ .measure = sizes[size].name,
                                       .unit = "s",
                                       .value = tsn_bench_quantile (seconds, 0.95),
                                       .limit = 1.5,
                                       .limit_what = "the bound",
                                       .rule = TSN_BENCH_VALUE_AT_MOST,
                                       .bound = 1.5,
                                       .n = seconds->len });
  if (bench->minutes > 1)
    tsn_bench_report (bench,
                      &(TsnBenchResult){ .measure = growth_name,
                                         .unit = "MiB",
                                         .value = growth,
                                         .limit = resident_mib (),
                                         .limit_what = "the process",
                                         .rule = TSN_BENCH_VALUE_AT_MOST,
                                         .bound = 4,
                                         .n = (guint) bench->minutes });
  return TRUE;
}

gboolean
tsn_bench_camera (TsnBench *bench, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (!measure (bench, i, error))
      return FALSE;
  return TRUE;
}
