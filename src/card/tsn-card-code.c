/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From content to symbol: compression, signature, seal, Base45, QR. Sizes are known before anything
 * is signed, since every frame has a fixed length; so fields are left out first, and the device
 * signs once.
 */

#include "tsn-card-code.h"

#include <sodium.h>

#include "tsn-base45.h"
#include "tsn-card-cose.h"
#include "tsn-card-pack.h"
#include "tsn-card-sacrifice.h"

#define TRIES 4 /* seals that are tried until the scanner reads the symbol */

void
tsn_card_code_free (TsnCardCode *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  tsn_card_qr_free (self->qr);
  g_clear_pointer (&self->left_out, g_array_unref);
  g_free (self);
}

static gsize
text_size (gsize packed, gboolean sealed)
{
  gsize size = tsn_card_cose_size (packed, sealed);

  return sizeof TSN_CARD_PREFIX - 1 + size / 2 * 3 + size % 2 * 2;
}

/* Packs the largest part of @card that fits; what has to go goes out of @card. */
static GBytes *
pack_to_fit (TsnCard *card, const TsnCardOptions *options, TsnCardCode *code, GError **error)
{
  gsize room = tsn_card_qr_capacity (options->version_max, options->level);
  guint step = 0;

  for (;;)
    {
      TsnCardLeftOut left_out;
      gsize size = 0;
      g_autoptr (GBytes) content = tsn_card_to_cbor (card);
      const guint8 *bytes = g_bytes_get_data (content, &size);
      g_autoptr (GBytes) packed = tsn_card_pack (bytes, size);

      code->size_cbor = size;
      code->size_zlib = g_bytes_get_size (packed);
      code->size_cose = tsn_card_cose_size (code->size_zlib, options->recipient != NULL);
      if (text_size (code->size_zlib, options->recipient != NULL) <= room)
        return g_steal_pointer (&packed);
      if (!tsn_card_sacrifice (card, &step, &left_out))
        {
          g_set_error (error,
                       TSN_CARD_ERROR,
                       TSN_CARD_ERROR_TOO_LARGE,
                       "the code does not fit into version %u",
                       options->version_max);
          return NULL;
        }
      g_array_append_val (code->left_out, left_out);
    }
}

static GBytes *
seal (GBytes *message, const guint8 *recipient, GError **error)
{
  guint8 secret[TSN_KEY_SIZE];
  GBytes *sealed;

  if (recipient == NULL)
    return g_bytes_ref (message);
  randombytes_buf (secret, sizeof secret);
  sealed = tsn_card_cose_seal (message, recipient, secret);
  sodium_memzero (secret, sizeof secret);
  if (sealed == NULL)
    g_set_error (error, TSN_CARD_ERROR, TSN_CARD_ERROR_INVALID, "the card key is not a key");
  return sealed;
}

/* One symbol; another one each time for a sealed card. */
static gboolean
draw_once (TsnCardCode *code,
           GBytes *message,
           const TsnCardOptions *options,
           TsnScanner *scanner,
           GError **error)
{
  g_autoptr (GBytes) sealed = seal (message, options->recipient, error);
  g_autoptr (GString) text = g_string_new (TSN_CARD_PREFIX);
  g_autoptr (TsnCardQr) qr = NULL;
  gsize size = 0;
  const guint8 *bytes;

  if (sealed == NULL)
    return FALSE;
  bytes = g_bytes_get_data (sealed, &size);
  tsn_base45_encode (bytes, size, text);
  qr = tsn_card_qr_new (text->str, options->level, options->version_max, error);
  if (qr == NULL)
    return FALSE;
  if (scanner != NULL)
    {
      cairo_surface_t *surface = tsn_card_qr_render (qr, TSN_CARD_READ_BACK_PIXELS);
      gboolean read = tsn_card_qr_read_back (qr, scanner, surface, error);

      cairo_surface_destroy (surface);
      if (!read)
        return FALSE;
    }
  code->text = g_string_free (g_steal_pointer (&text), FALSE);
  code->qr = g_steal_pointer (&qr);
  return TRUE;
}

TsnCardCode *
tsn_card_encode (const TsnCard *card,
                 const TsnCardSigner *signer,
                 const TsnCardOptions *options,
                 TsnScanner *scanner,
                 GError **error)
{
  g_autoptr (TsnCardCode) code = g_new0 (TsnCardCode, 1);
  g_autoptr (TsnCard) fitting = NULL;
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) message = NULL;
  guint tries = options->recipient == NULL ? 1 : TRIES;

  if (!tsn_card_check (card, error))
    return NULL;
  code->left_out = g_array_new (FALSE, FALSE, sizeof (TsnCardLeftOut));
  fitting = tsn_card_copy (card);
  packed = pack_to_fit (fitting, options, code, error);
  if (packed == NULL)
    return NULL;
  message = tsn_card_cose_sign (packed, signer, error);
  if (message == NULL)
    return NULL;

  for (guint i = 0; i < tries; i++)
    {
      g_autoptr (GError) local = NULL;

      if (draw_once (code, message, options, scanner, &local))
        return g_steal_pointer (&code);
      if (i + 1 == tries || !g_error_matches (local, TSN_CARD_ERROR, TSN_CARD_ERROR_UNREADABLE))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }
  g_assert_not_reached ();
}
