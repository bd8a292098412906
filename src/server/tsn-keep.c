/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server may forget.
 *
 * A patch that lost all its fields is history, unless somebody must still choose between it and the
 * winner. What makes an answer settled is that another patch has it in `seen`; if that other patch
 * went, the answer would come up again on the next device that pulls. So a patch that settles stays
 * as long as what it settles, and as long as what it settles may still come: late, from a stick.
 *
 * A patch is merged after everything it saw, but for stamps that two servers gave: then it stays a
 * little longer. Going through them from the oldest, what one pass cannot drop no second pass
 * could.
 */

#include "tsn-keep.h"

typedef struct
{
  GPtrArray *patches; /* rising as they are merged */
  const gboolean *keep;
  const TsnPatch *patch; /* in question */
  const TsnWinners *winners;
  gboolean needed;
} Question;

static gboolean
saw (const TsnPatch *patch, guint field, const TsnVersion *version)
{
  for (guint i = 0; i < patch->seen->len; i++)
    {
      const TsnSeen *seen = &g_array_index (patch->seen, TsnSeen, i);

      if (seen->field == field && tsn_version_compare (&seen->version, version) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Whether a patch that stays, other than the one in question, has seen @version in @field. */
static gboolean
is_settled (const Question *question, guint field, const TsnVersion *version)
{
  for (guint i = 0; i < question->patches->len; i++)
    {
      const TsnPatch *other = g_ptr_array_index (question->patches, i);

      if (question->keep[i] && other != question->patch && saw (other, field, version))
        return TRUE;
    }
  return FALSE;
}

static void
ask_field_cb (guint field, TsnCompartment compartment, gpointer user_data)
{
  Question *question = user_data;
  const TsnVersion *version = &question->patch->version;
  const TsnWinner *winner = tsn_winners_find (question->winners, field);

  if ((winner != NULL && tsn_version_compare (&winner->version, version) == 0) ||
      !is_settled (question, field, version))
    question->needed = TRUE;
}

/* Whether the answer that @seen settled is gone for good, or settled by another as well. */
static gboolean
is_done (Question *question,
         const TsnSeen *seen,
         TsnKeepKnownFunc known,
         gpointer user_data,
         gboolean *done,
         GError **error)
{
  g_autoptr (GError) failure = NULL;

  *done = FALSE;
  for (guint i = 0; i < question->patches->len; i++)
    {
      const TsnPatch *other = g_ptr_array_index (question->patches, i);

      if (tsn_version_compare (&other->version, &seen->version) != 0)
        continue;
      *done = !question->keep[i] || is_settled (question, seen->field, &seen->version);
      return TRUE;
    }
  *done = known (&seen->version, user_data, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
ask (Question *question, TsnKeepKnownFunc known, gpointer user_data, GError **error)
{
  question->needed = FALSE;
  tsn_patch_foreach_field (question->patch, ask_field_cb, question);
  for (guint i = 0; i < question->patch->seen->len && !question->needed; i++)
    {
      gboolean done;

      if (!is_done (question,
                    &g_array_index (question->patch->seen, TsnSeen, i),
                    known,
                    user_data,
                    &done,
                    error))
        return FALSE;
      question->needed = !done;
    }
  return TRUE;
}

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  return tsn_patch_compare (*(TsnPatch *const *) a, *(TsnPatch *const *) b);
}

static void
keep_tombstone (GPtrArray *patches, const TsnVersion *erasure, gboolean *keep)
{
  for (guint i = 0; i < patches->len; i++)
    {
      const TsnPatch *patch = g_ptr_array_index (patches, i);

      keep[i] = patch->erase && tsn_version_compare (&patch->version, erasure) == 0;
    }
}

gboolean
tsn_keep (GPtrArray *patches,
          TsnKeepKnownFunc known,
          gpointer user_data,
          gboolean *keep,
          GError **error)
{
  g_autoptr (TsnWinners) winners = tsn_winners_new ();
  g_autoptr (GPtrArray) rising = g_ptr_array_new ();
  g_autofree gboolean *stays = g_new (gboolean, patches->len);
  Question question = { rising, stays, NULL, winners, FALSE };

  for (guint i = 0; i < patches->len; i++)
    {
      tsn_winners_merge (winners, g_ptr_array_index (patches, i));
      g_ptr_array_add (rising, g_ptr_array_index (patches, i));
      stays[i] = TRUE;
    }
  if (winners->erased)
    {
      keep_tombstone (patches, &winners->erasure, keep);
      return TRUE;
    }

  g_ptr_array_sort (rising, compare_cb);
  for (guint i = 0; i < rising->len; i++)
    {
      question.patch = g_ptr_array_index (rising, i);
      if (!ask (&question, known, user_data, error))
        return FALSE;
      stays[i] = question.needed;
    }
  for (guint i = 0; i < patches->len; i++)
    {
      guint place = 0;

      while (g_ptr_array_index (rising, place) != g_ptr_array_index (patches, i))
        place++;
      keep[i] = stays[place];
    }
  return TRUE;
}
