/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How large the codes of many residents become, and whether each comes back byte for byte: encode,
 * picture, scan, decode, compare with the card less what the encoder said it left out. The test
 * runs a few hundred; for the figures of docs/card-format.md: card-statistics --count 100000. With
 * --characters their texts are of all characters that a name may have; a million of these takes
 * half an hour: card-statistics --characters --no-picture --version-max 25 --count 1000000. With
 * --programs zbarimg and ZXingReader read the pictures, too.
 *
 * Prints TAP, the figures as comments.
 */

#include <glib/gstdio.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "card-characters.h"
#include "card-generator.h"

#define FOLD_OUT_VERSION 25

static struct
{
  int count;
  int seed;
  int version_max;
  gboolean no_picture;
  gboolean open;
  gboolean characters;
  gboolean programs;
} option = { .count = 300, .seed = 1, .version_max = 18 };

typedef struct
{
  guint n;
  guint64 cbor, zlib, bare, cose;
  guint versions[41];
  guint partial;
  guint larger; /* did not fit even so: on the fold-out */
  guint failed;
} Sums;

static const char *const PROFILES[] = { "typical", "full", "longest", "sparse", "rare", "all" };

/* What zlib alone makes of the content. */
static gsize
bare_size (const TsnCard *card)
{
  g_autoptr (GBytes) content = tsn_card_to_cbor (card);
  guint8 out[32768];
  uLongf size = sizeof out;

  g_assert_cmpint (
      compress2 (out, &size, g_bytes_get_data (content, NULL), g_bytes_get_size (content), 9),
      ==,
      Z_OK);
  return size;
}

/* TRUE if what is read in @text is what was to be written. */
static gboolean
comes_back (const TsnCard *card,
            const TsnCardCode *code,
            const char *text,
            const TsnCardTrust *trust)
{
  g_autoptr (TsnCardReading) reading = tsn_card_read (text, strlen (text), trust);
  g_autoptr (TsnCard) expected = card_expected (card, code);

  return reading->verdict == TSN_CARD_VERDICT_GENUINE && tsn_card_equal (reading->card, expected);
}

/* A symbol as a PGM file. */
static char *
write_picture (const TsnCardQr *qr)
{
  guint side = (qr->size + 2 * TSN_CARD_QR_QUIET) * TSN_CARD_READ_BACK_PIXELS;
  guint margin = TSN_CARD_QR_QUIET * TSN_CARD_READ_BACK_PIXELS;
  g_autoptr (GString) picture = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  char *path;
  gsize head;
  int file = g_file_open_tmp ("tsn-card-XXXXXX.pgm", &path, &error);

  g_assert_no_error (error);
  g_close (file, NULL);
  g_string_printf (picture, "P5 %u %u 255\n", side, side);
  head = picture->len;
  g_string_set_size (picture, head + (gsize) side * side);
  memset (picture->str + head, 0xff, (gsize) side * side);
  for (guint y = margin; y < side - margin; y++)
    for (guint x = margin; x < side - margin; x++)
      if (qr->modules[(y - margin) / TSN_CARD_READ_BACK_PIXELS * qr->size +
                      (x - margin) / TSN_CARD_READ_BACK_PIXELS])
        picture->str[head + (gsize) y * side + x] = 0;
  g_file_set_contents (path, picture->str, (gssize) picture->len, &error);
  g_assert_no_error (error);
  return path;
}

/* Whether the card comes back by the programs that others made. */
static gboolean
comes_back_elsewhere (const TsnCard *card, const TsnCardCode *code, const TsnCardTrust *trust)
{
  g_autofree char *path = write_picture (code->qr);
  const char *const programs[][8] = {
    { "zbarimg", "--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable", path, NULL },
    { "ZXingReader", "-format", "QRCode", "-bytes", path, NULL },
  };
  gboolean good = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSubprocess) process = g_subprocess_newv (programs[i],
                                                           G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                                           &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      g_subprocess_communicate_utf8 (process, NULL, NULL, &text, NULL, &error);
      g_assert_no_error (error);
      good = good && comes_back (card, code, g_strchomp (text), trust);
    }
  g_unlink (path);
  return good;
}

static void
count (Sums *sums, const TsnCard *card, const TsnCardCode *code)
{
  g_autoptr (TsnCard) expected = card_expected (card, code);

  sums->n++;
  sums->cbor += code->size_cbor;
  sums->zlib += code->size_zlib;
  sums->cose += code->size_cose;
  sums->bare += option.characters ? 0 : bare_size (expected);
  sums->versions[code->qr->version]++;
  sums->partial += code->left_out->len > 0 ? 1 : 0;
}

static guint
percentile (const Sums *sums, guint percent)
{
  guint seen = 0;
  guint version = 0;

  while (version < 40 && seen * 100 < sums->n * percent)
    seen += sums->versions[++version];
  return version;
}

static void
report (const char *name, const Sums *sums)
{
  guint64 n = sums->n;

  if (n == 0)
    return;
  printf (
      "# %-8s %6u cards: content %u, zlib %u, with dictionary %u, signed%s %u bytes; version median %u, 90 %% %u, "
      "99 %% %u; left out %u, fold-out only %u, failed %u\n",
      name,
      sums->n,
      (guint) (sums->cbor / n),
      (guint) (sums->bare / n),
      (guint) (sums->zlib / n),
      option.open ? "" : " and sealed",
      (guint) (sums->cose / n),
      percentile (sums, 50),
      percentile (sums, 90),
      percentile (sums, 99),
      sums->partial,
      sums->larger,
      sums->failed);
}

static const GOptionEntry ENTRIES[] = {
  { "count", 'n', 0, G_OPTION_ARG_INT, &option.count, "cards to make", "N" },
  { "seed", 's', 0, G_OPTION_ARG_INT, &option.seed, "of the generator", "N" },
  { "version-max", 'v', 0, G_OPTION_ARG_INT, &option.version_max, "largest symbol", "N" },
  { "no-picture",
    0,
    0,
    G_OPTION_ARG_NONE,
    &option.no_picture,
    "decode the text, not the picture",
    NULL },
  { "open", 0, 0, G_OPTION_ARG_NONE, &option.open, "open cards", NULL },
  { "characters",
    0,
    0,
    G_OPTION_ARG_NONE,
    &option.characters,
    "texts of all characters that a name may have",
    NULL },
  { "programs",
    0,
    0,
    G_OPTION_ARG_NONE,
    &option.programs,
    "have zbarimg and ZXingReader read the picture, too",
    NULL },
  { NULL }
};

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CardGenerator) generator = NULL;
  g_autoptr (TsnScanner) scanner = NULL;
  g_autoptr (CardCharacters) characters = NULL;
  g_autoptr (GRand) random = g_rand_new ();
  CardOffice office;
  TsnCardSigner signer;
  TsnCardTrust trust;
  TsnCardOptions options = { .level = TSN_CARD_QR_LEVEL_M };
  Sums sums[6] = { 0 };
  gint64 start = g_get_monotonic_time ();

  g_option_context_add_main_entries (context, ENTRIES, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2)
    {
      fprintf (stderr, "usage: card-statistics [OPTION...] NAMES-FOLDER\n");
      return 2;
    }
  g_assert_cmpint (sodium_init (), >=, 0);
  card_office_init (&office, 1);
  signer = card_office_signer (&office);
  trust = card_office_trust (&office);
  options.version_max = (guint) option.version_max;
  options.recipient = option.open ? NULL : office.card_public;
  generator = card_generator_new (argv[1], (guint32) option.seed);
  g_rand_set_seed (random, (guint32) option.seed);
  scanner = option.no_picture ? NULL : tsn_scanner_new ();
  characters = option.characters ? card_characters_new () : NULL;
  if (characters != NULL)
    printf ("# %u characters\n", card_characters_count (characters));
  printf ("# seed %d\n1..1\n", option.seed);
  for (int i = 0; i < option.count; i++)
    {
      CardProfile profile = card_generator_profile (generator);
      g_autoptr (TsnCard) card = card_generator_next (generator, profile);
      g_autoptr (GError) local = NULL;
      g_autoptr (TsnCardCode) code = NULL;

      if (characters != NULL)
        card_characters_fill (characters, random, card);
      code = tsn_card_encode (card, &signer, &options, scanner, &local);
      if (g_error_matches (local, TSN_CARD_ERROR, TSN_CARD_ERROR_TOO_LARGE))
        {
          TsnCardOptions larger = options;

          g_clear_error (&local);
          larger.version_max = FOLD_OUT_VERSION;
          code = tsn_card_encode (card, &signer, &larger, scanner, &local);
          sums[profile].larger++;
          sums[5].larger++;
        }

      if (code == NULL || !comes_back (card, code, code->text, &trust) ||
          (option.programs && !comes_back_elsewhere (card, code, &trust)))
        {
          printf ("# card %d (%s): %s\n",
                  i,
                  PROFILES[profile],
                  local == NULL ? "came back wrongly" : local->message);
          sums[profile].failed++;
          sums[5].failed++;
          continue;
        }
      count (&sums[profile], card, code);
      count (&sums[5], card, code);
    }
  for (guint i = 0; i < G_N_ELEMENTS (sums); i++)
    report (PROFILES[i], &sums[i]);
  for (guint i = 1; i <= 40; i++)
    if (sums[5].versions[i] > 0)
      printf ("# version %2u (%5.1f mm at 0.3 mm a module): %u\n",
              i,
              (17 + 4 * i + 8) * 0.3,
              sums[5].versions[i]);
  printf ("# %.2f ms a card\n",
          (double) (g_get_monotonic_time () - start) / 1000 / MAX (option.count, 1));
  printf ("%sok 1 every card comes back\n", sums[5].failed == 0 ? "" : "not ");
  return sums[5].failed == 0 ? 0 : 1;
}
