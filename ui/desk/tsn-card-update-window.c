/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A card may be years old or not genuine, so nothing is taken over unasked: each difference is a
 * box to tick. Ticked from the start is what the records do not have at all, if the card is
 * genuine. The undo writes the values from before back, and erases what the card had added.
 */

#include "tsn-card-update-window.h"

#include <glib/gi18n.h>

#include "tsn-card-update.h"
#include "tsn-dialog.h"
#include "tsn-person-similar.h"
#include "tsn-person.h"
#include "tsn-toast.h"
#include "tsn-words.h"

#define TSN_TYPE_CARD_UPDATE_WINDOW (tsn_card_update_window_get_type ())
G_DECLARE_FINAL_TYPE (TsnCardUpdateWindow,
                      tsn_card_update_window,
                      TSN,
                      CARD_UPDATE_WINDOW,
                      TsnDialog)

struct _TsnCardUpdateWindow
{
  TsnDialog parent_instance;

  TsnStation *station;
  GWeakRef parent; /* where the toast comes */
  TsnCard *card;
  gboolean genuine;
  TsnId person;        /* nil: a new one */
  GArray *differences; /* of TsnCardDifference; NULL while they are read */
  GPtrArray *checks;   /* of GtkCheckButton, one for each difference; borrowed */
  GSList *rows;        /* in `group` */

  GtkWidget *apply;
  AdwPreferencesGroup *people;
  AdwPreferencesGroup *group;
  GtkWidget *same;
};

G_DEFINE_FINAL_TYPE (TsnCardUpdateWindow, tsn_card_update_window, TSN_TYPE_DIALOG)

/* -- Applying, and undoing it -- */

/* What an update is, and was. */
typedef struct
{
  TsnStation *station;
  TsnId person; /* nil: a new one, until it was made */
  gboolean new_person;
  GArray *differences; /* of TsnCardDifference: only what was ticked; borrowed parts of `owner` */
  GArray *owner;       /* keeps their values */
  GArray *added;       /* of TsnId: contacts that the card added */
} Update;

static void
update_free (gpointer data)
{
  Update *update = data;

  g_object_unref (update->station);
  g_array_unref (update->differences);
  g_array_unref (update->owner);
  g_clear_pointer (&update->added, g_array_unref);
  g_free (update);
}

/* Ids of the person's contacts; NULL with @error. */
static GHashTable *
contacts_of (TsnSession *session, const TsnId *person, GError **error)
{
  g_autoptr (GPtrArray) contacts = tsn_person_contacts (session, person, error);
  GHashTable *ids;

  if (contacts == NULL)
    return NULL;
  ids = g_hash_table_new_full (tsn_id_hash, tsn_id_equal, g_free, NULL);
  for (guint i = 0; i < contacts->len; i++)
    {
      const TsnRecord *contact = g_ptr_array_index (contacts, i);

      g_hash_table_add (ids, g_memdup2 (&contact->id, sizeof contact->id));
    }
  return ids;
}

static gboolean
note_added (Update *update, TsnSession *session, GHashTable *before, GError **error)
{
  g_autoptr (GHashTable) after = contacts_of (session, &update->person, error);
  GHashTableIter iter;
  gpointer id;

  if (after == NULL)
    return FALSE;
  update->added = g_array_new (FALSE, FALSE, sizeof (TsnId));
  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (before, id))
      g_array_append_vals (update->added, id, 1);
  return TRUE;
}

static gboolean
apply_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Update *update = data;
  const TsnId *person = update->new_person ? NULL : &update->person;
  g_autoptr (GHashTable) before = NULL;

  before = person != NULL ? contacts_of (session, person, error)
                          : g_hash_table_new (tsn_id_hash, tsn_id_equal);
  return before != NULL &&
         tsn_card_apply (session,
                         person,
                         update->differences,
                         g_get_real_time () / 1000,
                         &update->person,
                         error) &&
         note_added (update, session, before, error);
}

static gboolean
put_back (TsnSession *session,
          const Update *update,
          const TsnCardDifference *difference,
          GError **error)
{
  gboolean of_person = difference->entry == 0;
  g_autoptr (TsnChange) change = tsn_change_new (
      tsn_kind_by_number (of_person ? TSN_KIND_PERSON : TSN_KIND_CONTACT),
      of_person ? &update->person : &difference->contact);

  if (difference->before.type == TSN_TYPE_NONE)
    tsn_change_clear_field (change, difference->field->number);
  else
    tsn_change_take (change, difference->field->number, tsn_value_copy (&difference->before));
  return tsn_session_put (session, change, NULL, error);
}

static gboolean
undo_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Update *update = data;

  if (update->new_person)
    return tsn_session_erase (session,
                              tsn_kind_by_number (TSN_KIND_PERSON),
                              &update->person,
                              NULL,
                              error);
  for (guint i = 0; i < update->added->len; i++)
    if (!tsn_session_erase (session,
                            tsn_kind_by_number (TSN_KIND_CONTACT),
                            &g_array_index (update->added, TsnId, i),
                            NULL,
                            error))
      return FALSE;
  for (guint i = 0; i < update->differences->len; i++)
    {
      const TsnCardDifference *difference = &g_array_index (update->differences,
                                                            TsnCardDifference,
                                                            i);
      gboolean added = difference->entry != 0 && tsn_id_is_nil (&difference->contact);

      if (!added && !put_back (session, update, difference, error))
        return FALSE;
    }
  return TRUE;
}

/* Asked by what shows the toast: it outlives the page. */
static void
undone_cb (gpointer object, gpointer data, const GError *error)
{
  const Update *update = data;

  if (error != NULL)
    tsn_toast_error (object, error);
  tsn_station_changed (update->station, TSN_KIND_PERSON, NULL);
  tsn_station_changed (update->station, TSN_KIND_CONTACT, NULL);
}

static void
undo_update (gpointer object, gpointer data)
{
  Update **at = data;
  Update *update = g_steal_pointer (at);

  tsn_station_ask (update->station,
                   TSN_STORE_WRITE,
                   undo_work,
                   update,
                   update_free,
                   object,
                   undone_cb);
}

static void
update_at_free (gpointer data)
{
  Update **update = data;

  g_clear_pointer (update, update_free);
  g_free (update);
}

static void
applied_cb (gpointer object, gpointer data, const GError *error)
{
  TsnCardUpdateWindow *self = object;
  Update **update = data;
  Update **undo;
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&self->parent);

  if (error != NULL)
    {
      gtk_widget_set_sensitive (self->apply, TRUE);
      if (parent != NULL)
        tsn_toast_error (parent, error);
      return;
    }
  tsn_station_changed (self->station, TSN_KIND_PERSON, &(*update)->person);
  tsn_station_changed (self->station, TSN_KIND_CONTACT, NULL);
  undo = g_new0 (Update *, 1);
  *undo = g_steal_pointer (update);
  if (parent != NULL)
    tsn_toast_undo (parent,
                    (*undo)->new_person ? _ ("The person was registered")
                                        : _ ("The person was updated"),
                    undo_update,
                    gtk_widget_get_ancestor (parent, ADW_TYPE_TOAST_OVERLAY),
                    undo,
                    update_at_free);
  else
    update_at_free (undo);
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
apply_work_at (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return apply_work (session, *(Update **) data, cancellable, error);
}

static void
apply_cb (TsnCardUpdateWindow *self)
{
  Update *update;
  Update **asked;

  if (!gtk_widget_get_sensitive (self->apply))
    return;
  gtk_widget_set_sensitive (self->apply, FALSE);
  update = g_new0 (Update, 1);
  update->station = g_object_ref (self->station);
  update->person = self->person;
  update->new_person = tsn_id_is_nil (&self->person);
  update->owner = g_array_ref (self->differences);
  update->differences = g_array_new (FALSE, FALSE, sizeof (TsnCardDifference));
  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->checks, i)))
      g_array_append_vals (update->differences,
                           &g_array_index (self->differences, TsnCardDifference, i),
                           1);
  asked = g_new0 (Update *, 1);
  *asked = update;
  tsn_station_ask (self->station,
                   TSN_STORE_WRITE,
                   apply_work_at,
                   asked,
                   update_at_free,
                   self,
                   applied_cb);
}

/* -- The differences -- */

static void
ticked_cb (TsnCardUpdateWindow *self)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->checks->len; i++)
    any |= gtk_check_button_get_active (g_ptr_array_index (self->checks, i));
  gtk_widget_set_sensitive (self->apply, any);
}

/* "Emergency contact 髙﨑 一郎: Telephone" */
static char *
title_of (const TsnCardDifference *difference)
{
  const TsnCode *role = tsn_code_by_number (&tsn_codes_contact_role, difference->role);

  if (difference->entry == 0)
    return g_strdup (tsn_words_field (difference->field));
  return g_strdup_printf (_ ("%s %s: %s"),
                          role != NULL ? tsn_words_code (role) : "",
                          difference->name != NULL ? difference->name : "",
                          tsn_words_field (difference->field));
}

static void
add_difference (TsnCardUpdateWindow *self, const TsnCardDifference *difference)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  g_autofree char *title = title_of (difference);
  g_autofree char *before = tsn_words_value (difference->field, &difference->before);
  g_autofree char *after = tsn_words_value (difference->field, &difference->after);
  gboolean is_new = difference->before.type == TSN_TYPE_NONE;
  g_autofree char *line = g_strdup_printf (_ ("%s → %s"),
                                           is_new ? _ ("Not recorded") : before,
                                           after);
  g_autofree char *spoken = g_strdup_printf ("%s %s", title, line);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_new && self->genuine);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken,
                                  -1);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (ticked_cb), self);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), line);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (self->group, row);
  self->rows = g_slist_prepend (self->rows, row);
  g_ptr_array_add (self->checks, check);
}

typedef struct
{
  TsnCard *card; /* a copy: the window may be closed meanwhile */
  TsnId person;
  gboolean find;       /* whose it is */
  GArray *similar;     /* of TsnSimilarPerson */
  GArray *differences; /* of TsnCardDifference */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  tsn_card_free (question->card);
  g_clear_pointer (&question->similar, g_array_unref);
  g_clear_pointer (&question->differences, g_array_unref);
  g_free (question);
}

static gboolean
question_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;

  if (question->find &&
      !tsn_card_find_person (session, question->card, &question->person, &question->similar, error))
    return FALSE;
  /* When somebody has to say who it is, the differences come after that. */
  if (question->similar != NULL && question->similar->len > 0)
    return TRUE;
  question->differences = tsn_card_differences (
      session,
      tsn_id_is_nil (&question->person) ? NULL : &question->person,
      question->card,
      error);
  return question->differences != NULL;
}

static void
show_differences (TsnCardUpdateWindow *self, GArray *differences)
{
  for (GSList *l = self->rows; l != NULL; l = l->next)
    adw_preferences_group_remove (self->group, l->data);
  g_clear_pointer (&self->rows, g_slist_free);
  g_ptr_array_set_size (self->checks, 0);
  g_clear_pointer (&self->differences, g_array_unref);
  self->differences = g_array_ref (differences);
  for (guint i = 0; i < differences->len; i++)
    add_difference (self, &g_array_index (differences, TsnCardDifference, i));
  gtk_widget_set_visible (GTK_WIDGET (self->group), differences->len > 0);
  gtk_widget_set_visible (self->same, differences->len == 0);
  gtk_button_set_label (GTK_BUTTON (self->apply),
                        tsn_id_is_nil (&self->person) ? _ ("_Register") : _ ("_Update"));
  ticked_cb (self);
}

static void show_people (TsnCardUpdateWindow *self, const GArray *similar);

static void
answered_cb (gpointer object, gpointer data, const GError *error)
{
  TsnCardUpdateWindow *self = object;
  Question *question = data;
  g_autoptr (GtkWidget) parent = NULL;

  if (error != NULL)
    {
      parent = g_weak_ref_get (&self->parent);
      if (parent != NULL)
        tsn_toast_error (parent, error);
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  self->person = question->person;
  if (question->differences != NULL)
    show_differences (self, question->differences);
  else
    show_people (self, question->similar);
}

static void
ask (TsnCardUpdateWindow *self, gboolean find)
{
  Question *question = g_new0 (Question, 1);

  question->card = tsn_card_copy (self->card);
  question->person = self->person;
  question->find = find;
  tsn_station_ask (self->station,
                   TSN_STORE_READ,
                   question_work,
                   question,
                   question_free,
                   self,
                   answered_cb);
}

/* -- Whose card it is -- */

static void
person_chosen_cb (TsnCardUpdateWindow *self, GtkCheckButton *choice)
{
  const TsnId *person = g_object_get_data (G_OBJECT (choice), "person");

  if (!gtk_check_button_get_active (choice))
    return;
  self->person = *person;
  ask (self, FALSE);
}

static GtkCheckButton *
add_person (TsnCardUpdateWindow *self,
            GtkCheckButton *group,
            const TsnId *person,
            const char *title,
            const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *choice = gtk_check_button_new ();

  gtk_check_button_set_group (GTK_CHECK_BUTTON (choice), group);
  gtk_widget_set_valign (choice, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  subtitle,
                                  -1);
  g_object_set_data_full (G_OBJECT (choice), "person", g_memdup2 (person, sizeof *person), g_free);
  g_signal_connect_swapped (choice, "toggled", G_CALLBACK (person_chosen_cb), self);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), choice);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), choice);
  adw_preferences_group_add (self->people, row);
  return GTK_CHECK_BUTTON (choice);
}

static void
show_people (TsnCardUpdateWindow *self, const GArray *similar)
{
  GtkCheckButton *first = NULL;
  const TsnId nobody = TSN_ID_NIL;

  for (guint i = 0; i < similar->len; i++)
    {
      const TsnRecord *person = g_array_index (similar, TsnSimilarPerson, i).person;
      const char *name = tsn_record_text (person, TSN_PERSON_NAME);
      const char *kana = tsn_record_text (person, TSN_PERSON_KANA);
      g_autofree char *born = tsn_date_format (
          (TsnDate) tsn_record_number (person, TSN_PERSON_BIRTH_DATE, TSN_DATE_NONE),
          TSN_DATE_STYLE_BOTH);
      g_autofree char *about = g_strdup_printf ("%s　%s", kana != NULL ? kana : "", born);
      GtkCheckButton *choice =
          add_person (self, first, &person->id, name != NULL ? name : "", about);

      if (first == NULL)
        first = choice;
    }
  add_person (self,
              first,
              &nobody,
              _ ("Somebody who is not registered yet"),
              _ ("A new person is made from the card."));
  gtk_widget_set_visible (GTK_WIDGET (self->people), TRUE);
}

/* -- Life -- */

static void
tsn_card_update_window_dispose (GObject *object)
{
  TsnCardUpdateWindow *self = TSN_CARD_UPDATE_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_CARD_UPDATE_WINDOW);
  g_clear_pointer (&self->rows, g_slist_free);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_pointer (&self->differences, g_array_unref);
  g_clear_pointer (&self->card, tsn_card_free);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_card_update_window_parent_class)->dispose (object);
}

static void
tsn_card_update_window_finalize (GObject *object)
{
  g_weak_ref_clear (&TSN_CARD_UPDATE_WINDOW (object)->parent);
  G_OBJECT_CLASS (tsn_card_update_window_parent_class)->finalize (object);
}

static void
tsn_card_update_window_class_init (TsnCardUpdateWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tsn_card_update_window_dispose;
  G_OBJECT_CLASS (class)->finalize = tsn_card_update_window_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/jp/tsunagi/Tsunagi/desk/tsn-card-update-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TsnCardUpdateWindow, apply);
  gtk_widget_class_bind_template_child (widget_class, TsnCardUpdateWindow, people);
  gtk_widget_class_bind_template_child (widget_class, TsnCardUpdateWindow, group);
  gtk_widget_class_bind_template_child (widget_class, TsnCardUpdateWindow, same);
  gtk_widget_class_bind_template_callback (widget_class, apply_cb);
}

static void
tsn_card_update_window_init (TsnCardUpdateWindow *self)
{
  g_weak_ref_init (&self->parent, NULL);
  self->checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
tsn_card_update_present (GtkWidget *parent, TsnStation *station, const TsnCardScan *scan)
{
  TsnCardUpdateWindow *self = g_object_new (TSN_TYPE_CARD_UPDATE_WINDOW, NULL);

  self->station = g_object_ref (station);
  g_weak_ref_set (&self->parent, parent);
  self->card = tsn_card_copy (scan->reading->card);
  self->genuine = scan->reading->verdict == TSN_CARD_VERDICT_GENUINE && scan->entry.voided == 0;
  ask (self, TRUE);
  tsn_dialog_present (self, parent);
}
