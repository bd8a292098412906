/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One conversation on paper.
 *
 * The model's table says what there is to print; the groups below only say under which heading, in
 * which order, and whether silence means something there: of a wish nobody has written down, it
 * must be seen that nothing is known. A field that a later version of the table gains comes under
 * the last heading until it is given a place.
 *
 * The order is deliberate: first what this paper is and is not, then the person's own words, and
 * what others think only after everything that is theirs.
 */

#include "tsn-conversation-paper.h"

#include <glib/gi18n-lib.h>

#include "tsn-paper-flow.h"
#include "tsn-report-private.h"
#include "tsn-secret.h"
#include "tsn-words.h"

#define A_YEAR      10000 /* of the packed TsnDate */
#define BLANK_LINES 3

typedef enum
{
  GROUP_SHOWS_EMPTY = 1 << 0, /* a question without an answer is shown as such */
  GROUP_QUOTES = 1 << 1,      /* somebody's words, without a label */
} GroupFlags;

typedef struct
{
  const char *heading;
  guint first, last; /* fields */
  GroupFlags flags;
  const char *note; /* (nullable) */
} Group;

static const Group GROUPS[] = {
  { N_ ("The talk"), TSN_CONVERSATION_DATE, TSN_CONVERSATION_DEMEANOUR },
  { N_ ("In the person's own words"),
    TSN_CONVERSATION_OWN_WORDS,
    TSN_CONVERSATION_OWN_WORDS,
    GROUP_QUOTES },
  { N_ ("What the person thinks and feels"), TSN_CONVERSATION_STANCE, TSN_CONVERSATION_DISCLOSURE },
  { N_ ("Left for another day"), TSN_CONVERSATION_NOT_NOW, TSN_CONVERSATION_NOT_NOW },
  { N_ ("Who speaks for the person when they cannot"),
    TSN_CONVERSATION_PROXIES,
    TSN_CONVERSATION_PROXY_ASKED,
    0,
    N_ ("Whoever is named here passes on what the person would want. It gives no power of attorney "
        "and no right to decide about property.") },
  { N_ ("Where the person would like to be"),
    TSN_CONVERSATION_CARE_PLACE,
    TSN_CONVERSATION_FINAL_PLACE_NOTE,
    GROUP_SHOWS_EMPTY },
  { N_ ("Feelings about treatment and care"),
    TSN_CONVERSATION_WISH_PROLONGING,
    TSN_CONVERSATION_WISH_NOTE,
    GROUP_SHOWS_EMPTY },
  { N_ ("What others think (not the person's words)"),
    TSN_CONVERSATION_FAMILY_OPINION,
    TSN_CONVERSATION_TEAM_OPINION },
  { N_ ("Sharing and the next talk"), TSN_CONVERSATION_SHARE_WITH, TSN_CONVERSATION_PREVIOUS },
  { N_ ("Other"), TSN_CONVERSATION_NOT_NOW + 1, TSN_FIELD_NUMBER_MAX },
};

typedef struct
{
  TsnSession *session;
  TsnPaperFlow *flow;
  TsnRecord *conversation;
  TsnRecord *person;
  GError **error;
} Job;

static const char *
code_in_words (const TsnRecord *record, guint field)
{
  guint number = (guint) tsn_record_number (record, field, 0);
  const TsnCode *code = tsn_code_by_number (tsn_kind_field (record->kind, field)->codes, number);

  return code != NULL ? tsn_words_code (code) : NULL;
}

/* -- What is referred to -- */

static void
append_part (GString *out, const char *part)
{
  if (part == NULL)
    return;
  if (out->len > 0)
    g_string_append (out, "　");
  g_string_append (out, part);
}

static char *
contact_in_words (const TsnRecord *contact)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *name = tsn_record_text (contact, TSN_CONTACT_NAME);
  const char *relation = tsn_record_text (contact, TSN_CONTACT_RELATION_NOTE);

  append_part (out, name != NULL ? name : tsn_record_text (contact, TSN_CONTACT_OFFICE));
  append_part (out, relation != NULL ? relation : code_in_words (contact, TSN_CONTACT_RELATION));
  append_part (out, tsn_record_text (contact, TSN_CONTACT_PHONE_1));
  append_part (out, tsn_record_text (contact, TSN_CONTACT_PHONE_2));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
record_in_words (const TsnRecord *record)
{
  switch (record->kind->number)
    {
    case TSN_KIND_CONTACT:
      return contact_in_words (record);
    case TSN_KIND_EVENT:
      return g_strdup (tsn_record_text (record, TSN_EVENT_TITLE));
    case TSN_KIND_CONVERSATION:
      return tsn_date_format (
          (TsnDate) tsn_record_number (record, TSN_CONVERSATION_DATE, TSN_DATE_NONE),
          TSN_DATE_STYLE_BOTH);
    default:
      return g_strdup ("");
    }
}

static char *
reference_in_words (Job *job, guint kind, const TsnId *id)
{
  g_autoptr (TsnRecord) record = NULL;

  if (!tsn_report_get_if_there (job->session, kind, id, &record, job->error))
    return NULL;
  if (record == NULL)
    return g_strdup (_ ("(erased)"));
  return tsn_report_check_readable (record, NULL, 0, job->error) ? record_in_words (record) : NULL;
}

static char *
references_in_words (Job *job, guint kind, const GArray *list)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const TsnValue *item = &g_array_index (list, TsnValue, i);
      g_autoptr (TsnSecretText) words = reference_in_words (job, kind, &item->id);

      if (words == NULL)
        return NULL;
      g_string_append_printf (out, "%s%s", i > 0 ? "\n" : "", words);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* NULL with the job's error set. */
static char *
value_in_words (Job *job, const TsnField *field, const TsnValue *value)
{
  if (field->type != TSN_TYPE_REFERENCE)
    return tsn_words_value (field, value);
  return value->type == TSN_TYPE_LIST ? references_in_words (job, field->kind, value->list)
                                      : reference_in_words (job, field->kind, &value->id);
}

/* -- Groups -- */

static gboolean
has_any (const TsnRecord *record, const Group *group)
{
  for (guint i = 0; i < record->kind->n_fields; i++)
    {
      const TsnField *field = &record->kind->fields[i];

      if (field->number >= group->first && field->number <= group->last &&
          tsn_record_value (record, field->number) != NULL)
        return TRUE;
    }
  return FALSE;
}

static gboolean
add_field (Job *job, const Group *group, const TsnField *field)
{
  const TsnValue *value = tsn_record_value (job->conversation, field->number);
  g_autoptr (TsnSecretText) words = NULL;

  if (value == NULL)
    {
      if ((group->flags & GROUP_SHOWS_EMPTY) != 0 && field->type == TSN_TYPE_CODE)
        tsn_paper_flow_pair (job->flow, tsn_words_field (field), _ ("(nothing written)"));
      return TRUE;
    }
  words = value_in_words (job, field, value);
  if (words == NULL)
    return FALSE;
  if ((group->flags & GROUP_QUOTES) != 0)
    tsn_paper_flow_text (job->flow, TSN_FLOW_QUOTE, words);
  else
    tsn_paper_flow_pair (job->flow, tsn_words_field (field), words);
  return TRUE;
}

static gboolean
add_group (Job *job, const Group *group)
{
  const TsnKind *kind = job->conversation->kind;
  gboolean any = has_any (job->conversation, group);

  if (!any && (group->flags & GROUP_SHOWS_EMPTY) == 0)
    return TRUE;
  tsn_paper_flow_heading (job->flow, _ (group->heading));
  if (!any)
    {
      tsn_paper_flow_text (job->flow,
                           TSN_FLOW_TEXT,
                           _ ("Nothing was written down about this in this talk."));
      return TRUE;
    }
  for (guint i = 0; i < kind->n_fields; i++)
    if (kind->fields[i].number >= group->first && kind->fields[i].number <= group->last &&
        !add_field (job, group, &kind->fields[i]))
      return FALSE;
  if (group->note != NULL)
    {
      tsn_paper_flow_space (job->flow, TSN_CARD_MM);
      tsn_paper_flow_text (job->flow, TSN_FLOW_SMALL, _ (group->note));
    }
  return TRUE;
}

/* -- What may not be missed -- */

static TsnDate
date_of (const TsnRecord *conversation)
{
  return (TsnDate) tsn_record_number (conversation, TSN_CONVERSATION_DATE, TSN_DATE_NONE);
}

static gboolean
is_withdrawn (const TsnRecord *conversation)
{
  return tsn_record_number (conversation, TSN_CONVERSATION_WITHDRAWN, 0) != 0 ||
         tsn_record_value (conversation, TSN_CONVERSATION_WITHDRAWN_ON) != NULL;
}

/* The date of the last talk that stands and came after this one; TSN_DATE_NONE: none. */
static gboolean
find_later (Job *job, TsnDate *later)
{
  g_autoptr (TsnQuery) query = tsn_query_new (job->conversation->kind);
  g_autoptr (GPtrArray) found = NULL;

  *later = TSN_DATE_NONE;
  tsn_query_where_reference (query, TSN_CONVERSATION_PERSON, &job->person->id);
  query->open_only = TRUE;
  found = tsn_session_query (job->session, query, job->error);
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      const TsnRecord *other = g_ptr_array_index (found, i);

      if (date_of (other) > date_of (job->conversation) && !is_withdrawn (other))
        *later = MAX (*later, date_of (other));
    }
  return found != NULL;
}

static void
add_dated_banner (TsnPaperFlow *flow, const char *format, TsnDate date)
{
  g_autofree char *day = tsn_date_format (date, TSN_DATE_STYLE_WESTERN);
  g_autoptr (GString) text = g_string_new (format);

  g_string_replace (text, "%s", day, 1);
  tsn_paper_flow_banner (flow, text->str);
}

static void
add_withdrawal (Job *job)
{
  TsnDate on = (TsnDate) tsn_record_number (job->conversation,
                                            TSN_CONVERSATION_WITHDRAWN_ON,
                                            TSN_DATE_NONE);
  const char *why = tsn_record_text (job->conversation, TSN_CONVERSATION_WITHDRAWN_NOTE);

  if (!is_withdrawn (job->conversation))
    return;
  if (on == TSN_DATE_NONE)
    tsn_paper_flow_banner (
        job->flow,
        _ ("Withdrawn. Do not take what follows for what the person feels now."));
  else
    add_dated_banner (
        job->flow,
        _ ("Withdrawn on %s. Do not take what follows for what the person feels now."),
        on);
  if (why == NULL)
    return;
  tsn_paper_flow_pair (job->flow, _ ("Why it was withdrawn"), why);
  tsn_paper_flow_space (job->flow, 2 * TSN_CARD_MM);
}

static gboolean
add_banners (Job *job, gint64 now_ms)
{
  TsnDate date = date_of (job->conversation);
  TsnDate later;

  add_withdrawal (job);
  if (!find_later (job, &later))
    return FALSE;
  if (later != TSN_DATE_NONE)
    add_dated_banner (job->flow,
                      _ ("There was a later talk, on %s. Please look at the newest record."),
                      later);
  if (tsn_date_from_unix_ms (now_ms) > date + A_YEAR)
    tsn_paper_flow_banner (
        job->flow,
        _ ("More than 12 months have passed since this talk. The person may feel "
           "otherwise today: please talk again."));
  return TRUE;
}

/* -- The paper -- */

/* What it is and is not, with its date. */
static char *
statement (TsnDate date)
{
  g_autofree char *day = tsn_date_format (date, TSN_DATE_STYLE_WESTERN);

  return g_strdup_printf (
      _ ("These are the person's feelings as of %s. They may change at any time. "
         "This is not a legal instruction."),
      day);
}

static void
add_person (Job *job)
{
  const char *name = tsn_record_text (job->person, TSN_PERSON_NAME);
  const char *kana = tsn_record_text (job->person, TSN_PERSON_KANA);
  TsnDate birth = (TsnDate) tsn_record_number (job->person, TSN_PERSON_BIRTH_DATE, TSN_DATE_NONE);
  g_autoptr (TsnSecretText) born = tsn_date_format (birth, TSN_DATE_STYLE_BOTH);
  const TsnKind *kind = job->person->kind;

  if (name != NULL)
    tsn_paper_flow_pair (job->flow, tsn_words_field (tsn_kind_field (kind, TSN_PERSON_NAME)), name);
  if (kana != NULL)
    tsn_paper_flow_pair (job->flow, tsn_words_field (tsn_kind_field (kind, TSN_PERSON_KANA)), kana);
  if (*born != '\0')
    tsn_paper_flow_pair (job->flow,
                         tsn_words_field (tsn_kind_field (kind, TSN_PERSON_BIRTH_DATE)),
                         born);
}

static gboolean
fill (Job *job, const char *what, gint64 now_ms)
{
  g_autofree char *organisation = tsn_report_organisation (job->session, job->error);

  if (organisation == NULL)
    return FALSE;
  tsn_paper_flow_text (job->flow, TSN_FLOW_TITLE, _ ("Record of a conversation (ACP)"));
  if (*organisation != '\0')
    tsn_paper_flow_text (job->flow, TSN_FLOW_SUBJECT, organisation);
  tsn_paper_flow_space (job->flow, 2 * TSN_CARD_MM);
  if (!add_banners (job, now_ms))
    return FALSE;
  tsn_paper_flow_banner (job->flow, what);
  tsn_paper_flow_text (
      job->flow,
      TSN_FLOW_SMALL,
      _ ("It does not decide what an ambulance crew or a hospital does. They ask the main doctor and "
         "the people named here."));
  tsn_paper_flow_space (job->flow, 2 * TSN_CARD_MM);
  add_person (job);
  for (guint i = 0; i < G_N_ELEMENTS (GROUPS); i++)
    if (!add_group (job, &GROUPS[i]))
      return FALSE;
  tsn_paper_flow_heading (job->flow, _ ("What has changed, what to talk about next"));
  for (guint i = 0; i < BLANK_LINES; i++)
    tsn_paper_flow_blank (job->flow, "");
  return TRUE;
}

TsnPaper *
tsn_conversation_paper (TsnSession *session,
                        const TsnId *conversation,
                        gint64 now_ms,
                        GError **error)
{
  static const guint ASKED[] = { TSN_PERSON_NAME, TSN_PERSON_KANA, TSN_PERSON_BIRTH_DATE };
  g_autoptr (TsnRecord) talk = tsn_report_get (session, TSN_KIND_CONVERSATION, conversation, error);
  g_autoptr (TsnRecord) person = NULL;
  g_autoptr (TsnPaperFlow) flow = NULL;
  g_autofree char *what = NULL;
  const char *name;

  if (talk == NULL || !tsn_report_check_readable (talk, NULL, 0, error))
    return NULL;
  person = tsn_report_get (session,
                           TSN_KIND_PERSON,
                           tsn_record_reference (talk, TSN_CONVERSATION_PERSON),
                           error);
  if (person == NULL || !tsn_report_check_readable (person, ASKED, G_N_ELEMENTS (ASKED), error))
    return NULL;
  what = statement (date_of (talk));
  name = tsn_record_text (person, TSN_PERSON_NAME);
  flow = tsn_paper_flow_new (_ ("Record of a conversation (ACP)"),
                             name != NULL ? name : tsn_record_text (person, TSN_PERSON_KANA));
  if (!fill (&(Job){ session, flow, talk, person, error }, what, now_ms))
    return NULL;
  return tsn_paper_flow_end (flow, what, now_ms);
}
