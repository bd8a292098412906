/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is before the camera is read: several cards at once, a bad picture, several that are worse;
 * a camera that ends is tried again, another one can be chosen, one with a light can be lit;
 * nothing is told after stopping. */

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <malloc.h>
#include <string.h>

#include "../ui/fake-camera.h"
#include "../ui/fake-torch.h"
#include "scan-picture.h"
#include "tsn-camera.h"
#include "tsn-scanner.h"

#define N_PICTURES 8u

typedef struct
{
  GRand *rand;
  char *folder, *picture; /* picture: its name for printf() */
  char *texts[2];
  GMainLoop *loop;
  TsnCamera *camera;
  guint n_frames, n_codes[2], wanted_codes;
  TsnCameraState wanted;
} Fixture;

static void
frame_cb (TsnCamera *camera, TsnScanImage *image, Fixture *f)
{
  g_assert_cmpuint (image->width, >, 0);
  f->n_frames++;
}

static void
code_cb (TsnCamera *camera, const char *text, Fixture *f)
{
  guint i = g_strcmp0 (text, f->texts[1]) == 0;

  g_assert_cmpstr (text, ==, f->texts[i]);
  if (++f->n_codes[i] >= f->wanted_codes && (f->texts[1] == NULL || f->n_codes[!i] > 0))
    g_main_loop_quit (f->loop);
}

static void
changed_cb (TsnCamera *camera, Fixture *f)
{
  if (tsn_camera_get_state (camera) == f->wanted)
    g_main_loop_quit (f->loop);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->rand = g_rand_new_with_seed (1);
  f->folder = g_dir_make_tmp ("tsn-camera-XXXXXX", NULL);
  f->picture = g_build_filename (f->folder, "%u.png", NULL);
  f->texts[0] = scan_picture_card_text (f->rand, 780);
  f->loop = g_main_loop_new (NULL, FALSE);
  f->wanted = G_MAXINT;
  f->wanted_codes = 1;
}

static char *
path_of (const Fixture *f, guint number)
{
  g_autofree char *name = g_strdup_printf ("%u.png", number);

  return g_build_filename (f->folder, name, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->camera);
  g_main_loop_unref (f->loop);
  for (guint i = 0; i < N_PICTURES; i++)
    {
      g_autofree char *path = path_of (f, i);

      g_unlink (path);
    }
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->picture);
  g_free (f->texts[0]);
  g_free (f->texts[1]);
  g_rand_free (f->rand);
}

static void
save (Fixture *f, guint number, TsnScanImage *image)
{
  g_autofree char *path = path_of (f, number);
  g_autoptr (GdkPixbuf) pixbuf =
      gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, (int) image->width, (int) image->height);

  for (guint y = 0; y < image->height; y++)
    for (guint x = 0; x < image->width; x++)
      memset (gdk_pixbuf_get_pixels (pixbuf) + y * (guint) gdk_pixbuf_get_rowstride (pixbuf) +
                  x * 3,
              image->data[y * image->stride + x],
              3);
  g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", NULL, NULL));
}

/* Of the first card. */
static void
save_one (Fixture *f, guint number, ScanPicture how)
{
  g_autoptr (TsnScanImage) image = NULL;

  how.text = f->texts[0];
  image = scan_picture_take (&how, f->rand);
  save (f, number, image);
}

static void
start (Fixture *f, const char *source)
{
  f->camera = tsn_camera_new (source);
  g_signal_connect (f->camera, "frame", G_CALLBACK (frame_cb), f);
  g_signal_connect (f->camera, "code", G_CALLBACK (code_cb), f);
  g_signal_connect (f->camera, "changed", G_CALLBACK (changed_cb), f);
  tsn_camera_start (f->camera);
}

/* The first picture, thirty times a second. */
static void
start_still (Fixture *f)
{
  g_autofree char *path = path_of (f, 0);
  g_autofree char *source = g_strdup_printf (
      "filesrc location=\"%s\" ! pngdec ! imagefreeze is-live=true ! "
      "video/x-raw,framerate=30/1 ! videoconvert ! identity",
      path);

  start (f, source);
}

/* Read at once, and again; what the pictures take is given back. */
static void
test_read (Fixture *f, gconstpointer data)
{
  size_t before;

  save_one (f,
            0,
            (ScanPicture){ .module = 4, .contrast = 0.9, .angle = 8, .blur = 0.2, .noise = 4 });
  f->wanted_codes = 3;
  start_still (f);
  g_main_loop_run (f->loop);
  g_assert_cmpint (tsn_camera_get_state (f->camera), ==, TSN_CAMERA_RUNNING);
  g_assert_cmpuint (f->n_frames, >, 0);
  before = mallinfo2 ().uordblks;
  f->wanted_codes = 60;
  g_main_loop_run (f->loop);
  g_assert_cmpuint (mallinfo2 ().uordblks, <, before + 8 * 1024 * 1024);
  tsn_camera_stop (f->camera);
  f->n_frames = 0;
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (f->n_frames, ==, 0);
}

/* All that are in one picture are told. */
static void
test_several (Fixture *f, gconstpointer data)
{
  ScanPicture how = { .module = 4, .contrast = 0.9, .blur = 0.2, .noise = 4 };
  g_autoptr (TsnScanImage) ground = scan_picture_blank (900, 420, 235);
  g_autoptr (TsnScanImage) first = NULL, second = NULL, with_one = NULL, with_both = NULL;

  f->texts[1] = scan_picture_card_text (f->rand, 700);
  how.text = f->texts[0];
  first = scan_picture_take (&how, f->rand);
  how.text = f->texts[1];
  second = scan_picture_take (&how, f->rand);
  with_one = scan_picture_paste (ground, first, 10, 2);
  with_both = scan_picture_paste (with_one, second, 460, 2);
  save (f, 0, with_both);
  start_still (f);
  g_main_loop_run (f->loop);
}

/* There is one picture only, and it is a bad one: it gets the time that it takes. */
static void
test_one_picture (Fixture *f, gconstpointer data)
{
  g_autofree char *path = path_of (f, 0);
  g_autofree char *source = g_strdup_printf ("filesrc location=\"%s\" ! pngdec ! identity", path);

  save_one (f, 0, (ScanPicture){ .module = 4, .contrast = 0.25, .blur = 0.25, .noise = 10 });
  start (f, source);
  g_main_loop_run (f->loop);
}

/* None of these pictures shows enough; together they do. */
static void
test_together (Fixture *f, gconstpointer data)
{
  g_autofree char *source = g_strdup_printf (
      "multifilesrc location=\"%s\" loop=true stop-index=%u caps=image/png,framerate=15/1 ! "
      "pngdec ! identity sync=true",
      f->picture,
      N_PICTURES - 1);
  guint n = 0;

  for (guint i = 1; n < N_PICTURES; i++)
    {
      g_autoptr (TsnScanner) alone = tsn_scanner_new ();
      ScanPicture how = { .text = f->texts[0],
                          .module = 4,
                          .contrast = 0.2,
                          .blur = 0.4,
                          .noise = 14,
                          .angle = i };
      g_autoptr (TsnScanImage) image = scan_picture_take (&how, f->rand);
      g_autoptr (GPtrArray) codes = tsn_scanner_scan_image (alone, image, G_MAXUINT, NULL, NULL);

      if (codes->len == 0)
        save (f, n++, image);
    }
  start (f, source);
  g_main_loop_run (f->loop);
}

static guint
n_names (TsnCamera *camera)
{
  const char *const *names = tsn_camera_get_names (camera);
  guint n = 0;

  while (names[n] != NULL)
    n++;
  return n;
}

/* Two of a kind: the first is open, the other one is chosen, and pulled out. */
static void
test_choose (Fixture *f, gconstpointer data)
{
  const char *pictures = "videotestsrc is-live=true ! video/x-raw,width=320,height=240";

  fake_camera_init ();
  fake_camera_show (pictures);
  fake_camera_show_second (
      "videotestsrc ! video/x-raw,width=320,height=240 ! "
      "identity eos-after=3");
  f->wanted = TSN_CAMERA_RUNNING;
  start (f, NULL);
  g_main_loop_run (f->loop);
  g_assert_cmpuint (n_names (f->camera), ==, 2);
  g_assert_cmpstr (tsn_camera_get_names (f->camera)[0], ==, "A camera");
  g_assert_cmpstr (tsn_camera_get_names (f->camera)[1], ==, "A camera (2)");
  g_assert_cmpstr (tsn_camera_get_name (f->camera), ==, "A camera");

  tsn_camera_choose (f->camera, "A camera (2)");
  f->wanted = TSN_CAMERA_FAILING;
  g_main_loop_run (f->loop);
  g_assert_null (tsn_camera_get_name (f->camera));

  fake_camera_show_second (NULL);
  f->wanted = TSN_CAMERA_RUNNING;
  g_main_loop_run (f->loop);
  g_assert_cmpuint (n_names (f->camera), ==, 1);
  g_assert_cmpstr (tsn_camera_get_name (f->camera), ==, "A camera");
  fake_camera_show (NULL);
}

/* Pulled out: it is told, and pictures come again when it is back. */
static void
test_unplugged (Fixture *f, gconstpointer data)
{
  f->wanted = TSN_CAMERA_FAILING;
  start (f, "videotestsrc num-buffers=5 ! video/x-raw,width=320,height=240");
  g_main_loop_run (f->loop);
  g_assert_cmpuint (f->n_frames, >, 0);
  f->wanted = TSN_CAMERA_RUNNING;
  g_main_loop_run (f->loop);
}

static void
test_failing (Fixture *f, gconstpointer data)
{
  f->wanted = TSN_CAMERA_FAILING;
  start (f, "fakesrc num-buffers=0");
  g_main_loop_run (f->loop);
  g_assert_cmpuint (f->n_frames, ==, 0);
}

/* The next picture shows it. */
static void
wait_for_light (Fixture *f, gboolean lit)
{
  while (fake_torch_is_lit () != lit)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_torch (Fixture *f, gboolean is_there)
{
  while (tsn_camera_has_torch (f->camera) != is_there)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_torch (Fixture *f, gconstpointer data)
{
  static const char pictures[] = FAKE_TORCH " is-live=true ! video/x-raw,width=320,height=240";

  fake_torch_init ();
  fake_camera_show (pictures);
  fake_camera_show_second ("videotestsrc is-live=true ! video/x-raw,width=320,height=240");
  start (f, NULL);
  wait_for_torch (f, TRUE);
  tsn_camera_set_light (f->camera, TRUE);
  wait_for_light (f, TRUE);
  tsn_camera_set_light (f->camera, FALSE);
  wait_for_light (f, FALSE);

  tsn_camera_set_light (f->camera, TRUE);
  wait_for_light (f, TRUE);
  tsn_camera_choose (f->camera, "A camera (2)");
  wait_for_torch (f, FALSE);
  g_assert_false (fake_torch_is_lit ());
  tsn_camera_choose (f->camera, "A camera");
  wait_for_light (f, TRUE);
  tsn_camera_stop (f->camera);
  g_assert_false (fake_torch_is_lit ());
  g_assert_false (tsn_camera_has_torch (f->camera));

  /* Stopping forgets that it was wanted. */
  tsn_camera_start (f->camera);
  wait_for_torch (f, TRUE);
  g_assert_false (fake_torch_is_lit ());
  tsn_camera_stop (f->camera);

  fake_torch_make (FAKE_TORCH_HOT);
  tsn_camera_start (f->camera);
  wait_for_torch (f, TRUE);
  tsn_camera_set_light (f->camera, TRUE);
  wait_for_torch (f, FALSE);
  tsn_camera_stop (f->camera);

  fake_torch_make (FAKE_TORCH_FLASHES);
  f->wanted = TSN_CAMERA_RUNNING;
  tsn_camera_start (f->camera);
  g_main_loop_run (f->loop);
  for (f->n_frames = 0; f->n_frames < 3;)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (tsn_camera_has_torch (f->camera));
  fake_camera_show (NULL);
  fake_camera_show_second (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/camera/read", Fixture, NULL, set_up, test_read, tear_down);
  g_test_add ("/camera/several", Fixture, NULL, set_up, test_several, tear_down);
  g_test_add ("/camera/one-picture", Fixture, NULL, set_up, test_one_picture, tear_down);
  g_test_add ("/camera/together", Fixture, NULL, set_up, test_together, tear_down);
  g_test_add ("/camera/choose", Fixture, NULL, set_up, test_choose, tear_down);
  g_test_add ("/camera/torch", Fixture, NULL, set_up, test_torch, tear_down);
  g_test_add ("/camera/unplugged", Fixture, NULL, set_up, test_unplugged, tear_down);
  g_test_add ("/camera/failing", Fixture, NULL, set_up, test_failing, tear_down);
  return g_test_run ();
}
