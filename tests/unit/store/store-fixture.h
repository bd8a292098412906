/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* store-fixture.h: a data folder for one test, and short ways to work in it. */

#pragma once

#include "tsn-store-private.h"

typedef struct
{
  char *root;   /* temporary; removed with everything in it */
  char *folder; /* of the data */
  TsnVault *vault;
  TsnStore *store;
} StoreFixture;

#define FIXTURE_PASSPHRASE "correct horse 42"

/* A municipality on this device: unlocked, the store open. */
void fixture_setup (StoreFixture *self, gconstpointer data);
void fixture_teardown (StoreFixture *self, gconstpointer data);
void fixture_close (StoreFixture *self); /* the store */
void fixture_reopen (
    StoreFixture *self); /* as a new start of the program: the vault is opened anew and unlocked */
/* Another device of the same municipality. */
void fixture_setup_for_role (StoreFixture *self, StoreFixture *from, TsnRole role);
void remove_tree (const char *path);

/* One change in one transaction. */
void must_put (TsnStore *store, const TsnChange *change);
gboolean try_put (TsnStore *store, const TsnChange *change, GError **error);
TsnRecord *must_get (TsnStore *store, guint kind, const TsnId *id); /* NULL: never seen */
void must_apply (TsnStore *store, const TsnPatch *patch);
GPtrArray *must_list_patches (TsnStore *store);
guint must_erase (TsnStore *store, guint kind, const TsnId *id);
TsnCheck *must_check (TsnStore *store, gboolean rebuild);
void must_be_clean (TsnStore *store);

/* Records to try things with; the values are canaries that tests look for in files. */
#define CANARY_NAME    "髙橋カナリア太郎"
#define CANARY_KANA    "タカハシカナリアタロウ"
#define CANARY_ADDRESS "本庄市カナリア町一丁目"
#define CANARY_PHONE   "0495-99-8877"
#define CANARY_NOTE    "カナリアの所見"

TsnId put_person (TsnStore *store);
TsnId put_contact (TsnStore *store, const TsnId *person);
TsnId put_event (TsnStore *store, const char *title);
TsnId put_attendance (TsnStore *store, const TsnId *event, const TsnId *person);
/* A card in the register, and a reading of one. */
TsnId put_card_of (TsnStore *store, const TsnId *person, const char *serial);
TsnId put_scan_of (TsnStore *store, const char *serial);
/* The record of the device of @vault, with its certificate, as a coordinator writes it. */
void put_device_record (TsnStore *store, TsnVault *vault);

/* Whether any file below @folder has these bytes. */
gboolean folder_contains (const char *folder, gconstpointer bytes, gsize size);
