/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes cards with everything that another implementation needs to check itself, as a key file:
 * card-vectors NAMES-FOLDER COUNT SEED > vectors.ini. tests/data/card/vectors.ini was made by it
 * (what came later at its end) and is never made again; tests/card/read-card.py reads it and, in
 * the test, a fresh one.
 */

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "card-generator.h"
#include "tsn-base45.h"
#include "tsn-card-cose.h"
#include "tsn-card-pack.h"

static void
print_hex (const char *key, const guint8 *bytes, gsize size)
{
  printf ("%s=", key);
  for (gsize i = 0; i < size; i++)
    printf ("%02x", bytes[i]);
  printf ("\n");
}

static void
print_bytes (const char *key, GBytes *bytes)
{
  print_hex (key, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
print_card (guint number,
            const TsnCard *card,
            CardOffice *office,
            const guint8 ephemeral[32],
            gboolean sealed)
{
  TsnCardSigner signer = card_office_signer (office);
  g_autoptr (GBytes) content = tsn_card_to_cbor (card);
  g_autoptr (GBytes) stream = tsn_card_pack (g_bytes_get_data (content, NULL),
                                             g_bytes_get_size (content));
  g_autoptr (GBytes) message = tsn_card_cose_sign (stream, &signer, NULL);
  g_autoptr (GBytes) whole = sealed ? tsn_card_cose_seal (message, office->card_public, ephemeral)
                                    : g_bytes_ref (message);
  g_autoptr (GString) text = g_string_new (TSN_CARD_PREFIX);

  tsn_base45_encode (g_bytes_get_data (whole, NULL), g_bytes_get_size (whole), text);
  printf ("\n[card-%u]\nname=%s\n", number, tsn_card_text (card, TSN_CARD_F_NAME));
  print_bytes ("content", content);
  print_bytes ("stream", stream);
  print_bytes ("signed", message);
  printf ("text=%s\n", text->str);
}

int
main (int argc, char **argv)
{
  CardOffice office;
  guint8 ephemeral[32];
  g_autoptr (CardGenerator) generator = NULL;

  if (argc != 4 || sodium_init () < 0)
    return 2;
  card_office_init (&office, 1);
  memset (ephemeral, 42, sizeof ephemeral);
  generator = card_generator_new (argv[1], (guint32) atoi (argv[3]));
  printf ("# Made by tests/card/card-vectors.c; docs/card-format.md explains it.\n[keys]\n");
  print_hex ("sign-seed", office.sign_secret, 32);
  print_hex ("sign-public", office.sign_public, 32);
  print_hex ("card-secret", office.card_secret, 32);
  print_hex ("card-public", office.card_public, 32);
  print_hex ("ephemeral-secret", ephemeral, 32);
  for (int i = 0; i < atoi (argv[2]); i++)
    {
      g_autoptr (TsnCard) card = card_generator_next (generator, (CardProfile) (i % 5));

      print_card ((guint) i + 1, card, &office, ephemeral, i % 4 != 3);
    }
  return 0;
}
