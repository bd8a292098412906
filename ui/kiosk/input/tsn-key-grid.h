/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tsn-key-grid.h: keys side by side, as a table says.
 *
 * A key is pressed by touch, by mouse, by Space and Enter, and by a screen reader; arrow keys go
 * from one to the next. It never takes the focus by touch: that stays in the field. A second touch
 * of the same key that comes too soon is a trembling hand's (tsn-debounce.h). Only a key that
 * deletes repeats while it is held.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  TSN_KEY_TEXT,   /* writes its label */
  TSN_KEY_SPACE,  /* a space, as wide as the writing wants it */
  TSN_KEY_MARK,   /* value: for tsn_letter_mark() */
  TSN_KEY_DELETE, /* the character before the caret */
  TSN_KEY_PAGE,   /* value: the page to show */
} TsnKeyAct;

/* One key; column and row count from 0, from the left and the top. */
typedef struct
{
  TsnKeyAct act;
  int column, row;
  int width, height; /* 0: 1 */
  const char *label; /* translated with @name: words, otherwise signs */
  const char *name;  /* N_(): what a screen reader says, NULL: the label */
  guint32 value;
} TsnKey;

/* Letters as they stand, one string a row, a space where there is no key; and other keys. */
typedef struct
{
  const char *const *letters; /* NULL-terminated */
  int letters_column;         /* of the first */
  const TsnKey *keys;
  guint n_keys;
  const char *(*translate) (const char *text); /* NULL: tsn_kiosk_say() */
} TsnKeyPage;

#define TSN_TYPE_KEY_GRID (tsn_key_grid_get_type ())
G_DECLARE_FINAL_TYPE (TsnKeyGrid, tsn_key_grid, TSN, KEY_GRID, GtkWidget)

/* Signal "pressed" (const TsnKey *key, const char *label): a key counts. */
GtkWidget *tsn_key_grid_new (void);

/* Adds the keys of @page, which stays the caller's for ever. @change: (nullable): makes another
 * letter of each: katakana, capitals. */
void tsn_key_grid_add_page (TsnKeyGrid *self,
                            const TsnKeyPage *page,
                            gunichar (*change) (gunichar letter));

/* %TSN_DEBOUNCE_MS unless set; 0: every touch counts. */
void tsn_key_grid_set_debounce (TsnKeyGrid *self, guint milliseconds);

/* Writes @text on a key, readings above its kanji (tsn-kiosk-words.h), and names it so. */
void tsn_key_set_text (GtkWidget *button, const char *text);

/* Makes a key of @button: as large and as quiet about the focus. @css_class: (nullable): a kind of
 * key */
void tsn_key_dress (GtkWidget *button, const char *css_class);

G_END_DECLS
