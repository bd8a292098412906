/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A town with an event and conversations: see report-fixture.h. */

#include "report-fixture.h"

#include "tsn-reception.h"
#include "tsn-session.h"

static TsnChange *
new_record (guint kind, TsnId *id)
{
  *id = tsn_id_new (tsn_clock_wall_ms (NULL));
  return tsn_change_new_create (tsn_kind_by_number (kind), id);
}

TsnId
put_town (TsnStore *store)
{
  TsnId id;
  g_autoptr (TsnChange) change = new_record (TSN_KIND_MUNICIPALITY, &id);

  tsn_change_set_text (change, TSN_MUNICIPALITY_NAME, "本庄市");
  tsn_change_set_text (change, TSN_MUNICIPALITY_OFFICE, "高齢者福祉課");
  must_put (store, change);
  return id;
}

TsnId
put_talk (TsnStore *store)
{
  TsnId id;
  g_autoptr (TsnChange) change = new_record (TSN_KIND_EVENT, &id);

  tsn_change_set_text (change, TSN_EVENT_TITLE, EVENT_TITLE);
  tsn_change_set_number (change, TSN_EVENT_TYPE, TSN_EVENT_TYPE_ACP_TALK);
  tsn_change_set_number (change, TSN_EVENT_DATE, REPORT_DAY);
  tsn_change_set_number (change, TSN_EVENT_START_TIME, 13 * 60 + 30);
  tsn_change_set_number (change, TSN_EVENT_END_TIME, 15 * 60);
  tsn_change_set_text (change, TSN_EVENT_VENUE, "市民活動交流センター　多目的ホール");
  must_put (store, change);
  return id;
}

static TsnChange *
person_change (const Guest *guest, TsnId *id)
{
  TsnChange *change = new_record (TSN_KIND_PERSON, id);

  if (guest->name != NULL)
    tsn_change_set_text (change, TSN_PERSON_NAME, guest->name);
  tsn_change_set_text (change, TSN_PERSON_KANA, guest->kana);
  if (guest->birth != TSN_DATE_NONE)
    tsn_change_set_number (change, TSN_PERSON_BIRTH_DATE, guest->birth);
  if (guest->sex != 0)
    tsn_change_set_number (change, TSN_PERSON_SEX, guest->sex);
  return change;
}

static TsnChange *
attendance_change (const Guest *guest, const TsnId *event, const TsnId *person)
{
  TsnId id = tsn_attendance_id (event, person);
  TsnChange *change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_ATTENDANCE), &id);

  tsn_change_set_reference (change, TSN_ATTENDANCE_EVENT, event);
  tsn_change_set_reference (change, TSN_ATTENDANCE_PERSON, person);
  tsn_change_set_number (change, TSN_ATTENDANCE_STATUS, guest->status);
  tsn_change_set_number (change, TSN_ATTENDANCE_MODE, guest->mode);
  if (guest->status == TSN_ATTENDANCE_STATUS_ARRIVED)
    tsn_change_set_number (change, TSN_ATTENDANCE_ARRIVED_AT, REPORT_NOW);
  return change;
}

TsnId
put_guest (TsnStore *store, const TsnId *event, const Guest *guest)
{
  TsnId id;
  g_autoptr (TsnChange) person = person_change (guest, &id);
  g_autoptr (TsnChange) attendance = attendance_change (guest, event, &id);

  must_put (store, person);
  must_put (store, attendance);
  return id;
}

/* -- A crowd -- */

typedef struct
{
  const TsnId *event;
  guint n;
} Crowd;

static gboolean
crowd_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Crowd *crowd = data;

  for (guint i = crowd->n; i > 0; i--)
    {
      g_autofree char *name = g_strdup_printf ("山田　第%u番", i);
      g_autofree char *kana = g_strdup_printf ("ヤマダ%s%s",
                                               i % 2 ? "カ" : "ガ",
                                               i % 3 ? "ズコ" : "ズオ");
      Guest guest = { name,      kana,      19400101 + (TsnDate) (i % 28),
                      1 + i % 2, 1 + i % 2, TSN_MODE_ONSITE };
      TsnId id;
      g_autoptr (TsnChange) person = person_change (&guest, &id);
      g_autoptr (TsnChange) attendance = attendance_change (&guest, crowd->event, &id);

      if (!tsn_session_put (session, person, NULL, error) ||
          !tsn_session_put (session, attendance, NULL, error))
        return FALSE;
    }
  return TRUE;
}

void
put_crowd (TsnStore *store, const TsnId *event, guint n)
{
  Crowd crowd = { event, n };
  g_autoptr (GError) error = NULL;

  tsn_store_run_sync (store, TSN_STORE_WRITE, crowd_work, &crowd, NULL, &error);
  g_assert_no_error (error);
}

/* -- Conversations -- */

static TsnChange *
conversation_change (const TsnId *person, TsnDate date, TsnId *id)
{
  TsnChange *change = new_record (TSN_KIND_CONVERSATION, id);

  tsn_change_set_reference (change, TSN_CONVERSATION_PERSON, person);
  tsn_change_set_number (change, TSN_CONVERSATION_DATE, date);
  return change;
}

static void
set_codes (TsnChange *change, guint field, const guint *codes, guint n)
{
  TsnValue list = tsn_value_list ();

  for (guint i = 0; i < n; i++)
    {
      TsnValue code = tsn_value_number (TSN_TYPE_CODE, codes[i]);

      tsn_value_list_take (&list, &code);
    }
  tsn_change_take (change, field, list);
}

static void
set_wishes (TsnChange *change)
{
  tsn_change_set_number (change, TSN_CONVERSATION_CARE_PLACE, TSN_PLACE_WISH_HOME);
  tsn_change_set_text (change,
                       TSN_CONVERSATION_CARE_PLACE_NOTE,
                       "できるだけ長く家にいたい。\n庭が見える部屋がいい。");
  tsn_change_set_number (change, TSN_CONVERSATION_FINAL_PLACE, TSN_PLACE_WISH_UNDECIDED);
  tsn_change_set_number (change, TSN_CONVERSATION_WISH_RESUSCITATION, TSN_WISH_NOT_NOW);
  tsn_change_set_number (change, TSN_CONVERSATION_WISH_VENTILATOR, TSN_WISH_NOT_ASKED);
  tsn_change_set_number (change, TSN_CONVERSATION_WISH_GASTROSTOMY, TSN_WISH_DOES_NOT_WANT);
  tsn_change_set_number (change, TSN_CONVERSATION_WISH_COMFORT, TSN_WISH_WANTS);
  tsn_change_set_number (change, TSN_CONVERSATION_WISH_TRANSFER, TSN_WISH_DEPENDS);
  tsn_change_set_text (change, TSN_CONVERSATION_WISH_NOTE, "管につながれるのはいやだ。");
}

static void
set_proxy (TsnStore *store, TsnChange *change, const TsnId *person)
{
  TsnValue list = tsn_value_list ();
  TsnId id;
  g_autoptr (TsnChange) contact = new_record (TSN_KIND_CONTACT, &id);
  TsnValue item = tsn_value_reference (&id);

  tsn_change_set_reference (contact, TSN_CONTACT_PERSON, person);
  tsn_change_set_number (contact, TSN_CONTACT_ROLE, TSN_CONTACT_ROLE_EMERGENCY);
  tsn_change_set_text (contact, TSN_CONTACT_NAME, "佐藤　陽子");
  tsn_change_set_number (contact, TSN_CONTACT_RELATION, TSN_RELATION_DAUGHTER);
  tsn_change_set_text (contact, TSN_CONTACT_PHONE_1, "090-1234-5678");
  must_put (store, contact);
  tsn_value_list_take (&list, &item);
  tsn_change_take (change, TSN_CONVERSATION_PROXIES, list);
  tsn_change_set_number (change, TSN_CONVERSATION_PROXY_ASKED, TRUE);
}

TsnId
put_full_conversation (TsnStore *store, const TsnId *person, TsnDate date)
{
  static const guint VALUES[] = { TSN_VALUE_FAMILY_TIME, TSN_VALUE_COMFORT, TSN_VALUE_NO_BURDEN };
  static const guint PRESENT[] = { TSN_PARTICIPANT_PERSON, TSN_PARTICIPANT_FAMILY };
  static const guint SHARED[] = { TSN_SHARE_WITH_FAMILY, TSN_SHARE_WITH_DOCTOR };
  TsnId id;
  g_autoptr (TsnChange) change = conversation_change (person, date, &id);
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < 60; i++)
    g_string_append (words, "家族に囲まれて、いつもの布団で眠るように逝けたらいい。");
  tsn_change_set_number (change, TSN_CONVERSATION_TIME, 14 * 60);
  tsn_change_set_number (change, TSN_CONVERSATION_SETTING, TSN_CONVERSATION_PLACE_HOME);
  set_codes (change, TSN_CONVERSATION_PARTICIPANTS, PRESENT, G_N_ELEMENTS (PRESENT));
  tsn_change_set_number (change, TSN_CONVERSATION_STANCE, TSN_STANCE_TALKED);
  set_codes (change, TSN_CONVERSATION_IMPORTANT, VALUES, G_N_ELEMENTS (VALUES));
  tsn_change_set_text (change, TSN_CONVERSATION_OWN_WORDS, words->str);
  tsn_change_set_text (change,
                       TSN_CONVERSATION_FAMILY_OPINION,
                       "長女: できることは全部してほしい気持ちもある。");
  set_proxy (store, change, person);
  set_wishes (change);
  set_codes (change, TSN_CONVERSATION_SHARE_WITH, SHARED, G_N_ELEMENTS (SHARED));
  tsn_change_set_number (change, TSN_CONVERSATION_NEXT_REVIEW, date + 10000);
  tsn_change_set_text (change, TSN_CONVERSATION_RECORDER, "地域包括 田中");
  must_put (store, change);
  return id;
}

TsnId
put_silent_conversation (TsnStore *store, const TsnId *person, TsnDate date)
{
  TsnId id;
  g_autoptr (TsnChange) change = conversation_change (person, date, &id);

  tsn_change_set_number (change, TSN_CONVERSATION_STANCE, TSN_STANCE_NOT_NOW);
  must_put (store, change);
  return id;
}

/* -- Papers -- */

static gboolean
make_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Order *order = data;

  switch (order->make)
    {
    case MAKE_SIGN_IN:
      order->paper = tsn_sign_in_sheet (session,
                                        &order->of,
                                        &(const TsnSignInOptions){ order->blank_rows, REPORT_NOW },
                                        error);
      break;
    case MAKE_ATTENDANCE:
      order->paper = tsn_attendance_list (session, &order->of, REPORT_NOW, error);
      break;
    case MAKE_LABELS:
      order->paper =
          tsn_name_labels (session, &order->of, order->labels, MAX (1, order->first), error);
      break;
    case MAKE_CONVERSATION:
      order->paper = tsn_conversation_paper (session, &order->of, REPORT_NOW, error);
      break;
    default:
      g_assert_not_reached ();
    }
  return order->paper != NULL;
}

TsnPaper *
try_make (TsnStore *store, Order order, GError **error)
{
  return tsn_store_run_sync (store, TSN_STORE_READ, make_work, &order, NULL, error) ? order.paper
                                                                                    : NULL;
}

TsnPaper *
must_make (TsnStore *store, Order order)
{
  g_autoptr (GError) error = NULL;
  TsnPaper *paper = try_make (store, order, &error);

  g_assert_no_error (error);
  return paper;
}
