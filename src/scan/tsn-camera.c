/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A thread of the pipeline takes each picture and shows it. Another finds the camera and looks for
 * codes in the newest picture; it takes its time for that, as what comes meanwhile shows the same
 * card, and then goes on with what is newest. What there is to tell waits in one place for the main
 * thread: a later picture replaces one that was not seen yet, a code is kept.
 */

#include "tsn-camera.h"

#include <gst/app/gstappsink.h>
#include <gst/gst.h>
#include <gst/video/video.h>
#include <string.h>
#include <unistd.h>

#include "tsn-camera-portal.h"
#include "tsn-scanner.h"
#include "tsn-torch.h"

#define PIPELINE                                                                                   \
  "decodebin name=in ! videoconvert ! videoscale ! "                                               \
  "video/x-raw,format=GRAY8,width=[16,1920],height=[16,1080] ! "                                   \
  "appsink name=sink sync=false drop=true max-buffers=1"
#define PICTURE_TIME (100 * G_TIME_SPAN_MILLISECOND)
#define PATIENCE     50 /* times: a camera that gives nothing for so long fails */
#define AGAIN        G_USEC_PER_SEC

struct _TsnCamera
{
  GObject parent_instance;

  char *source;
  GThread *thread; /* NULL: it does not run */
  GCancellable *cancellable;
  TsnCameraState state;
  char **names; /* NULL: not known yet */
  char *name;   /* NULL: none is open */
  gboolean has_torch;

  /* Of the thread. */
  int torch; /* file of the camera that is open, where it has a light; -1 */
  gboolean is_lit;
  int remote; /* of the portal that what is open came through; -1 */

  GMutex lock; /* of what follows */
  GCond woken;
  gboolean stopping;
  gboolean wants_light;
  char *chosen;         /* NULL: the first one */
  gboolean is_chosen;   /* anew: what is open is to be left */
  TsnScanImage *newest; /* NULL: none that was not looked at */

  /* What the main thread is to be told. */
  guint telling; /* source; 0: it knows everything */
  TsnCameraState told_state;
  char **told_names;
  char *told_name;
  gboolean told_torch;
  TsnScanImage *told_frame; /* NULL: none that is new */
  GPtrArray *told_codes;    /* of char *, each once */
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

static void
free_text (gpointer text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

/* -- To the main thread -- */

static GPtrArray *
new_texts (void)
{
  return g_ptr_array_new_with_free_func (free_text);
}

static gboolean
is_same_list (char **a, char **b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return g_strv_equal ((const char *const *) a, (const char *const *) b);
}

/* In the lock. Whether something is another. */
static gboolean
take_over (TsnCamera *self)
{
  if (self->state == self->told_state && is_same_list (self->names, self->told_names) &&
      g_strcmp0 (self->name, self->told_name) == 0 && self->has_torch == self->told_torch)
    return FALSE;
  g_strfreev (self->names);
  g_free (self->name);
  self->state = self->told_state;
  self->names = g_strdupv (self->told_names);
  self->name = g_strdup (self->told_name);
  self->has_torch = self->told_torch;
  return TRUE;
}

static gboolean
tell_cb (gpointer user_data)
{
  g_autoptr (TsnCamera) self = g_object_ref (user_data);
  g_autoptr (TsnScanImage) frame = NULL;
  g_autoptr (GPtrArray) codes = NULL;
  gboolean is_changed;

  g_mutex_lock (&self->lock);
  self->telling = 0;
  frame = g_steal_pointer (&self->told_frame);
  codes = g_steal_pointer (&self->told_codes);
  self->told_codes = new_texts ();
  is_changed = take_over (self);
  g_mutex_unlock (&self->lock);
  if (is_changed)
    g_signal_emit (self, signals[CHANGED], 0);
  if (frame != NULL && self->thread != NULL)
    g_signal_emit (self, signals[FRAME], 0, frame);
  for (guint i = 0; i < codes->len && self->thread != NULL; i++)
    g_signal_emit (self, signals[CODE], 0, g_ptr_array_index (codes, i));
  return G_SOURCE_REMOVE;
}

/* In the lock. */
static void
call_main_thread (TsnCamera *self, TsnCameraState state)
{
  self->told_state = state;
  if (self->telling == 0 && !self->stopping)
    self->telling = g_idle_add (tell_cb, self);
}

static void
tell_failure (TsnCamera *self, TsnCameraState state)
{
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->told_name, g_free);
  self->told_torch = FALSE;
  call_main_thread (self, state);
  g_mutex_unlock (&self->lock);
}

static void
tell_codes (TsnCamera *self, const GPtrArray *codes)
{
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < codes->len; i++)
    {
      const TsnScanCode *code = g_ptr_array_index (codes, i);

      if (code->text != NULL &&
          !g_ptr_array_find_with_equal_func (self->told_codes, code->text, g_str_equal, NULL))
        g_ptr_array_add (self->told_codes, g_strdup (code->text));
    }
  if (self->told_codes->len > 0)
    call_main_thread (self, TSN_CAMERA_RUNNING);
  g_mutex_unlock (&self->lock);
}

/* -- In a thread of the pipeline -- */

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

static void
replace_image (TsnScanImage **to, TsnScanImage *image)
{
  g_clear_pointer (to, tsn_scan_image_unref);
  *to = tsn_scan_image_ref (image);
}

static GstFlowReturn
sample_cb (GstAppSink *sink, gpointer user_data)
{
  TsnCamera *self = user_data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  g_autoptr (TsnScanImage) image = sample != NULL ? image_of (sample) : NULL;

  if (image == NULL)
    return GST_FLOW_OK; /* the thread below loses its patience */
  g_mutex_lock (&self->lock);
  replace_image (&self->told_frame, image);
  replace_image (&self->newest, image);
  call_main_thread (self, TSN_CAMERA_RUNNING);
  g_cond_signal (&self->woken);
  g_mutex_unlock (&self->lock);
  return GST_FLOW_OK;
}

/* -- In the thread -- */

/* Whether what is open is to be closed. */
static gboolean
is_leaving (TsnCamera *self)
{
  gboolean leaving;

  g_mutex_lock (&self->lock);
  leaving = self->stopping || self->is_chosen;
  g_mutex_unlock (&self->lock);
  return leaving;
}

/* Two of a kind are told apart. */
static void
add_name (GPtrArray *names, GstDevice *device)
{
  g_autofree char *name = gst_device_get_display_name (device);
  char *one = g_strdup (name);

  for (guint n = 2; g_ptr_array_find_with_equal_func (names, one, g_str_equal, NULL); n++)
    {
      g_free (one);
      one = g_strdup_printf ("%s (%u)", name, n);
    }
  g_ptr_array_add (names, one);
}

/* Takes @names over. The index of what is to be opened. */
static guint
choose_one (TsnCamera *self, char **names)
{
  guint at = 0;

  g_mutex_lock (&self->lock);
  for (guint i = 0; names[i] != NULL && self->chosen != NULL; i++)
    if (g_str_equal (names[i], self->chosen))
      at = i;
  g_strfreev (self->told_names);
  g_free (self->told_name);
  self->told_names = names;
  self->told_name = g_strdup (names[at]);
  g_mutex_unlock (&self->lock);
  return at;
}

static GList *
find_in_machine (void)
{
  g_autoptr (GstDeviceMonitor) monitor = gst_device_monitor_new ();
  GList *devices = NULL;

  gst_device_monitor_add_filter (monitor, "Video/Source", NULL);
  if (gst_device_monitor_start (monitor))
    {
      devices = gst_device_monitor_get_devices (monitor);
      gst_device_monitor_stop (monitor);
    }
  return devices;
}

static TsnCameraState
state_of_portal (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return TSN_CAMERA_MISSING;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return TSN_CAMERA_REFUSED;
  return TSN_CAMERA_NO_PORTAL;
}

/* Without devices, @state is why where it is set. */
static GList *
find_in_portal (TsnCamera *self, TsnCameraState *state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstDeviceProvider) provider = NULL;

  self->remote = tsn_camera_portal_open (self->cancellable, &error);
  if (self->remote < 0)
    {
      *state = state_of_portal (error);
      return NULL;
    }
  provider = gst_device_provider_factory_get_by_name ("pipewiredeviceprovider");
  if (provider == NULL)
    return NULL;
  g_object_set (provider, "fd", self->remote, NULL);
  return gst_device_provider_get_devices (provider);
}

/* (transfer floating); NULL: there is no camera, and @state is why where it is set. */
static GstElement *
find_camera (TsnCamera *self, TsnCameraState *state)
{
  GPtrArray *names = g_ptr_array_new ();
  GList *devices = tsn_camera_portal_is_needed () ? find_in_portal (self, state)
                                                  : find_in_machine ();
  GstDevice *device;
  GstElement *element = NULL;

  for (const GList *at = devices; at != NULL; at = at->next)
    add_name (names, at->data);
  g_ptr_array_add (names, NULL);
  device = g_list_nth_data (devices, choose_one (self, (char **) g_ptr_array_free (names, FALSE)));
  if (device != NULL)
    element = gst_device_create_element (device, NULL);
  g_list_free_full (devices, gst_object_unref);
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
  g_autoptr (GstElement) sink = NULL;
  GstAppSinkCallbacks callbacks = { .new_sample = sample_cb };
  GstElement *source;

  *state = TSN_CAMERA_MISSING;
  source = self->source != NULL ? gst_parse_bin_from_description (self->source, TRUE, NULL)
                                : find_camera (self, state);
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
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, self, NULL);
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

/* The newest; NULL: none came for a while. */
static TsnScanImage *
wait_for_picture (TsnCamera *self)
{
  gint64 until = g_get_monotonic_time () + PICTURE_TIME;
  TsnScanImage *image;

  g_mutex_lock (&self->lock);
  while (self->newest == NULL && !self->stopping && !self->is_chosen &&
         g_cond_wait_until (&self->woken, &self->lock, until))
    ;
  image = g_steal_pointer (&self->newest);
  g_mutex_unlock (&self->lock);
  return image;
}

static int
is_video_device (gconstpointer item, gconstpointer unused)
{
  GstElement *element = g_value_get_object (item);

  return GST_OBJECT_FLAG_IS_SET (element, GST_ELEMENT_FLAG_SOURCE) &&
                 g_object_class_find_property (G_OBJECT_GET_CLASS (element), "device-fd") != NULL
             ? 0
             : 1;
}

/* That it has one is told with its next picture. */
static void
find_torch (TsnCamera *self, GstElement *pipeline)
{
  GstIterator *elements = gst_bin_iterate_recurse (GST_BIN (pipeline));
  g_auto (GValue) device = G_VALUE_INIT;
  int fd = -1;

  if (gst_iterator_find_custom (elements, is_video_device, &device, NULL))
    g_object_get (g_value_get_object (&device), "device-fd", &fd, NULL);
  gst_iterator_free (elements);
  self->torch = fd >= 0 && tsn_torch_is_there (fd) ? fd : -1;
  self->is_lit = FALSE;
  g_mutex_lock (&self->lock);
  self->told_torch = self->torch >= 0;
  g_mutex_unlock (&self->lock);
}

/* One that does not do as asked is none. */
static void
light_torch (TsnCamera *self, gboolean lit)
{
  if (self->torch < 0 || lit == self->is_lit)
    return;
  self->is_lit = lit;
  if (tsn_torch_set (self->torch, lit))
    return;
  g_mutex_lock (&self->lock);
  self->told_torch = FALSE;
  g_mutex_unlock (&self->lock);
}

static gboolean
wants_light (TsnCamera *self)
{
  gboolean wanted;

  g_mutex_lock (&self->lock);
  wanted = self->wants_light;
  g_mutex_unlock (&self->lock);
  return wanted;
}

/* Until it is stopped, another one is chosen, or the camera fails: why. */
static TsnCameraState
look_at_pictures (TsnCamera *self, GstElement *pipeline, TsnScanner *scanner)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  guint n_missed = 0;

  while (!is_leaving (self) && n_missed < PATIENCE)
    {
      /* First what it says: the last picture comes before its end. */
      g_autoptr (GstMessage) failure = gst_bus_pop_filtered (bus,
                                                             GST_MESSAGE_ERROR | GST_MESSAGE_EOS);
      g_autoptr (TsnScanImage) image = wait_for_picture (self);
      g_autoptr (GPtrArray) codes =
          image != NULL
              ? tsn_scanner_scan_image (scanner, image, TSN_SCAN_BUDGET_MS, self->cancellable, NULL)
              : NULL;

      if (codes != NULL)
        tell_codes (self, codes);
      light_torch (self, wants_light (self));
      n_missed = image != NULL ? 0 : n_missed + 1;
      if (failure != NULL)
        return state_of (failure);
    }
  return TSN_CAMERA_FAILING;
}

/* Whoever refused is not asked again at once. */
static void
wait_a_while (TsnCamera *self, TsnCameraState state)
{
  gint64 until = state == TSN_CAMERA_REFUSED ? G_MAXINT64 : g_get_monotonic_time () + AGAIN;

  g_mutex_lock (&self->lock);
  while (!self->stopping && !self->is_chosen &&
         g_cond_wait_until (&self->woken, &self->lock, until))
    ;
  g_mutex_unlock (&self->lock);
}

/* FALSE: no more. */
static gboolean
begin (TsnCamera *self)
{
  gboolean stopping;

  if (self->remote >= 0)
    close (self->remote);
  self->remote = -1;
  g_mutex_lock (&self->lock);
  stopping = self->stopping;
  self->is_chosen = FALSE;
  g_mutex_unlock (&self->lock);
  return !stopping;
}

static gpointer
camera_worker (gpointer data)
{
  TsnCamera *self = data;
  g_autoptr (TsnScanner) scanner = tsn_scanner_new ();

  while (begin (self))
    {
      TsnCameraState state;
      g_autoptr (GstElement) pipeline = open_pipeline (self, &state);

      if (pipeline != NULL)
        {
          find_torch (self, pipeline);
          state = look_at_pictures (self, pipeline, scanner);
          light_torch (self, FALSE);
          gst_element_set_state (pipeline, GST_STATE_NULL);
        }
      if (is_leaving (self))
        continue;
      tell_failure (self, state);
      wait_a_while (self, state);
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
  self->cancellable = g_cancellable_new ();
  self->thread = g_thread_new ("camera", camera_worker, self);
}

void
tsn_camera_stop (TsnCamera *self)
{
  if (self->thread == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  g_clear_handle_id (&self->telling, g_source_remove);
  g_cond_signal (&self->woken);
  g_mutex_unlock (&self->lock);
  g_thread_join (g_steal_pointer (&self->thread));
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->told_name, g_free);
  self->has_torch = self->told_torch = self->wants_light = FALSE;
  g_clear_pointer (&self->newest, tsn_scan_image_unref);
  g_clear_pointer (&self->told_frame, tsn_scan_image_unref);
  g_ptr_array_set_size (self->told_codes, 0);
}

TsnCameraState
tsn_camera_get_state (TsnCamera *self)
{
  return self->state;
}

const char *const *
tsn_camera_get_names (TsnCamera *self)
{
  static const char *const none[] = { NULL };

  return self->names != NULL ? (const char *const *) self->names : none;
}

const char *
tsn_camera_get_name (TsnCamera *self)
{
  return self->name;
}

void
tsn_camera_choose (TsnCamera *self, const char *name)
{
  g_mutex_lock (&self->lock);
  g_free (self->chosen);
  self->chosen = g_strdup (name);
  self->is_chosen = TRUE;
  g_cond_signal (&self->woken);
  g_mutex_unlock (&self->lock);
}

gboolean
tsn_camera_has_torch (TsnCamera *self)
{
  return self->has_torch;
}

void
tsn_camera_set_light (TsnCamera *self, gboolean lit)
{
  g_mutex_lock (&self->lock);
  self->wants_light = lit;
  g_mutex_unlock (&self->lock);
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
  g_strfreev (self->names);
  g_free (self->name);
  g_free (self->chosen);
  g_strfreev (self->told_names);
  g_free (self->told_name);
  g_ptr_array_unref (self->told_codes);
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
  self->told_codes = new_texts ();
  self->remote = -1;
}
