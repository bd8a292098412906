/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pushing: what of a body is taken, and what is refused and why.
 *
 * A refusal is of one patch and stops nothing else. What was taken before is known by its version,
 * even when it was dropped long ago, and is taken again without doing anything; unless it comes
 * with a stamp that another server gave it.
 *
 * The whole push is one transaction; its receipt is made at the end of it.
 */

#include <string.h>

#include "tsn-scope.h"
#include "tsn-service-private.h"

#define GROUP_MIN 256  /* patches that are waited for, and... */
#define GROUP_MAX 1024 /* ...that are taken together when they are there */

static gboolean
refuse_patch (TsnPush *push, const TsnHash *hash, guint reason)
{
  TsnRefused refused = { *hash, reason };

  g_array_append_val (push->receipt->refused, refused);
  push->call->n_refused++;
  return TRUE;
}

/* -- One patch -- */

/* Why @author may not say this; TSN_REFUSAL_NONE. */
static guint
judge (const TsnPatch *patch, const TsnServerDevice *author)
{
  if (author->role == 0)
    return TSN_REFUSAL_UNKNOWN_DEVICE;
  if (author->revoked)
    return TSN_REFUSAL_REVOKED;
  if (!tsn_patch_is_of_role (patch, author->role))
    return tsn_kind_by_number (patch->kind) != NULL ? TSN_REFUSAL_ROLE : TSN_REFUSAL_LATER;
  if (tsn_stamp_ms (patch->version.stamp) >= TSN_CLOCK_LATEST)
    return TSN_REFUSAL_AHEAD;
  return TSN_REFUSAL_NONE;
}

/* The stamp that another server gave it, if who brings it may say so: it can make a patch lose, so
 * only its author can, and who writes that kind anyway. */
static TsnStamp
given_stamp (const TsnPush *push, const TsnParcelEntry *entry)
{
  const TsnServerDevice *device = &push->call->device;
  gboolean believed = tsn_id_equal (&entry->patch->version.device, &device->device) ||
                      tsn_scope_writes (device->role, entry->patch->kind);

  return believed ? entry->effective : TSN_STAMP_NONE;
}

static gboolean
take_new (TsnPush *push,
          const TsnParcelEntry *entry,
          const TsnServerDevice *author,
          TsnStamp *effective,
          GError **error)
{
  if (!tsn_push_stamp (push, entry->patch, given_stamp (push, entry), effective, error))
    return FALSE;
  entry->patch->effective = *effective;
  if (!tsn_push_take (push, entry, error))
    return FALSE;
  push->call->n_taken++;
  return entry->patch->kind != TSN_KIND_DEVICE ||
         tsn_call_learn_device (push->call, entry->patch, author, error);
}

/* Of two stamps the lower counts. So a patch may win again that had lost to one whose stamp was
 * lowered since, and was dropped; whoever still has it brings it back. */
static gboolean
take_known (TsnPush *push,
            const TsnParcelEntry *entry,
            TsnServerPatch *known,
            TsnStamp *effective,
            GError **error)
{
  TsnStamp given = given_stamp (push, entry);
  gboolean lower = given != TSN_STAMP_NONE &&
                   (known->effective == TSN_STAMP_NONE || given < known->effective);

  *effective = lower ? given : known->effective;
  entry->patch->effective = *effective;
  if (tsn_push_is_missed (push, entry, known))
    return tsn_push_take_back (push, entry, error);
  return !lower || tsn_push_restamp (push, known, given, error);
}

static gboolean
take_entry (TsnPush *push,
            const TsnParcelEntry *entry,
            const TsnServerDevice *author,
            GError **error)
{
  TsnRestamped restamped = { .hash = entry->hash };
  guint reason = entry->refusal;
  TsnServerPatch *known;

  if (entry->patch == NULL)
    return refuse_patch (push, &entry->hash, reason);
  known = tsn_push_find (push, &entry->patch->version);
  if (known == NULL)
    reason = judge (entry->patch, author);
  else if (memcmp (known->hash.bytes, entry->hash.bytes, TSN_HASH_SIZE) != 0)
    reason = TSN_REFUSAL_TWIN;
  if (reason != TSN_REFUSAL_NONE)
    return refuse_patch (push, &entry->hash, reason);
  g_array_append_val (push->taken, entry->hash);
  if (!(known == NULL ? take_new (push, entry, author, &restamped.effective, error)
                      : take_known (push, entry, known, &restamped.effective, error)))
    return FALSE;
  if (restamped.effective == entry->effective)
    return TRUE;
  if (restamped.effective == TSN_STAMP_NONE)
    restamped.effective = entry->patch->version.stamp;
  g_array_append_val (push->receipt->restamped, restamped);
  return TRUE;
}

/* -- One parcel -- */

/* The author, perhaps by a certificate of this body. @author: role 0: not known */
static gboolean
find_author (TsnPush *push, const TsnId *id, TsnServerDevice *author, GError **error)
{
  TsnCall *call = push->call;
  const TsnCertificate *certificate = NULL;
  gboolean found;
  gboolean known;

  *author = push->author;
  if (tsn_id_equal (&author->device, id))
    return TRUE;
  if (!call->backend->verbs->get_device (call->backend, id, author, &found, error))
    return FALSE;
  if (!found || author->role == 0)
    certificate = tsn_push_reader_certificate (push->reader, id);
  if (certificate != NULL)
    {
      if (!tsn_call_learn_certificate (call,
                                       call->device.municipality,
                                       certificate,
                                       &known,
                                       error) ||
          !call->backend->verbs->get_device (call->backend, id, author, &found, error))
        return FALSE;
    }
  if (found && author->municipality != call->device.municipality)
    *author = (TsnServerDevice){ .device = *id };
  push->author = *author;
  return TRUE;
}

/* With the key that the author has now; mostly that was done before. */
static gboolean
verify (TsnPush *push, guint i, const TsnServerDevice *author)
{
  return (g_array_index (push->good, gboolean, i) &&
          memcmp (push->sign_public, author->sign_public, TSN_KEY_SIZE) == 0) ||
         tsn_parcel_verify (g_ptr_array_index (push->parcels, i), author->sign_public);
}

static gboolean
take_parcel (TsnPush *push, guint number, GError **error)
{
  const TsnParcel *parcel = g_ptr_array_index (push->parcels, number);
  TsnServerDevice author;
  guint reason = TSN_REFUSAL_NONE;

  push->parcel = number;
  if (!find_author (push, &parcel->manifest.device, &author, error))
    return FALSE;
  if (author.role == 0)
    reason = TSN_REFUSAL_UNKNOWN_DEVICE;
  else if (!verify (push, number, &author))
    reason = TSN_REFUSAL_MALFORMED;
  for (guint i = 0; i < parcel->n_entries; i++)
    {
      const TsnParcelEntry *entry = &parcel->entries[i];

      if (reason != TSN_REFUSAL_NONE)
        refuse_patch (push, &entry->hash, reason);
      else if (!take_entry (push, entry, &author, error))
        return FALSE;
      /* It may have shut itself out, or been shut out by its own certificate. */
      if (entry->patch != NULL && entry->patch->kind == TSN_KIND_DEVICE)
        {
          push->author.device = TSN_ID_NIL;
          if (!find_author (push, &parcel->manifest.device, &author, error))
            return FALSE;
        }
    }
  return TRUE;
}

/* One more of the body, if there is one. All of it are parcels, or the request is refused. */
static gboolean
read_parcel (TsnPush *push, GError **error)
{
  TsnParcel *parcel;
  gboolean good;

  if (!tsn_push_reader_next (push->reader, &parcel, &good))
    return tsn_refuse (error, 400, "the body is malformed");
  if (parcel == NULL)
    return TRUE;
  g_ptr_array_add (push->parcels, parcel);
  g_array_append_val (push->good, good);
  return TRUE;
}

static gboolean
is_next_at_hand (TsnPush *push, guint to)
{
  return to < push->parcels->len || tsn_push_reader_is_ready (push->reader);
}

/* Behind the last parcel of the group that begins at @from: as much as is at hand, so that the
 * database does not wait for what is still being read; and never so much that what belongs to it
 * would be too much for the memory. */
static gboolean
read_group (TsnPush *push, guint from, guint *to, GError **error)
{
  guint n = 0;

  for (*to = from; n < GROUP_MIN || (n < GROUP_MAX && is_next_at_hand (push, *to)); (*to)++)
    {
      if (*to == push->parcels->len && !read_parcel (push, error))
        return FALSE;
      if (*to == push->parcels->len)
        return TRUE;
      n += ((const TsnParcel *) g_ptr_array_index (push->parcels, *to))->n_entries;
    }
  return TRUE;
}

static gboolean
take_group (TsnPush *push, guint from, guint to, GError **error)
{
  if (!tsn_push_begin_group (push, from, to, error))
    return FALSE;
  for (guint i = from; i < to; i++)
    if (!take_parcel (push, i, error))
      return FALSE;
  return tsn_push_end_group (push, error);
}

static gboolean
take_parcels (TsnPush *push, GError **error)
{
  guint from = 0;
  guint to;

  while (read_group (push, from, &to, error))
    {
      if (to == from)
        return TRUE;
      if (!take_group (push, from, to, error))
        return FALSE;
      from = to;
    }
  return FALSE;
}

/* -- The receipt -- */

static gboolean
end_push (TsnPush *push, gint64 before, GError **error)
{
  TsnBackend *backend = push->call->backend;
  TsnServerMark mark = { .seq = push->seq };

  if (push->seq == before)
    return TRUE;
  tsn_random (mark.token, sizeof mark.token);
  push->call->has_news = TRUE;
  push->call->news_after = before;
  tsn_mark_make ((guint64) mark.seq, mark.token, push->call->news);
  return tsn_push_write_digests (push, error) &&
         backend->verbs->add_mark (backend, push->call->device.municipality, &mark, error);
}

static gboolean
write_receipt (TsnPush *push, GError **error)
{
  TsnCall *call = push->call;
  TsnReceipt *receipt = push->receipt;
  g_autoptr (GBytes) bytes = NULL;

  receipt->server = call->service->id;
  receipt->device = call->device.device;
  receipt->time_ms = call->now_ms;
  if (!tsn_call_epoch (call, receipt->epoch, error) ||
      !tsn_call_mark (call, push->seq, receipt->mark, error))
    return FALSE;
  tsn_receipt_taken ((const TsnHash *) (gpointer) push->taken->data,
                     push->taken->len,
                     receipt->taken);
  bytes = tsn_receipt_sign (receipt, call->service->key);
  g_byte_array_append (call->out, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  return TRUE;
}

/* What can be worked out before the municipality is locked costs the pushes that other processes
 * take nothing: of a first group all, and of the rest the reading goes on meanwhile. @seq: (out):
 * where the municipality stood before */
static gboolean
prepare_push (TsnPush *push, gint64 *seq, GError **error)
{
  TsnBackend *backend = push->call->backend;
  TsnServerMark last;
  guint to;

  if (!read_group (push, 0, &to, error) ||
      !backend->verbs->last_mark (backend, push->call->device.municipality, &last, error))
    return FALSE;
  *seq = last.seq;
  return tsn_push_load_records (push, 0, to, error);
}

gboolean
tsn_call_push (TsnCall *self, GError **error)
{
  g_auto (TsnPush) push = { 0 };
  TsnServerMark last;
  gint64 cursor;
  gint64 before;

  tsn_push_init (&push, self);
  if (!prepare_push (&push, &before, error) || !tsn_call_lock (self, error) ||
      !tsn_call_check_marks (self, &cursor, error) ||
      !self->backend->verbs->last_mark (self->backend, self->device.municipality, &last, error) ||
      (last.seq != before && !tsn_push_forget_changed (&push, before, error)))
    return FALSE;
  push.seq = last.seq;
  return take_parcels (&push, error) && end_push (&push, last.seq, error) &&
         write_receipt (&push, error);
}
