/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-kiosk-window-private.h: what the files of the kiosk's window share. */

#pragma once

#include <adwaita.h>

#include "tsn-kiosk-card.h"
#include "tsn-kiosk-page.h"
#include "tsn-kiosk-scan.h"
#include "tsn-kiosk-voice.h"
#include "tsn-kiosk-window.h"

G_BEGIN_DECLS

/* What fills the screen between the bars. */
typedef enum
{
  TSN_KIOSK_VIEW_LOCKED,  /* an operator has yet to unlock, or the folder is of no use */
  TSN_KIOSK_VIEW_WELCOME, /* nobody is here */
  TSN_KIOSK_VIEW_SCAN,    /* "please show your card" */
  TSN_KIOSK_VIEW_NEWER,   /* that card is not the last one */
  TSN_KIOSK_VIEW_STEP,
  TSN_KIOSK_VIEW_NEAR,    /* what answers the step, near home */
  TSN_KIOSK_VIEW_CARRIED, /* what came from the card and no step asks: is it still right? */
  TSN_KIOSK_VIEW_LANGUAGES,
  TSN_KIOSK_VIEW_STOP,    /* "do you want to stop?" */
  TSN_KIOSK_VIEW_REFUSED, /* without that consent there is no card */
  TSN_KIOSK_VIEW_PRINTING,
  TSN_KIOSK_VIEW_TROUBLE, /* of the printer */
  TSN_KIOSK_VIEW_DOUBT,   /* nobody but the resident knows whether it was printed */
  TSN_KIOSK_VIEW_PRINTED,
  TSN_KIOSK_VIEW_READ_BACK, /* the printed card was held to the camera, and can be read */
  TSN_KIOSK_VIEW_UNREAD,    /* nobody held it there, or it was not read */
  TSN_KIOSK_VIEW_STAFF,
} TsnKioskView;

/* Where the next step is. */
typedef enum
{
  TSN_KIOSK_COURSE_ASKING,    /* question by question */
  TSN_KIOSK_COURSE_CHANGING,  /* one was picked from the review, which comes back */
  TSN_KIOSK_COURSE_FINISHING, /* from the review on: what is missing, then the card */
} TsnKioskCourse;

struct _TsnKioskWindow
{
  GtkApplicationWindow parent_instance;

  TsnStation *station;
  GSettings *settings;
  TsnKioskDraft *draft;
  TsnKioskView view;
  int step; /* the last one that was shown */
  TsnKioskCourse course;
  guint carried;          /* of the view CARRIED (tsn_kiosk_carried_find()) */
  TsnNear *near;          /* of the view NEAR; NULL */
  GCancellable *scanning; /* a card is being read; NULL: none is */
  GPtrArray *scans;       /* of the view NEWER; NULL */
  TsnKioskCard *card;     /* of the step with the card; NULL: not made yet */
  GCancellable *making;   /* of the card; NULL: none is being made */
  GError *trouble;        /* why there is no card, or no paper */
  gint64 began;           /* the visit, monotonic us; 0: nobody is here */
  guint size;             /* of the text: 0 to 2 */
  gboolean contrast;
  TsnKioskVoice *voice;
  gboolean is_aloud; /* each page is read, as the resident wished */
  GtkWidget *aloud;  /* the button for that; NULL */

  GtkOverlay *overlay;  /* the child of the window */
  GtkWidget *warning;   /* over everything: nobody seems to be here; NULL */
  GtkWidget *countdown; /* the words in it */
  GtkScrolledWindow *content;
  AdwBin *input;  /* what is typed with, at the bottom */
  guint watch;    /* source: every second */
  guint held_key; /* 0: none, or it was let go */
  gint64 taps[5]; /* when the corner was tapped, us; the last one first */
};

/* The bars and what is between them, anew. */
void tsn_kiosk_window_show (TsnKioskWindow *self, TsnKioskView view);

/* Whether this is a kiosk by its keys, and not only by its face. */
gboolean tsn_kiosk_is_device (TsnKioskWindow *self);

/* The resident has gone: nothing of theirs stays. */
void tsn_kiosk_window_wipe (TsnKioskWindow *self);

/* -- tsn-kiosk-views.c -- */

/* (transfer floating): what the view shows. */
GtkWidget *tsn_kiosk_window_view (TsnKioskWindow *self);

/* -- tsn-kiosk-printing.c -- */

/* Saves, gives the card to the printer, and shows how it goes on. */
void tsn_kiosk_window_print (TsnKioskWindow *self);

/* Back from the staff's page: to a card that waits at the printer, or to the welcome, wiped. */
void tsn_kiosk_printing_resume (TsnKioskWindow *self);

/* (transfer floating): of PRINTING, TROUBLE and DOUBT. */
GtkWidget *tsn_kiosk_printing_view (TsnKioskWindow *self);

/* -- tsn-kiosk-read-back.c -- */

/* (transfer floating): of PRINTED, READ_BACK and UNREAD. */
GtkWidget *tsn_kiosk_read_back_view (TsnKioskWindow *self);

/* Somebody held a code to the reader or to the camera while PRINTED or UNREAD is shown. */
void tsn_kiosk_read_back_take (TsnKioskWindow *self, const char *text);

/* -- tsn-kiosk-card-reading.c: "I have a card" -- */

/* The page with the camera, of SCAN and PRINTED. */
TsnKioskScan *tsn_kiosk_card_reading_scan (TsnKioskWindow *self);

void tsn_kiosk_card_reading_watch (TsnKioskWindow *self); /* hand scanners */
GtkWidget *tsn_kiosk_card_reading_view (TsnKioskWindow *self);
GtkWidget *tsn_kiosk_card_reading_newer (TsnKioskWindow *self);
void tsn_kiosk_card_reading_forget (TsnKioskWindow *self);

/* -- tsn-kiosk-review.c: all that was said -- */

void tsn_kiosk_review_add (TsnKioskWindow *self, GtkWidget *page);
GtkWidget *tsn_kiosk_review_carried (TsnKioskWindow *self);

/* -- tsn-kiosk-carried.c: what came from a card and no step asks -- */

typedef struct
{
  const char *title; /* English, for po/kiosk */
  guint part, field; /* of the draft; field 0: the whole part */
  guint item;        /* of a list, from 0 */
} TsnKioskCarried;

/* The @index-th of what there is; FALSE: there are fewer. */
gboolean tsn_kiosk_carried_find (const TsnKioskDraft *draft, guint index, TsnKioskCarried *found);
char *tsn_kiosk_carried_words (const TsnKioskDraft *draft, const TsnKioskCarried *self);
void tsn_kiosk_carried_leave_out (TsnKioskDraft *draft, const TsnKioskCarried *self);

/* (transfer full): a name and a phone number. */
char *tsn_kiosk_contact_words (const TsnKioskDraft *draft, guint part);

/* -- tsn-kiosk-typing.c: what an entry is typed with -- */

void tsn_kiosk_typing_watch (TsnKioskWindow *self);

/* -- tsn-kiosk-aloud.c: what is on the page, read aloud -- */

void tsn_kiosk_aloud_watch (TsnKioskWindow *self);
/* (transfer floating): it is not seen while there is no voice. */
GtkWidget *tsn_kiosk_aloud_button (TsnKioskWindow *self);
/* What is shown, where the resident wished for that. */
void tsn_kiosk_aloud_read (TsnKioskWindow *self);
void tsn_kiosk_aloud_read_warning (TsnKioskWindow *self);

/* -- tsn-kiosk-guard.c: idleness, and the way out -- */

void tsn_kiosk_guard_start (TsnKioskWindow *self);
void tsn_kiosk_guard_stop (TsnKioskWindow *self);
void tsn_kiosk_guard_look (TsnKioskWindow *self); /* once: it does so every second */
/* "Are you still there?" over everything, and how long it asks. */
void tsn_kiosk_guard_warn (TsnKioskWindow *self, guint seconds);
void tsn_kiosk_guard_drop_warning (TsnKioskWindow *self);

/* -- tsn-kiosk-visit.c: what is counted, without names -- */

void tsn_kiosk_visit_begin (TsnKioskWindow *self);
void tsn_kiosk_visit_end (TsnKioskWindow *self); /* before anything of it is wiped */

/* -- tsn-kiosk-staff.c -- */

/* (transfer floating): asks for the passphrase first. */
GtkWidget *tsn_kiosk_staff_page (TsnKioskWindow *self);

G_END_DECLS
