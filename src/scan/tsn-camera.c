/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One thread finds the camera, takes pictures and decodes them; the queue of the sink holds one
 * picture, so what it decodes is always what is there now. What it has to tell waits in one place
 * for the main thread: a later picture replaces one that was not seen yet.
 */

#include "tsn-camera.h"

#include <gst/app/gstappsink.h>
#include <gst/gst.h>
#include <gst/video/video.h>
#include <string.h>

#include "tsn-scanner.h"

#define PIPELINE                                                                                   \
  "decodebin name=in ! videoconvert ! videoscale ! "                                               \
  "video/x-raw,format=GRAY8,width=[16,1920],height=[16,1080] ! "                                   \
  "appsink name=sink sync=false drop=true max-buffers=1"
#define PULL_TIME  (100 * GST_MSECOND)
#define PATIENCE   50 /* times: a camera that gives nothing for so long fails */
#define AGAIN      G_USEC_PER_SEC
#define THOROUGHLY 4    /* every so manieth picture is looked at ... */
#define BUDGET_MS  150u /* ... for so long */

struct _TsnCamera
{
  GObject parent_instance;

  char *source;
  GThread *thread; /* NULL: it does not run */
  TsnCameraState state;

  GMutex lock; /* of what follows */
  GCond woken;
  gboolean stopping;
  guint telling; /* source; 0: the main thread has been told everything */
  TsnCameraState told_state;
  TsnScanImage *frame; /* NULL: none that is new */
  char *code;
};

enum
{
  FRAME,
  CODE,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnCamera, tsn_camera, G_TYPE_OBJECT)

/* -- To the main thread -- */

static gboolean
tell_cb (gpointer user_data)
{
  TsnCamera *self = user_data;
  TsnScanImage *frame;
  TsnCameraState state;
  char *code;

  g_mutex_lock (&self->lock);
  self->telling = 0;
  frame = g_steal_pointer (&self->frame);
  code = g_steal_pointer (&self->code);
  state = self->told_state;
  g_mutex_unlock (&self->lock);
  g_object_ref (self);
  if (state != self->state)
    {
      self->state = state;
      g_signal_emit (self, signals[CHANGED], 0);
    }
  if (frame != NULL && self->thread != NULL)
    g_signal_emit (self, signals[FRAME], 0, frame);
  if (code != NULL && self->thread != NULL)
    g_signal_emit (self, signals[CODE], 0, code);
  g_clear_pointer (&frame, tsn_scan_image_unref);
  g_free (code);
  g_object_unref (self);
  return G_SOURCE_REMOVE;
}

/* Takes both over. */
static void
tell (TsnCamera *self, TsnCameraState state, TsnScanImage *frame, char *code)
{
  g_mutex_lock (&self->lock);
  self->told_state = state;
  if (frame != NULL)
    {
      g_clear_pointer (&self->frame, tsn_scan_image_unref);
      self->frame = frame;
    }
  if (code != NULL)
    {
      g_free (self->code);
      self->code = code;
    }
  if (self->telling == 0 && !self->stopping)
    self->telling = g_idle_add (tell_cb, self);
  g_mutex_unlock (&self->lock);
}

/* -- In the thread -- */

static gboolean
is_stopping (TsnCamera *self)
{
  gboolean stopping;

  g_mutex_lock (&self->lock);
  stopping = self->stopping;
  g_mutex_unlock (&self->lock);
  return stopping;
}

/* (transfer floating); NULL: there is no camera. */
static GstElement *
find_camera (void)
{
  g_autoptr (GstDeviceMonitor) monitor = gst_device_monitor_new ();
  GstElement *element = NULL;
  GList *devices;

  gst_device_monitor_add_filter (monitor, "Video/Source", NULL);
  if (!gst_device_monitor_start (monitor))
    return NULL;
  devices = gst_device_monitor_get_devices (monitor);
  if (devices != NULL)
    element = gst_device_create_element (devices->data, NULL);
  g_list_free_full (devices, gst_object_unref);
  gst_device_monitor_stop (monitor);
  return element;
}

/* Why there are no pictures, from what the pipeline says. */
static TsnCameraState
state_of (GstMessage *failure)
{
  g_autoptr (GError) error = NULL;

  if (failure != NULL && GST_MESSAGE_TYPE (failure) == GST_MESSAGE_ERROR)
    gst_message_parse_error (failure, &error, NULL);
  if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY))
    return TSN_CAMERA_BUSY;
  if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED) ||
      g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ) ||
      g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ_WRITE))
    return TSN_CAMERA_FORBIDDEN;
  return TSN_CAMERA_FAILING;
}

/* NULL with @state when there is none. */
static GstElement *
open_pipeline (TsnCamera *self, TsnCameraState *state)
{
  g_autoptr (GstElement) pipeline = NULL;
  g_autoptr (GstElement) in = NULL;
  GstElement *source = self->source != NULL
                           ? gst_parse_bin_from_description (self->source, TRUE, NULL)
                           : find_camera ();

  *state = TSN_CAMERA_MISSING;
  if (source == NULL)
    return NULL;
  *state = TSN_CAMERA_FAILING;
  pipeline = gst_parse_launch (PIPELINE, NULL);
  if (pipeline == NULL)
    {
      gst_object_unref (source);
      return NULL;
    }
  gst_bin_add (GST_BIN (pipeline), source);
  in = gst_bin_get_by_name (GST_BIN (pipeline), "in");
  if (!gst_element_link (source, in) ||
      gst_element_set_state (pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    {
      g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
      g_autoptr (GstMessage) failure = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);

      *state = state_of (failure);
      gst_element_set_state (pipeline, GST_STATE_NULL);
      return NULL;
    }
  return g_steal_pointer (&pipeline);
}

static TsnScanImage *
image_of (GstSample *sample)
{
  TsnScanImage *image = NULL;
  GstVideoInfo info;
  GstVideoFrame frame;

  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample)) ||
      !gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    return NULL;
  image = tsn_scan_image_new_copy (GST_VIDEO_FRAME_PLANE_DATA (&frame, 0),
                                   (guint) GST_VIDEO_FRAME_WIDTH (&frame),
                                   (guint) GST_VIDEO_FRAME_HEIGHT (&frame),
                                   (gsize) GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0));
  gst_video_frame_unmap (&frame);
  return image;
}

static char *
code_in (TsnScanner *scanner, TsnScanImage *image, guint budget_ms)
{
  g_autoptr (GPtrArray) codes = tsn_scanner_scan_image (scanner, image, budget_ms, NULL, NULL);

  for (guint i = 0; i < codes->len; i++)
    {
      const TsnScanCode *code = g_ptr_array_index (codes, i);

      if (code->text != NULL)
        return g_strdup (code->text);
    }
  return NULL;
}

/* Until it is stopped, or the camera fails: why. */
static TsnCameraState
take_pictures (TsnCamera *self, GstElement *pipeline, TsnScanner *scanner)
{
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  guint n_taken = 0, n_missed = 0;

  while (!is_stopping (self) && n_missed < PATIENCE)
    {
      g_autoptr (GstSample) sample = gst_app_sink_try_pull_sample (GST_APP_SINK (sink), PULL_TIME);
      g_autoptr (GstMessage) failure = gst_bus_pop_filtered (bus,
                                                             GST_MESSAGE_ERROR | GST_MESSAGE_EOS);
      TsnScanImage *image = sample != NULL ? image_of (sample) : NULL;

      if (image != NULL)
        {
          guint budget_ms = ++n_taken % THOROUGHLY == 0 ? BUDGET_MS : 0;
          char *code;

          tell (self, TSN_CAMERA_RUNNING, tsn_scan_image_ref (image), NULL);
          code = code_in (scanner, image, budget_ms);
          if (code != NULL)
            tell (self, TSN_CAMERA_RUNNING, NULL, code);
          tsn_scan_image_unref (image);
        }
      n_missed = image != NULL ? 0 : n_missed + 1;
      if (failure != NULL)
        return state_of (failure);
    }
  return TSN_CAMERA_FAILING;
}

static void
wait_a_while (TsnCamera *self)
{
  gint64 until = g_get_monotonic_time () + AGAIN;

  g_mutex_lock (&self->lock);
  while (!self->stopping && g_cond_wait_until (&self->woken, &self->lock, until))
    ;
  g_mutex_unlock (&self->lock);
}

static gpointer
camera_worker (gpointer data)
{
  TsnCamera *self = data;
  g_autoptr (TsnScanner) scanner = tsn_scanner_new ();

  while (!is_stopping (self))
    {
      TsnCameraState state;
      g_autoptr (GstElement) pipeline = open_pipeline (self, &state);

      if (pipeline != NULL)
        {
          state = take_pictures (self, pipeline, scanner);
          gst_element_set_state (pipeline, GST_STATE_NULL);
        }
      if (is_stopping (self))
        break;
      tell (self, state, NULL, NULL);
      wait_a_while (self);
    }
  return NULL;
}

/* -- Public -- */

void
tsn_camera_start (TsnCamera *self)
{
  if (self->thread != NULL)
    return;
  self->stopping = FALSE;
  self->state = self->told_state = TSN_CAMERA_STARTING;
  self->thread = g_thread_new ("camera", camera_worker, self);
}

void
tsn_camera_stop (TsnCamera *self)
{
  if (self->thread == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  g_clear_handle_id (&self->telling, g_source_remove);
  g_cond_signal (&self->woken);
  g_mutex_unlock (&self->lock);
  g_thread_join (g_steal_pointer (&self->thread));
  g_clear_pointer (&self->frame, tsn_scan_image_unref);
  g_clear_pointer (&self->code, g_free);
}

TsnCameraState
tsn_camera_get_state (TsnCamera *self)
{
  return self->state;
}

TsnCamera *
tsn_camera_new (const char *source)
{
  TsnCamera *self = g_object_new (TSN_TYPE_CAMERA, NULL);

  self->source = g_strdup (source);
  return self;
}

/* -- Life -- */

static void
tsn_camera_finalize (GObject *object)
{
  TsnCamera *self = TSN_CAMERA (object);

  tsn_camera_stop (self);
  g_free (self->source);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->woken);
  G_OBJECT_CLASS (tsn_camera_parent_class)->finalize (object);
}

static guint
new_signal (const char *name, guint n_params, GType type)
{
  return g_signal_new (name,
                       TSN_TYPE_CAMERA,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       n_params,
                       type);
}

static void
tsn_camera_class_init (TsnCameraClass *class)
{
  gst_init (NULL, NULL);
  G_OBJECT_CLASS (class)->finalize = tsn_camera_finalize;
  signals[FRAME] = new_signal ("frame", 1, TSN_TYPE_SCAN_IMAGE | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[CODE] = new_signal ("code", 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[CHANGED] = new_signal ("changed", 0, G_TYPE_NONE);
}

static void
tsn_camera_init (TsnCamera *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->woken);
}
