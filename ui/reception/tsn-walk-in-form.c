/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A record form (ui/common) with a draft of a person, one row of the participation (how they heard
 * of it), and a list of people who may be the same. That list follows every keystroke, as the
 * door's own search does: the later a double is noticed the longer it stays. */

#include "tsn-walk-in-form.h"

#include <glib/gi18n.h>

#include "tsn-door-sign.h"
#include "tsn-guest-row.h"
#include "tsn-person-similar.h"
#include "tsn-record-form.h"
#include "tsn-secret.h"
#include "tsn-walk-in-draft.h"

#define N_PHONES 2

static const guint FIELDS[] = {
  TSN_PERSON_KANA,       TSN_PERSON_NAME,         TSN_PERSON_BIRTH_DATE,
  TSN_PERSON_PHONE_HOME, TSN_PERSON_PHONE_MOBILE, 0,
};

struct _TsnWalkInForm
{
  AdwBin parent_instance;

  TsnDoor *door;
  TsnRecordForm *form;
  TsnFieldRow *how_heard;
  guint generation; /* of the last question for similar people */
  TsnGuestRow *rows[TSN_SIMILAR_MAX];

  GtkBox *fields;
  TsnDoorSign *sign;
  GtkWidget *similar_box;
  GtkListBox *similar;
};

enum
{
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TsnWalkInForm, tsn_walk_in_form, ADW_TYPE_BIN)

/* -- Who may be the same -- */

typedef struct
{
  guint generation;
  char *name;
  char *kana;
  TsnDate birth;
  char *phones[N_PHONES + 1];
  GArray *similar;
} Question;

static void
question_free (gpointer pointer)
{
  Question *question = pointer;

  tsn_secret_text_free (question->name);
  tsn_secret_text_free (question->kana);
  for (guint i = 0; i < N_PHONES; i++)
    tsn_secret_text_free (question->phones[i]);
  g_clear_pointer (&question->similar, g_array_unref);
  g_free (question);
}

static gboolean
question_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  const TsnPersonClues clues = {
    .name = question->name,
    .kana = question->kana,
    .birth = question->birth,
    .phones = (const char *const *) question->phones,
  };

  question->similar = tsn_person_similar (session, &clues, NULL, error);
  return question->similar != NULL;
}

static void
similar_cb (gpointer object, gpointer data, const GError *error)
{
  TsnWalkInForm *self = object;
  Question *question = data;
  TsnDate today = tsn_date_from_unix_ms (g_get_real_time () / 1000);

  /* It is a help and no more: without an answer the form works as well. */
  if (question->generation != self->generation || error != NULL)
    return;
  for (guint i = 0; i < TSN_SIMILAR_MAX; i++)
    {
      TsnGuest guest = { 0 };

      if (i < question->similar->len)
        guest.person = g_array_index (question->similar, TsnSimilarPerson, i).person;
      tsn_guest_row_set_guest (self->rows[i], guest.person != NULL ? &guest : NULL, today);
    }
  gtk_widget_set_visible (self->similar_box, question->similar->len > 0);
  gtk_list_box_select_row (self->similar, GTK_LIST_BOX_ROW (self->rows[0]));
}

static const char *
get_typed (TsnWalkInForm *self, guint field)
{
  TsnFieldRow *row = tsn_record_form_get_row (self->form, field);
  GtkEditable *text = tsn_field_row_get_editable (row);

  return text != NULL ? gtk_editable_get_text (text) : "";
}

/* NULL rather than "". */
static char *
dup_typed (TsnWalkInForm *self, guint field)
{
  const char *text = get_typed (self, field);

  return *text != '\0' ? g_strdup (text) : NULL;
}

static void
look_for_similar (TsnWalkInForm *self)
{
  static const guint phones[N_PHONES] = { TSN_PERSON_PHONE_HOME, TSN_PERSON_PHONE_MOBILE };
  Question *question = g_new0 (Question, 1);

  question->generation = ++self->generation;
  question->name = dup_typed (self, TSN_PERSON_NAME);
  question->kana = dup_typed (self, TSN_PERSON_KANA);
  if (tsn_date_parse (get_typed (self, TSN_PERSON_BIRTH_DATE), &question->birth, NULL) !=
      TSN_DATE_OK)
    question->birth = TSN_DATE_NONE;
  for (guint i = 0, n = 0; i < N_PHONES; i++)
    if ((question->phones[n] = dup_typed (self, phones[i])) != NULL)
      n++;
  tsn_station_ask (tsn_door_get_station (self->door),
                   TSN_STORE_READ,
                   question_work,
                   question,
                   question_free,
                   self,
                   similar_cb);
}

static void
check_in_similar (TsnWalkInForm *self, GtkListBoxRow *row)
{
  TsnRecord *person = row != NULL ? tsn_guest_row_get_person (TSN_GUEST_ROW (row)) : NULL;

  if (person == NULL)
    return;
  tsn_door_check_in (self->door, person);
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
similar_activated_cb (TsnWalkInForm *self, GtkListBoxRow *row)
{
  check_in_similar (self, row);
}

static void
same_clicked_cb (TsnWalkInForm *self)
{
  check_in_similar (self, gtk_list_box_get_selected_row (self->similar));
}

/* -- Done, or given up -- */

static GArray *
dup_how_heard (TsnWalkInForm *self)
{
  g_auto (TsnValue) value = TSN_VALUE_NONE;
  GArray *codes = g_array_new (FALSE, FALSE, sizeof (guint));

  if (!tsn_field_row_get_value (self->how_heard, &value, NULL) || value.type != TSN_TYPE_LIST)
    return codes;
  for (guint i = 0; i < value.list->len; i++)
    {
      guint code = (guint) g_array_index (value.list, TsnValue, i).number;

      g_array_append_val (codes, code);
    }
  return codes;
}

static void
check_in_clicked_cb (TsnWalkInForm *self)
{
  TsnChange *person = tsn_record_form_dup_draft (self->form);

  tsn_door_sign_clear (self->sign);
  if (person != NULL)
    tsn_door_walk_in (self->door, person, dup_how_heard (self));
}

static void
cancel_clicked_cb (TsnWalkInForm *self)
{
  g_signal_emit (self, signals[CLOSED], 0);
}

static gboolean
check_in_shortcut (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  check_in_clicked_cb (TSN_WALK_IN_FORM (widget));
  return TRUE;
}

static gboolean
cancel_shortcut (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  cancel_clicked_cb (TSN_WALK_IN_FORM (widget));
  return TRUE;
}

/* -- For the view -- */

void
tsn_walk_in_form_begin (TsnWalkInForm *self, TsnChange *draft)
{
  tsn_record_form_set_draft (self->form, draft);
  tsn_field_row_set_value (self->how_heard, NULL);
  tsn_door_sign_clear (self->sign);
  look_for_similar (self);
}

void
tsn_walk_in_form_focus (TsnWalkInForm *self)
{
  GtkEditable *kana = tsn_field_row_get_editable (
      tsn_record_form_get_row (self->form, TSN_PERSON_KANA));

  gtk_widget_grab_focus (GTK_WIDGET (kana));
  gtk_editable_set_position (kana, -1);
}

void
tsn_walk_in_form_refused (TsnWalkInForm *self, const char *sentence)
{
  tsn_door_sign_show (self->sign, TSN_SIGN_BAD, _ ("Not checked in"), sentence, NULL, NULL);
}

static void
make_rows (TsnWalkInForm *self)
{
  TsnStation *station = tsn_door_get_station (self->door);
  const TsnKind *person = tsn_kind_by_number (TSN_KIND_PERSON);
  const TsnField *field = tsn_kind_field (tsn_kind_by_number (TSN_KIND_ATTENDANCE),
                                          TSN_ATTENDANCE_HOW_HEARD);
  AdwPreferencesGroup *group;

  self->form = TSN_RECORD_FORM (tsn_record_form_new (station, person));
  group = tsn_record_form_add_group (self->form, "", NULL, TSN_FIELD_ROW_PLAIN, FIELDS);
  self->how_heard = TSN_FIELD_ROW (tsn_field_row_new (station, field, TSN_FIELD_ROW_PLAIN));
  adw_preferences_group_add (group, GTK_WIDGET (self->how_heard));
  gtk_box_append (self->fields, GTK_WIDGET (self->form));
  for (const guint *number = FIELDS; *number != 0; number++)
    g_signal_connect_object (
        tsn_field_row_get_editable (tsn_record_form_get_row (self->form, *number)),
        "changed",
        G_CALLBACK (look_for_similar),
        self,
        G_CONNECT_SWAPPED);
}

void
tsn_walk_in_form_set_door (TsnWalkInForm *self, TsnDoor *door)
{
  self->door = g_object_ref (door);
  make_rows (self);
}

/* -- Life -- */

static void
tsn_walk_in_form_dispose (GObject *object)
{
  TsnWalkInForm *self = TSN_WALK_IN_FORM (object);

  g_clear_object (&self->door);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_WALK_IN_FORM);
  G_OBJECT_CLASS (tsn_walk_in_form_parent_class)->dispose (object);
}

static void
tsn_walk_in_form_class_init (TsnWalkInFormClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_walk_in_form_dispose;
  g_type_ensure (TSN_TYPE_DOOR_SIGN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/jp/tsunagi/Tsunagi/reception/tsn-walk-in-form.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnWalkInForm, fields);
  gtk_widget_class_bind_template_child (widget_class, TsnWalkInForm, sign);
  gtk_widget_class_bind_template_child (widget_class, TsnWalkInForm, similar_box);
  gtk_widget_class_bind_template_child (widget_class, TsnWalkInForm, similar);
  gtk_widget_class_bind_template_callback (widget_class, similar_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, same_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, check_in_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_add_binding (widget_class,
                                GDK_KEY_Return,
                                GDK_CONTROL_MASK,
                                check_in_shortcut,
                                NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, cancel_shortcut, NULL);
  signals[CLOSED] = g_signal_new ("closed",
                                  TSN_TYPE_WALK_IN_FORM,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  0);
}

static void
tsn_walk_in_form_init (TsnWalkInForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < TSN_SIMILAR_MAX; i++)
    {
      GtkWidget *row = tsn_guest_row_new ();

      self->rows[i] = TSN_GUEST_ROW (row);
      gtk_list_box_append (self->similar, row);
    }
}
