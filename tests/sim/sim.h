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
#include "tsn-service.h"
#include "tsn-sync-client.h"

typedef struct _Sim Sim;

/* -- What goes wrong, and how often: sim.c -- */

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
  /* Of a thousand pieces of work, rounds and starts. */
  RATE_DISK,
  /* Of a thousand steps. */
  RATE_POWER,        /* of a device */
  RATE_SERVER_POWER, /* of the server */
  RATE_SET_BACK,     /* of the server, to an old copy */
  RATE_CLOCK,        /* a device's clock is set wrong */
  RATE_ERASE,
  RATE_CLONE, /* of a device's disk, which goes on as a second one */
  RATE_LONG,  /* long texts: several batches */
  N_RATES
} Rate;

/* A machine with a disk of its own. */
typedef struct
{
  char *name;   /* "d3", "server" */
  char *folder; /* where its files are now */
  guint life;   /* counts power cuts */
  gint64 ahead_ms;
  guint cut_after; /* the power goes at so many syncs from now; 0: it does not */
  gboolean dead;   /* it went, in the middle of something */
  char *cut;       /* what the disk then held */
} Host;

typedef struct
{
  Host host;
  guint model; /* which device of the pool it is */
  TsnVault *vault;
  TsnStore *store; /* NULL: switched off */
  guint rounds;    /* that run now, within each other */
} Device;

typedef struct
{
  Host host;
  TsnBackend *backend; /* NULL: it does not run */
  TsnService *service;
  GPtrArray *copies; /* of char *: folders */
} Server;

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
  gboolean faults; /* things go wrong */
  gboolean armed;  /* a disk is about to fail */
  gboolean slack;  /* some promises are off: see sim_run() */
  guint depth;     /* of what happens meanwhile */
  GPtrArray *devices;
  Server server;
  GPtrArray *letters;
  GArray *promises; /* of Promise */
  GArray *items;    /* of Item */
  guint64 words;    /* texts made */
};

gboolean sim_happens (Sim *self, Rate rate);
guint sim_below (Sim *self, guint n);
void sim_note (Sim *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
_Noreturn void sim_fail (Sim *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* One whole run. @trace: (out) (optional) */
void sim_run (guint64 seed, gboolean loud, char **trace);
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
void pool_lay_out (guint model, const char *folder);
void pool_lay_out_server (const char *folder);

/* -- Devices: device.c -- */

Device *device_new (Sim *sim, guint model);
/* With a copy of the disk of @from. */
Device *device_clone (Sim *sim, Device *from);
void device_free (gpointer device);
/* Switches it on, if that is possible now. */
gboolean device_start (Device *self, Sim *sim);
void device_stop (Device *self, Sim *sim);
void device_lose_power (Device *self, Sim *sim);
/* Work in its store. FALSE: it was not confirmed (a fault, which is as it should be). */
gboolean device_run (Device *self, Sim *sim, TsnStoreMode mode, TsnStoreWork work, gpointer data);
/* One round of sync. */
gboolean device_sync (Device *self, Sim *sim, TsnSyncResult *result);

/* -- What people do: people.c -- */

/* Some changes in one transaction. */
void people_work (Sim *sim, guint device);

/* -- The server and the network: server.c, link.c -- */

void server_init (Sim *sim);
void server_clear (Sim *sim);
gboolean server_start (Sim *sim);
void server_stop (Sim *sim);
void server_back_up (Sim *sim);
void server_set_back (Sim *sim);
/* What became of one request; FALSE: no answer. */
gboolean server_handle (Sim *sim, const TsnRequest *request, TsnAnswer *answer);

/* From @device; @sim NULL: a network on which nothing goes wrong, to @service. */
TsnTransport *link_new (Sim *sim, Device *device, TsnService *service);
/* What is still on its way arrives. */
void link_deliver_late (Sim *sim);
void letter_free (gpointer letter);

/* -- Whether all promises were kept: promises.c -- */

void promises_check (Sim *sim);
