/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-torch.h"

#include <errno.h>
#include <gst/gst.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>

#define FILE_WITH_LIGHT G_MAXINT

static int kind, lit;

/* -- The driver -- */

int __real_ioctl (int fd, unsigned long request, void *what);
int __wrap_ioctl (int fd, unsigned long request, void *what);

static gboolean
answer (unsigned long request, void *what)
{
  struct v4l2_control *control = what;

  switch (request)
    {
    case VIDIOC_QUERYCTRL:
      return ((struct v4l2_queryctrl *) what)->id == V4L2_CID_FLASH_LED_MODE;
    case VIDIOC_QUERYMENU:
      return g_atomic_int_get (&kind) != FAKE_TORCH_FLASHES;
    case VIDIOC_S_CTRL:
      if (g_atomic_int_get (&kind) != FAKE_TORCH_WORKS)
        return FALSE;
      g_assert_cmpuint (control->id, ==, V4L2_CID_FLASH_LED_MODE);
      g_atomic_int_set (&lit, control->value == V4L2_FLASH_LED_MODE_TORCH);
      return TRUE;
    default:
      return FALSE;
    }
}

int
__wrap_ioctl (int fd, unsigned long request, void *what)
{
  if (fd != FILE_WITH_LIGHT)
    return __real_ioctl (fd, request, what);
  if (answer (request, what))
    return 0;
  errno = EINVAL;
  return -1;
}

/* -- The element -- */

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_int (value, FILE_WITH_LIGHT);
}

static void
class_init (gpointer class, gpointer data)
{
  G_OBJECT_CLASS (class)->get_property = get_property;
  g_object_class_install_property (
      G_OBJECT_CLASS (class),
      1000,
      g_param_spec_int ("device-fd", NULL, NULL, -1, G_MAXINT, -1, G_PARAM_READABLE));
}

/* -- Public -- */

void
fake_torch_init (void)
{
  GstElement *pictures = gst_object_ref_sink (gst_element_factory_make ("videotestsrc", NULL));
  GTypeQuery type;

  g_type_query (G_OBJECT_TYPE (pictures), &type);
  gst_element_register (NULL,
                        FAKE_TORCH,
                        GST_RANK_NONE,
                        g_type_register_static_simple (type.type,
                                                       "FakeTorch",
                                                       (guint) type.class_size,
                                                       class_init,
                                                       (guint) type.instance_size,
                                                       NULL,
                                                       0));
  gst_object_unref (pictures);
}

void
fake_torch_make (FakeTorchKind what)
{
  g_atomic_int_set (&kind, (int) what);
  g_atomic_int_set (&lit, FALSE);
}

gboolean
fake_torch_is_lit (void)
{
  return g_atomic_int_get (&lit);
}
