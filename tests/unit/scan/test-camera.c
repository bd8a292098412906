/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A card is moved before the camera: it is read; a camera that ends is tried again; nothing is told
 * after stopping. */

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <malloc.h>
#include <string.h>

#include "scan-picture.h"
#include "tsn-camera.h"

typedef struct
{
  char *folder, *picture, *text;
  GMainLoop *loop;
  TsnCamera *camera;
  char *read;
  guint n_frames, n_codes, wanted_codes;
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
  g_free (f->read);
  f->read = g_strdup (text);
  if (++f->n_codes == f->wanted_codes)
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
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  ScanPicture how = { .module = 4, .contrast = 0.9, .angle = 8, .blur = 0.2, .noise = 4 };
  g_autoptr (TsnScanImage) image = NULL;
  g_autoptr (GdkPixbuf) pixbuf = NULL;

  f->folder = g_dir_make_tmp ("tsn-camera-XXXXXX", NULL);
  f->picture = g_build_filename (f->folder, "card.png", NULL);
  f->text = scan_picture_card_text (rand, 780);
  how.text = f->text;
  image = scan_picture_take (&how, rand);
  pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, (int) image->width, (int) image->height);
  for (guint y = 0; y < image->height; y++)
    for (guint x = 0; x < image->width; x++)
      memset (gdk_pixbuf_get_pixels (pixbuf) + y * (guint) gdk_pixbuf_get_rowstride (pixbuf) +
                  x * 3,
              image->data[y * image->stride + x],
              3);
  g_assert_true (gdk_pixbuf_save (pixbuf, f->picture, "png", NULL, NULL));
  f->loop = g_main_loop_new (NULL, FALSE);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->camera);
  g_main_loop_unref (f->loop);
  g_unlink (f->picture);
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->picture);
  g_free (f->text);
  g_free (f->read);
}

/* @words: "%s" is the picture. */
static void
start (Fixture *f, const char *words)
{
  g_auto (GStrv) parts = g_strsplit (words, "%s", 2);
  g_autofree char *source = g_strjoinv (f->picture, parts);

  f->camera = tsn_camera_new (source);
  g_signal_connect (f->camera, "frame", G_CALLBACK (frame_cb), f);
  g_signal_connect (f->camera, "code", G_CALLBACK (code_cb), f);
  g_signal_connect (f->camera, "changed", G_CALLBACK (changed_cb), f);
  tsn_camera_start (f->camera);
}

/* Read at once, and again; what the pictures take is given back. */
static void
test_read (Fixture *f, gconstpointer data)
{
  size_t before;

  f->wanted = G_MAXINT;
  f->wanted_codes = 3;
  start (f,
         "filesrc location=%s ! pngdec ! imagefreeze is-live=true ! video/x-raw,framerate=30/1 ! "
         "videoconvert ! identity");
  g_main_loop_run (f->loop);
  g_assert_cmpstr (f->read, ==, f->text);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/camera/read", Fixture, NULL, set_up, test_read, tear_down);
  g_test_add ("/camera/unplugged", Fixture, NULL, set_up, test_unplugged, tear_down);
  g_test_add ("/camera/failing", Fixture, NULL, set_up, test_failing, tear_down);
  return g_test_run ();
}
