/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tsn-torch.h"

#include <errno.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>

static gboolean
ask (int fd, unsigned long request, void *what)
{
  int result;

  do
    result = ioctl (fd, request, what);
  while (result < 0 && errno == EINTR);
  return result >= 0;
}

/* A flash that only flashes has the control, but not this item of its menu. */
gboolean
tsn_torch_is_there (int fd)
{
  struct v4l2_queryctrl control = { .id = V4L2_CID_FLASH_LED_MODE };
  struct v4l2_querymenu item = { .id = V4L2_CID_FLASH_LED_MODE,
                                 .index = V4L2_FLASH_LED_MODE_TORCH };

  return ask (fd, VIDIOC_QUERYCTRL, &control) &&
         (control.flags & (V4L2_CTRL_FLAG_DISABLED | V4L2_CTRL_FLAG_READ_ONLY)) == 0 &&
         ask (fd, VIDIOC_QUERYMENU, &item);
}

gboolean
tsn_torch_set (int fd, gboolean lit)
{
  struct v4l2_control control = { .id = V4L2_CID_FLASH_LED_MODE,
                                  .value = lit ? V4L2_FLASH_LED_MODE_TORCH
                                               : V4L2_FLASH_LED_MODE_NONE };

  return ask (fd, VIDIOC_S_CTRL, &control);
}
