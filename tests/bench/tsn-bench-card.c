/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A sheet of ten cards of ten residents, as `tsunagictl card issue` makes it: encoded, set in type,
 * drawn into a PDF, each code read back as it will be printed. Beside it the reading back of the
 * ten squares alone, which no sheet can do without.
 */

#include "card-generator.h"
#include "tsn-bench.h"
#include "tsn-card-layout.h"
#include "tsn-card-proof.h"

#define N_CARDS 10
#define N_RUNS  30
#define N_QUICK 2

typedef struct
{
  CardGenerator *generator;
  CardOffice office;
  TsnScanner *scanner;
  const char *path;
} Sheet;

static TsnCardCode *
encode (Sheet *self, const TsnCard *card, GError **error)
{
  TsnCardSigner signer = card_office_signer (&self->office);
  TsnCardOptions options = { .recipient = self->office.card_public,
                             .level = TSN_CARD_QR_LEVEL_M,
                             .version_max = tsn_card_layout_version_max (TSN_LAYOUT_A4_TEN) };

  return tsn_card_encode (card, &signer, &options, NULL, error);
}

static gboolean
print_sheet (Sheet *self, GPtrArray *cards, GPtrArray *codes, GPtrArray *proofs, GError **error)
{
  for (guint i = 0; i < N_CARDS; i++)
    {
      TsnCardFace face = { .card = g_ptr_array_index (cards, i), .issuer = "つなぎ市" };
      TsnCardCode *code = encode (self, face.card, error);
      TsnCardProof *proof;

      if (code == NULL)
        return FALSE;
      g_ptr_array_add (codes, code);
      face.qr = code->qr;
      proof = tsn_card_proof_new (&face, TSN_LAYOUT_A4_TEN, error);
      if (proof == NULL)
        return FALSE;
      g_ptr_array_add (proofs, proof);
    }
  return tsn_card_print_pdf (proofs, 1, self->path, self->scanner, NULL, error);
}

static gboolean
read_back (Sheet *self, GPtrArray *proofs, GError **error)
{
  for (guint i = 0; i < proofs->len; i++)
    if (!tsn_card_proof_read_back (g_ptr_array_index (proofs, i), 0, 0, self->scanner, error))
      return FALSE;
  return TRUE;
}

/* Other residents each time. */
static gboolean
time_sheet (Sheet *self, GArray *ours, GArray *limit, GError **error)
{
  g_autoptr (GPtrArray) cards = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_card_free);
  g_autoptr (GPtrArray) codes = g_ptr_array_new_with_free_func (
      (GDestroyNotify) tsn_card_code_free);
  g_autoptr (GPtrArray) proofs = g_ptr_array_new_with_free_func (
      (GDestroyNotify) tsn_card_proof_free);
  double start, seconds;

  for (guint i = 0; i < N_CARDS; i++)
    g_ptr_array_add (cards, card_generator_next (self->generator, CARD_PROFILE_TYPICAL));
  start = tsn_bench_now ();
  if (!print_sheet (self, cards, codes, proofs, error))
    return FALSE;
  seconds = tsn_bench_now () - start;
  g_array_append_val (ours, seconds);
  start = tsn_bench_now ();
  if (!read_back (self, proofs, error))
    return FALSE;
  seconds = tsn_bench_now () - start;
  g_array_append_val (limit, seconds);
  return TRUE;
}

gboolean
tsn_bench_card (TsnBench *bench, GError **error)
{
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) limit = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *path = g_build_filename (bench->folder, "sheet.pdf", NULL);
  g_autoptr (CardGenerator) generator = card_generator_new (TSN_BENCH_NAMES_FOLDER, TSN_BENCH_SEED);
  g_autoptr (TsnScanner) scanner = tsn_scanner_new ();
  Sheet self = { .generator = generator, .scanner = scanner, .path = path };
  guint n = bench->quick ? N_QUICK : N_RUNS;

  card_office_init (&self.office, 1);
  for (guint i = 0; i < n; i++)
    if (!time_sheet (&self, ours, limit, error))
      return FALSE;
  tsn_bench_report (bench,
                    &(TsnBenchResult){
                        .measure = "card-sheet",
                        .unit = "ms",
                        .value = tsn_bench_quantile (ours, 0.5) * 1e3,
                        .limit = tsn_bench_quantile (limit, 0.5) * 1e3,
                        .limit_what = "reading the ten codes back, alone",
                        .rule = TSN_BENCH_VALUE_AT_MOST,
                        .bound = 150,
                        .n = n,
                    });
  return TRUE;
}
