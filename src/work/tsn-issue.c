/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Composing a card from records, and the register of issued cards.
 *
 * Which field of a record becomes which field of a card is written in tsn-card-mapping.c; the code
 * here copies. What a card cannot take (a text over its limit, a sixth condition, words about
 * resuscitation) is left off and named to the caller: nothing is cut short in silence.
 */

#include "tsn-issue.h"

#include <string.h>

#include "tsn-card-mapping-private.h"
#include "tsn-setup.h"
#include "tsn-work-private.h"

/* What compose carries along. */
typedef struct
{
  TsnSession *session;
  const TsnIssue *issue;
  TsnRecord *person;   /* owned */
  GPtrArray *contacts; /* owned, of TsnRecord, in the order of calling */
  TsnCard *card;
  GPtrArray *omitted; /* of char * */
} Composer;

static void
composer_clear (Composer *self)
{
  g_clear_pointer (&self->person, tsn_record_unref);
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  g_clear_pointer (&self->card, tsn_card_free);
  g_clear_pointer (&self->omitted, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Composer, composer_clear)

static void
add_contact (Composer *self, const TsnRecord *contact, const TsnCardRole *role)
{
  const TsnCardField *field = tsn_card_field (role->list);
  guint n = tsn_card_n_items (self->card, role->list);
  TsnCard *entry = tsn_card_add (self->card, role->list, NULL);
  g_autofree char *prefix = field->type == TSN_CARD_TYPE_ENTRIES
                                ? g_strdup_printf ("%s[%u].", field->name, n + 1)
                                : g_strdup_printf ("%s.", field->name);

  if (entry == NULL)
    {
      prefix[strlen (prefix) - 1] = '\0';
      g_ptr_array_add (self->omitted, g_steal_pointer (&prefix));
      return;
    }
  tsn_card_copy_contact (contact, role, entry, prefix, self->omitted);
}

/* In the order of calling; without one, in the order in which they were entered. */
static int
compare_contacts (gconstpointer a, gconstpointer b)
{
  const TsnRecord *const *left = a;
  const TsnRecord *const *right = b;
  gint64 by_role = (tsn_record_number (*left, TSN_CONTACT_ROLE, 0) !=
                    TSN_CONTACT_ROLE_MAIN_DOCTOR) -
                   (tsn_record_number (*right, TSN_CONTACT_ROLE, 0) !=
                    TSN_CONTACT_ROLE_MAIN_DOCTOR);
  gint64 order = tsn_record_number (*left, TSN_CONTACT_PRIORITY, G_MAXINT32) -
                 tsn_record_number (*right, TSN_CONTACT_PRIORITY, G_MAXINT32);

  if (by_role != 0)
    return by_role < 0 ? -1 : 1;
  if (order != 0)
    return order < 0 ? -1 : 1;
  return tsn_id_compare (&(*left)->id, &(*right)->id);
}

static gboolean
load_contacts (Composer *self, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_CONTACT));

  tsn_query_where_reference (query, TSN_CONTACT_PERSON, &self->issue->person);
  self->contacts = tsn_session_query (self->session, query, error);
  if (self->contacts == NULL)
    return FALSE;
  g_ptr_array_sort (self->contacts, compare_contacts);
  return TRUE;
}

static void
add_contacts (Composer *self)
{
  for (guint i = 0; i < self->contacts->len; i++)
    {
      const TsnRecord *contact = g_ptr_array_index (self->contacts, i);
      const TsnCardRole *role = tsn_card_role_of (contact);

      if (role != NULL && tsn_record_value (contact, TSN_CONTACT_ENDED_ON) == NULL)
        add_contact (self, contact, role);
    }
}

/* Never the wish itself: only that there is one, and whom to ask. */
static void
add_wishes (Composer *self)
{
  const TsnId *contact = tsn_record_reference (self->person, TSN_PERSON_WISHES_CONTACT);

  if (tsn_record_number (self->person, TSN_PERSON_WISHES_RECORDED, 0) == 0)
    return;
  for (guint i = 0; contact != NULL && i < self->contacts->len; i++)
    {
      const TsnRecord *record = g_ptr_array_index (self->contacts, i);

      if (tsn_id_equal (&record->id, contact))
        {
          add_contact (self, record, &tsn_card_role_of_wishes);
          return;
        }
    }
  tsn_card_add (self->card, TSN_CARD_F_WISHES, NULL);
}

/* The first of @cards that somebody has had; NULL: there is none. */
static TsnRecord *
first_handed_out (GPtrArray *cards, guint *n_cards)
{
  TsnRecord *first = NULL;

  *n_cards = 0;
  for (guint i = 0; i < cards->len; i++)
    {
      TsnRecord *card = g_ptr_array_index (cards, i);

      if (tsn_record_number (card, TSN_CARD_VOIDED, 0) == TSN_VOIDED_NOT_HANDED_OUT)
        continue;
      if (first == NULL)
        first = tsn_record_ref (card);
      ++*n_cards;
    }
  return first;
}

/* The last card of the person, or the one that was read, if it is in this register; NULL without
 * error when there is none. */
static TsnRecord *
last_card (TsnSession *session, const TsnIssue *issue, guint *n_cards, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_CARD));
  g_autoptr (GPtrArray) cards = NULL;

  if (issue->replaces[0] != '\0')
    tsn_query_where (query, TSN_CARD_SERIAL, TSN_QUERY_EQUAL, tsn_value_text (issue->replaces));
  else if (tsn_id_is_nil (&issue->person))
    return NULL; /* nobody whose records are kept */
  else
    tsn_query_where_reference (query, TSN_CARD_PERSON, &issue->person);
  query->order_by = TSN_CARD_ISSUED_AT;
  query->descending = TRUE;
  cards = tsn_session_query (session, query, error);
  if (cards == NULL)
    return NULL;
  return first_handed_out (cards, n_cards);
}

static gboolean
add_identity (Composer *self, GError **error)
{
  g_autoptr (TsnRecord) municipality = tsn_session_municipality (self->session, error);
  g_autoptr (TsnRecord) last = NULL;
  g_autoptr (GError) own = NULL;
  guint n_cards = 0;
  TsnDate written = self->issue->written;
  const char *replaced;
  gint64 months = 12;

  if (municipality == NULL)
    return FALSE;
  last = last_card (self->session, self->issue, &n_cards, &own);
  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  replaced = last != NULL ? tsn_record_text (last, TSN_CARD_SERIAL) : NULL;
  if (self->issue->replaces[0] != '\0')
    {
      replaced = self->issue->replaces;
      n_cards = MAX (self->issue->replaced_number, 1);
    }
  months = tsn_record_number (municipality, TSN_MUNICIPALITY_REVIEW_MONTHS, months);
  tsn_card_renew_serial (self->card);
  tsn_card_set_number (self->card, TSN_CARD_F_ISSUE, n_cards + 1, NULL);
  tsn_card_set_number (self->card,
                       TSN_CARD_F_REVIEW,
                       tsn_work_months_later (written, (guint) months),
                       NULL);
  return tsn_card_set_text (self->card,
                            TSN_CARD_F_MUNICIPALITY,
                            tsn_record_text (municipality, TSN_MUNICIPALITY_CODE),
                            error) &&
         tsn_card_set_number (self->card, TSN_CARD_F_WRITTEN, written, error) &&
         (replaced == NULL ||
          tsn_card_set_text (self->card, TSN_CARD_F_SUPERSEDES, replaced, error));
}

/* Whether @purpose was refused, or the consent to it taken back. Never asked is not refused: the
 * resident is standing at the desk. */
static gboolean
may (Composer *self, guint purpose, GError **error)
{
  g_autoptr (TsnQuery) query = tsn_query_new (tsn_kind_by_number (TSN_KIND_CONSENT));
  g_autoptr (GPtrArray) consents = NULL;
  const TsnRecord *newest = NULL;

  tsn_query_where_reference (query, TSN_CONSENT_PERSON, &self->issue->person);
  tsn_query_where (query,
                   TSN_CONSENT_PURPOSE,
                   TSN_QUERY_EQUAL,
                   tsn_value_number (TSN_TYPE_CODE, purpose));
  consents = tsn_session_query (self->session, query, error);
  if (consents == NULL)
    return FALSE;
  if (consents->len > 0)
    newest = g_ptr_array_index (consents, consents->len - 1);
  if (newest == NULL ||
      (tsn_record_number (newest, TSN_CONSENT_ANSWER, 0) == TSN_CONSENT_ANSWER_AGREES &&
       tsn_record_value (newest, TSN_CONSENT_WITHDRAWN_ON) == NULL))
    return TRUE;
  g_set_error (error,
               TSN_WORK_ERROR,
               TSN_WORK_ERROR_NO_CONSENT,
               "the person does not agree to that use");
  return FALSE;
}

static gboolean
load_person (Composer *self, GError **error)
{
  self->person = tsn_work_get (self->session, TSN_KIND_PERSON, &self->issue->person, error);
  return self->person != NULL;
}

/* Once person and contacts are there. */
static TsnCard *
compose (Composer *self, GPtrArray **omitted, GError **error)
{
  self->omitted = g_ptr_array_new_with_free_func (g_free);
  self->card = tsn_card_new ();
  if (!add_identity (self, error))
    return NULL;
  tsn_card_copy_person (self->person, self->card, self->omitted);
  add_contacts (self);
  add_wishes (self);
  if (!tsn_card_check (self->card, error))
    return NULL;
  if (omitted != NULL)
    *omitted = g_steal_pointer (&self->omitted);
  return g_steal_pointer (&self->card);
}

TsnCard *
tsn_issue_compose (TsnSession *session, const TsnIssue *issue, GPtrArray **omitted, GError **error)
{
  g_auto (Composer) self = { .session = session, .issue = issue };

  if (!load_person (&self, error) || !may (&self, TSN_PURPOSE_PRINT, error) ||
      ((issue->open || issue->plain) && !may (&self, TSN_PURPOSE_OPEN_CARD, error)) ||
      !load_contacts (&self, error))
    return NULL;
  return compose (&self, omitted, error);
}

TsnCard *
tsn_issue_compose_newcomer (TsnSession *session,
                            const TsnIssue *issue,
                            TsnRecord *person,
                            GPtrArray *contacts,
                            GPtrArray **omitted,
                            GError **error)
{
  g_auto (Composer) self = { .session = session, .issue = issue };

  self.person = tsn_record_ref (person);
  self.contacts = g_ptr_array_ref (contacts);
  return compose (&self, omitted, error);
}

static void
set_code (TsnChange *change, guint field, guint code)
{
  if (code != 0)
    tsn_change_set_number (change, field, code);
}

gboolean
tsn_issue_register (TsnSession *session,
                    const TsnIssue *issue,
                    const TsnCard *card,
                    TsnId *entry,
                    GError **error)
{
  const TsnKind *kind = tsn_kind_by_number (TSN_KIND_CARD);
  TsnId id = tsn_id_new (issue->now_ms);
  g_autoptr (TsnChange) change = tsn_change_new_create (kind, &id);
  g_autoptr (GError) own = NULL;
  guint n_cards = 0;
  g_autoptr (TsnRecord) last = last_card (session, issue, &n_cards, &own);

  if (own != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own));
      return FALSE;
    }
  if (!tsn_id_is_nil (&issue->person))
    tsn_change_set_reference (change, TSN_CARD_PERSON, &issue->person);
  tsn_change_set_text (change, TSN_CARD_SERIAL, tsn_card_text (card, TSN_CARD_F_SERIAL));
  tsn_change_set_number (change, TSN_CARD_ISSUED_AT, issue->now_ms);
  set_code (change, TSN_CARD_LAYOUT, issue->layout);
  set_code (change, TSN_CARD_CHANNEL, issue->channel);
  set_code (change, TSN_CARD_REISSUE, issue->reissue);
  set_code (change, TSN_CARD_PRINTED_BY, issue->printed_by);
  if (issue->open)
    tsn_change_set_number (change, TSN_CARD_OPEN_CARD, 1);
  if (issue->plain)
    tsn_change_set_number (change, TSN_CARD_PLAIN_CODE, 1);
  if (last != NULL)
    tsn_change_set_reference (change, TSN_CARD_SUPERSEDES, &last->id);
  if (issue->replaces[0] != '\0')
    tsn_change_set_text (change, TSN_CARD_SUPERSEDES_SERIAL, issue->replaces);
  if (!tsn_id_is_nil (&issue->event))
    tsn_change_set_reference (change, TSN_CARD_EVENT, &issue->event);
  tsn_change_set_text (change,
                       TSN_CARD_MUNICIPALITY,
                       tsn_card_text (card, TSN_CARD_F_MUNICIPALITY));
  tsn_change_set_number (change, TSN_CARD_REVIEW_BY, tsn_card_number (card, TSN_CARD_F_REVIEW));
  if (entry != NULL)
    *entry = id;
  return tsn_session_put (session, change, NULL, error);
}
