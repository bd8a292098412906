/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pango sets the text without readings, with room between the lines; each reading is then drawn
 * over its kanji, in the middle. Where a reading is wider than they are, the kanji are set wider
 * apart, so that readings never touch. A word with a reading is not broken.
 */

#include "tsn-kiosk-label.h"

#include <string.h>

#include "tsn-colour.h"
#include "tsn-kiosk-words.h"

#define READING_SCALE  0.55 /* of the size of the text */
#define LONGEST_PHRASE 12   /* characters */
#define NARROWEST_EMS  4    /* a label asks for no less, unless it says less */

typedef struct
{
  guint start, end; /* bytes of the plain text */
  char *text;
} Reading;

struct _TsnKioskLabel
{
  GtkWidget parent_instance;

  PangoLayout *layout; /* NULL: to be made, at the latest when it is measured */
  PangoLayout *small;  /* for one reading after the other */
  char *plain;
  GArray *readings; /* of Reading */
  gboolean centred, is_aloud;
};

G_DEFINE_FINAL_TYPE (TsnKioskLabel, tsn_kiosk_label, GTK_TYPE_WIDGET)

static void
clear_reading (gpointer data)
{
  g_free (((Reading *) data)->text);
}

/* -- Setting -- */

/* Pixels. */
static double
font_size (PangoContext *context)
{
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = (double) pango_font_description_get_size (font) / PANGO_SCALE;

  return pango_font_description_get_size_is_absolute (font)
             ? size
             : size * pango_cairo_context_get_resolution (context) / 72;
}

static int
reading_height (TsnKioskLabel *self)
{
  int height = 0;

  if (self->readings->len == 0)
    return 0;
  pango_layout_set_text (self->small, "あ", -1);
  pango_layout_get_pixel_size (self->small, NULL, &height);
  return height;
}

static int
reading_width (TsnKioskLabel *self, const Reading *reading)
{
  int width;

  pango_layout_set_text (self->small, reading->text, -1);
  pango_layout_get_size (self->small, &width, NULL);
  return width;
}

static int
base_width (TsnKioskLabel *self, const Reading *reading)
{
  g_autoptr (PangoLayout) base = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  int width;

  pango_layout_set_text (base, self->plain + reading->start, (int) (reading->end - reading->start));
  pango_layout_get_size (base, &width, NULL);
  return width;
}

static void
add_attribute (PangoAttrList *list, PangoAttribute *attribute, const Reading *reading)
{
  attribute->start_index = reading->start;
  attribute->end_index = reading->end;
  pango_attr_list_insert (list, attribute);
}

/* -- Lines -- */

typedef enum
{
  SCRIPT_OTHER,
  SCRIPT_HIRAGANA,
  SCRIPT_KANJI,
  SCRIPT_KATAKANA,
} Script;

static Script
script_of (gunichar c)
{
  if (c == 0x30fc || g_unichar_get_script (c) == G_UNICODE_SCRIPT_KATAKANA)
    return SCRIPT_KATAKANA;
  if (g_unichar_get_script (c) == G_UNICODE_SCRIPT_HIRAGANA)
    return SCRIPT_HIRAGANA;
  return c == 0x3005 || g_unichar_get_script (c) == G_UNICODE_SCRIPT_HAN ? SCRIPT_KANJI
                                                                         : SCRIPT_OTHER;
}

/* Japanese words begin where kana end, mostly: で|連絡します。 An お or ご belongs to what follows.
 */
static gboolean
begins_phrase (gunichar before, gunichar c)
{
  if (g_unichar_isspace (before) || before == 0x3001 || before == 0x3002 || before == 0x30fb)
    return TRUE;
  return script_of (before) == SCRIPT_HIRAGANA && before != 0x304a && before != 0x3054 &&
         (script_of (c) == SCRIPT_KANJI || script_of (c) == SCRIPT_KATAKANA);
}

static void
keep_together (PangoAttrList *list, guint start, guint end)
{
  PangoAttribute *attribute = pango_attr_allow_breaks_new (FALSE);

  attribute->start_index = start;
  attribute->end_index = end;
  pango_attr_list_insert (list, attribute);
}

/* Lines end between phrases. A phrase that no narrow button would hold is left to Pango. */
static void
keep_phrases (PangoAttrList *list, const char *text)
{
  const char *start = text;
  gunichar before = 0;
  guint n = 0;

  for (const char *p = text;; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == 0 || (p > text && begins_phrase (before, c)))
        {
          if (n > 1 && n <= LONGEST_PHRASE)
            keep_together (list, (guint) (start - text), (guint) (p - text));
          start = p;
          n = 0;
        }
      if (c == 0)
        return;
      before = c;
      n++;
    }
}

static PangoAttrList *
attributes (TsnKioskLabel *self)
{
  PangoAttrList *list = pango_attr_list_new ();

  keep_phrases (list, self->plain);
  for (guint i = 0; i < self->readings->len; i++)
    {
      const Reading *reading = &g_array_index (self->readings, Reading, i);
      int missing = reading_width (self, reading) - base_width (self, reading);
      glong n = g_utf8_strlen (self->plain + reading->start,
                               (gssize) (reading->end - reading->start));

      keep_together (list, reading->start, reading->end);
      if (missing > 0)
        add_attribute (list, pango_attr_letter_spacing_new (missing / (int) n), reading);
    }
  return list;
}

static void
ensure_layout (TsnKioskLabel *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  PangoContext *context = gtk_widget_get_pango_context (widget);
  g_autoptr (PangoFontDescription) font = NULL;
  g_autoptr (PangoAttrList) list = NULL;

  if (self->layout != NULL)
    return;
  self->small = gtk_widget_create_pango_layout (widget, NULL);
  font = pango_font_description_copy (pango_context_get_font_description (context));
  pango_font_description_set_absolute_size (font,
                                            font_size (context) * READING_SCALE * PANGO_SCALE);
  pango_font_description_set_weight (font, PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (self->small, font);
  self->layout = gtk_widget_create_pango_layout (widget, self->plain);
  list = attributes (self);
  pango_layout_set_attributes (self->layout, list);
  pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_spacing (self->layout, reading_height (self) * PANGO_SCALE);
  pango_layout_set_alignment (self->layout, self->centred ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
}

static void
drop_layout (TsnKioskLabel *self)
{
  g_clear_object (&self->layout);
  g_clear_object (&self->small);
}

/* -- Widget -- */

static GtkSizeRequestMode
tsn_kiosk_label_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int
narrowest (TsnKioskLabel *self)
{
  return (int) (font_size (gtk_widget_get_pango_context (GTK_WIDGET (self))) * NARROWEST_EMS);
}

/* As wide as all of it on one line, and then as much more as it takes that Pango does not break it
 * in that width: the room that readings take rounds otherwise there. */
static int
natural_width (TsnKioskLabel *self)
{
  int width, lines;

  pango_layout_set_width (self->layout, -1);
  pango_layout_get_pixel_size (self->layout, &width, NULL);
  lines = pango_layout_get_line_count (self->layout);
  do
    pango_layout_set_width (self->layout, ++width * PANGO_SCALE);
  while (pango_layout_get_line_count (self->layout) > lines);
  return width;
}

static void
tsn_kiosk_label_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  TsnKioskLabel *self = TSN_KIOSK_LABEL (widget);

  *minimum_baseline = *natural_baseline = -1;
  ensure_layout (self);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *natural = natural_width (self);
      *minimum = MIN (*natural, narrowest (self));
      return;
    }
  pango_layout_set_width (self->layout, for_size > 0 ? for_size * PANGO_SCALE : -1);
  pango_layout_get_pixel_size (self->layout, NULL, natural);
  *natural += reading_height (self);
  *minimum = *natural;
}

static void
draw_readings (TsnKioskLabel *self, GtkSnapshot *snapshot, const GdkRGBA *colour, int top)
{
  int height = reading_height (self);

  for (guint i = 0; i < self->readings->len; i++)
    {
      const Reading *reading = &g_array_index (self->readings, Reading, i);
      PangoRectangle first, last;
      double x;
      int width;

      pango_layout_index_to_pos (self->layout, (int) reading->start, &first);
      pango_layout_index_to_pos (
          self->layout,
          (int) (g_utf8_prev_char (self->plain + reading->end) - self->plain),
          &last);
      width = reading_width (self, reading);
      x = (first.x + last.x + last.width - width) / 2.0 / PANGO_SCALE;
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (
          snapshot,
          &GRAPHENE_POINT_INIT ((float) MAX (x, 0), /* it would lean out of the line */
                                (float) (first.y / PANGO_SCALE + top - height)));
      gtk_snapshot_append_layout (snapshot, self->small, colour);
      gtk_snapshot_restore (snapshot);
    }
}

static void
tsn_kiosk_label_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TsnKioskLabel *self = TSN_KIOSK_LABEL (widget);
  int text_height, top;
  GdkRGBA colour;

  ensure_layout (self);
  tsn_colour_of_text (widget, &colour);
  pango_layout_set_width (self->layout, gtk_widget_get_width (widget) * PANGO_SCALE);
  pango_layout_get_pixel_size (self->layout, NULL, &text_height);
  top = reading_height (self) +
        MAX (gtk_widget_get_height (widget) - text_height - reading_height (self), 0) / 2;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, (float) top));
  gtk_snapshot_append_layout (snapshot, self->layout, &colour);
  gtk_snapshot_restore (snapshot);
  draw_readings (self, snapshot, &colour, top);
}

static void
tsn_kiosk_label_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tsn_kiosk_label_parent_class)->css_changed (widget, change);
  drop_layout (TSN_KIOSK_LABEL (widget));
  gtk_widget_queue_resize (widget);
}

static void
tsn_kiosk_label_finalize (GObject *object)
{
  TsnKioskLabel *self = TSN_KIOSK_LABEL (object);

  drop_layout (self);
  g_array_unref (self->readings);
  g_free (self->plain);
  G_OBJECT_CLASS (tsn_kiosk_label_parent_class)->finalize (object);
}

static void
tsn_kiosk_label_class_init (TsnKioskLabelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = tsn_kiosk_label_finalize;
  widget_class->get_request_mode = tsn_kiosk_label_get_request_mode;
  widget_class->measure = tsn_kiosk_label_measure;
  widget_class->snapshot = tsn_kiosk_label_snapshot;
  widget_class->css_changed = tsn_kiosk_label_css_changed;
  gtk_widget_class_set_css_name (widget_class, "label");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
tsn_kiosk_label_init (TsnKioskLabel *self)
{
  self->plain = g_strdup ("");
  self->readings = g_array_new (FALSE, FALSE, sizeof (Reading));
  g_array_set_clear_func (self->readings, clear_reading);
}

/* -- Public -- */

/* {base|reading}: all that are in @text, as they lie in the plain text. */
static void
find_readings (TsnKioskLabel *self, const char *text)
{
  guint at = 0, start = 0;

  g_array_set_size (self->readings, 0);
  for (const char *p = text; *p != '\0'; p++)
    {
      const char *end = *p == '|' ? strchr (p, '}') : NULL;

      if (*p == '{')
        start = at;
      else if (end != NULL)
        {
          Reading reading = { start, at, g_strndup (p + 1, (gsize) (end - p - 1)) };

          g_array_append_val (self->readings, reading);
          p = end;
        }
      else
        at++;
    }
}

void
tsn_kiosk_label_set_text (TsnKioskLabel *self, const char *text)
{
  g_free (self->plain);
  self->plain = tsn_kiosk_plain (text);
  find_readings (self, text);
  drop_layout (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->plain,
                                  -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

const char *
tsn_kiosk_label_get_plain (TsnKioskLabel *self)
{
  return self->plain;
}

void
tsn_kiosk_label_read_aloud (GtkWidget *widget)
{
  GtkWidget *label = GTK_IS_BUTTON (widget) ? gtk_button_get_child (GTK_BUTTON (widget)) : widget;

  TSN_KIOSK_LABEL (label)->is_aloud = TRUE;
}

char *
tsn_kiosk_label_words_to_read (TsnKioskLabel *self)
{
  GString *words = self->is_aloud ? g_string_new (NULL) : NULL;
  guint at = 0;

  if (words == NULL)
    return NULL;
  for (guint i = 0; i < self->readings->len; i++)
    {
      const Reading *reading = &g_array_index (self->readings, Reading, i);

      g_string_append_len (words, self->plain + at, reading->start - at);
      g_string_append (words, reading->text);
      at = reading->end;
    }
  g_string_append (words, self->plain + at);
  return g_string_free (words, FALSE);
}

void
tsn_kiosk_label_set_centred (TsnKioskLabel *self, gboolean centred)
{
  self->centred = centred;
  drop_layout (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

GtkWidget *
tsn_kiosk_label_new (const char *text)
{
  TsnKioskLabel *self = g_object_new (TSN_TYPE_KIOSK_LABEL, NULL);

  tsn_kiosk_label_set_text (self, text);
  return GTK_WIDGET (self);
}
