/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* On the left whose card, in the middle the card as it will be printed and what it says, on the
 * right how it is made. Whatever changes, the card is made anew in a thread a moment later; the one
 * before stays on the screen until then. Only printing or saving enters it into the register; the
 * same card can then be printed again, and the next change makes another one. */

#include "tsn-cards-page.h"

#include <glib/gi18n.h>

#include "tsn-card-contents.h"
#include "tsn-card-form.h"
#include "tsn-card-history.h"
#include "tsn-card-maker.h"
#include "tsn-card-people.h"
#include "tsn-card-preview.h"
#include "tsn-card-skipped.h"
#include "tsn-stack.h"
#include "tsn-toast.h"
#include "tsn-words.h"
#include "tsn-work.h"

#define DELAY_MS 150 /* after the last change */

struct _TsnCardsPage
{
  TsnPage parent_instance;

  GArray *chosen;     /* of TsnId */
  TsnId event;        /* by whose list; nil: none */
  char *list_title;   /* (nullable) */
  TsnCardMade *made;  /* what the preview shows; NULL: nothing, or it is out of date */
  TsnCardMade *batch; /* cards of many people that are in the register: printed again as they are */
  guint delay;        /* source */
  GCancellable *making;
  gboolean stale; /* records changed while another page was in front */
  gboolean in_front;

  TsnCardPeople *people;
  GtkStack *stack;
  AdwStatusPage *refused;
  GtkLabel *title;
  GtkStack *verdict_icon;
  GtkLabel *verdict_label;
  TsnCardPreview *preview;
  TsnCardSkipped *skipped;
  TsnCardContents *contents;
  TsnCardForm *options;
  TsnCardHistory *history;
  GtkWidget *print;
  GtkWidget *save;
};

G_DEFINE_FINAL_TYPE (TsnCardsPage, tsn_cards_page, TSN_TYPE_PAGE)

static TsnStation *
station_of (TsnCardsPage *self)
{
  return tsn_page_get_station (TSN_PAGE (self));
}

/* -- What is said -- */

static void
say_verdict (TsnCardsPage *self, const char *icon, const char *words)
{
  gtk_stack_set_visible_child_name (self->verdict_icon, icon);
  gtk_label_set_label (self->verdict_label, words);
}

static void
set_ready (TsnCardsPage *self, gboolean ready)
{
  gtk_widget_set_sensitive (self->print, ready);
  gtk_widget_set_sensitive (self->save, ready);
}

static void
say_title (TsnCardsPage *self)
{
  const TsnPrintCard *card = self->made != NULL ? tsn_card_made_first (self->made) : NULL;
  g_autofree char *number = g_strdup_printf (ngettext ("%u person", "%u people", self->chosen->len),
                                             self->chosen->len);
  g_autofree char *list = NULL;
  const char *name;

  if (self->chosen->len != 1)
    {
      list = self->list_title != NULL ? g_strdup_printf ("%s　%s", self->list_title, number)
                                      : g_steal_pointer (&number);
      gtk_label_set_label (self->title, list);
      return;
    }
  if (card == NULL)
    return;
  name = tsn_card_text (card->card, TSN_CARD_F_NAME);
  if (name == NULL)
    name = tsn_card_text (card->card, TSN_CARD_F_KANA);
  gtk_label_set_label (self->title, name);
}

static void
say_made (TsnCardsPage *self)
{
  const TsnPrintCard *card = tsn_card_made_first (self->made);
  g_autofree char *words = NULL;

  if (self->made->trouble != NULL)
    words = tsn_words_error (self->made->trouble);
  else if (self->chosen->len > 1)
    words = g_strdup (_ ("The first sheet is shown. Nothing is in the register yet."));
  else if (self->made->registered)
    words = g_strdup_printf (_ ("In the register: card %s, issue %d. It can be printed again."),
                             tsn_card_text (card->card, TSN_CARD_F_SERIAL),
                             (int) tsn_card_number (card->card, TSN_CARD_F_ISSUE));
  else
    words = g_strdup_printf (_ ("The code was read back as it will be printed (%u × %u modules). "
                                "Not in the register yet."),
                             card->code->qr->size,
                             card->code->qr->size);
  say_verdict (self, self->made->trouble == NULL ? "ok" : "trouble", words);
}

/* A person who cannot have a card: why, and what to do about it. */
static void
say_refusal (TsnCardsPage *self, const GError *refusal)
{
  gboolean consent = g_error_matches (refusal, TSN_WORK_ERROR, TSN_WORK_ERROR_NO_CONSENT);
  g_autofree char *sentence = tsn_words_error (refusal);

  adw_status_page_set_title (self->refused,
                             consent ? _ ("Does not agree to a card") : _ ("No card can be made"));
  adw_status_page_set_description (
      self->refused,
      consent ? _ ("Ask the person. If they agree now, record it under “Consents” on their page, "
                   "then come back.")
              : sentence);
  gtk_stack_set_visible_child_name (self->stack, "refused");
}

/* -- Making -- */

static TsnCardOrder
order_of (TsnCardsPage *self)
{
  gint64 now_ms = g_get_real_time () / 1000;
  TsnCardOrder order = { .people = self->chosen,
                         .issue = { .printed_by = TSN_PRINTED_BY_STAFF,
                                    .event = self->event,
                                    .written = tsn_date_from_unix_ms (now_ms),
                                    .now_ms = now_ms },
                         .kept_off = tsn_card_contents_get_kept_off (self->contents) };

  tsn_card_form_fill (self->options, &order);
  return order;
}

static void
take_made (TsnCardsPage *self, TsnCardMade *made)
{
  const GError *refusal = tsn_print_run_refusal (made->run);

  g_clear_pointer (&self->made, tsn_card_made_unref);
  self->made = made;
  if (tsn_card_made_first (made) == NULL && self->chosen->len == 1)
    {
      say_refusal (self, refusal);
      return;
    }
  tsn_card_preview_set_made (self->preview, made);
  tsn_card_contents_set_made (self->contents, self->chosen->len == 1 ? made : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->contents), self->chosen->len == 1);
  say_title (self);
  if (tsn_card_made_first (made) != NULL)
    say_made (self);
  else
    say_verdict (self, "trouble", _ ("Nobody of these people can have a card."));
  set_ready (self, made->trouble == NULL);
  gtk_stack_set_visible_child_name (self->stack, "card");
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TsnCardsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  GCancellable *cancellable = g_task_get_cancellable (G_TASK (result));
  TsnCardMade *made = tsn_card_maker_preview_finish (result, &error);

  /* Out of date, or the page is gone. */
  if (cancellable != self->making)
    {
      tsn_card_made_unref (made);
      return;
    }
  g_clear_object (&self->making);
  if (made != NULL)
    {
      take_made (self, made);
      return;
    }
  sentence = tsn_words_error (error);
  say_verdict (self, "trouble", sentence);
}

static void
stop_making (TsnCardsPage *self)
{
  g_clear_handle_id (&self->delay, g_source_remove);
  if (self->making != NULL)
    g_cancellable_cancel (self->making);
  g_clear_object (&self->making);
}

static gboolean
make_cb (gpointer data)
{
  TsnCardsPage *self = data;
  TsnCardOrder order = order_of (self);

  self->delay = 0;
  self->making = g_cancellable_new ();
  tsn_card_maker_preview_async (station_of (self),
                                &order,
                                self->making,
                                made_cb,
                                g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
make_soon (TsnCardsPage *self, guint delay_ms)
{
  stop_making (self);
  g_clear_pointer (&self->batch, tsn_card_made_unref);
  if (self->chosen->len == 0 || tsn_station_get_state (station_of (self)) != TSN_STATION_OPEN)
    return;
  set_ready (self, FALSE);
  say_verdict (self, "working", _ ("Making the card…"));
  self->delay = g_timeout_add (delay_ms, make_cb, self);
}

static void
order_changed_cb (TsnCardsPage *self)
{
  make_soon (self, DELAY_MS);
}

/* -- Onto paper -- */

static void load_position (TsnCardsPage *self);

static void
done_cb (gpointer object, TsnCardMade *made)
{
  TsnCardsPage *self = object;
  guint n_ready, n_cards;
  g_autofree char *words = NULL;

  set_ready (self, self->made != NULL);
  if (made == NULL)
    return;
  load_position (self);
  n_cards = tsn_print_run_n_cards (made->run);
  n_ready = tsn_print_run_n_ready (made->run);
  if (n_cards == 1)
    {
      if (made == self->made)
        say_made (self);
      tsn_toast (GTK_WIDGET (self), _ ("The card is made and in the register"));
      return;
    }
  g_clear_pointer (&self->batch, tsn_card_made_unref);
  self->batch = tsn_card_made_ref (made);
  words = n_ready == n_cards
              ? g_strdup_printf (ngettext ("%u card is made and in the register",
                                           "%u cards are made and in the register",
                                           n_ready),
                                 n_ready)
              : g_strdup_printf (_ ("%u cards are made and in the register; %u people have none"),
                                 n_ready,
                                 n_cards - n_ready);
  say_verdict (self, "ok", words);
  tsn_card_skipped_show (self->skipped, station_of (self), made);
}

static void
put_out (TsnCardsPage *self,
         void (*out) (GtkWidget *,
                      TsnStation *,
                      const TsnCardOrder *,
                      TsnCardMade *,
                      TsnCardDone,
                      gpointer))
{
  TsnCardOrder order = order_of (self);

  if (!gtk_widget_get_sensitive (self->print) || self->made == NULL)
    return;
  out (GTK_WIDGET (self),
       station_of (self),
       &order,
       self->chosen->len == 1 ? self->made : self->batch,
       done_cb,
       self);
}

static void
print_cb (TsnCardsPage *self)
{
  put_out (self, tsn_card_maker_print);
}

static void
save_cb (TsnCardsPage *self)
{
  put_out (self, tsn_card_maker_save);
}

/* -- Whose -- */

static void
chosen_cb (TsnCardsPage *self, const TsnCardChoice *choice)
{
  g_clear_pointer (&self->chosen, g_array_unref);
  self->chosen = g_array_copy (choice->people);
  self->event = choice->event;
  g_free (self->list_title);
  self->list_title = g_strdup (choice->title);
  g_clear_pointer (&self->made, tsn_card_made_unref);
  tsn_card_skipped_clear (self->skipped);
  tsn_card_contents_reset (self->contents);
  tsn_card_form_reset (self->options, choice->channel);
  tsn_card_form_set_again (self->options, choice->people->len > 1);
  tsn_card_history_set_person (self->history,
                               choice->people->len == 1 ? &g_array_index (choice->people, TsnId, 0)
                                                        : NULL);
  if (choice->people->len == 0)
    {
      stop_making (self);
      gtk_stack_set_visible_child_name (self->stack, "nobody");
      return;
    }
  make_soon (self, 0);
}

static void
history_loaded_cb (TsnCardsPage *self, guint n_cards)
{
  tsn_card_form_set_again (self->options, n_cards > 0);
}

static void
open_person_cb (TsnCardsPage *self)
{
  char id[TSN_ID_TEXT_SIZE];

  if (self->chosen->len != 1)
    return;
  tsn_id_format (&g_array_index (self->chosen, TsnId, 0), id);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show", "(ss)", "people", id);
}

/* -- The sheet in the tray -- */

static gboolean
position_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  guint *position = data;

  *position = tsn_sheet_position (session, error);
  return *position != 0;
}

static void
position_cb (gpointer object, gpointer data, const GError *error)
{
  if (error == NULL)
    tsn_card_form_set_position (TSN_CARDS_PAGE (object)->options, *(const guint *) data);
}

static void
load_position (TsnCardsPage *self)
{
  tsn_station_ask (station_of (self),
                   TSN_STORE_READ,
                   position_work,
                   g_new0 (guint, 1),
                   g_free,
                   self,
                   position_cb);
}

/* -- The page -- */

static void
zoom_in_cb (TsnCardsPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->preview), "preview.zoom-in", NULL);
}

static void
zoom_out_cb (TsnCardsPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->preview), "preview.zoom-out", NULL);
}

static void
zoom_fit_cb (TsnCardsPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->preview), "preview.fit", NULL);
}

static void
tsn_cards_page_refresh (TsnPage *page)
{
  TsnCardsPage *self = TSN_CARDS_PAGE (page);

  tsn_card_people_reload (self->people);
  tsn_card_history_reload (self->history);
  make_soon (self, 0);
}

static void
tsn_cards_page_shown (TsnPage *page, const TsnId *target)
{
  TsnCardsPage *self = TSN_CARDS_PAGE (page);

  self->in_front = TRUE;
  load_position (self);
  if (target != NULL)
    tsn_card_people_choose (self->people, target);
  else if (self->stale)
    make_soon (self, 0);
  else if (self->chosen->len == 0)
    tsn_card_people_find (self->people);
  self->stale = FALSE;
}

static void
tsn_cards_page_left (TsnPage *page)
{
  TSN_CARDS_PAGE (page)->in_front = FALSE;
}

static void
tsn_cards_page_find (TsnPage *page)
{
  tsn_card_people_find (TSN_CARDS_PAGE (page)->people);
}

static void
tsn_cards_page_print (TsnPage *page)
{
  print_cb (TSN_CARDS_PAGE (page));
}

/* What stands on a card changed: it is another card. */
static void
changed_cb (TsnCardsPage *self, guint kind, const TsnId *record)
{
  if (kind == TSN_KIND_CARD)
    tsn_card_history_reload (self->history);
  if (kind == TSN_KIND_PERSON)
    tsn_card_people_reload (self->people);
  if (kind != TSN_KIND_PERSON && kind != TSN_KIND_CONTACT && kind != TSN_KIND_CONSENT &&
      kind != TSN_KIND_MUNICIPALITY)
    return;
  if (self->in_front)
    make_soon (self, DELAY_MS);
  else
    self->stale = TRUE;
}

static void
tsn_cards_page_constructed (GObject *object)
{
  TsnCardsPage *self = TSN_CARDS_PAGE (object);

  G_OBJECT_CLASS (tsn_cards_page_parent_class)->constructed (object);
  tsn_card_people_set_station (self->people, station_of (self));
  tsn_card_history_set_station (self->history, station_of (self));
  g_signal_connect_object (station_of (self),
                           "changed",
                           G_CALLBACK (changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
tsn_cards_page_dispose (GObject *object)
{
  TsnCardsPage *self = TSN_CARDS_PAGE (object);

  stop_making (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), TSN_TYPE_CARDS_PAGE);
  g_clear_pointer (&self->made, tsn_card_made_unref);
  g_clear_pointer (&self->batch, tsn_card_made_unref);
  g_clear_pointer (&self->chosen, g_array_unref);
  g_clear_pointer (&self->list_title, g_free);
  G_OBJECT_CLASS (tsn_cards_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *class)
{
  gtk_widget_class_set_template_from_resource (class, "/jp/tsunagi/Tsunagi/desk/tsn-cards-page.ui");
  gtk_widget_class_bind_template_child (class, TsnCardsPage, people);
  gtk_widget_class_bind_template_child (class, TsnCardsPage, stack);
  gtk_widget_class_bind_template_child (class, TsnCardsPage, refused);
  gtk_widget_class_bind_template_child (class, TsnCardsPage, title);
  gtk_widget_class_bind_template_child (class, TsnCardsPage, verdict_icon);
  gtk_widget_class_bind_template_child (class, TsnCardsPage, verdict_label);
  gtk_widget_class_bind_template_child (class, TsnCardsPage, preview);
  gtk_widget_class_bind_template_child (class, TsnCardsPage, skipped);
  gtk_widget_class_bind_template_child (class, TsnCardsPage, contents);
  gtk_widget_class_bind_template_child (class, TsnCardsPage, options);
  gtk_widget_class_bind_template_child (class, TsnCardsPage, history);
  gtk_widget_class_bind_template_child (class, TsnCardsPage, print);
  gtk_widget_class_bind_template_child (class, TsnCardsPage, save);
  gtk_widget_class_bind_template_callback (class, chosen_cb);
  gtk_widget_class_bind_template_callback (class, order_changed_cb);
  gtk_widget_class_bind_template_callback (class, history_loaded_cb);
  gtk_widget_class_bind_template_callback (class, open_person_cb);
  gtk_widget_class_bind_template_callback (class, print_cb);
  gtk_widget_class_bind_template_callback (class, save_cb);
  gtk_widget_class_bind_template_callback (class, zoom_in_cb);
  gtk_widget_class_bind_template_callback (class, zoom_out_cb);
  gtk_widget_class_bind_template_callback (class, zoom_fit_cb);
}

static void
tsn_cards_page_class_init (TsnCardsPageClass *class)
{
  TsnPageClass *page_class = TSN_PAGE_CLASS (class);

  G_OBJECT_CLASS (class)->constructed = tsn_cards_page_constructed;
  G_OBJECT_CLASS (class)->dispose = tsn_cards_page_dispose;
  page_class->shown = tsn_cards_page_shown;
  page_class->left = tsn_cards_page_left;
  page_class->find = tsn_cards_page_find;
  page_class->refresh = tsn_cards_page_refresh;
  page_class->print = tsn_cards_page_print;
  g_type_ensure (TSN_TYPE_CARD_PEOPLE);
  g_type_ensure (TSN_TYPE_CARD_PREVIEW);
  g_type_ensure (TSN_TYPE_CARD_CONTENTS);
  g_type_ensure (TSN_TYPE_CARD_FORM);
  g_type_ensure (TSN_TYPE_CARD_HISTORY);
  g_type_ensure (TSN_TYPE_CARD_SKIPPED);
  bind_template (GTK_WIDGET_CLASS (class));
}

static void
tsn_cards_page_init (TsnCardsPage *self)
{
  self->chosen = g_array_new (FALSE, FALSE, sizeof (TsnId));
  gtk_widget_init_template (GTK_WIDGET (self));
  tsn_stack_tell_readers (GTK_WIDGET (self->stack));
  set_ready (self, FALSE);
}
