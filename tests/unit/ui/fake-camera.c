/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-camera.h"

static GMutex lock;
static char *shown[2]; /* NULL: it is not plugged in */

/* -- The device -- */

typedef struct
{
  GstDevice parent_instance;

  guint number; /* in shown */
} FakeDevice;
typedef struct
{
  GstDeviceClass parent_class;
} FakeDeviceClass;

static GType fake_device_get_type (void);
G_DEFINE_TYPE (FakeDevice, fake_device, GST_TYPE_DEVICE)

static GstElement *
create_element (GstDevice *device, const char *name)
{
  const char *pipeline;
  GstElement *element;

  g_mutex_lock (&lock);
  pipeline = shown[((FakeDevice *) device)->number];
  element = pipeline != NULL ? gst_parse_bin_from_description (pipeline, TRUE, NULL) : NULL;
  g_mutex_unlock (&lock);
  return element;
}

static void
fake_device_class_init (FakeDeviceClass *class)
{
  GST_DEVICE_CLASS (class)->create_element = create_element;
}

static void
fake_device_init (FakeDevice *self)
{
}

/* -- In use -- */

typedef struct
{
  GstElement parent_instance;
} FakeBusy;
typedef struct
{
  GstElementClass parent_class;
} FakeBusyClass;

static GType fake_busy_get_type (void);
G_DEFINE_TYPE (FakeBusy, fake_busy, GST_TYPE_ELEMENT)

static GstStaticPadTemplate busy_pad =
    GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS ("video/x-raw"));

static GstStateChangeReturn
change_state (GstElement *element, GstStateChange transition)
{
  if (transition != GST_STATE_CHANGE_READY_TO_PAUSED)
    return GST_ELEMENT_CLASS (fake_busy_parent_class)->change_state (element, transition);
  GST_ELEMENT_ERROR (element, RESOURCE, BUSY, (NULL), (NULL));
  return GST_STATE_CHANGE_FAILURE;
}

static void
fake_busy_class_init (FakeBusyClass *class)
{
  gst_element_class_add_static_pad_template (GST_ELEMENT_CLASS (class), &busy_pad);
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (class),
                                         "A camera in use",
                                         "Source/Video",
                                         "Fails",
                                         "The Tsunagi authors");
  GST_ELEMENT_CLASS (class)->change_state = change_state;
}

static void
fake_busy_init (FakeBusy *self)
{
  gst_element_add_pad (GST_ELEMENT (self), gst_pad_new_from_static_template (&busy_pad, "src"));
}

/* -- Where it is found -- */

typedef struct
{
  GstDeviceProvider parent_instance;
} FakeProvider;
typedef struct
{
  GstDeviceProviderClass parent_class;
} FakeProviderClass;

static GType fake_provider_get_type (void);
G_DEFINE_TYPE (FakeProvider, fake_provider, GST_TYPE_DEVICE_PROVIDER)

static GList *
probe (GstDeviceProvider *provider)
{
  GstCaps *caps = gst_caps_new_any ();
  GList *devices = NULL;

  g_mutex_lock (&lock);
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    if (shown[i] != NULL)
      {
        FakeDevice *device = g_object_new (fake_device_get_type (),
                                           "display-name",
                                           "A camera",
                                           "device-class",
                                           "Video/Source",
                                           "caps",
                                           caps,
                                           NULL);

        device->number = i;
        devices = g_list_append (devices, device);
      }
  g_mutex_unlock (&lock);
  gst_caps_unref (caps);
  return devices;
}

static void
fake_provider_class_init (FakeProviderClass *class)
{
  GST_DEVICE_PROVIDER_CLASS (class)->probe = probe;
  gst_device_provider_class_set_static_metadata (GST_DEVICE_PROVIDER_CLASS (class),
                                                 "Cameras of tests",
                                                 "Video/Source",
                                                 "There is one or none",
                                                 "The Tsunagi authors");
}

static void
fake_provider_init (FakeProvider *self)
{
}

/* -- Public -- */

void
fake_camera_register (GstPlugin *plugin)
{
  gst_element_register (plugin, FAKE_CAMERA_BUSY, GST_RANK_NONE, fake_busy_get_type ());
  gst_device_provider_register (plugin, "fakecameras", GST_RANK_PRIMARY, fake_provider_get_type ());
}

void
fake_camera_init (void)
{
  gst_init (NULL, NULL);
  fake_camera_register (NULL);
}

static void
show (guint number, const char *pipeline)
{
  g_mutex_lock (&lock);
  g_free (shown[number]);
  shown[number] = g_strdup (pipeline);
  g_mutex_unlock (&lock);
}

void
fake_camera_show (const char *pipeline)
{
  show (0, pipeline);
}

void
fake_camera_show_second (const char *pipeline)
{
  show (1, pipeline);
}

void
fake_camera_show_file (const char *png)
{
  g_autofree char *pipeline = g_strdup_printf (
      "filesrc location=\"%s\" ! pngdec ! imagefreeze is-live=true ! "
      "video/x-raw,framerate=30/1 ! videoconvert ! identity",
      png);

  fake_camera_show (pipeline);
}
