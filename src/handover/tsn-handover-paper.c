/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sheet for the hospital, in the order of the crew's screen: what to think of the card, who it
 * is, whom to call, what to watch for, then the rest. It is read at a bedside: the type is as large
 * as the card leaves room for.
 */

#include <glib/gi18n-lib.h>

#include "tsn-handover-private.h"
#include "tsn-words-card.h"

/* From large to the least that is read with glasses on. */
static const double SCALES[] = { 1.4, 1.25, 1.1, 1.0, 0.9, 0.8 };

/* @value NULL: the card is silent, and that is said. */
static void
add_pair (TsnPaperFlow *flow, TsnCardFieldId id, const char *value)
{
  tsn_paper_flow_pair (flow,
                       tsn_words_card_field (tsn_card_field (id)),
                       value != NULL ? value : _ ("The card does not say"));
}

static void
add_items (TsnPaperFlow *flow, const TsnCard *card, TsnCardFieldId id)
{
  g_autoptr (TsnSecretText) items = tsn_handover_items (card, id);

  add_pair (flow, id, items);
}

static void
add_presence (TsnPaperFlow *flow, const TsnCard *card, TsnCardFieldId list, gboolean all)
{
  g_autoptr (TsnSecretText) words = tsn_handover_presence (card, list);

  tsn_paper_flow_pair (flow,
                       list == TSN_CARD_F_ALLERGIES
                           ? tsn_words_card_field (tsn_card_field (TSN_CARD_F_ALLERGY))
                           : tsn_words_card_field (tsn_card_field (list)),
                       words != NULL ? words : _ ("The card does not say"));
  if (all && tsn_card_has (card, TSN_CARD_F_NOTEBOOK))
    tsn_paper_flow_pair (flow, "", tsn_words_card_field (tsn_card_field (TSN_CARD_F_NOTEBOOK)));
}

/* The label stands once. */
static void
add_entries (TsnPaperFlow *flow,
             const TsnCard *card,
             TsnCardFieldId id,
             char *(*in_words) (const TsnCard *entry),
             gboolean silent)
{
  const char *label = tsn_words_card_field (tsn_card_field (id));
  guint n = tsn_card_n_items (card, id);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TsnSecretText) words = in_words (tsn_card_item (card, id, i));
      g_autoptr (TsnSecretText) line = n > 1 ? g_strdup_printf ("%u. %s", i + 1, words)
                                             : g_strdup (words);

      tsn_paper_flow_pair (flow, i == 0 ? label : "", line);
    }
  if (n == 0 && !silent)
    add_pair (flow, id, NULL);
}

static void
add_person (TsnPaperFlow *flow, const TsnHandover *handover)
{
  const TsnCard *card = handover->reading->card;
  g_autoptr (TsnSecretText) name = TSN_HANDOVER_JOIN (tsn_card_text (card, TSN_CARD_F_NAME),
                                                      tsn_card_text (card, TSN_CARD_F_KANA));
  g_autofree char *birth = tsn_handover_birth (handover);
  g_autofree char *sex = tsn_handover_items (card, TSN_CARD_F_SEX);
  g_autofree char *about = TSN_HANDOVER_JOIN (birth, sex);
  g_autoptr (TsnSecretText) address = tsn_handover_address (card);

  tsn_paper_flow_text (flow, TSN_FLOW_SUBJECT, name);
  add_pair (flow, TSN_CARD_F_BIRTH, *about != '\0' ? about : NULL);
  add_pair (flow, TSN_CARD_F_ADDRESS, address);
  add_items (flow, card, TSN_CARD_F_PHONES);
}

static void
add_calls (TsnPaperFlow *flow, const TsnCard *card)
{
  g_autoptr (TsnSecretText) wishes = tsn_handover_wishes (card);

  tsn_paper_flow_heading (flow, _ ("Call first"));
  add_entries (flow, card, TSN_CARD_F_DOCTORS, tsn_handover_doctor, FALSE);
  add_entries (flow, card, TSN_CARD_F_NURSE, tsn_handover_place, FALSE);
  if (wishes != NULL)
    tsn_paper_flow_banner (flow, wishes);
}

static void
add_health (TsnPaperFlow *flow, const TsnCard *card)
{
  tsn_paper_flow_heading (flow, _ ("What to watch for"));
  add_presence (flow, card, TSN_CARD_F_ALLERGIES, FALSE);
  add_items (flow, card, TSN_CARD_F_NEEDS);
  if (tsn_card_has (card, TSN_CARD_F_MESSAGE))
    add_items (flow, card, TSN_CARD_F_MESSAGE);
  add_presence (flow, card, TSN_CARD_F_CONDITIONS, FALSE);
  add_presence (flow, card, TSN_CARD_F_MEDICINES, TRUE);
}

static void
add_others (TsnPaperFlow *flow, const TsnCard *card)
{
  static const TsnCardFieldId OTHERS[] = { TSN_CARD_F_CARE_MANAGER,
                                           TSN_CARD_F_PHARMACIES,
                                           TSN_CARD_F_DENTIST,
                                           TSN_CARD_F_SUPPORT_CENTRE,
                                           TSN_CARD_F_COMMISSIONER };
  g_autofree char *type = tsn_handover_items (card, TSN_CARD_F_BLOOD);
  g_autofree char *rh = tsn_handover_items (card, TSN_CARD_F_RH);
  g_autofree char *blood = TSN_HANDOVER_JOIN (type, rh);

  tsn_paper_flow_heading (flow, _ ("People around"));
  add_entries (flow, card, TSN_CARD_F_CONTACTS, tsn_handover_contact, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (OTHERS); i++)
    add_entries (flow, card, OTHERS[i], tsn_handover_place, TRUE);
  if (*blood != '\0')
    tsn_paper_flow_pair (flow, _ ("Blood type, as the person says"), blood);
}

/* Who read which card where and when. */
static void
add_reading (TsnPaperFlow *flow, const TsnHandover *handover)
{
  const TsnCard *card = handover->reading->card;
  g_autofree char *when = tsn_handover_read_at (handover);
  g_autofree char *what = TSN_HANDOVER_JOIN (tsn_card_text (card, TSN_CARD_F_SERIAL),
                                             tsn_card_text (card, TSN_CARD_F_MUNICIPALITY));
  g_autofree char *who = TSN_HANDOVER_JOIN (when, handover->organisation, handover->device);

  tsn_paper_flow_heading (flow, _ ("How it was read"));
  tsn_paper_flow_pair (flow, _ ("Card number, issuer"), what);
  tsn_paper_flow_pair (flow, _ ("Read at, by"), who);
  if (handover->place != NULL)
    tsn_paper_flow_pair (flow, _ ("Where it was read"), handover->place);
  else
    tsn_paper_flow_blank (flow, _ ("Where it was read"));
  tsn_paper_flow_blank (flow, _ ("Handed over by"));
}

static void
add_sheet (TsnPaperFlow *flow, const TsnHandover *handover)
{
  const TsnCard *card = handover->reading->card;
  g_autofree char *age = tsn_handover_age (handover);
  g_autofree char *banner = g_strdup_printf ("%s\n%s",
                                             tsn_words_card_verdict (handover->reading->verdict),
                                             age);
  g_autofree char *advice = tsn_handover_advice (handover);

  tsn_paper_flow_text (flow, TSN_FLOW_TITLE, _ ("From the contact card, for the hospital"));
  tsn_paper_flow_banner (flow, banner);
  tsn_paper_flow_text (flow, TSN_FLOW_SMALL, advice);
  add_person (flow, handover);
  add_calls (flow, card);
  add_health (flow, card);
  add_others (flow, card);
  add_reading (flow, handover);
}

/* @sheet and @form: places in SCALES; @n_pages (out): of the sheet. */
static TsnPaperFlow *
compose (const TsnHandover *handover, guint sheet, guint form, guint *n_pages)
{
  TsnPaperFlow *flow = tsn_paper_flow_new (_ ("From the contact card, for the hospital"), NULL);
  TsnPaper *paper = tsn_paper_flow_get_paper (flow);

  tsn_paper_flow_set_scale (flow, SCALES[sheet]);
  add_sheet (flow, handover);
  *n_pages = tsn_paper_get_n_pages (paper);
  tsn_paper_flow_set_scale (flow, SCALES[form]);
  tsn_handover_add_form (flow, handover);
  return flow;
}

TsnPaper *
tsn_handover_paper (const TsnHandover *handover)
{
  guint sheet = 0;
  guint form = 0;
  guint n_pages = 0;
  g_autoptr (TsnPaperFlow) flow = compose (handover, sheet, form, &n_pages);

  while (n_pages > 1 && sheet + 1 < G_N_ELEMENTS (SCALES))
    {
      tsn_paper_flow_free (flow);
      flow = compose (handover, ++sheet, form, &n_pages);
    }
  while (tsn_paper_get_n_pages (tsn_paper_flow_get_paper (flow)) > n_pages + 1 &&
         form + 1 < G_N_ELEMENTS (SCALES))
    {
      tsn_paper_flow_free (flow);
      flow = compose (handover, sheet, ++form, &n_pages);
    }
  return tsn_paper_flow_end (
      flow,
      _ ("Only what the card says, as the person told it. What it does not say is not known: it "
         "does not mean \"none\"."),
      handover->now_ms);
}
