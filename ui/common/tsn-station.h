/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-station.h: the desk that this app sits at: one data folder, its vault and its store.
 *
 * Every page has the station and asks it; no page touches the store itself, and nothing of the
 * store runs in the main thread. A station is EMPTY before the first run, LOCKED until an operator
 * unlocks it, OPEN while somebody works, and BROKEN when the folder cannot be opened. A kiosk's is
 * never locked.
 *
 * Thread: the main thread.
 */

#pragma once

#include "tsn-issue.h"
#include "tsn-setup.h"

G_BEGIN_DECLS

typedef enum
{
  TSN_STATION_OPENING, /* the folder is being looked at */
  TSN_STATION_EMPTY,   /* nothing there yet: first run */
  TSN_STATION_LOCKED,
  TSN_STATION_OPEN,
  TSN_STATION_BROKEN, /* tsn_station_get_trouble() says why */
} TsnStationState;

#define TSN_TYPE_STATION_STATE (tsn_station_state_get_type ())
GType tsn_station_state_get_type (void);

/**
 * TsnStation:
 *
 * Properties: `state` (#TsnStationState, read only, notified); `no-keyring` (boolean, read only,
 * notified): it should open without a PIN, and the desktop's keyring did not do its part.
 *
 * Signals:
 * `locking` (): write what was typed and not yet asked for, now; the keys go when that is written.
 * `changed` (guint kind, const TsnId *record (nullable)): records of that kind are different now;
 * no id: many.
 * `refused` (const GError *): something was not written; whoever asked is told as well.
 * `operators-changed` (): who may open the vault.
 */
#define TSN_TYPE_STATION (tsn_station_get_type ())
G_DECLARE_FINAL_TYPE (TsnStation, tsn_station, TSN, STATION, GObject)

/* The role of the device whose folder that is; 0: of none yet. Reads the vault's file, a kilobyte;
 * for who has no station yet. */
guint tsn_station_role_in (const char *folder);

/* Begins to open @folder; `state` leaves OPENING when that is done. */
TsnStation *tsn_station_new (const char *folder);

/* An unlocked station is opened unlocked by the program that execve() begins next: nobody is asked
 * again. Once; what is needed lies in a pipe that only that program has. */
void tsn_station_leave_ticket (TsnStation *self);

TsnStationState tsn_station_get_state (TsnStation *self);
const GError *tsn_station_get_trouble (TsnStation *self); /* NULL unless BROKEN */
const char *tsn_station_get_folder (TsnStation *self);

/* (nullable): only for asking what is safe from any thread: labels of operators, the role. */
TsnVault *tsn_station_get_vault (TsnStation *self);
/* What syncs while the station is open: tsn-server-link.h. */
typedef struct _TsnServerLink TsnServerLink;
TsnServerLink *tsn_station_get_link (TsnStation *self);
/* What brings it together with the other devices in the room: tsn-room-link.h. */
typedef struct _TsnRoomLink TsnRoomLink;
TsnRoomLink *tsn_station_get_room (TsnStation *self);
/* (nullable): for long work of a thread of its own (backup, import): keep a reference. */
TsnStore *tsn_station_get_store (TsnStation *self);

/* Tells the pages that something was written. @record (nullable): many. */
void tsn_station_changed (TsnStation *self, guint kind, const TsnId *record);
/* Tells those who show the operators that they are others now. */
void tsn_station_operators_changed (TsnStation *self);

/**
 * TsnAnswer:
 * @object: as given to tsn_station_ask()
 * @data: as given; what the work has left in it
 * @error: (nullable): why it failed
 */
typedef void (*TsnAnswer) (gpointer object, gpointer data, const GError *error);

/**
 * tsn_station_ask:
 * @work: runs in a thread of the store, in one transaction; it fills in @data
 * @data: question and answer in one struct; nobody else touches it until @answer
 * @free_data: (nullable): frees @data, after @answer
 * @object: (type GObject): whoever asks, usually the page; @answer is left out when it is gone by
 * then, or, for READ, when the station was locked meanwhile
 * @answer: (nullable): called in the main thread
 *
 * The one way to the records. Reads are cheap to ask and to forget; a write completes whatever
 * happens to @object.
 */
void tsn_station_ask (TsnStation *self,
                      TsnStoreMode mode,
                      TsnStoreWork work,
                      gpointer data,
                      GDestroyNotify free_data,
                      gpointer object,
                      TsnAnswer answer);

/* As tsn_station_ask() for reading, when what is asked follows from a key that was just pressed:
 * waits a few milliseconds before it goes on, so that the frame that shows the key shows the
 * answer, too. Else the key is painted at once, the answer a frame later, and each key twice.
 * @answer still comes later, from the main loop. */
void tsn_station_ask_for_key (TsnStation *self,
                              TsnStoreWork work,
                              gpointer data,
                              GDestroyNotify free_data,
                              gpointer object,
                              TsnAnswer answer);

/* Whom cards are believed from, kept for all scans: a register of many thousand cards takes a while
 * to read. (transfer full) (nullable): as the last scan had it; tsn_trust_renew() it in the store,
 * and give it back for the next one. */
TsnTrust *tsn_station_dup_trust (TsnStation *self);
void tsn_station_keep_trust (TsnStation *self, TsnTrust *trust);

/* First run, in two steps. The strings of @setup are copied, and wiped. @_finish returns the
 * recovery key: show it, print it, tsn_secret_text_free() it. The station stays EMPTY; whatever
 * ends the app now has set nothing up. */
void tsn_station_set_up_async (TsnStation *self,
                               const TsnSetup *setup,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
char *tsn_station_set_up_finish (TsnStation *self, GAsyncResult *result, GError **error);
/* The recovery key is kept: the station is OPEN afterwards. After an error it can be tried again.
 */
void tsn_station_settle_async (TsnStation *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean tsn_station_settle_finish (TsnStation *self, GAsyncResult *result, GError **error);

/* First run of a device that joined, or took the place of those that were lost: its folder is
 * there, unlocked, with its search text read. EMPTY; OPEN afterwards. Both (transfer full). */
void tsn_station_move_in (TsnStation *self, TsnVault *vault, TsnStore *store);

/* One of @passphrase and @recovery_key. Opening the keys and reading the search text takes about a
 * second; the station is OPEN afterwards. */
void tsn_station_unlock_async (TsnStation *self,
                               const char *passphrase,
                               const char *recovery_key,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean tsn_station_unlock_finish (TsnStation *self, GAsyncResult *result, GError **error);

/* LOCKED at once for everyone who looks; the keys themselves go when what was still to be written
 * is written. */
void tsn_station_lock (TsnStation *self);

/* Of a kiosk, when a resident has gone: forgets the data keys, the search text of what they opened,
 * and what is left on the stacks of the threads that worked. */
void tsn_station_forget_visit (TsnStation *self);

/* After a restore or a repair: looks at the folder again. */
void tsn_station_reopen (TsnStation *self);

/* Writes, locks, closes; blocks until what was confirmed is on the disk. */
void tsn_station_close (TsnStation *self);

G_END_DECLS
