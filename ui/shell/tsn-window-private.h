/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-window-private.h: what the two halves of the window share: pages and station in tsn-window.c,
 * actions in tsn-window-actions.c. */

#pragma once

#include "tsn-idle-lock.h"
#include "tsn-page.h"
#include "tsn-sync-button.h"
#include "tsn-trouble-bar.h"
#include "tsn-window.h"

G_BEGIN_DECLS

/* A page that can be shown: tsn-window.c. */
typedef struct _TsnPageInfo TsnPageInfo;

struct _TsnWindow
{
  AdwApplicationWindow parent_instance;

  const TsnPageInfo *infos; /* the pages of this face, ended by an empty one */
  TsnStation *station;
  GSettings *settings; /* the application's */
  TsnIdleLock *idle_lock;
  GtkWidget *unlock; /* these three are made when first needed */
  GtkWidget *broken;
  GtkWidget *first_run; /* gone when it has finished */
  TsnPage *current;     /* borrowed; NULL while locked */
  gboolean narrow;      /* no room for sidebar and page side by side */

  GtkStack *stack;
  GtkRevealer *sidebar;
  GtkWidget *sidebar_button;
  GtkListBox *page_list;
  GtkStack *pages;
  AdwWindowTitle *page_title;
  AdwWindowTitle *organisation;
  TsnSyncButton *sync;
  TsnTroubleBar *trouble;
  GtkRevealer *idle_bar;
  GtkLabel *idle_words;
};

/* Whether the desk is open: there are pages to act on. */
gboolean tsn_window_is_open (TsnWindow *self);

/* The page of that name, or the nth or the one @by further than the current; nothing if there is
 * none. @target (nullable). */
void tsn_window_show_page (TsnWindow *self, const char *name, const TsnId *target);
void tsn_window_show_nth (TsnWindow *self, int n);
void tsn_window_turn (TsnWindow *self, int by);

void tsn_window_lock (TsnWindow *self);

void tsn_window_install_actions (GtkWidgetClass *class);

G_END_DECLS
