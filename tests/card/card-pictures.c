/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* card-pictures FOLDER: every layout with a short, a typical and a full card as PDF, for whoever
 * changes a face to look at. The people are fictional. Not a test:
 * tests/unit/card/test-card-proof.c is.
 */

#include <stdlib.h>

#include "card-faces.h"

int
main (int argc, char **argv)
{
  g_autoptr (TsnScanner) scanner = tsn_scanner_new ();

  if (argc != 2)
    {
      g_printerr ("usage: card-pictures FOLDER\n");
      return 2;
    }
  for (guint layout = TSN_LAYOUT_BUSINESS_CARD; layout <= TSN_LAYOUT_LABEL; layout++)
    for (guint size = 0; size < CARD_FACE_N; size++)
      {
        g_autoptr (CardFace) face = card_face_new (size, layout);
        g_autoptr (GError) error = NULL;
        g_autoptr (TsnCardProof) proof = tsn_card_proof_new (&face->face, layout, &error);
        g_autoptr (GPtrArray) proofs = g_ptr_array_new ();
        g_autofree char *path = g_strdup_printf (
            "%s/%s-%s.pdf",
            argv[1],
            tsn_code_by_number (&tsn_codes_layout, layout)->name,
            card_face_name (size));

        if (proof != NULL)
          for (guint i = 0; i < tsn_card_layout_per_sheet (layout); i++)
            g_ptr_array_add (proofs, proof);
        if (proof == NULL || !tsn_card_print_pdf (proofs, 1, path, scanner, NULL, &error))
          {
            g_printerr ("%s: %s\n", path, error->message);
            return EXIT_FAILURE;
          }
        g_print ("%s: version %u, left off", path, face->code->qr->version);
        for (guint i = 0; i < tsn_card_proof_left_off (proof)->len; i++)
          {
            g_autofree char *name = tsn_card_left_out_path (
                &g_array_index (tsn_card_proof_left_off (proof), TsnCardLeftOut, i));

            g_print (" %s", name);
          }
        g_print ("\n");
      }
  return EXIT_SUCCESS;
}
