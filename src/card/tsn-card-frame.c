/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fitting blocks into a column of paper. Four steps of type size, and then a decision about content
 * (tsn-card-face.c has its order). Every block is set at most once for each size and once for each
 * thing that goes, which is what keeps a sheet of ten within its time.
 */

#include "tsn-card-frame.h"

#define LEVELS         5
#define LEVELS_NOTICES 2   /* sizes that are worth keeping only if the notices fit, too */
#define SPREAD         1.2 /* how much a gap may grow, of itself: a column, not a scatter */
typedef struct
{
  TsnCardSetter *setter;
  const TsnCardBlock *blocks;
  TsnCardSlug **slugs; /* NULL: says nothing, or is hidden */
  gboolean *hidden;    /* notices that have to go */
  guint n;
  guint level; /* of `sizes`: 0 the largest */
  TsnCardSizes sizes;
  double width, height;
} Fit;

static double
between (double a, double b, double share)
{
  return a + (b - a) * share;
}

static TsnCardSizes
sizes_at (const TsnCardSizes *largest, const TsnCardSizes *least, guint level)
{
  double share = (double) level / (LEVELS - 1);

  return (TsnCardSizes){
    .name = between (largest->name, least->name, share),
    .kana = between (largest->kana, least->kana, share),
    .date = between (largest->date, least->date, share),
    .text = between (largest->text, least->text, share),
    .phone = between (largest->phone, least->phone, share),
    .gap = between (largest->gap, least->gap, share),
    .dense = level == LEVELS - 1,
  };
}

static void
set_block (Fit *fit, guint i)
{
  g_clear_pointer (&fit->slugs[i], tsn_card_slug_free);
  if (!fit->hidden[i])
    fit->slugs[i] = tsn_card_block_set (&fit->blocks[i], fit->setter, &fit->sizes, fit->width);
}

static double
used (const Fit *fit, gboolean notices, guint *n_shown)
{
  double sum = 0;
  guint n = 0;

  for (guint i = 0; i < fit->n; i++)
    if (fit->slugs[i] != NULL && (notices || fit->blocks[i].kind != TSN_CARD_BLOCK_NOTICE))
      {
        sum += fit->slugs[i]->height;
        n++;
      }
  if (n_shown != NULL)
    *n_shown = n;
  return n == 0 ? 0 : sum + fit->sizes.gap * (n - 1);
}

static gboolean
fits (const Fit *fit)
{
  return used (fit, TRUE, NULL) <= fit->height + 0.01;
}

static void
hide_notices (Fit *fit)
{
  for (guint i = 0; i < fit->n; i++)
    if (fit->blocks[i].kind == TSN_CARD_BLOCK_NOTICE)
      {
        fit->hidden[i] = TRUE;
        set_block (fit, i);
      }
}

static void
set_all (Fit *fit, const TsnCardSizes *largest, const TsnCardSizes *least, guint level)
{
  fit->level = level;
  fit->sizes = sizes_at (largest, least, level);
  for (guint i = 0; i < fit->n; i++)
    set_block (fit, i);
}

/* Sets everything in the largest type that fits; FALSE when even the least does not. With notices,
 * if a size near the largest takes them. */
static gboolean
choose_size (Fit *fit, const TsnCardSizes *largest, const TsnCardSizes *least)
{
  guint low = 0;
  guint high = LEVELS; /* fits for certain, were there such a size */

  while (low < high)
    {
      guint level = (low + high) / 2;

      set_all (fit, largest, least, level);
      if (used (fit, level < LEVELS_NOTICES, NULL) <= fit->height + 0.01)
        high = level;
      else
        low = level + 1;
    }
  if (high < LEVELS && fit->level != high)
    set_all (fit, largest, least, high);
  if (high >= LEVELS_NOTICES)
    hide_notices (fit);
  return high < LEVELS;
}

/* Sets again what changes with @step. */
static void
reset (Fit *fit, const TsnCardLeftOut *step)
{
  for (guint i = 0; i < fit->n; i++)
    if (fit->blocks[i].kind == TSN_CARD_BLOCK_MORE || tsn_card_block_shows (&fit->blocks[i], step))
      set_block (fit, i);
}

static gboolean
is_here (const Fit *fit, const TsnCardLeftOut *step)
{
  for (guint i = 0; i < fit->n; i++)
    if (fit->slugs[i] != NULL && fit->blocks[i].kind != TSN_CARD_BLOCK_PROXY_NOTE &&
        tsn_card_block_shows (&fit->blocks[i], step))
      return TRUE;
  return FALSE;
}

static void
give_up (Fit *fit)
{
  g_autoptr (GArray) steps = tsn_card_face_sacrifices (fit->setter->face->card);
  GArray *off = fit->setter->off;
  guint before = off->len;

  for (guint i = 0; i < steps->len && !fits (fit); i++)
    {
      const TsnCardLeftOut *step = &g_array_index (steps, TsnCardLeftOut, i);

      if (!is_here (fit, step))
        continue;
      g_array_append_val (off, *step);
      reset (fit, step);
    }
  /* What went early may have room again since something large went later. */
  for (guint i = off->len; i-- > before;)
    {
      TsnCardLeftOut step = g_array_index (off, TsnCardLeftOut, i);

      g_array_remove_index (off, i);
      reset (fit, &step);
      if (fits (fit))
        continue;
      g_array_insert_val (off, i, step);
      reset (fit, &step);
    }
}

static void
bring_back_notices (Fit *fit)
{
  for (guint i = 0; i < fit->n; i++)
    if (fit->hidden[i])
      {
        fit->hidden[i] = FALSE;
        set_block (fit, i);
        fit->hidden[i] = !fits (fit);
        if (fit->hidden[i])
          set_block (fit, i);
      }
}

static TsnCardSlug *
stack (Fit *fit)
{
  TsnCardSlug *all = tsn_card_slug_new ();
  guint n;
  double left = fit->height - used (fit, TRUE, &n);
  double gap = fit->sizes.gap;
  double y = 0;

  if (n > 1 && left > 0)
    gap += MIN (left / (n - 1), gap * SPREAD);
  for (guint i = 0; i < fit->n; i++)
    if (fit->slugs[i] != NULL)
      {
        double height = fit->slugs[i]->height;

        tsn_card_slug_take (all, g_steal_pointer (&fit->slugs[i]), 0, y);
        y += height + gap;
      }
  return all;
}

TsnCardSlug *
tsn_card_frame_fit (TsnCardSetter *setter,
                    const TsnCardBlock *blocks,
                    guint n_blocks,
                    const TsnCardSizes *largest,
                    const TsnCardSizes *least,
                    double width,
                    double height)
{
  g_autofree TsnCardSlug **slugs = g_new0 (TsnCardSlug *, n_blocks);
  g_autofree gboolean *hidden = g_new0 (gboolean, n_blocks);
  Fit fit = { .setter = setter,
              .blocks = blocks,
              .slugs = slugs,
              .hidden = hidden,
              .n = n_blocks,
              .width = width,
              .height = height };

  if (!choose_size (&fit, largest, least))
    give_up (&fit);
  bring_back_notices (&fit);
  return stack (&fit);
}
