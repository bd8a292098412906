/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every screen of the kiosk, made one after the other in one process: each step with each of its
 * entries open, what stands between welcome and thanks, in all languages, on both screens that are
 * sold, in all sizes of the letters. Of each is measured what WCAG 2.2 AA and DOMAIN.md ask for:
 * what can be touched is large enough and apart, texts have contrast and are not cut. Each is read
 * aloud, too: nothing is spoken that the resident said.
 *
 * With TSN_SHOTS=FOLDER each screen is drawn there, too: ./dev shots. */

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>

#include "../work/work-fixture.h"
#include "fake-camera.h"
#include "tsn-activity.h"
#include "tsn-address.h"
#include "tsn-application.h"
#include "tsn-era-date-picker.h"
#include "tsn-kiosk-label.h"
#include "tsn-kiosk-window-private.h"
#include "tsn-kiosk-words.h"
#include "tsn-words.h"
#include "ui-fixture.h"

#define TARGET   64  /* pixels, of DOMAIN.md 6; WCAG 2.5.8 asks for 24 */
#define GAP      8   /* between two */
#define CONTRAST 7.0 /* WCAG 1.4.6; 1.4.3 asks for 4.5 */

#define IDLE_LIMIT 60

/* -- The clock of the guard: in place of tsn-activity.c -- */

static double idle_seconds;

void
tsn_activity_touch (void)
{
  idle_seconds = 0;
}

double
tsn_activity_idle_seconds (void)
{
  return idle_seconds;
}

void
tsn_activity_watch (GtkWindow *window)
{
}

/* -- A voice that keeps what it was to say: in place of tsn-kiosk-voice.c -- */

struct _TsnKioskVoice
{
  GObject parent_instance;

  char *language, *words; /* NULL: it is silent */
  gboolean is_there;
};

enum
{
  PROP_IS_THERE = 1
};

G_DEFINE_FINAL_TYPE (TsnKioskVoice, tsn_kiosk_voice, G_TYPE_OBJECT)

void
tsn_kiosk_voice_stop (TsnKioskVoice *self)
{
  g_clear_pointer (&self->language, g_free);
  g_clear_pointer (&self->words, g_free);
}

void
tsn_kiosk_voice_say (TsnKioskVoice *self, const char *language, const char *words)
{
  tsn_kiosk_voice_stop (self);
  self->language = g_strdup (language);
  self->words = g_strdup (words);
}

gboolean
tsn_kiosk_voice_is_there (TsnKioskVoice *self)
{
  return self->is_there;
}

static void
tsn_kiosk_voice_finalize (GObject *object)
{
  tsn_kiosk_voice_stop (TSN_KIOSK_VOICE (object));
  G_OBJECT_CLASS (tsn_kiosk_voice_parent_class)->finalize (object);
}

static void
tsn_kiosk_voice_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, TSN_KIOSK_VOICE (object)->is_there);
}

static void
tsn_kiosk_voice_class_init (TsnKioskVoiceClass *class)
{
  G_OBJECT_CLASS (class)->finalize = tsn_kiosk_voice_finalize;
  G_OBJECT_CLASS (class)->get_property = tsn_kiosk_voice_get_property;
  g_object_class_install_property (
      G_OBJECT_CLASS (class),
      PROP_IS_THERE,
      g_param_spec_boolean ("is-there", NULL, NULL, FALSE, G_PARAM_READABLE));
}

static void
tsn_kiosk_voice_init (TsnKioskVoice *self)
{
  self->is_there = TRUE;
}

TsnKioskVoice *
tsn_kiosk_voice_new (void)
{
  return g_object_new (TSN_TYPE_KIOSK_VOICE, NULL);
}

/* -- Walking -- */

typedef struct
{
  int width, height;
  guint size; /* of the letters */
  gboolean contrast;
  gboolean all_languages;
} Variant;

static const Variant VARIANTS[] = {
  { 1280, 800, 0, FALSE, TRUE },  { 1280, 800, 2, FALSE, FALSE },  { 1280, 800, 0, TRUE, FALSE },
  { 1080, 1920, 0, FALSE, TRUE }, { 1080, 1920, 2, FALSE, FALSE },
};

typedef struct
{
  UiFixture ui;
  TsnApplication *application;
  TsnKioskWindow *window;
  const Variant *variant;
  const char *language;
  const char *shots; /* NULL: nothing is drawn */
  char *tray;
  guint n_screens, n_complaints;
} Walk;

static void G_GNUC_PRINTF (3, 4) complain (Walk *walk, const char *screen, const char *format, ...)
{
  g_autofree char *words = NULL;
  va_list arguments;

  va_start (arguments, format);
  words = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_test_message ("%dx%d size %u%s %s %s: %s",
                  walk->variant->width,
                  walk->variant->height,
                  walk->variant->size + 1,
                  walk->variant->contrast ? " contrast" : "",
                  walk->language,
                  screen,
                  words);
  walk->n_complaints++;
}

/* -- What is on the screen -- */

typedef struct
{
  GtkWidget *widget;
  graphene_rect_t box; /* within the window */
} Thing;

static void
collect (GtkWidget *widget, GtkWidget *window, gboolean (*wanted) (GtkWidget *), GArray *things)
{
  Thing thing = { widget, GRAPHENE_RECT_INIT (0, 0, 0, 0) };

  if (!gtk_widget_get_child_visible (widget) || !gtk_widget_get_visible (widget))
    return;
  if (wanted (widget) && gtk_widget_compute_bounds (widget, window, &thing.box))
    g_array_append_val (things, thing);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, window, wanted, things);
}

static gboolean
is_target (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_ENTRY (widget) || GTK_IS_PASSWORD_ENTRY (widget);
}

static gboolean
is_text (GtkWidget *widget)
{
  return TSN_IS_KIOSK_LABEL (widget) ||
         (GTK_IS_LABEL (widget) && gtk_label_get_text (GTK_LABEL (widget))[0] != '\0');
}

static const char *
text_of (GtkWidget *widget)
{
  GtkWidget *label;

  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (TSN_IS_KIOSK_LABEL (widget))
    return tsn_kiosk_label_get_plain (TSN_KIOSK_LABEL (widget));
  label = ui_find (widget, TSN_TYPE_KIOSK_LABEL);
  if (label == NULL)
    label = ui_find (widget, GTK_TYPE_LABEL);
  return label != NULL ? text_of (label) : G_OBJECT_TYPE_NAME (widget);
}

static GArray *
list (Walk *walk, gboolean (*wanted) (GtkWidget *))
{
  GtkWidget *root = GTK_WIDGET (walk->window->overlay);
  GArray *things = g_array_new (FALSE, FALSE, sizeof (Thing));

  /* What lies over all the rest is all that can be touched. */
  collect (walk->window->warning != NULL ? walk->window->warning : root, root, wanted, things);
  return things;
}

/* Room between two boxes; 0 or less: they touch or overlap. */
static float
room_between (const graphene_rect_t *a, const graphene_rect_t *b)
{
  float x = MAX (a->origin.x - b->origin.x - b->size.width,
                 b->origin.x - a->origin.x - a->size.width);
  float y = MAX (a->origin.y - b->origin.y - b->size.height,
                 b->origin.y - a->origin.y - a->size.height);

  return MAX (x, y);
}

/* The list of all that was said is as long as it is: it scrolls, up and down only. So does what the
 * staff find behind their keyboard. */
static gboolean
is_list (Walk *walk)
{
  return (walk->window->view == TSN_KIOSK_VIEW_STAFF &&
          adw_bin_get_child (walk->window->input) != NULL) ||
         (walk->window->view == TSN_KIOSK_VIEW_STEP &&
          tsn_kiosk_step ((guint) walk->window->step)->kind == TSN_KIOSK_STEP_REVIEW);
}

/* What is scrolled away lies behind the bars, where nobody can touch it. */
static gboolean
are_apart (Walk *walk, GtkWidget *one, GtkWidget *other)
{
  GtkWidget *content = GTK_WIDGET (walk->window->content);

  return is_list (walk) &&
         gtk_widget_is_ancestor (one, content) != gtk_widget_is_ancestor (other, content);
}

static void
measure_targets (Walk *walk, const char *screen)
{
  g_autoptr (GArray) targets = list (walk, is_target);

  for (guint i = 0; i < targets->len; i++)
    {
      const Thing *one = &g_array_index (targets, Thing, i);

      if (one->box.size.width < TARGET || one->box.size.height < TARGET)
        complain (walk,
                  screen,
                  "%s is %.0fx%.0f",
                  text_of (one->widget),
                  (double) one->box.size.width,
                  (double) one->box.size.height);
      for (guint k = 0; k < i; k++)
        {
          const Thing *other = &g_array_index (targets, Thing, k);
          float room = room_between (&one->box, &other->box);

          if (room < GAP && !are_apart (walk, one->widget, other->widget))
            complain (walk,
                      screen,
                      "%.0f between %s and %s",
                      (double) room,
                      text_of (one->widget),
                      text_of (other->widget));
        }
    }
}

static gboolean
is_within (const graphene_rect_t *all, const graphene_rect_t *box, gboolean scrolls)
{
  graphene_rect_t place = *box;

  if (scrolls)
    place.origin.y = place.size.height = 0;
  return graphene_rect_contains_rect (all, &place);
}

static void
measure_places (Walk *walk, const char *screen)
{
  g_autoptr (GArray) texts = list (walk, is_text);
  g_autoptr (GArray) targets = list (walk, is_target);
  graphene_rect_t all;
  GtkAdjustment *scroll = gtk_scrolled_window_get_vadjustment (walk->window->content);

  g_array_append_vals (texts, targets->data, targets->len);
  graphene_rect_init (&all, 0, 0, (float) walk->variant->width, (float) walk->variant->height);
  for (guint i = 0; i < texts->len; i++)
    {
      const Thing *one = &g_array_index (texts, Thing, i);

      GtkWidget *scrolled = gtk_widget_get_ancestor (one->widget, GTK_TYPE_SCROLLED_WINDOW);

      /* What scrolls to the side is the words to choose from above the keyboard. */
      if ((scrolled == NULL || scrolled == GTK_WIDGET (walk->window->content)) &&
          !is_within (&all, &one->box, scrolled != NULL && is_list (walk)))
        complain (walk, screen, "%s is out of sight", text_of (one->widget));
    }
  if (!is_list (walk) &&
      gtk_adjustment_get_upper (scroll) > gtk_adjustment_get_page_size (scroll) + 0.5)
    complain (walk,
              screen,
              "%.0f of %.0f pixels have to be scrolled to",
              gtk_adjustment_get_upper (scroll) - gtk_adjustment_get_page_size (scroll),
              gtk_adjustment_get_upper (scroll));
  if (gtk_widget_get_width (GTK_WIDGET (walk->window->overlay)) != walk->variant->width ||
      gtk_widget_get_height (GTK_WIDGET (walk->window->overlay)) != walk->variant->height)
    complain (walk,
              screen,
              "it takes %dx%d",
              gtk_widget_get_width (GTK_WIDGET (walk->window->overlay)),
              gtk_widget_get_height (GTK_WIDGET (walk->window->overlay)));
}

/* What a label paints lies within its box: nothing beside it is painted over, nothing is cut off.
 */
static void
measure_ink (Walk *walk, const char *screen)
{
  g_autoptr (GArray) texts = list (walk, is_text);

  for (guint i = 0; i < texts->len; i++)
    {
      const Thing *one = &g_array_index (texts, Thing, i);
      GtkSnapshot *snapshot = gtk_snapshot_new ();
      g_autoptr (GskRenderNode) node = NULL;
      graphene_rect_t box, ink;

      GTK_WIDGET_GET_CLASS (one->widget)->snapshot (one->widget, snapshot);
      node = gtk_snapshot_free_to_node (snapshot);
      if (node == NULL)
        continue;
      gsk_render_node_get_bounds (node, &ink);
      graphene_rect_init (&box, 0, 0, one->box.size.width, one->box.size.height);
      graphene_rect_inset (&box, -5, -2); /* a J leans out, and a curve */
      if (!graphene_rect_contains_rect (&box, &ink))
        complain (walk,
                  screen,
                  "%s paints %.0f,%.0f %.0fx%.0f in %.0fx%.0f",
                  text_of (one->widget),
                  (double) ink.origin.x,
                  (double) ink.origin.y,
                  (double) ink.size.width,
                  (double) ink.size.height,
                  (double) one->box.size.width,
                  (double) one->box.size.height);
    }
}

/* -- What is read aloud -- */

/* Of fill(), fill_carried() and put_places(), as it is written and as it is read. */
static const char *const SAID[] = {
  "見本", "みほん", "ミホン", "太郎",  "花子",         "ハナコ", "次郎",
  "0495", "1234",   "367005", "本庄",  "埼玉",         "銀座",   "おんな",
  "女性", "AB",     "1-2-3",  "stoma", "tracheostomy", "人工",   "高血圧",
};

static gboolean
has_kanji (const char *words)
{
  for (const char *p = words; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_get_script (g_utf8_get_char (p)) == G_UNICODE_SCRIPT_HAN)
      return TRUE;
  return FALSE;
}

static void
measure_words (Walk *walk, const char *screen)
{
  TsnKioskVoice *voice = walk->window->voice;
  gboolean is_japanese = g_str_has_prefix (walk->language, "ja");

  walk->window->is_aloud = TRUE;
  if (walk->window->warning != NULL)
    tsn_kiosk_aloud_read_warning (walk->window);
  else
    tsn_kiosk_aloud_read (walk->window);
  walk->window->is_aloud = FALSE;
  if (voice->words == NULL)
    complain (walk, screen, "nothing is read");
  else if (!g_str_has_prefix (walk->language, voice->language))
    complain (walk, screen, "it is read in %s", voice->language);
  else if (is_japanese && has_kanji (voice->words))
    complain (walk, screen, "kanji are read: %s", voice->words);
  for (gsize i = 0; voice->words != NULL && i < G_N_ELEMENTS (SAID); i++)
    if (strstr (voice->words, SAID[i]) != NULL)
      complain (walk, screen, "%s is read: %s", SAID[i], voice->words);
  tsn_kiosk_voice_stop (voice);
}

/* -- Contrast -- */

static double
linear (double value)
{
  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

static double
luminance (guint32 pixel)
{
  return 0.2126 * linear ((pixel >> 16 & 255) / 255.0) +
         0.7152 * linear ((pixel >> 8 & 255) / 255.0) + 0.0722 * linear ((pixel & 255) / 255.0);
}

static double
contrast (guint32 a, guint32 b)
{
  double one = luminance (a), other = luminance (b);

  return (MAX (one, other) + 0.05) / (MIN (one, other) + 0.05);
}

/* The ground is the most frequent colour in the box, the text that which is furthest from it and
 * more than a few pixels: edges are blended, the middle of a stroke is not. 0: there is nothing. */
static double
contrast_in (cairo_surface_t *picture, const graphene_rect_t *box)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  int right = MIN ((int) (box->origin.x + box->size.width),
                   cairo_image_surface_get_width (picture));
  int bottom = MIN ((int) (box->origin.y + box->size.height),
                    cairo_image_surface_get_height (picture));
  int stride = cairo_image_surface_get_stride (picture) / 4;
  const guint32 *pixels = (const guint32 *) (gpointer) cairo_image_surface_get_data (picture);
  GHashTableIter iter;
  gpointer colour, count;
  guint32 ground = 0;
  guint most = 0;
  double best = 1;

  for (int y = MAX ((int) box->origin.y, 0); y < bottom; y++)
    for (int x = MAX ((int) box->origin.x, 0); x < right; x++)
      {
        gpointer key = GUINT_TO_POINTER (pixels[y * stride + x] | 0xff000000);
        guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, key)) + 1;

        g_hash_table_insert (counts, key, GUINT_TO_POINTER (n));
        if (n > most)
          {
            most = n;
            ground = GPOINTER_TO_UINT (key);
          }
      }
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &colour, &count))
    if (GPOINTER_TO_UINT (count) >= 3)
      best = MAX (best, contrast (ground, GPOINTER_TO_UINT (colour)));
  return best > 1.05 ? best : 0;
}

static void
measure_contrast (Walk *walk, const char *screen, cairo_surface_t *picture)
{
  g_autoptr (GArray) texts = list (walk, is_text);

  for (guint i = 0; i < texts->len; i++)
    {
      const Thing *one = &g_array_index (texts, Thing, i);
      double ratio = contrast_in (picture, &one->box);

      if (is_list (walk) &&
          gtk_widget_is_ancestor (one->widget, GTK_WIDGET (walk->window->content)))
        continue; /* it may be scrolled behind something else */
      if (ratio > 1 && ratio < CONTRAST)
        complain (walk, screen, "%s has a contrast of %.2f", text_of (one->widget), ratio);
    }
}

static cairo_surface_t *
draw (Walk *walk)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (walk->window));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24,
                                                         walk->variant->width,
                                                         walk->variant->height);
  cairo_t *cr = cairo_create (picture);
  g_autoptr (GskRenderNode) node = NULL;

  gdk_paintable_snapshot (paintable, snapshot, walk->variant->width, walk->variant->height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  return picture;
}

/* -- One screen after the other -- */

static void
painted_cb (gboolean *painted)
{
  *painted = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

static void
wait_frame (Walk *walk)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (walk->window));
  gboolean painted = FALSE;
  gulong id = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (painted_cb), &painted);

  /* What did not fit the last time has made it larger. */
  gtk_window_set_default_size (GTK_WINDOW (walk->window),
                               walk->variant->width,
                               walk->variant->height);
  gtk_widget_queue_draw (GTK_WIDGET (walk->window));
  ui_wait (is_true, &painted);
  g_signal_handler_disconnect (clock, id);
}

static void
look (Walk *walk, const char *screen)
{
  wait_frame (walk);
  walk->n_screens++;
  measure_targets (walk, screen);
  measure_places (walk, screen);
  measure_ink (walk, screen);
  if (walk->window->view != TSN_KIOSK_VIEW_STAFF)
    measure_words (walk, screen);
  if (walk->shots != NULL || g_str_equal (walk->language, "ja"))
    {
      cairo_surface_t *picture = draw (walk);

      measure_contrast (walk, screen, picture);
      if (walk->shots != NULL)
        {
          g_autofree char *folder = g_strdup_printf ("%s/kiosk-%dx%d-%u%s-%s",
                                                     walk->shots,
                                                     walk->variant->width,
                                                     walk->variant->height,
                                                     walk->variant->size + 1,
                                                     walk->variant->contrast ? "-contrast" : "",
                                                     walk->language);
          g_autofree char *path =
              g_strdup_printf ("%s/%02u-%s.png", folder, walk->n_screens, screen);

          g_assert_cmpint (g_mkdir_with_parents (folder, 0777), ==, 0);
          g_assert_cmpint (cairo_surface_write_to_png (picture, path), ==, CAIRO_STATUS_SUCCESS);
        }
      cairo_surface_destroy (picture);
    }
}

static void
say (TsnKioskDraft *draft, guint part, guint field, const char *text)
{
  g_autoptr (GError) error = NULL;

  tsn_kiosk_draft_set_text (draft, part, field, text, &error);
  g_assert_no_error (error);
}

static void
ask (TsnKioskDraft *draft, guint field, gint64 number)
{
  tsn_kiosk_draft_set_number (draft, TSN_KIOSK_ASKED, field, number);
}

/* Who says all that can be asked. */
static void
fill (TsnKioskDraft *draft)
{
  static const char *const contacts[] = { "見本　太郎", "見本　さくら", "見本　次郎" };

  for (guint purpose = TSN_PURPOSE_PRINT; purpose <= TSN_PURPOSE_COMMISSIONER; purpose++)
    tsn_kiosk_draft_set_number (draft, TSN_KIOSK_CONSENT, purpose, TSN_CONSENT_ANSWER_AGREES);
  say (draft, TSN_KIOSK_PERSON, TSN_PERSON_KANA, "ミホン　ハナコ");
  say (draft, TSN_KIOSK_PERSON, TSN_PERSON_NAME, "見本　花子");
  say (draft, TSN_KIOSK_PERSON, TSN_PERSON_PHONE_HOME, "0495-00-1234");
  say (draft, TSN_KIOSK_PERSON, TSN_PERSON_POSTCODE, "3670052");
  say (draft, TSN_KIOSK_PERSON, TSN_PERSON_ADDRESS, "埼玉県本庄市見本町1-2-3");
  for (guint i = 0; i < G_N_ELEMENTS (contacts); i++)
    {
      say (draft, TSN_KIOSK_CONTACT + i, TSN_CONTACT_NAME, contacts[i]);
      say (draft, TSN_KIOSK_CONTACT + i, TSN_CONTACT_PHONE_1, "090-0000-1234");
      tsn_kiosk_draft_set_number (draft,
                                  TSN_KIOSK_CONTACT + i,
                                  TSN_CONTACT_RELATION,
                                  TSN_RELATION_SON);
    }
  for (guint part = TSN_KIOSK_DOCTOR; part <= TSN_KIOSK_CARE_MANAGER; part++)
    say (draft, part, TSN_CONTACT_OFFICE, "みほん医院");
  ask (draft, TSN_KIOSK_ASKED_MORE, TSN_ANSWER_YES);
  ask (draft, TSN_KIOSK_ASKED_MORE + 1, TSN_ANSWER_YES);
  ask (draft, TSN_KIOSK_ASKED_CONDITIONS, TSN_ANSWER_YES);
  ask (draft, TSN_KIOSK_ASKED_MEDICINES, TSN_ANSWER_YES);
  tsn_kiosk_draft_set_number (draft, TSN_KIOSK_PERSON, TSN_PERSON_ALLERGY, TSN_ALLERGY_PRESENT);
  tsn_kiosk_draft_set_number (draft, TSN_KIOSK_PERSON, TSN_PERSON_WISHES_RECORDED, TSN_ANSWER_YES);
}

/* What came from a card and no step asks. */
static void
fill_carried (TsnKioskDraft *draft)
{
  tsn_kiosk_draft_set_number (draft, TSN_KIOSK_PERSON, TSN_PERSON_SEX, TSN_SEX_FEMALE);
  say (draft, TSN_KIOSK_PERSON, TSN_PERSON_NEEDS, "tracheostomy、stoma、defibrillator");
  tsn_kiosk_draft_set_number (draft, TSN_KIOSK_PERSON, TSN_PERSON_BLOOD_TYPE, TSN_BLOOD_TYPE_AB);
  tsn_kiosk_draft_set_number (draft, TSN_KIOSK_OTHER, TSN_CONTACT_ROLE, TSN_CONTACT_ROLE_PHARMACY);
  say (draft, TSN_KIOSK_OTHER, TSN_CONTACT_OFFICE, "みほん薬局");
  ask (draft, TSN_KIOSK_READ_PARTIAL, 1);
}

static gboolean
is_entry (GtkWidget *widget)
{
  return GTK_IS_ENTRY (widget);
}

static gboolean
card_is_made (gpointer data)
{
  TsnKioskWindow *window = data;

  return window->card != NULL || window->trouble != NULL;
}

/* The picker asks one question after the other. */
static void
look_at_dates (Walk *walk, GtkWidget *picker)
{
  static const char *const names[] = { "era", "year", "month", "day", "date" };

  tsn_era_date_picker_set_today (TSN_ERA_DATE_PICKER (picker), 20261130);
  tsn_era_date_picker_set_debounce (TSN_ERA_DATE_PICKER (picker), 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *screen = g_strconcat ("birth-", names[i], NULL);
      GtkWidget *key = NULL;

      look (walk, screen);
      if (i + 1 == G_N_ELEMENTS (names))
        break;
      /* 昭和, then what comes first: the keys are the last child of the picker's box. */
      key = gtk_widget_get_first_child (
          gtk_widget_get_last_child (gtk_widget_get_first_child (picker)));
      if (i == 0)
        key = gtk_widget_get_next_sibling (gtk_widget_get_next_sibling (key));
      g_signal_emit_by_name (key, "clicked");
    }
}

static void
touch (Walk *walk, const char *words)
{
  g_autofree char *plain = tsn_kiosk_plain (K_ (words));
  g_autoptr (GArray) targets = list (walk, is_target);
  guint i = 0;

  while (i < targets->len &&
         !g_str_equal (text_of (g_array_index (targets, Thing, i).widget), plain))
    i++;
  g_assert_cmpuint (i, <, targets->len);
  g_signal_emit_by_name (g_array_index (targets, Thing, i).widget, "clicked");
}

static gboolean
shows (Walk *walk, const char *words)
{
  g_autofree char *plain = tsn_kiosk_plain (words);
  g_autoptr (GArray) texts = list (walk, is_text);
  guint i = 0;

  while (i < texts->len && !g_str_equal (text_of (g_array_index (texts, Thing, i).widget), plain))
    i++;
  return i < texts->len;
}

static void
look_at_near (Walk *walk)
{
  touch (walk, NK_ ("Near my home"));
  g_assert_cmpint (walk->window->view, ==, TSN_KIOSK_VIEW_NEAR);
  look (walk, "near");
  g_assert_true (shows (walk, K_ ("less than 50 m"))); /* みほん医院 is in the middle */
  touch (walk, NK_ ("More distant ones"));
  look (walk, "near-2");
  touch (walk, NK_ ("Nearer ones"));
  touch (walk, NK_ ("Back"));
  g_assert_cmpint (walk->window->view, ==, TSN_KIOSK_VIEW_STEP);
}

static void
look_at_step (Walk *walk, guint index)
{
  TsnKioskWindow *window = walk->window;
  const TsnKioskStep *step = tsn_kiosk_step (index);
  g_autoptr (GArray) entries = NULL;

  window->step = (int) index;
  tsn_kiosk_window_show (window, TSN_KIOSK_VIEW_STEP);
  if (step->kind == TSN_KIOSK_STEP_CARD)
    {
      ui_wait (card_is_made, window);
      g_assert_no_error (window->trouble);
    }
  ui_settle (&walk->ui);
  entries = list (walk, is_entry);
  for (guint i = 0; i < MAX (entries->len, 1); i++)
    {
      g_autofree char *screen = i == 0 ? g_strdup (step->id)
                                       : g_strdup_printf ("%s-%u", step->id, i + 1);

      if (i < entries->len)
        gtk_widget_grab_focus (g_array_index (entries, Thing, i).widget);
      if (step->input == TSN_KIOSK_INPUT_DATE)
        look_at_dates (walk, adw_bin_get_child (window->input));
      else
        look (walk, screen);
    }
  if (g_str_equal (step->id, "doctor"))
    look_at_near (walk);
}

static void
look_at_view (Walk *walk, TsnKioskView view, const char *screen)
{
  tsn_kiosk_window_show (walk->window, view);
  look (walk, screen);
}

static gboolean
is_printed (gpointer data)
{
  return TSN_KIOSK_WINDOW (data)->view == TSN_KIOSK_VIEW_PRINTED;
}

static gboolean
is_seeing (gpointer data)
{
  GtkWidget *picture = ui_find (GTK_WIDGET (((TsnKioskWindow *) data)->content), GTK_TYPE_PICTURE);

  return picture != NULL && gtk_widget_get_visible (picture) &&
         gtk_picture_get_paintable (GTK_PICTURE (picture)) != NULL;
}

static void
look_before_camera (Walk *walk, TsnKioskView view, const char *screen)
{
  tsn_kiosk_window_show (walk->window, view);
  ui_wait (is_seeing, walk->window);
  look (walk, screen);
}

/* From the card in the tray on. */
static void
look_at_paper (Walk *walk)
{
  tsn_kiosk_window_print (walk->window);
  ui_wait (is_printed, walk->window);
  look_before_camera (walk, TSN_KIOSK_VIEW_PRINTED, "printed");
  look_at_view (walk, TSN_KIOSK_VIEW_READ_BACK, "read-back");
  look_at_view (walk, TSN_KIOSK_VIEW_UNREAD, "unread");
}

static void
press (Walk *walk, const char *text)
{
  g_autofree char *plain = tsn_kiosk_plain (text);
  g_autoptr (GArray) targets = list (walk, is_target);

  for (guint i = 0; i < targets->len; i++)
    {
      GtkWidget *button = g_array_index (targets, Thing, i).widget;

      if (GTK_IS_BUTTON (button) && g_str_equal (text_of (button), plain))
        {
          g_signal_emit_by_name (button, "clicked");
          return;
        }
    }
  g_error ("no button says %s", plain);
}

/* As on a machine of its own. */
gboolean __wrap_tsn_kiosk_is_device (TsnKioskWindow *self); /* of the linker */

gboolean
__wrap_tsn_kiosk_is_device (TsnKioskWindow *self)
{
  return self->view == TSN_KIOSK_VIEW_STAFF;
}

static gboolean
is_let_in (gpointer window)
{
  return adw_bin_get_child (((TsnKioskWindow *) window)->input) == NULL;
}

/* In the language of the desk from here on: once is enough. */
static void
look_at_staff (Walk *walk)
{
  GtkWidget *entry;

  look_at_view (walk, TSN_KIOSK_VIEW_STAFF, "staff");
  if (!g_str_equal (walk->language, "ja"))
    return;
  entry = ui_find (GTK_WIDGET (walk->window->content), GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), FIXTURE_PASSPHRASE);
  g_signal_emit_by_name (entry, "activate");
  ui_wait (is_let_in, walk->window);
  ui_settle (&walk->ui);
  look (walk, "staff-inside");
  press (walk, _ ("Change the passphrase"));
  look (walk, "staff-passphrase");
  press (walk, _ ("Back"));
  press (walk, _ ("Printer and paper"));
  ui_settle (&walk->ui);
  look (walk, "staff-printer");
  press (walk, _ ("Done"));
}

static void
look_at_all (Walk *walk)
{
  TsnKioskWindow *window = walk->window;

  walk->n_screens = 0;
  window->size = walk->variant->size;
  window->contrast = walk->variant->contrast;
  look_at_view (walk, TSN_KIOSK_VIEW_WELCOME, "welcome");
  look_before_camera (walk, TSN_KIOSK_VIEW_SCAN, "scan");
  look_at_view (walk, TSN_KIOSK_VIEW_LANGUAGES, "languages");
  look_at_view (walk, TSN_KIOSK_VIEW_NEWER, "newer");
  fill (window->draft);
  fill_carried (window->draft);
  for (guint i = 0; tsn_kiosk_step (i) != NULL; i++)
    look_at_step (walk, i);
  window->carried = 1; /* of fill_carried(): the longest need */
  look_at_view (walk, TSN_KIOSK_VIEW_CARRIED, "carried");
  look_at_view (walk, TSN_KIOSK_VIEW_STOP, "stop");
  look_at_view (walk, TSN_KIOSK_VIEW_REFUSED, "refused");
  look_at_view (walk, TSN_KIOSK_VIEW_PRINTING, "printing");
  look_at_view (walk, TSN_KIOSK_VIEW_TROUBLE, "trouble");
  look_at_paper (walk);
  look_at_view (walk, TSN_KIOSK_VIEW_DOUBT, "doubt");
  look_at_view (walk, TSN_KIOSK_VIEW_LOCKED, "not-ready");
  tsn_kiosk_guard_warn (window, 20);
  look (walk, "idle");
  tsn_kiosk_guard_drop_warning (window);
  look_at_staff (walk);
  tsn_kiosk_window_wipe (window);
}

static void
open_window (Walk *walk)
{
  walk->window = TSN_KIOSK_WINDOW (tsn_kiosk_window_new (walk->application, walk->ui.station));
  gtk_window_unfullscreen (GTK_WINDOW (walk->window));
  gtk_window_set_default_size (GTK_WINDOW (walk->window),
                               walk->variant->width,
                               walk->variant->height);
  gtk_window_present (GTK_WINDOW (walk->window));
}

static gboolean
address_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const TsnAddress address = { .postcode = "3670052",
                               .municipality = "112119",
                               .prefecture = (char[]){ "埼玉県" },
                               .city = (char[]){ "本庄市" },
                               .town = (char[]){ "銀座" } };

  return tsn_session_replace_addresses_begin (session, "ken_all", error) &&
         tsn_session_add_address (session, "ken_all", &address, error);
}

/* Two clinics in one house, one beside the home, a long name, and some further away. */
static void
put_places (TsnStore *store)
{
  static const struct
  {
    const char *name;
    gint64 latitude, longitude;
  } places[] = {
    { "みほん医院", 36240000, 139190000 },
    { "医療法人　見本会　みほん内科・胃腸科クリニック", 36242000, 139193000 },
    { "みほん眼科", 36242000, 139193000 },
    { "みほん病院", 36236000, 139188000 },
    { "みほん整形外科", 36250000, 139170000 },
    { "みほん第二医院", 36225000, 139210000 },
    { "みほん町診療所", 36100000, 139100000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      TsnId id = tsn_id_new (NOON);
      g_autoptr (TsnChange) change = tsn_change_new_create (tsn_kind_by_number (TSN_KIND_PLACE),
                                                            &id);

      tsn_change_set_text (change, TSN_PLACE_NAME, places[i].name);
      tsn_change_set_text (change, TSN_PLACE_ADDRESS, "埼玉県本庄市銀座1");
      tsn_change_set_text (change, TSN_PLACE_MUNICIPALITY, "112119");
      tsn_change_set_number (change, TSN_PLACE_TYPE, TSN_PLACE_TYPE_CLINIC);
      tsn_change_set_number (change, TSN_PLACE_LATITUDE, places[i].latitude);
      tsn_change_set_number (change, TSN_PLACE_LONGITUDE, places[i].longitude);
      must_put (store, change);
    }
}

/* -- Tests -- */

static void
walk_setup (Walk *walk)
{
  g_autoptr (GError) error = NULL;

  memset (walk, 0, sizeof *walk);
  walk->shots = g_getenv ("TSN_SHOTS");
  ui_fixture_setup (&walk->ui, NULL);
  put_municipality (walk->ui.store.store, 0);
  put_places (walk->ui.store.store);
  must_write (&walk->ui.store, address_work, NULL);
  walk->application = tsn_application_new ();
  g_application_set_flags (G_APPLICATION (walk->application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (walk->application), NULL, &error);
  g_assert_no_error (error);
  walk->tray = g_dir_make_tmp ("tsn-tray-XXXXXX", NULL);
  g_settings_set_string (tsn_application_get_settings (walk->application),
                         "kiosk-printer",
                         walk->tray);
}

static void
walk_tear_down (Walk *walk)
{
  g_autoptr (GDir) tray = g_dir_open (walk->tray, 0, NULL);

  for (const char *name = g_dir_read_name (tray); name != NULL; name = g_dir_read_name (tray))
    {
      g_autofree char *path = g_build_filename (walk->tray, name, NULL);

      g_unlink (path);
    }
  g_rmdir (walk->tray);
  g_free (walk->tray);
  g_object_unref (walk->application);
  ui_fixture_teardown (&walk->ui, NULL);
}

static void
test_screens (void)
{
  Walk walk;
  guint n;
  const TsnKioskLanguage *languages = tsn_kiosk_languages (&n);

#ifdef __SANITIZE_ADDRESS__
  n = 1; /* other words are no other use of memory, and all of them take two minutes */
#endif
  walk_setup (&walk);
  for (guint i = 0; i < G_N_ELEMENTS (VARIANTS); i++)
    {
      walk.variant = &VARIANTS[i];
      open_window (&walk);
      for (guint k = 0; k < (VARIANTS[i].all_languages ? n : 1); k++)
        {
          walk.language = languages[k].code;
          tsn_kiosk_set_language (k);
          look_at_all (&walk);
        }
      gtk_window_destroy (GTK_WINDOW (walk.window));
    }
  g_assert_cmpuint (walk.n_complaints, ==, 0);
  walk_tear_down (&walk);
}

/* -- Leaving -- */

typedef struct
{
  GPtrArray *visits;
  gint64 people, cards;
} Left;

static gboolean
left_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Left *left = data;
  g_autoptr (TsnQuery) visits = tsn_query_new (tsn_kind_by_number (TSN_KIND_VISIT));
  g_autoptr (TsnQuery) people = tsn_query_new (tsn_kind_by_number (TSN_KIND_PERSON));
  g_autoptr (TsnQuery) cards = tsn_query_new (tsn_kind_by_number (TSN_KIND_CARD));

  left->visits = tsn_session_query (session, visits, error);
  left->people = tsn_session_count (session, people, error);
  left->cards = tsn_session_count (session, cards, error);
  return left->visits != NULL;
}

static void
give_up (Walk *walk)
{
  press (walk, K_ ("Stop"));
  press (walk, K_ ("Wipe everything and stop"));
}

/* Somebody comes back at the last moment, and then does not. */
static void
go_away (Walk *walk)
{
  TsnKioskWindow *window = walk->window;
  int step = window->step;

  idle_seconds = IDLE_LIMIT;
  tsn_kiosk_guard_look (window);
  g_assert_nonnull (window->warning);
  press (walk, K_ ("I am here"));
  g_assert_null (window->warning);
  tsn_kiosk_guard_look (window);
  g_assert_null (window->warning);
  idle_seconds = IDLE_LIMIT + 29;
  tsn_kiosk_guard_look (window);
  g_assert_nonnull (window->warning);
  g_assert_cmpint (window->view, ==, TSN_KIOSK_VIEW_STEP);
  g_assert_cmpint (window->step, ==, step);
  g_assert_false (tsn_kiosk_draft_is_empty (window->draft));
  idle_seconds = IDLE_LIMIT + 30;
  tsn_kiosk_guard_look (window);
  g_assert_null (window->warning);
}

/* Every step, with everything said before it. */
static const struct
{
  void (*leave) (Walk *walk);
  guint outcome;
} WAYS[] = {
  { give_up, TSN_VISIT_OUTCOME_GIVEN_UP },
  { go_away, TSN_VISIT_OUTCOME_IDLE },
};

static void
leave_at (Walk *walk, guint step, gsize way)
{
  TsnKioskWindow *window = walk->window;

  fill (window->draft);
  window->step = (int) step;
  window->size = 1;
  tsn_kiosk_window_show (window, TSN_KIOSK_VIEW_STEP);
  if (tsn_kiosk_step (step)->kind == TSN_KIOSK_STEP_CARD)
    {
      ui_wait (card_is_made, window);
      g_assert_no_error (window->trouble);
    }
  WAYS[way].leave (walk);
  idle_seconds = 0;
  g_assert_true (tsn_kiosk_draft_is_empty (window->draft));
  g_assert_cmpint (window->view, ==, TSN_KIOSK_VIEW_WELCOME);
  g_assert_cmpint (window->step, ==, 0);
  g_assert_cmpuint (window->size, ==, 0);
  g_assert_null (window->card);
  g_assert_null (ui_find (GTK_WIDGET (window), GTK_TYPE_ENTRY));
}

static void
assert_counted (const GPtrArray *visits, const char *step, guint outcome)
{
  guint n = 0;

  for (guint i = 0; i < visits->len; i++)
    {
      const TsnRecord *visit = g_ptr_array_index (visits, i);

      n += g_strcmp0 (tsn_record_text (visit, TSN_VISIT_STEP), step) == 0 &&
                   tsn_record_number (visit, TSN_VISIT_OUTCOME, 0) == outcome
               ? 1
               : 0;
    }
  g_assert_cmpuint (n, ==, 1);
}

/* Whoever stops or goes away, wherever, leaves nothing on the screen and no record; what is counted
 * says where. */
static void
test_leaving (void)
{
  Walk walk;
  Left left = { 0 };
  guint n = 0;

  walk_setup (&walk);
  walk.variant = &VARIANTS[0];
  open_window (&walk);
  g_settings_set_uint (walk.window->settings, "kiosk-idle-seconds", IDLE_LIMIT);
  while (tsn_kiosk_step (n) != NULL)
    n++;
  for (gsize way = 0; way < G_N_ELEMENTS (WAYS); way++)
    for (guint i = 0; i < n; i++)
      leave_at (&walk, i, way);
  ui_settle (&walk.ui);
  must_read (&walk.ui.store, left_work, &left);
  g_assert_cmpuint (left.visits->len, ==, n * G_N_ELEMENTS (WAYS));
  for (gsize way = 0; way < G_N_ELEMENTS (WAYS); way++)
    for (guint i = 0; i < n; i++)
      assert_counted (left.visits, tsn_kiosk_step (i)->id, WAYS[way].outcome);
  g_assert_cmpint (left.people, ==, 0);
  g_assert_cmpint (left.cards, ==, 0);
  g_ptr_array_unref (left.visits);
  gtk_window_destroy (GTK_WINDOW (walk.window));
  walk_tear_down (&walk);
}

/* -- Reading aloud -- */

/* @signal: "key-pressed" or "key-released". Returns whether it was kept from the page. */
static gboolean
give_key (Walk *walk, const char *signal, guint key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (walk->window));
  gboolean is_kept = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean stopped = FALSE;

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, signal, key, 0, 0, &stopped);
      is_kept |= stopped;
    }
  return is_kept;
}

/* (transfer full): what is read at the review. */
static char *
read_review (Walk *walk)
{
  TsnKioskWindow *window = walk->window;

  window->step = tsn_kiosk_step_review ();
  tsn_kiosk_window_show (window, TSN_KIOSK_VIEW_STEP);
  return g_strdup (window->voice->words);
}

static void
assert_reads (Walk *walk, const char *text)
{
  g_assert_nonnull (walk->window->voice->words);
  g_assert_nonnull (strstr (walk->window->voice->words, text));
}

static void
test_aloud (void)
{
  Walk walk;
  TsnKioskWindow *window;
  g_autofree char *before = NULL, *after = NULL;

  walk_setup (&walk);
  walk.variant = &VARIANTS[0];
  open_window (&walk);
  window = walk.window;
  g_settings_set_uint (window->settings, "kiosk-idle-seconds", IDLE_LIMIT);
  g_assert_null (window->voice->words);
  press (&walk, K_ ("Read aloud"));
  assert_reads (&walk, "わたしのれんらくさきカードをつくる。");
  g_assert_cmpstr (window->voice->language, ==, "ja");
  give_key (&walk, "key-pressed", GDK_KEY_a);
  g_assert_null (window->voice->words);
  press (&walk, K_ ("Begin"));
  assert_reads (&walk, "つぎへ");
  tsn_kiosk_set_language (2);
  before = read_review (&walk);
  fill (window->draft); /* not even what was chosen, in our words */
  after = read_review (&walk);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpstr (after,
                   ==,
                   "Is this right?\nTouch what you want to change.\nStop.\nBack.\nNext.\n");
  idle_seconds = IDLE_LIMIT;
  tsn_kiosk_guard_look (window);
  assert_reads (&walk, "In 30 seconds everything is wiped.\nI am here.\n");
  tsn_kiosk_voice_stop (window->voice);
  idle_seconds = IDLE_LIMIT + 1;
  tsn_kiosk_guard_look (window); /* not every second: it would never end a sentence */
  g_assert_null (window->voice->words);
  idle_seconds = IDLE_LIMIT + 10;
  tsn_kiosk_guard_look (window);
  assert_reads (&walk, "In 20 seconds everything is wiped.");
  idle_seconds = IDLE_LIMIT + 30;
  tsn_kiosk_guard_look (window);
  idle_seconds = 0;
  g_assert_cmpint (window->view, ==, TSN_KIOSK_VIEW_WELCOME);
  g_assert_null (window->voice->words);
  g_assert_false (window->is_aloud);
  gtk_window_destroy (GTK_WINDOW (window));
  walk_tear_down (&walk);
}

/* What goes wrong is read with the page; "stop" ends all of it. */
static void
test_aloud_stops (void)
{
  Walk walk;
  TsnKioskWindow *window;

  walk_setup (&walk);
  walk.variant = &VARIANTS[0];
  open_window (&walk);
  window = walk.window;
  tsn_kiosk_set_language (2);
  while (!g_str_equal (tsn_kiosk_step ((guint) window->step)->id, "kana"))
    window->step++;
  tsn_kiosk_window_show (window, TSN_KIOSK_VIEW_STEP);
  press (&walk, K_ ("Read aloud"));
  tsn_kiosk_voice_stop (window->voice);
  press (&walk, K_ ("Next"));
  assert_reads (&walk, "Please write it here.");
  press (&walk, K_ ("Stop reading aloud"));
  g_assert_null (window->voice->words);
  tsn_kiosk_window_show (window, TSN_KIOSK_VIEW_STEP);
  g_assert_null (window->voice->words);
  /* No voice: no button that would do nothing. */
  g_assert_true (gtk_widget_get_visible (window->aloud));
  window->voice->is_there = FALSE;
  g_object_notify (G_OBJECT (window->voice), "is-there");
  g_assert_false (gtk_widget_get_visible (window->aloud));
  window->voice->is_there = TRUE;
  g_settings_set_boolean (window->settings, "kiosk-read-aloud", FALSE);
  tsn_kiosk_window_show (window, TSN_KIOSK_VIEW_STEP);
  g_assert_false (gtk_widget_get_visible (window->aloud));
  g_settings_reset (window->settings, "kiosk-read-aloud");
  tsn_kiosk_window_wipe (window);
  gtk_window_destroy (GTK_WINDOW (window));
  walk_tear_down (&walk);
}

/* -- Keys -- */

/* Enter is a "next"; of a key that is held only the first press counts. */
static void
test_enter (void)
{
  Walk walk;
  TsnKioskWindow *window;
  GtkWidget *entry;

  walk_setup (&walk);
  walk.variant = &VARIANTS[0];
  open_window (&walk);
  window = walk.window;
  while (!g_str_equal (tsn_kiosk_step ((guint) window->step)->id, "kana"))
    window->step++;
  tsn_kiosk_window_show (window, TSN_KIOSK_VIEW_STEP);
  entry = ui_find (GTK_WIDGET (window->content), GTK_TYPE_ENTRY);
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpstr (tsn_kiosk_step ((guint) window->step)->id, ==, "kana"); /* it must be answered */
  gtk_editable_set_text (GTK_EDITABLE (entry), "みほん　はなこ");
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpstr (tsn_kiosk_step ((guint) window->step)->id, ==, "name");
  g_assert_cmpstr (tsn_kiosk_draft_text (window->draft, TSN_KIOSK_PERSON, TSN_PERSON_KANA),
                   ==,
                   "みほん　はなこ");

  g_assert_false (give_key (&walk, "key-pressed", GDK_KEY_Return));
  g_assert_true (give_key (&walk, "key-pressed", GDK_KEY_Return));
  give_key (&walk, "key-released", GDK_KEY_Return);
  g_assert_false (give_key (&walk, "key-pressed", GDK_KEY_Return));
  give_key (&walk, "key-released", GDK_KEY_Return);
  for (guint i = 0; i < 3; i++) /* letters are typed so */
    g_assert_false (give_key (&walk, "key-pressed", GDK_KEY_a));
  tsn_kiosk_window_wipe (window);
  gtk_window_destroy (GTK_WINDOW (window));
  walk_tear_down (&walk);
}

int
main (int argc, char **argv)
{
  tsn_kiosk_words_init ();
  ui_test_init (&argc, &argv);
  tsn_words_init ();
  textdomain ("tsunagi");
  fake_camera_init ();
  fake_camera_show ("videotestsrc is-live=true ! video/x-raw,width=640,height=480");
  g_test_add_func ("/kiosk-screens/all", test_screens);
  g_test_add_func ("/kiosk-screens/leaving", test_leaving);
  g_test_add_func ("/kiosk-screens/aloud", test_aloud);
  g_test_add_func ("/kiosk-screens/aloud-stops", test_aloud_stops);
  g_test_add_func ("/kiosk-screens/enter", test_enter);
  return g_test_run ();
}
