/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-service-private.h: what the files of the service share: one request on its way. */

#pragma once

#include "tsn-authorization.h"
#include "tsn-blocks.h"
#include "tsn-certificates.h"
#include "tsn-parcel.h"
#include "tsn-push-reader.h"
#include "tsn-registration.h"
#include "tsn-service.h"

G_BEGIN_DECLS

/* What this process knows of a device since it runs; nobody else is told. */
typedef struct
{
  gint64 contact_ms; /* when it last asked */
  gint64 skew_ms;    /* how far its clock was ahead then */
  gint64 off_at_ms;  /* when it was last refused for its clock; 0: never */
  gint64 off_ms;     /* how far that was ahead */
  gint64 seq;        /* up to where it was given everything; -1: not known */

  /* What it pushed last, without anything of others between. */
  TsnId sender;                 /* by this name; nil: nothing */
  gint64 own_after;             /* behind this number */
  guint8 own_to[TSN_MARK_SIZE]; /* up to this one, the mark of a push */
} TsnContact;

struct _TsnService
{
  TsnBackend *backend; /* borrowed */
  TsnClockFunc now_ms;
  gpointer now_data;
  TsnId id;
  TsnSignKey *key;
  gboolean is_room; /* of one municipality */
  gboolean scrub;   /* something was erased that the files may still hold */
  TsnNewsFunc news; /* (nullable) */
  gpointer news_data;
  GHashTable *contacts; /* TsnId -> TsnContact */
  TsnBlocks *blocks;
};

typedef struct
{
  TsnService *service;
  TsnBackend *backend; /* the service's */
  const TsnRequest *request;
  GHashTable *query; /* name -> value */
  gint64 now_ms;
  gboolean writes;        /* its transaction does */
  TsnServerDevice device; /* who asks; of the routes that need it */
  TsnId sender;           /* as it calls itself in the query; nil: not at all */
  gboolean authorized;    /* it is that device */
  gint64 skew_ms;         /* of its clock, then */
  gboolean pulled;
  gint64 given; /* up to where it has everything with this answer, if it pulled */
  guint8 root_public[TSN_KEY_SIZE]; /* of its municipality */
  GByteArray *out;                  /* the answer's body, unless there is: */
  GBytes *body;
  guint n_taken;
  guint n_refused;

  /* What others will want to know once it is committed. */
  gboolean has_news;
  gint64 news_after; /* where the push began... */
  guint8 news[TSN_MARK_SIZE];
  gboolean shuts_out; /* one of the municipality's devices */
} TsnCall;

/* An error whose code is the status of the answer and whose message is its text. */
#define TSN_STATUS (tsn_status_quark ())
GQuark tsn_status_quark (void);
gboolean tsn_refuse (GError **error, guint status, const char *why); /* FALSE */

void tsn_random (gpointer out, gsize size);

/* -- tsn-service-device.c: who is known -- */

gboolean tsn_call_root_public (TsnCall *self,
                               gint64 municipality,
                               guint8 root_public[TSN_KEY_SIZE],
                               GError **error);
/* Fills in `device` and `root_public`, or refuses. */
gboolean tsn_call_authorize (TsnCall *self, GError **error);
/* A certificate that the root of @municipality signed. @known: (out): it belongs there */
gboolean tsn_call_learn_certificate (TsnCall *self,
                                     gint64 municipality,
                                     const TsnCertificate *certificate,
                                     gboolean *known,
                                     GError **error);
/* What a `device` patch that was taken says of its device. */
gboolean tsn_call_learn_device (TsnCall *self,
                                const TsnPatch *patch,
                                const TsnServerDevice *author,
                                GError **error);
/* Before what is read is changed: no other writer of the device's municipality from now on, and the
 * device as it is now; or refuses. */
gboolean tsn_call_lock (TsnCall *self, GError **error);

gboolean tsn_call_register (TsnCall *self, GError **error);

/* -- tsn-service-status.c -- */

TsnContact *tsn_service_contact (TsnService *self, const TsnId *device);
/* Who asked, when, and what for; at the end, when what it pushed is committed. */
void tsn_call_note_contact (TsnCall *self, guint status);

/* -- tsn-service-enrol.c -- */

gboolean tsn_call_offer (TsnCall *self, GError **error);
gboolean tsn_call_ask (TsnCall *self, GError **error);
gboolean tsn_call_list_enrolments (TsnCall *self, GError **error);
gboolean tsn_call_decide (TsnCall *self, GError **error);

/* -- tsn-service-recover.c -- */

gboolean tsn_call_recover (TsnCall *self, GError **error);

/* -- tsn-service-trust.c -- */

gboolean tsn_call_get_trust (TsnCall *self, GError **error);
gboolean tsn_call_put_trust (TsnCall *self, GError **error);

/* -- tsn-service-marks.c -- */

gboolean tsn_call_epoch (TsnCall *self, guint8 epoch[TSN_EPOCH_SIZE], GError **error);
gboolean tsn_call_renew_epoch (TsnCall *self, gint64 municipality, GError **error);
/* The marks of the query, and its sender; refuses with 409 marks that this server does not know. */
gboolean tsn_call_check_marks (TsnCall *self, gint64 *cursor, GError **error);
/* @known: (out): it is one of this server, and stands for what it did when it was drawn */
gboolean tsn_call_knows_mark (TsnCall *self,
                              const guint8 mark[TSN_MARK_SIZE],
                              gboolean *known,
                              GError **error);
/* The mark for "up to @seq"; 0: the beginning. */
gboolean tsn_call_mark (TsnCall *self, gint64 seq, guint8 mark[TSN_MARK_SIZE], GError **error);

/* -- tsn-service-group.c: a push, and what it reads and writes -- */

/* A push on its way. */
typedef struct
{
  TsnCall *call;
  TsnReceipt *receipt;
  GArray *taken;                    /* of TsnHash: new and known */
  gint64 seq;                       /* of the last patch taken */
  GHashTable *digests;              /* kind -> TsnDigest[TSN_DIGEST_BUCKETS], to be written */
  TsnPushReader *reader;            /* of this body */
  TsnServerDevice author;           /* who was asked for last; nil: ask anew */
  GPtrArray *parcels;               /* of TsnParcel: what was read of it */
  GArray *good;                     /* of gboolean: they are signed with... */
  guint8 sign_public[TSN_KEY_SIZE]; /* ...the key of who pushes, before the lock */
  guint parcel;                     /* which of them is being taken */

  /* Of the group. */
  GPtrArray *rows;      /* of TsnServerPatch: owns what the others have of them */
  GHashTable *versions; /* TsnVersion -> TsnServerPatch: what is known, also by this push */
  GHashTable *records;  /* set of TsnPushRecord, by their names */
  GPtrArray *added;     /* of TsnServerPatch, not yet written */
  GArray *origins;      /* of guint: the parcel from which each of @added is */
  GPtrArray *dropped;   /* of TsnServerPatch, not yet written */
} TsnPush;

/* What there is of a record of the group. */
typedef struct
{
  TsnServerRecord name;
  GPtrArray *rows;    /* of TsnServerPatch, the push's: those that were not dropped */
  GPtrArray *patches; /* of TsnPatch: they */
  TsnWinners *winners;
  guint bucket; /* of the digest, in which is: */
  TsnDigest cell;
} TsnPushRecord;

void tsn_push_init (TsnPush *self, TsnCall *call);
void tsn_push_clear (TsnPush *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TsnPush, tsn_push_clear)

/* Reads the records of the parcels from @from to before @to, unless they are here. That may be done
 * before the municipality is locked, if afterwards those are forgotten that changed behind @after,
 * where it stood before they were read. */
gboolean tsn_push_load_records (TsnPush *self, guint from, guint to, GError **error);
gboolean tsn_push_forget_changed (TsnPush *self, gint64 after, GError **error);

/* The group of these parcels begins: then its patches are found and taken; and ends. */
gboolean tsn_push_begin_group (TsnPush *self, guint from, guint to, GError **error);
gboolean tsn_push_end_group (TsnPush *self, GError **error);
/* Of a group: what is known of a patch; NULL: nothing. Its record. */
TsnServerPatch *tsn_push_find (TsnPush *self, const TsnVersion *version);
TsnPushRecord *tsn_push_record (TsnPush *self, guint kind, const TsnId *id);
/* The database is told what was taken so far. */
gboolean tsn_push_write (TsnPush *self, GError **error);

/* -- tsn-service-record.c: what a push changes in a record -- */

/* What the patches of a record make of it. */
void tsn_push_work_out (TsnPushRecord *record);
/* A new patch, with its effective stamp in it. */
gboolean tsn_push_take (TsnPush *self, const TsnParcelEntry *entry, GError **error);
/* One that is here, perhaps dropped, is merged by @effective from now on. */
gboolean
tsn_push_restamp (TsnPush *self, TsnServerPatch *known, TsnStamp effective, GError **error);
/* One that is here and was dropped: whether it would not be now, if that is its effective stamp;
 * and then it is taken once more. */
gboolean
tsn_push_is_missed (TsnPush *self, const TsnParcelEntry *entry, const TsnServerPatch *known);
gboolean tsn_push_take_back (TsnPush *self, const TsnParcelEntry *entry, GError **error);
/* What the digests are now; at the end. */
gboolean tsn_push_write_digests (TsnPush *self, GError **error);

/* -- tsn-service-clock.c -- */

/* The stamp by which a new patch is merged. @given: by another server, or TSN_STAMP_NONE.
 * @effective: (out): TSN_STAMP_NONE: its own */
gboolean tsn_push_stamp (TsnPush *self,
                         const TsnPatch *patch,
                         TsnStamp given,
                         TsnStamp *effective,
                         GError **error);

/* -- tsn-service-pull.c, tsn-service-push.c -- */

gboolean tsn_call_pull (TsnCall *self, GError **error);
gboolean tsn_call_digest (TsnCall *self, GError **error);
gboolean tsn_call_bucket (TsnCall *self, GError **error);
gboolean tsn_call_push (TsnCall *self, GError **error);
/* The mark where it all stands. */
gboolean tsn_call_live (TsnCall *self, GError **error);

G_END_DECLS
