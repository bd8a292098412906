/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a scanned card says that the records do not.
 *
 * The records are first put on a card of their own, the way they are when one is issued; then two
 * cards are compared, not a card and a record: what was normalised, shortened to fit or left off on
 * the way is no difference. Only what remains is carried back, by the same table read from right to
 * left. An entry of the card is a contact that is there when it has the same name or a telephone
 * number in common; otherwise it is a new one.
 */

#include "tsn-card-mapping-private.h"
#include "tsn-card-update.h"
#include "tsn-person.h"
#include "tsn-secret.h"
#include "tsn-work-private.h"

/* What is compared: a person or one contact, and where the differences go. */
typedef struct
{
  const TsnKind *kind;
  const TsnRecord *record; /* nullable: nothing is recorded yet */
  const TsnCardMapping *mappings;
  guint n_mappings;
  TsnCard *recorded; /* the record, as a card has it */
  TsnCard *card;     /* the scanned one, or its entry */
  guint role;        /* 0: the person */
  guint entry;       /* 0: the person */
  GArray *differences;
} Side;

static void
difference_clear (gpointer data)
{
  TsnCardDifference *self = data;

  g_clear_pointer (&self->name, tsn_secret_text_free);
  tsn_value_clear (&self->before);
  tsn_value_clear (&self->after);
}

/* -- Comparing two cards -- */

static gboolean
is_text (const TsnCardField *field)
{
  return field->type == TSN_CARD_TYPE_TEXT || field->type == TSN_CARD_TYPE_PHONE ||
         field->type == TSN_CARD_TYPE_POSTCODE || field->type == TSN_CARD_TYPE_TEXTS ||
         field->type == TSN_CARD_TYPE_PHONES;
}

/* Item @index of a list, or the only value. */
static const char *
text_at (const TsnCard *card, const TsnCardField *field, guint index)
{
  return field->repeat > 0 ? tsn_card_item_text (card, field->id, index)
                           : tsn_card_text (card, field->id);
}

static gint64
number_at (const TsnCard *card, const TsnCardField *field, guint index)
{
  return field->repeat > 0 ? tsn_card_item_number (card, field->id, index)
                           : tsn_card_number (card, field->id);
}

static guint
count_values (const TsnCard *card, const TsnCardField *field)
{
  if (field->repeat > 0)
    return tsn_card_n_items (card, field->id);
  return tsn_card_has (card, field->id) ? 1 : 0;
}

static gboolean
is_recorded (const Side *self, const TsnCardField *field, guint index)
{
  for (guint i = 0; i < count_values (self->recorded, field); i++)
    if (is_text (field)
            ? g_strcmp0 (text_at (self->recorded, field, i), text_at (self->card, field, index)) ==
                  0
            : number_at (self->recorded, field, i) == number_at (self->card, field, index))
      return TRUE;
  return FALSE;
}

/* -- Back to the record -- */

static TsnValue
value_at (const Side *self, const TsnCardField *field, guint index, TsnType type)
{
  return is_text (field) ? tsn_value_text (text_at (self->card, field, index))
                         : tsn_value_number (type, number_at (self->card, field, index));
}

static const TsnValue *
recorded_value (const Side *self, guint field)
{
  return self->record != NULL ? tsn_record_value (self->record, field) : NULL;
}

static const char *
title_of (const Side *self)
{
  const char *title = self->record != NULL && self->role != 0 ? tsn_record_title (self->record)
                                                              : NULL;

  return title != NULL || self->role == 0 ? title
                                          : tsn_card_text (self->card, self->mappings[0].to);
}

/* Takes @after over. */
static void
add_difference (Side *self, guint number, TsnValue after)
{
  const TsnValue *before = recorded_value (self, number);
  TsnCardDifference difference = {
    .field = tsn_kind_field (self->kind, number),
    .entry = self->entry,
    .role = self->role,
    .name = g_strdup (title_of (self)),
    .before = before != NULL ? tsn_value_copy (before) : TSN_VALUE_NONE,
    .after = after,
  };

  if (self->role != 0 && self->record != NULL)
    difference.contact = self->record->id;
  g_array_append_val (self->differences, difference);
}

/* Whether a difference in that field of the record is noted already. */
static gboolean
is_noted (const Side *self, guint number)
{
  for (guint i = 0; i < self->differences->len; i++)
    {
      const TsnCardDifference *one = &g_array_index (self->differences, TsnCardDifference, i);

      if (one->entry == self->entry && one->field->number == number)
        return TRUE;
    }
  return FALSE;
}

/* A list of the record gains what only the card has. */
static void
compare_list (Side *self, guint number, const TsnCardField *field)
{
  const TsnField *target = tsn_kind_field (self->kind, number);
  const TsnValue *before = recorded_value (self, number);
  TsnValue after = before != NULL ? tsn_value_copy (before) : tsn_value_list ();
  guint n_before = after.list->len;

  for (guint i = 0; i < count_values (self->card, field); i++)
    {
      TsnValue item;

      if (is_recorded (self, field, i) || after.list->len >= tsn_field_max_items (target))
        continue;
      item = value_at (self, field, i, target->type);
      tsn_value_list_take (&after, &item);
    }
  if (after.list->len > n_before)
    add_difference (self, number, after);
  else
    tsn_value_clear (&after);
}

static gboolean
is_mobile (const char *phone)
{
  return phone[0] == '0' && phone[1] >= '5' && phone[1] <= '9' && phone[2] == '0';
}

/* Whether the card has the number of that field of the record, too: it is not to be replaced. */
static gboolean
is_confirmed (const Side *self, const TsnCardField *field, guint number)
{
  const TsnValue *value = recorded_value (self, number);
  char phone[TSN_PHONE_SIZE];

  if (value == NULL || !tsn_phone_normalise (value->text, phone))
    return FALSE;
  for (guint i = 0; i < count_values (self->card, field); i++)
    if (g_strcmp0 (text_at (self->card, field, i), phone) == 0)
      return TRUE;
  return FALSE;
}

/* The field for a number of the person: the mobile or the home one as the number is, unless that is
 * taken; 0: both are. */
static guint
choose_phone (const Side *self, const TsnCardField *field, guint index)
{
  gboolean mobile = is_mobile (text_at (self->card, field, index));
  guint chosen = 0;

  for (guint i = 0; i < self->n_mappings; i++)
    {
      guint number = self->mappings[i].from;

      if (self->mappings[i].to != field->id || is_noted (self, number) ||
          is_confirmed (self, field, number))
        continue;
      if (chosen == 0 || (number == TSN_PERSON_PHONE_MOBILE) == mobile)
        chosen = number;
    }
  return chosen;
}

/* Where a new value goes when several fields of the record feed that of the card: to the last that
 * has a value, from which the card was made; else to the first. */
static guint
choose_field (const Side *self, const TsnCardField *field)
{
  guint chosen = 0;

  for (guint i = 0; i < self->n_mappings; i++)
    if (self->mappings[i].to == field->id &&
        (chosen == 0 || recorded_value (self, self->mappings[i].from) != NULL))
      chosen = self->mappings[i].from;
  return chosen;
}

/* What the entry of a welfare commissioner is called by is a person's name. */
static guint
field_for (const Side *self, const TsnCardField *field, guint index)
{
  gboolean is_person = self->record != NULL ? recorded_value (self, TSN_CONTACT_OFFICE) == NULL
                                            : self->role == TSN_CONTACT_ROLE_WELFARE_COMMISSIONER;

  if (field->id == TSN_CARD_F_PLACE_NAME && is_person &&
      !tsn_card_has (self->card, TSN_CARD_F_PLACE_PERSON))
    return TSN_CONTACT_NAME;
  return field->type == TSN_CARD_TYPE_PHONES ? choose_phone (self, field, index)
                                             : choose_field (self, field);
}

static gboolean
is_first_mapping (const Side *self, guint place)
{
  for (guint i = 0; i < place; i++)
    if (self->mappings[i].to == self->mappings[place].to)
      return FALSE;
  return TRUE;
}

static void
compare_side (Side *self)
{
  for (guint i = 0; i < self->n_mappings; i++)
    {
      const TsnCardField *field = tsn_card_field (self->mappings[i].to);
      const TsnField *target = tsn_kind_field (self->kind, self->mappings[i].from);

      if (!is_first_mapping (self, i))
        continue;
      if ((target->flags & TSN_FIELD_LIST) != 0)
        {
          compare_list (self, target->number, field);
          continue;
        }
      for (guint k = 0; k < count_values (self->card, field); k++)
        {
          guint number = is_recorded (self, field, k) ? 0 : field_for (self, field, k);

          if (number != 0 && !is_noted (self, number))
            add_difference (self,
                            number,
                            value_at (self, field, k, tsn_kind_field (self->kind, number)->type));
        }
    }
}

/* -- Contacts -- */

static gboolean
is_same_name (const char *a, const char *b)
{
  g_autoptr (TsnSecretText) left = tsn_work_name_key (a);
  g_autoptr (TsnSecretText) right = tsn_work_name_key (b);

  return *left != '\0' && g_str_equal (left, right);
}

static gboolean
has_common_phone (const TsnCard *a, const TsnCard *b, const TsnCardRole *role)
{
  for (guint i = 0; i < role->n_mappings; i++)
    for (guint k = 0; k < role->n_mappings; k++)
      {
        const TsnCardFieldId left = role->mappings[i].to;
        const TsnCardFieldId right = role->mappings[k].to;

        if (tsn_card_field (left)->type == TSN_CARD_TYPE_PHONE &&
            tsn_card_field (right)->type == TSN_CARD_TYPE_PHONE && tsn_card_has (a, left) &&
            g_strcmp0 (tsn_card_text (a, left), tsn_card_text (b, right)) == 0)
          return TRUE;
      }
  return FALSE;
}

/* The contact as an entry of @scratch. */
static TsnCard *
entry_of (TsnCard *scratch, const TsnRecord *contact, const TsnCardRole *role)
{
  TsnCard *entry = NULL;

  tsn_card_clear (scratch, role->list);
  entry = tsn_card_add (scratch, role->list, NULL);
  if (contact != NULL)
    tsn_card_copy_contact (contact, role, entry, "", NULL);
  return entry;
}

/* The contact that @entry speaks of, taken out of @contacts; NULL: a new one. */
static TsnRecord *
steal_match (GPtrArray *contacts, const TsnCard *entry, const TsnCardRole *role)
{
  g_autoptr (TsnCard) scratch = tsn_card_new ();
  TsnCardFieldId name = role->mappings[0].to;
  guint by_phone = G_MAXUINT;

  for (guint i = 0; i < contacts->len; i++)
    {
      const TsnRecord *contact = g_ptr_array_index (contacts, i);
      const TsnCardRole *own = tsn_card_role_of (contact);
      const TsnCard *recorded;

      if (own == NULL || own->list != role->list ||
          tsn_record_value (contact, TSN_CONTACT_ENDED_ON) != NULL)
        continue;
      recorded = entry_of (scratch, contact, own);
      if (is_same_name (tsn_card_text (entry, name), tsn_card_text (recorded, name)))
        return g_ptr_array_steal_index (contacts, i);
      if (by_phone == G_MAXUINT && has_common_phone (entry, recorded, role))
        by_phone = i;
    }
  return by_phone != G_MAXUINT ? g_ptr_array_steal_index (contacts, by_phone) : NULL;
}

static void
compare_entry (GArray *differences,
               GPtrArray *contacts,
               TsnCard *card,
               const TsnCardRole *role,
               guint number)
{
  g_autoptr (TsnRecord) contact = steal_match (contacts, card, role);
  const TsnCardRole *own = contact != NULL ? tsn_card_role_of (contact) : role;
  g_autoptr (TsnCard) scratch = tsn_card_new ();
  gboolean main_doctor = role->list == TSN_CARD_F_DOCTORS &&
                         tsn_card_has (card, TSN_CARD_F_DOCTOR_MAIN);
  Side side = {
    .kind = tsn_kind_by_number (TSN_KIND_CONTACT),
    .record = contact,
    .mappings = own->mappings,
    .n_mappings = own->n_mappings,
    .recorded = entry_of (scratch, contact, own),
    .card = card,
    .role = own->role,
    .entry = number,
    .differences = differences,
  };

  if (contact == NULL && role->list == TSN_CARD_F_DOCTORS)
    side.role = main_doctor ? TSN_CONTACT_ROLE_MAIN_DOCTOR : TSN_CONTACT_ROLE_DOCTOR;
  compare_side (&side);
  if (contact != NULL && main_doctor && own->role != TSN_CONTACT_ROLE_MAIN_DOCTOR)
    add_difference (&side,
                    TSN_CONTACT_ROLE,
                    tsn_value_number (TSN_TYPE_CODE, TSN_CONTACT_ROLE_MAIN_DOCTOR));
}

/* Whether an earlier role has the same list: its entries were compared with that. */
static gboolean
is_first_of_list (const TsnCardRole *roles, guint place)
{
  for (guint i = 0; i < place; i++)
    if (roles[i].list == roles[place].list)
      return FALSE;
  return TRUE;
}

static void
compare_contacts (GArray *differences, GPtrArray *contacts, const TsnCard *card)
{
  guint n_roles = 0;
  const TsnCardRole *roles = tsn_card_roles (&n_roles);
  guint number = 0;

  for (guint i = 0; i < n_roles; i++)
    for (guint k = 0; is_first_of_list (roles, i) && k < tsn_card_n_items (card, roles[i].list);
         k++)
      compare_entry (differences,
                     contacts,
                     tsn_card_item (card, roles[i].list, k),
                     &roles[i],
                     ++number);
}

GArray *
tsn_card_differences (TsnSession *session, const TsnId *person, const TsnCard *card, GError **error)
{
  g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (TsnCardDifference));
  g_autoptr (TsnCard) recorded = tsn_card_new ();
  g_autoptr (TsnCard) scanned = tsn_card_copy (card);
  g_autoptr (TsnRecord) record = NULL;
  g_autoptr (GPtrArray) contacts = NULL;
  Side side = {
    .kind = tsn_kind_by_number (TSN_KIND_PERSON),
    .recorded = recorded,
    .card = scanned,
    .differences = differences,
  };

  g_array_set_clear_func (differences, difference_clear);
  if (person != NULL)
    {
      record = tsn_work_get (session, TSN_KIND_PERSON, person, error);
      contacts = record != NULL ? tsn_person_contacts (session, person, error) : NULL;
      if (contacts == NULL)
        return NULL;
      tsn_card_copy_person (record, recorded, NULL);
    }
  else
    contacts = g_ptr_array_new_with_free_func ((GDestroyNotify) tsn_record_unref);
  side.record = record;
  side.mappings = tsn_card_person_mappings (&side.n_mappings);
  compare_side (&side);
  compare_contacts (differences, contacts, scanned);
  return g_steal_pointer (&differences);
}
