/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* sim.h: one run: some devices, a server, a network and what goes wrong between them; and what
 * everybody was promised, kept outside of it.
 *
 * All of a run follows from its seed. One thing happens at a time: what happens "meanwhile" is
 * called from within a request.
 */

#pragma once

#include "fault.h"
#include "store-fixture.h"
#include "tsn-enrol-message.h"
#include "tsn-service.h"
#include "tsn-sync-client.h"

typedef struct _Sim Sim;

/* -- What goes wrong within something else, and how often: sim.c -- */

typedef enum
{
  /* Of a thousand requests. */
  RATE_LOSE_REQUEST,
  RATE_LOSE_ANSWER,
  RATE_REPEAT,
  RATE_DELAY, /* it arrives later, out of order, when nobody waits any more */
  RATE_SHORT, /* its beginning arrives, and nothing comes back */
  RATE_SLOW,
  RATE_BUSY,      /* something in between answers */
  RATE_MEANWHILE, /* something else happens while it is on its way */
  /* Of a thousand pieces of work, rounds, bundles and starts. */
  RATE_DISK,
  /* Of a thousand changes. */
  RATE_ERASE,
  RATE_LONG, /* long texts: several batches */
  N_RATES
} Rate;

/* A machine with a disk of its own. */
typedef struct
{
  char *name;   /* "d3", "server" */
  char *folder; /* where its files are now */
  guint life;   /* counts power cuts */
  gint64 ahead_ms;
  gint64 offline_until_ms; /* it has no network before */
  guint cut_after;         /* the power goes at so many syncs from now; 0: it does not */
  gboolean dead;           /* it went, in the middle of something */
  char *cut;               /* what the disk then held */
} Host;

typedef struct
{
  Host host;
  guint number; /* in `devices` */
  TsnId id;     /* that of a copy is that of what it was copied from */
  TsnRole role;
  TsnVault *vault;
  TsnStore *store;    /* NULL: switched off */
  guint rounds;       /* that run now, within each other */
  gboolean twin;      /* there is another one of that name */
  gboolean copy;      /* and this is the later one */
  gboolean asked_out; /* somebody tried to shut it out */
  gboolean out;       /* and did; known at the end */
} Device;

typedef struct
{
  Host host;
  TsnBackend *backend; /* NULL: it does not run */
  TsnService *service;
  GPtrArray *copies; /* of char *: folders */
  gboolean set_back; /* to one of them, at some time */
  gboolean damaged;  /* it lost a record that others have */
} Server;

/* A device that wants to be let in. All it knows is on its disk, beside what a person has in hand.
 */
typedef struct
{
  Host host;
  char *line; /* as it was shown to it */
  guint inviter;
  char code[TSN_ENROLMENT_CODE_SIZE]; /* that it shows; empty: none yet */
} Newcomer;

#define ACTIONS_MAX 32

/* A request that is still on its way. */
typedef struct
{
  char *method;
  char *path;
  char *authorization;
  GBytes *body;
} Letter;

/* What somebody was told is written. */
typedef struct
{
  guint device; /* in `devices` */
  guint kind;
  TsnId record;
  guint field; /* 0: an erasure */
  TsnVersion version;
  char *text;
} Promise;

/* A record that somebody tried to make. */
typedef struct
{
  guint kind;
  TsnId id;
  TsnId owner;    /* with which it is erased; nil: none */
  gboolean asked; /* somebody tried to erase it */
} Item;

struct _Sim
{
  guint64 seed;
  gboolean loud; /* the trace is printed as it comes */
  GString *trace;
  guint step;
  GRand *rand;
  char *root;
  guint rates[N_RATES];
  guint weights[ACTIONS_MAX]; /* steps.c */
  gboolean faults;            /* things go wrong */
  gboolean armed;             /* a disk is about to fail */
  gboolean damaged;           /* a device lost what it had: the server must not lose it, too */
  guint depth;                /* of what happens meanwhile */
  GPtrArray *devices;
  Newcomer *newcomer; /* NULL: nobody wants to be let in */
  Server server;
  GPtrArray *letters;
  GPtrArray *bundles; /* of char *: paths */
  GArray *promises;   /* of Promise */
  GArray *items;      /* of Item */
  guint64 words;      /* texts made */
};

gboolean sim_happens (Sim *self, Rate rate);
guint sim_below (Sim *self, guint n);
void sim_note (Sim *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
_Noreturn void sim_fail (Sim *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* One whole run. @trace: (out) (optional) */
void sim_run (guint64 seed, gboolean loud, char **trace);

/* -- What happens: steps.c -- */

/* How often each thing happens in this run. */
void sim_draw_weights (Sim *self);
/* Whether the power of any machine may go. */
gboolean sim_has_cuts (const Sim *self);
/* Something happens. */
void sim_step (Sim *self);

/* -- The disks: host.c -- */

void host_init (Host *self, Sim *sim, const char *name);
void host_clear (Host *self);
/* In the middle of what comes next, with luck. */
void host_plan_cut (Host *self, Sim *sim);
void host_boundary_cb (const char *path, gpointer sim);
/* What it holds when nobody writes and the power goes. */
void host_cut (Host *self, Sim *sim);
/* Its disk is what the power cut has left. */
void host_revive (Host *self, Sim *sim);
/* A fault of any disk in what comes next; lifting says whether there was one, or may have been one
 * of whatever this happens within. */
gboolean sim_arm (Sim *self);
gboolean sim_lift (Sim *self, gboolean armed);
char *sim_folder (Sim *self, const char *name, guint number);

/* -- Prepared devices: pool.c -- */

#define POOL_DEVICES 20

void pool_open (void);
void pool_close (void);
TsnRole pool_role (guint model);
TsnId pool_id (guint model);
void pool_lay_out (guint model, const char *folder);
void pool_lay_out_server (const char *folder);

/* -- Devices: device.c -- */

Device *device_new (Sim *sim, guint model);
/* With a copy of the disk of @from. */
void device_clone (Sim *sim, Device *from);
/* What has moved in on @host, which is moved; its store is not open. */
Device *device_new_of (Sim *sim, Host *host, TsnRole role, const TsnId *id);
void device_free (gpointer device);
/* Switches it on, if that is possible now. */
gboolean device_start (Device *self, Sim *sim);
void device_stop (Device *self, Sim *sim);
void device_lose_power (Device *self, Sim *sim);

/* What a device does; only once it runs. */
typedef gboolean (*DeviceAct) (Device *self, Sim *sim, gpointer data, GError **error);
/* FALSE: it did not come about, which is as it should be: a fault, or an error of the domain
 * @expected (0: none): G_IO_ERROR: somebody gave up; TSN_SYNC_ERROR: one that a network or the
 * municipality may bring about. @error: (out) (optional) */
gboolean device_act (Device *self,
                     Sim *sim,
                     const char *what,
                     DeviceAct act,
                     gpointer data,
                     GQuark expected,
                     GError **error);
/* Work in its store. FALSE: it was not confirmed. */
gboolean device_run (Device *self, Sim *sim, TsnStoreMode mode, TsnStoreWork work, gpointer data);
/* One round of sync. */
gboolean device_sync (Device *self, Sim *sim, TsnSyncResult *result, GError **error);
/* What it was refused is offered again. */
void device_offer_again (Device *self, Sim *sim);
/* What its disk had of some record that is on the server is gone. */
void device_damage (Device *self, Sim *sim);

/* -- What people do: people.c, keys.c, bundles.c -- */

/* Some changes in one transaction. */
void people_work (Sim *sim, Device *device);

/* A coordinator shuts another device out, and changes the keys; or only the latter. */
void keys_revoke (Sim *sim, Device *device);
void keys_change (Sim *sim, Device *device);

void bundles_export (Sim *sim, Device *device);
void bundles_import (Sim *sim, Device *device);

/* -- Enrolment: newcomer.c -- */

/* A coordinator invites, or it goes on with whom was invited. */
void newcomer_step (Sim *sim, Device *device);
/* Whoever is under way gets in, if there is a way. */
void newcomer_settle (Sim *sim);
void newcomer_free (Newcomer *self);

/* -- The server and the network: server.c, link.c -- */

void server_init (Sim *sim);
void server_clear (Sim *sim);
gboolean server_start (Sim *sim);
void server_stop (Sim *sim);
void server_back_up (Sim *sim);
void server_set_back (Sim *sim);
/* What it had of some record is gone, its digest tells of it, and nothing else is wrong. */
void server_damage (Sim *sim);
/* What became of one request; FALSE: no answer. */
gboolean server_handle (Sim *sim, const TsnRequest *request, TsnAnswer *answer);

/* From @host; @sim NULL: a network on which nothing goes wrong, to @service. */
TsnTransport *link_new (Sim *sim, Host *host, TsnService *service);
/* What is still on its way arrives. */
void link_deliver_late (Sim *sim);
void letter_free (gpointer letter);

/* -- Whether all promises were kept: promises.c, shown.c -- */

void promises_check (Sim *sim);
