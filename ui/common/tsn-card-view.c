/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sections are made anew for each card; there are few of them. Nothing of the card is kept
 * beside what the labels show, and clearing the view destroys these.
 *
 * Source of the order: DOMAIN 2.4 (where there are wishes, the doctor's and the nurse's telephone
 * first; wishes only as "ask there"; who speaks for the person has no legal power) and 1.5 (blank
 * is not none).
 */

#include "tsn-card-view.h"

#include <glib/gi18n.h>

#include "tsn-columns-layout.h"
#include "tsn-words-card.h"
#include "tsn-words.h"

#define OLD_MONTHS 12
#define NAME_EMS   16 /* what a name needs beside a date */
#define CALL_EMS   26 /* what a telephone number and whose it is need beside each other */

struct _TsnCardView
{
  AdwBin parent_instance;

  char *notice;   /* (nullable): of the fire department, on wishes */
  GtkBox *column; /* where the next section goes; NULL: nothing is shown */
};

G_DEFINE_FINAL_TYPE (TsnCardView, tsn_card_view, ADW_TYPE_BIN)

/* -- Labels -- */

static GtkWidget *
new_label (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

static void
add_label (GtkBox *box, const char *text, const char *class)
{
  if (text != NULL && *text != '\0')
    gtk_box_append (box, new_label (text, class));
}

static GtkBox *
add_section (TsnCardView *self, const char *title)
{
  GtkWidget *section = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_add_css_class (section, "card");
  gtk_widget_add_css_class (section, "card-section");
  if (title != NULL)
    add_label (GTK_BOX (section), title, "heading");
  gtk_box_append (self->column, section);
  return GTK_BOX (section);
}

/* Two columns below what there is, where each has room for so many @ems. */
static void
add_columns (GtkBox *column, int ems, GtkBox *columns[2])
{
  GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_layout_manager (pair, tsn_columns_layout_new (12, ems));
  for (guint i = 0; i < 2; i++)
    {
      columns[i] = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
      gtk_box_append (GTK_BOX (pair), GTK_WIDGET (columns[i]));
    }
  gtk_box_append (column, pair);
}

/* @parts, those that are there, in one line; (transfer full). */
static char *
join (const char *const *parts, guint n_parts)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < n_parts; i++)
    if (parts[i] != NULL && *parts[i] != '\0')
      g_string_append_printf (line, "%s%s", line->len > 0 ? "　" : "", parts[i]);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

#define JOIN(...)                                                                                  \
  join ((const char *const[]){ __VA_ARGS__ }, G_N_ELEMENTS (((const char *const[]){ __VA_ARGS__ })))

/* -- Whom to call -- */

static void
add_phone (GtkBox *phones, const char *who, const char *phone)
{
  g_autofree char *spoken = NULL;
  GtkWidget *label;

  if (phone == NULL)
    return;
  label = gtk_label_new (phone);
  spoken = g_strdup_printf (_ ("%s, telephone %s"), who, phone);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (label, "phone");
  gtk_accessible_update_property (GTK_ACCESSIBLE (label),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken,
                                  -1);
  gtk_box_append (phones, label);
}

/* A line of whom to call: who, what they are, and one or two numbers. */
static void
add_call (GtkBox *section,
          const char *role,
          const char *who,
          const char *note,
          const char *phone,
          const char *second)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *phones = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  add_label (GTK_BOX (words), role, "dim-label");
  add_label (GTK_BOX (words), who, "title-4");
  add_label (GTK_BOX (words), note, NULL);
  add_phone (GTK_BOX (phones), who != NULL && *who != '\0' ? who : role, phone);
  add_phone (GTK_BOX (phones), who != NULL && *who != '\0' ? who : role, second);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (phones, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (line), phones);
  gtk_box_append (section, line);
}

static void
add_doctor (GtkBox *section, const TsnCard *doctor)
{
  g_autofree char *who = JOIN (tsn_card_text (doctor, TSN_CARD_F_DOCTOR_INSTITUTION),
                               tsn_card_text (doctor, TSN_CARD_F_DOCTOR_DEPARTMENT),
                               tsn_card_text (doctor, TSN_CARD_F_DOCTOR_NAME));

  add_call (section,
            _ ("Family doctor"),
            who,
            tsn_card_has (doctor, TSN_CARD_F_DOCTOR_MAIN) ? _ ("Knows the person best") : NULL,
            tsn_card_text (doctor, TSN_CARD_F_DOCTOR_PHONE),
            NULL);
}

static void
add_place (GtkBox *section, const char *role, const TsnCard *place)
{
  g_autofree char *who = JOIN (tsn_card_text (place, TSN_CARD_F_PLACE_NAME),
                               tsn_card_text (place, TSN_CARD_F_PLACE_PERSON));

  add_call (section,
            role,
            who,
            NULL,
            tsn_card_text (place, TSN_CARD_F_PLACE_PHONE),
            tsn_card_text (place, TSN_CARD_F_PLACE_MOBILE));
}

/* -- The sections, in the order of the screen -- */

static void
add_person (TsnCardView *self, const TsnCard *card, TsnDate today)
{
  GtkBox *section = add_section (self, NULL);
  TsnDate birth = (TsnDate) tsn_card_number (card, TSN_CARD_F_BIRTH);
  int age = tsn_date_age (birth, today);
  g_autofree char *born = tsn_date_format (birth, TSN_DATE_STYLE_BOTH);
  g_autofree char *years = age >= 0 ? g_strdup_printf (
                                          ngettext ("%d year old", "%d years old", (gulong) age),
                                          age)
                                    : NULL;
  g_autofree char *sex = tsn_words_card_item (card, tsn_card_field (TSN_CARD_F_SEX), 0);
  g_autofree char *about = JOIN (born, years, tsn_card_has (card, TSN_CARD_F_SEX) ? sex : NULL);
  g_autofree char *address = JOIN (tsn_card_text (card, TSN_CARD_F_ADDRESS),
                                   tsn_card_text (card, TSN_CARD_F_BUILDING));
  const char *name = tsn_card_text (card, TSN_CARD_F_NAME);
  const char *kana = tsn_card_text (card, TSN_CARD_F_KANA);

  add_label (section, name != NULL ? kana : NULL, "dim-label");
  add_label (section, name != NULL ? name : kana, "title-1");
  add_label (section, about, "title-4");
  add_label (section, address, NULL);
}

static gboolean
is_old (TsnDate written, TsnDate today)
{
  int months = (tsn_date_year (today) - tsn_date_year (written)) * 12 + tsn_date_month (today) -
               tsn_date_month (written);

  return months > OLD_MONTHS ||
         (months == OLD_MONTHS && tsn_date_day (today) > tsn_date_day (written));
}

/* How old all of this is. */
static void
add_age (TsnCardView *self, const TsnCard *card, TsnDate today)
{
  TsnDate written = (TsnDate) tsn_card_number (card, TSN_CARD_F_WRITTEN);
  TsnDate review = (TsnDate) tsn_card_number (card, TSN_CARD_F_REVIEW);
  g_autofree char *day = tsn_date_format (written, TSN_DATE_STYLE_BOTH);
  g_autofree char *ago = NULL;
  GtkBox *section;

  if (written == TSN_DATE_NONE)
    return;
  section = add_section (self, _ ("Written on"));
  ago = tsn_words_ago (written, today);
  add_label (section, ago, "title-2");
  add_label (section, day, NULL);
  if (is_old (written, today))
    {
      gtk_widget_add_css_class (GTK_WIDGET (section), "alarming");
      add_label (section, _ ("Older than 12 months: much may have changed."), "heading");
    }
  else if (review != TSN_DATE_NONE && review < today)
    add_label (section, _ ("It was to be reviewed by now; details may have changed."), "warning");
  if (tsn_card_has (card, TSN_CARD_F_PARTIAL))
    add_label (section,
               _ ("Not everything fitted into the code; the person may have told more."),
               "warning");
}

/* The family doctors and the number that answers at night. */
static void
add_doctors (GtkBox *section, const TsnCard *card)
{
  for (guint i = 0; i < tsn_card_n_items (card, TSN_CARD_F_DOCTORS); i++)
    add_doctor (section, tsn_card_item (card, TSN_CARD_F_DOCTORS, i));
  if (tsn_card_has (card, TSN_CARD_F_NURSE))
    add_place (section, _ ("Visiting nurse (24 h)"), tsn_card_item (card, TSN_CARD_F_NURSE, 0));
}

static void
add_care (TsnCardView *self, const TsnCard *card)
{
  if (tsn_card_n_items (card, TSN_CARD_F_DOCTORS) > 0 || tsn_card_has (card, TSN_CARD_F_NURSE))
    add_doctors (add_section (self, _ ("Doctor and nurse")), card);
}

/* Whom to confirm them with, never what they are. An empty entry means the first doctor. */
static void
add_wishes (TsnCardView *self, const TsnCard *card)
{
  GtkBox *section = add_section (self, _ ("Wishes of the person are recorded"));
  const TsnCard *place = tsn_card_item (card, TSN_CARD_F_WISHES, 0);

  gtk_widget_add_css_class (GTK_WIDGET (section), "wishes");
  add_label (section, _ ("What they are is not on the card. Confirm with:"), NULL);
  if (tsn_card_has (place, TSN_CARD_F_PLACE_NAME) || tsn_card_has (place, TSN_CARD_F_PLACE_PHONE))
    add_place (section, NULL, place);
  else if (tsn_card_n_items (card, TSN_CARD_F_DOCTORS) == 0)
    add_label (section, _ ("The family doctor"), "title-4");
  add_doctors (section, card);
  add_label (section, self->notice, "heading");
}

/* All items of a list in one line; (transfer full), NULL: none. */
static char *
items_of (const TsnCard *card, TsnCardFieldId id)
{
  const TsnCardField *field = tsn_card_field (id);
  guint n = tsn_words_card_n_items (card, field);
  g_autoptr (GString) line = NULL;

  if (n == 0)
    return NULL;
  line = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *item = tsn_words_card_item (card, field, i);

      g_string_append_printf (line, "%s%s", i > 0 ? _ (", ") : "", item);
    }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

/* Blank is not "none". */
static void
add_allergies (TsnCardView *self, const TsnCard *card)
{
  GtkBox *section = add_section (self, _ ("Allergies and side effects"));
  g_autofree char *which = items_of (card, TSN_CARD_F_ALLERGIES);
  g_autofree char *words = NULL;

  switch (tsn_card_number (card, TSN_CARD_F_ALLERGY))
    {
    case TSN_ALLERGY_NONE:
      add_label (section, _ ("None (the person was asked)"), "title-2");
      break;
    case TSN_ALLERGY_PRESENT:
      words = g_strdup_printf (_ ("Yes: %s"), which != NULL ? which : _ ("which is not written"));
      gtk_widget_add_css_class (GTK_WIDGET (section), "alarming");
      add_label (section, words, "title-2");
      break;
    case TSN_ALLERGY_UNKNOWN:
      add_label (section, _ ("Not known (the person was asked)"), "title-2");
      break;
    default:
      add_label (section, _ ("Not written: this does not mean that there are none"), "title-2");
      break;
    }
}

/* Of what is not listed: NULL: nothing was said of it. */
static const char *
presence_in_words (const TsnCard *card, TsnCardFieldId id)
{
  switch (tsn_card_number (card, id))
    {
    case TSN_PRESENCE_NONE:
      return _ ("None (the person was asked)");
    case TSN_PRESENCE_PRESENT:
      return _ ("There are some: which is not written");
    case TSN_PRESENCE_UNKNOWN:
      return _ ("Not known (the person was asked)");
    default:
      return NULL;
    }
}

static void
add_conditions (TsnCardView *self, const TsnCard *card)
{
  g_autofree char *words = items_of (card, TSN_CARD_F_CONDITIONS);
  const char *presence = presence_in_words (card, TSN_CARD_F_CONDITION);

  if (words != NULL || presence != NULL)
    add_label (add_section (self, tsn_words_card_field (tsn_card_field (TSN_CARD_F_CONDITIONS))),
               words != NULL ? words : presence,
               "title-4");
}

static void
add_texts (TsnCardView *self, const TsnCard *card, TsnCardFieldId id, const char *class)
{
  g_autofree char *words = items_of (card, id);

  if (words != NULL)
    add_label (add_section (self, tsn_words_card_field (tsn_card_field (id))), words, class);
}

static void
add_contact (GtkBox *section, const TsnCard *contact, guint number)
{
  g_autofree char *relation = items_of (contact, TSN_CARD_F_CONTACT_RELATION);
  g_autofree char *role = g_strdup_printf ("%u", number);
  const char *in_words = tsn_card_text (contact, TSN_CARD_F_CONTACT_RELATION_TEXT);
  g_autofree char *who = JOIN (role,
                               tsn_card_text (contact, TSN_CARD_F_CONTACT_NAME),
                               in_words != NULL ? in_words : relation);
  g_autofree char *note = JOIN (
      tsn_card_text (contact, TSN_CARD_F_CONTACT_KANA),
      tsn_card_has (contact, TSN_CARD_F_CONTACT_TOGETHER) ? _ ("Lives together") : NULL,
      tsn_card_has (contact, TSN_CARD_F_CONTACT_PROXY)
          ? _ ("★ Tells what the person wants; no legal representative")
          : NULL);

  add_call (section,
            NULL,
            who,
            note,
            tsn_card_text (contact, TSN_CARD_F_CONTACT_PHONE),
            tsn_card_text (contact, TSN_CARD_F_CONTACT_PHONE2));
}

static void
add_contacts (TsnCardView *self, const TsnCard *card)
{
  guint n = tsn_card_n_items (card, TSN_CARD_F_CONTACTS);
  GtkBox *section;

  if (n == 0)
    return;
  section = add_section (self, _ ("Emergency contacts, in the order of calling"));
  for (guint i = 0; i < n; i++)
    add_contact (section, tsn_card_item (card, TSN_CARD_F_CONTACTS, i), i + 1);
}

static void
add_medicines (TsnCardView *self, const TsnCard *card)
{
  g_autofree char *words = items_of (card, TSN_CARD_F_MEDICINES);
  const char *presence = presence_in_words (card, TSN_CARD_F_MEDICINE);
  GtkBox *section;

  if (words == NULL && presence == NULL && !tsn_card_has (card, TSN_CARD_F_NOTEBOOK))
    return;
  section = add_section (self, tsn_words_card_field (tsn_card_field (TSN_CARD_F_MEDICINES)));
  add_label (section, words != NULL ? words : presence, "title-4");
  if (tsn_card_has (card, TSN_CARD_F_NOTEBOOK))
    add_label (section, tsn_words_card_field (tsn_card_field (TSN_CARD_F_NOTEBOOK)), NULL);
}

static void
add_blood (TsnCardView *self, const TsnCard *card)
{
  g_autofree char *type = items_of (card, TSN_CARD_F_BLOOD);
  g_autofree char *rh = items_of (card, TSN_CARD_F_RH);
  g_autofree char *words = JOIN (type, rh);

  if (*words != '\0')
    add_label (add_section (self, _ ("Blood type, as the person says")), words, "title-4");
}

static void
add_others (TsnCardView *self, const TsnCard *card)
{
  static const TsnCardFieldId others[] = { TSN_CARD_F_CARE_MANAGER,
                                           TSN_CARD_F_PHARMACIES,
                                           TSN_CARD_F_DENTIST,
                                           TSN_CARD_F_SUPPORT_CENTRE,
                                           TSN_CARD_F_COMMISSIONER };
  GtkBox *section = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    for (guint k = 0; k < tsn_card_n_items (card, others[i]); k++)
      {
        if (section == NULL)
          section = add_section (self, _ ("Care and daily life"));
        add_place (section,
                   tsn_words_card_field (tsn_card_field (others[i])),
                   tsn_card_item (card, others[i], k));
      }
}

static void
add_own_phones (TsnCardView *self, const TsnCard *card)
{
  guint n = tsn_card_n_items (card, TSN_CARD_F_PHONES);

  if (n == 0)
    return;
  add_call (add_section (self, NULL),
            NULL,
            _ ("The person's own telephone"),
            NULL,
            tsn_card_item_text (card, TSN_CARD_F_PHONES, 0),
            n > 1 ? tsn_card_item_text (card, TSN_CARD_F_PHONES, 1) : NULL);
}

static void
add_origin (TsnCardView *self, const TsnCard *card)
{
  g_autofree char *words = g_strdup_printf (_ ("Card %s, issue %d, municipality %s"),
                                            tsn_card_text (card, TSN_CARD_F_SERIAL) != NULL
                                                ? tsn_card_text (card, TSN_CARD_F_SERIAL)
                                                : "",
                                            (int) tsn_card_number (card, TSN_CARD_F_ISSUE),
                                            tsn_card_text (card, TSN_CARD_F_MUNICIPALITY) != NULL
                                                ? tsn_card_text (card, TSN_CARD_F_MUNICIPALITY)
                                                : "");

  gtk_box_append (self->column, new_label (words, "dim-label"));
}

static void
add_health (TsnCardView *self, const TsnCard *card)
{
  add_allergies (self, card);
  add_texts (self, card, TSN_CARD_F_NEEDS, "title-3");
  add_conditions (self, card);
  add_medicines (self, card);
  add_texts (self, card, TSN_CARD_F_MESSAGE, "title-4");
  add_blood (self, card);
}

/* Where there are no wishes to be confirmed, the family comes before the doctor. */
static void
add_calls (TsnCardView *self, const TsnCard *card)
{
  add_contacts (self, card);
  if (!tsn_card_has (card, TSN_CARD_F_WISHES))
    add_care (self, card);
  add_own_phones (self, card);
}

void
tsn_card_view_set_card (TsnCardView *self, const TsnCard *card, TsnDate today)
{
  GtkBox *sections, *top[2], *middle[2];

  adw_bin_set_child (ADW_BIN (self), NULL);
  self->column = NULL;
  if (card == NULL)
    return;
  sections = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (sections));
  add_columns (sections, NAME_EMS, top);
  self->column = top[0];
  add_person (self, card, today);
  self->column = top[1];
  add_age (self, card, today);
  self->column = sections;
  if (tsn_card_has (card, TSN_CARD_F_WISHES))
    add_wishes (self, card);
  add_columns (sections, CALL_EMS, middle);
  self->column = middle[0];
  add_health (self, card);
  self->column = middle[1];
  add_calls (self, card);
  self->column = sections;
  add_others (self, card);
  add_origin (self, card);
}

void
tsn_card_view_set_notice (TsnCardView *self, const char *department, const char *words)
{
  g_free (self->notice);
  self->notice = words == NULL        ? NULL
                 : department == NULL ? g_strdup (words)
                                      : g_strdup_printf (_ ("%s: %s"), department, words);
}

static void
tsn_card_view_finalize (GObject *object)
{
  g_free (TSN_CARD_VIEW (object)->notice);
  G_OBJECT_CLASS (tsn_card_view_parent_class)->finalize (object);
}

static void
tsn_card_view_class_init (TsnCardViewClass *class)
{
  G_OBJECT_CLASS (class)->finalize = tsn_card_view_finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_DOCUMENT);
}

static void
tsn_card_view_init (TsnCardView *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What the card says"),
                                  -1);
}

GtkWidget *
tsn_card_view_new (void)
{
  return g_object_new (TSN_TYPE_CARD_VIEW, NULL);
}
