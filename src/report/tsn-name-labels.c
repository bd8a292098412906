/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Name labels: on sheets of labels or on a roll. The name is as large as it fits, in one line if it
 * can be, its reading above it for whoever calls people by name; a name is never cut. */

#include <glib/gi18n-lib.h>

#include "tsn-event-papers.h"
#include "tsn-event-people.h"

#define MM       TSN_CARD_MM
#define LEAST_PT 9.0
#define STEP     0.9
#define GAP      (1.2 * MM)

typedef struct
{
  double page_width, page_height; /* mm */
  double left, top;               /* margins, mm */
  double width, height;           /* of a label, mm */
  guint columns, rows;
  double pad;              /* mm */
  double name, kana, foot; /* largest sizes, points */
} Format;

static const Format FORMATS[TSN_N_LABELS] = {
  [TSN_LABELS_A4_10] = { 210, 297, 14, 11, 91, 55, 2, 5, 5, 30, 12, 9 },
  [TSN_LABELS_A4_24] = { 210, 297, 0, 12.9, 70, 33.9, 3, 8, 4.5, 22, 9, 7 },
  [TSN_LABELS_ROLL_62] = { 62, 29, 0, 0, 62, 29, 1, 1, 3, 20, 8, 6.5 },
};

guint
tsn_labels_per_sheet (TsnLabels labels)
{
  g_return_val_if_fail ((guint) labels < TSN_N_LABELS, 1);
  return FORMATS[labels].columns * FORMATS[labels].rows;
}

typedef struct
{
  const Format *format;
  TsnPaper *paper;
  TsnCardFonts fonts;
  guint position; /* of the next label on the last page, from 0 */
  const char *event;
} Labels;

/* The largest size, at most @style's, at which @text is no higher than @height. */
static double
shrink (Labels *self, TsnPaperStyle *style, double width, double height, const char *text)
{
  double own = tsn_paper_measure (&self->fonts, style, width, text);

  while (own > height && style->size > LEAST_PT / 2)
    {
      style->size *= STEP;
      own = tsn_paper_measure (&self->fonts, style, width, text);
    }
  return own;
}

static void
add_label (Labels *self, const char *kana, const char *name)
{
  const Format *format = self->format;
  TsnPaperStyle above = { TSN_CARD_FONT_TEXT, format->kana,     0, 0,
                          PANGO_ALIGN_CENTER, TSN_CARD_SET_LINE };
  TsnPaperStyle large = { TSN_CARD_FONT_BOLD, format->name,     0, 0,
                          PANGO_ALIGN_CENTER, TSN_CARD_SET_LINE };
  TsnPaperStyle below = { TSN_CARD_FONT_TEXT, format->foot,     0, 0.2,
                          PANGO_ALIGN_CENTER, TSN_CARD_SET_LINE };
  double x = (format->left + self->position % format->columns * format->width + format->pad) * MM;
  double y = (format->top + self->position / format->columns * format->height + format->pad) * MM;
  double width = (format->width - 2 * format->pad) * MM;
  double height = (format->height - 2 * format->pad) * MM;
  double event = shrink (self, &below, width, height * 0.25, self->event);
  double reading = shrink (self, &above, width, height * 0.25, kana);
  double middle = shrink (self, &large, width, height - event - reading - 2 * GAP, name);
  double rest = height - event - reading - middle;

  tsn_paper_add_text (self->paper, x, y + rest / 3, width, &above, kana);
  tsn_paper_add_text (self->paper, x, y + rest / 2 + reading, width, &large, name);
  tsn_paper_add_text (self->paper, x, y + height - event, width, &below, self->event);
  self->position++;
}

static void
add_labels (Labels *self, const TsnEventPeople *people)
{
  guint per_sheet = self->format->columns * self->format->rows;
  gboolean any = FALSE;

  for (guint i = 0; i < people->people->len; i++)
    {
      const TsnEventPerson *person = g_ptr_array_index (people->people, i);
      guint status = tsn_event_person_status (person);
      const char *kana;
      const char *name;

      if (person->person == NULL || tsn_event_person_is_online (person) ||
          (status != TSN_ATTENDANCE_STATUS_REGISTERED && status != TSN_ATTENDANCE_STATUS_ARRIVED))
        continue;
      if (self->position == per_sheet)
        {
          tsn_paper_add_page (self->paper);
          self->position = 0;
        }
      kana = tsn_event_person_kana (person);
      name = tsn_event_person_name (person);
      add_label (self, g_str_equal (name, kana) ? "" : kana, name);
      any = TRUE;
    }
  if (!any)
    add_label (self, "", _ ("Nobody has signed up to come on site."));
}

TsnPaper *
tsn_name_labels (TsnSession *session,
                 const TsnId *event,
                 TsnLabels labels,
                 guint first_position,
                 GError **error)
{
  g_autoptr (TsnEventPeople) people = NULL;
  Labels self = { 0 };

  g_return_val_if_fail ((guint) labels < TSN_N_LABELS, NULL);
  g_return_val_if_fail (first_position >= 1 && first_position <= tsn_labels_per_sheet (labels),
                        NULL);

  people = tsn_event_people_load (session, event, error);
  if (people == NULL)
    return NULL;
  self.format = &FORMATS[labels];
  self.position = first_position - 1;
  self.event = tsn_record_text (people->event, TSN_EVENT_TITLE);
  self.paper = tsn_paper_new (_ ("Name labels"),
                              self.format->page_width * MM,
                              self.format->page_height * MM);
  tsn_paper_add_page (self.paper);
  tsn_card_fonts_init (&self.fonts);
  add_labels (&self, people);
  tsn_card_fonts_clear (&self.fonts);
  return self.paper;
}
