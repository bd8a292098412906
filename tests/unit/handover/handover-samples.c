/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes what is handed over of cards that exist only here: handover-samples NAMES-FOLDER FOLDER
 * writes a PDF and a JSON file for each, in the language of the environment. test-handover.py reads
 * them back.
 */

#include <libintl.h>
#include <locale.h>
#include <sodium.h>
#include <string.h>

#include "card-generator.h"
#include "tsn-handover.h"
#include "tsn-words.h"

#define READ_MS G_GINT64_CONSTANT (1764300000000) /* 28 November 2025, 12:20 in Japan */
#define N_DRAWN 60

static const char *folder;

static void
set_text (TsnCard *card, TsnCardFieldId id, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (tsn_card_field (id)->repeat > 0)
    tsn_card_add_text (card, id, text, &error);
  else
    tsn_card_set_text (card, id, text, &error);
  g_assert_no_error (error);
}

static void
set_number (TsnCard *card, TsnCardFieldId id, gint64 number)
{
  g_autoptr (GError) error = NULL;

  if (tsn_card_field (id)->repeat > 0)
    tsn_card_add_number (card, id, number, &error);
  else
    tsn_card_set_number (card, id, number, &error);
  g_assert_no_error (error);
}

static TsnCard *
add (TsnCard *card, TsnCardFieldId id)
{
  g_autoptr (GError) error = NULL;
  TsnCard *entry = tsn_card_add (card, id, &error);

  g_assert_no_error (error);
  return entry;
}

static TsnCard *
new_card (void)
{
  TsnCard *card = tsn_card_new ();

  set_text (card, TSN_CARD_F_SERIAL, "0123456789ABCDEF");
  set_text (card, TSN_CARD_F_MUNICIPALITY, "112119");
  set_number (card, TSN_CARD_F_WRITTEN, 20250901);
  set_text (card, TSN_CARD_F_NAME, "髙橋　花子");
  return card;
}

static TsnCard *
new_full_card (void)
{
  TsnCard *card = new_card ();
  TsnCard *entry;

  set_text (card, TSN_CARD_F_KANA, "タカハシ　ハナコ");
  set_number (card, TSN_CARD_F_BIRTH, 19400302);
  set_number (card, TSN_CARD_F_SEX, TSN_SEX_FEMALE);
  set_text (card, TSN_CARD_F_POSTCODE, "3670053");
  set_text (card, TSN_CARD_F_ADDRESS, "埼玉県本庄市中央1-2-3");
  set_text (card, TSN_CARD_F_BUILDING, "コーポ<ひまわり> & 201");
  set_text (card, TSN_CARD_F_PHONES, "0495-21-7781");
  entry = add (card, TSN_CARD_F_CONTACTS);
  set_text (entry, TSN_CARD_F_CONTACT_NAME, "佐藤　陽子");
  set_text (entry, TSN_CARD_F_CONTACT_KANA, "サトウ　ヨウコ");
  set_number (entry, TSN_CARD_F_CONTACT_RELATION, TSN_RELATION_DAUGHTER);
  set_text (entry, TSN_CARD_F_CONTACT_PHONE, "090-1234-5678");
  set_text (entry, TSN_CARD_F_CONTACT_PHONE2, "03-1234-5678");
  set_number (entry, TSN_CARD_F_CONTACT_PROXY, 1);
  entry = add (card, TSN_CARD_F_CONTACTS);
  set_text (entry, TSN_CARD_F_CONTACT_NAME, "隣の田中さん");
  set_text (entry, TSN_CARD_F_CONTACT_RELATION_TEXT, "向かいの家");
  set_number (entry, TSN_CARD_F_CONTACT_TOGETHER, 1);
  entry = add (card, TSN_CARD_F_DOCTORS);
  set_text (entry, TSN_CARD_F_DOCTOR_INSTITUTION, "本庄内科医院");
  set_text (entry, TSN_CARD_F_DOCTOR_DEPARTMENT, "内科");
  set_text (entry, TSN_CARD_F_DOCTOR_NAME, "山本　一");
  set_text (entry, TSN_CARD_F_DOCTOR_PHONE, "0495-22-1111");
  set_number (entry, TSN_CARD_F_DOCTOR_MAIN, 1);
  set_text (add (card, TSN_CARD_F_DOCTORS), TSN_CARD_F_DOCTOR_PHONE, "0495-22-2222");
  entry = add (card, TSN_CARD_F_NURSE);
  set_text (entry, TSN_CARD_F_PLACE_NAME, "訪問看護ステーションひかり");
  set_text (entry, TSN_CARD_F_PLACE_PHONE, "0495-33-3333");
  entry = add (card, TSN_CARD_F_CARE_MANAGER);
  set_text (entry, TSN_CARD_F_PLACE_NAME, "ケアプランあおぞら");
  set_text (entry, TSN_CARD_F_PLACE_PERSON, "木村　恵");
  set_text (entry, TSN_CARD_F_PLACE_MOBILE, "080-1111-2222");
  set_number (card, TSN_CARD_F_ALLERGY, TSN_ALLERGY_PRESENT);
  set_text (card, TSN_CARD_F_ALLERGIES, "ペニシリン");
  set_text (card, TSN_CARD_F_ALLERGIES, "そば");
  set_text (card, TSN_CARD_F_CONDITIONS, "高血圧");
  set_text (card, TSN_CARD_F_MEDICINES, "アムロジピン 5mg 朝1回");
  set_number (card, TSN_CARD_F_NOTEBOOK, 1);
  set_number (card, TSN_CARD_F_NEEDS, TSN_NEED_PACEMAKER);
  set_number (card, TSN_CARD_F_NEEDS, TSN_NEED_HEARING);
  set_number (card, TSN_CARD_F_NEEDS, TSN_NEED_DEMENTIA);
  set_text (card, TSN_CARD_F_MESSAGE, "耳元でゆっくり話してください");
  set_number (card, TSN_CARD_F_BLOOD, TSN_BLOOD_TYPE_A);
  add (card, TSN_CARD_F_WISHES); /* empty: ask the first doctor */
  return card;
}

/* Takes @card. */
static void
hand_over (const char *name, TsnCard *card, TsnCardVerdict verdict, const char *place)
{
  TsnCardReading reading = { .verdict = verdict, .card = card };
  TsnHandover handover = { &reading, READ_MS, READ_MS, "児玉郡市広域消防本部", "本庄救急1", place };
  g_autoptr (GError) error = NULL;
  g_autoptr (TsnPaper) paper = NULL;
  g_autofree char *pdf = g_strdup_printf ("%s/%s.pdf", folder, name);
  g_autofree char *json = g_strdup_printf ("%s/%s.json", folder, name);

  if (verdict == TSN_CARD_VERDICT_GENUINE_SUPERSEDED)
    reading.standing.superseded_date = 20251001;
  paper = tsn_handover_paper (&handover);
  tsn_paper_write_pdf_sync (paper, pdf, NULL, &error);
  g_assert_no_error (error);
  tsn_handover_write_fhir_sync (&handover, json, &error);
  g_assert_no_error (error);
  tsn_card_free (card);
}

static void
make_drawn (const char *names)
{
  g_autoptr (CardGenerator) generator = card_generator_new (names, 7);

  for (guint i = 0; i < N_DRAWN; i++)
    {
      g_autofree char *name = g_strdup_printf ("drawn-%u", i);

      hand_over (name,
                 card_generator_next (generator, (CardProfile) (i % (CARD_PROFILE_RARE + 1))),
                 (TsnCardVerdict) (i % (TSN_CARD_VERDICT_BAD_SIGNATURE + 1)),
                 NULL);
    }
}

int
main (int argc, char **argv)
{
  TsnCard *card;

  setlocale (LC_ALL, "");
  tsn_words_init ();
  textdomain ("tsunagi");
  if (argc != 3 || sodium_init () < 0)
    return 2;
  folder = argv[2];
  hand_over ("full", new_full_card (), TSN_CARD_VERDICT_GENUINE, "本庄市中央1-2-3 自宅");
  hand_over ("again", new_full_card (), TSN_CARD_VERDICT_GENUINE, "本庄市中央1-2-3 自宅");
  hand_over ("newer", new_full_card (), TSN_CARD_VERDICT_GENUINE_SUPERSEDED, NULL);
  card = new_card ();
  set_number (card, TSN_CARD_F_WRITTEN, 20231127);
  hand_over ("silent", card, TSN_CARD_VERDICT_BAD_SIGNATURE, NULL);
  card = new_card ();
  set_number (card, TSN_CARD_F_ALLERGY, TSN_ALLERGY_NONE);
  set_number (card, TSN_CARD_F_CONDITION, TSN_PRESENCE_NONE);
  set_number (card, TSN_CARD_F_MEDICINE, TSN_PRESENCE_NONE);
  hand_over ("none", card, TSN_CARD_VERDICT_GENUINE, NULL);
  card = new_card ();
  set_number (card, TSN_CARD_F_ALLERGY, TSN_ALLERGY_UNKNOWN);
  set_number (card, TSN_CARD_F_CONDITION, TSN_PRESENCE_UNKNOWN);
  set_number (card, TSN_CARD_F_MEDICINE, TSN_PRESENCE_UNKNOWN);
  hand_over ("unknown", card, TSN_CARD_VERDICT_UNKNOWN_ISSUER, NULL);
  make_drawn (argv[1]);
  return 0;
}
