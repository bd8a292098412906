/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Effective stamps: where a patch of a clock that is far ahead stands among the others.
 *
 * It counts from when it came, so that what people correct later wins. Not from before what its
 * author saw when writing it, whose device may have been some minutes ahead itself; and the patches
 * of one device stay in their order, whichever of them comes first. (Several may get one stamp;
 * they are told apart by their own.)
 *
 * A server whose own clock cannot be right gives no stamps, nor does a room, which is a laptop.
 */

#include "tsn-service-private.h"

#define AHEAD_MS_MAX (5 * 60 * 1000)

static gboolean
is_ahead (const TsnCall *call, const TsnPatch *patch)
{
  return !call->service->is_room && tsn_clock_is_plausible (call->now_ms) &&
         tsn_stamp_ms (patch->version.stamp) > call->now_ms + AHEAD_MS_MAX;
}

/* The least stamp that is above all that the author saw, as far as it is known here. */
static gboolean
pass_seen (TsnCall *call, const TsnPatch *patch, TsnStamp *order, GError **error)
{
  for (guint i = 0; i < patch->seen->len; i++)
    {
      const TsnVersion *version = &g_array_index (patch->seen, TsnSeen, i).version;
      g_autoptr (TsnServerPatch) seen = NULL;

      if (!call->backend->verbs
               ->find_patches (call->backend, call->device.municipality, version, 1, &seen, error))
        return FALSE;
      if (seen != NULL)
        *order = MAX (*order,
                      (seen->effective != TSN_STAMP_NONE ? seen->effective : version->stamp) + 1);
    }
  return TRUE;
}

gboolean
tsn_push_stamp (TsnPush *self,
                const TsnPatch *patch,
                TsnStamp given,
                TsnStamp *effective,
                GError **error)
{
  TsnCall *call = self->call;
  TsnStamp order = (TsnStamp) MAX (call->now_ms, 0) << 16;
  TsnStamp before;
  TsnStamp after;

  *effective = given;
  if (!is_ahead (call, patch))
    return TRUE;
  if (!tsn_push_write (self, error) || !pass_seen (call, patch, &order, error) ||
      !call->backend->verbs->stamps_around (call->backend,
                                            call->device.municipality,
                                            &patch->version,
                                            &before,
                                            &after,
                                            error))
    return FALSE;
  order = MIN (MAX (order, before), after);
  if (given != TSN_STAMP_NONE)
    order = MIN (order, given);
  *effective = order < patch->version.stamp ? order : TSN_STAMP_NONE;
  return TRUE;
}
