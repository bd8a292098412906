/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server may forget.
 *
 * A patch that lost all its fields is history, unless somebody must still choose between it and the
 * winner. What makes an answer settled is that another patch knows of it (tsn_patch_knows()); if
 * that other patch went, the answer would come up again: on the next device that pulls, when the
 * answer comes late from a stick, or on a device that has pulled it long ago and only gets what
 * settles it now. So whatever a patch settles must be settled by another one that stays before it
 * may go. That is the rule, since whoever saw a patch has inherited what its author saw.
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

static void
writes_cb (guint field, TsnCompartment compartment, gpointer user_data)
{
  guint *wanted = user_data;

  if (*wanted == field)
    *wanted = 0;
}

static gboolean
writes (const TsnPatch *patch, guint field)
{
  guint wanted = field;

  tsn_patch_foreach_field (patch, writes_cb, &wanted);
  return wanted == 0;
}

/* Whether a patch that stays, other than the one in question, knows of @version in @field. */
static gboolean
is_settled (const Question *question, guint field, const TsnVersion *version)
{
  for (guint i = 0; i < question->patches->len; i++)
    {
      const TsnPatch *other = g_ptr_array_index (question->patches, i);

      if (question->keep[i] && other != question->patch &&
          tsn_patch_knows (other, field, version) && writes (other, field))
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

static void
ask (Question *question)
{
  question->needed = FALSE;
  tsn_patch_foreach_field (question->patch, ask_field_cb, question);
  for (guint i = 0; i < question->patch->seen->len && !question->needed; i++)
    {
      const TsnSeen *seen = &g_array_index (question->patch->seen, TsnSeen, i);

      question->needed = !is_settled (question, seen->field, &seen->version);
    }
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

static void
keep_of_many (GPtrArray *patches, gboolean *keep)
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
      return;
    }

  g_ptr_array_sort (rising, compare_cb);
  for (guint i = 0; i < rising->len; i++)
    {
      question.patch = g_ptr_array_index (rising, i);
      ask (&question);
      stays[i] = question.needed;
    }
  for (guint i = 0; i < patches->len; i++)
    {
      guint place = 0;

      while (g_ptr_array_index (rising, place) != g_ptr_array_index (patches, i))
        place++;
      keep[i] = stays[place];
    }
}

/* One alone wins all that it writes. */
void
tsn_keep (GPtrArray *patches, gboolean *keep)
{
  if (patches->len == 1)
    keep[0] = TRUE;
  else
    keep_of_many (patches, keep);
}
