/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A list of 100,000 people is an array of ids (1.6 MB) and a few hundred records.
 *
 * An item is made when a row asks for it and lives as long as somebody holds it; the list itself
 * holds those that were asked for last, so that scrolling back finds them filled. A new item is put
 * on a heap of wishes; the wishes are read a page at a time, the last ones first, since those are
 * in view while one scrolls. An item that is gone by then is not read.
 *
 * When the question is asked again, the beginning and the end that stayed the same stay as they
 * are, so that one new record does not move what somebody looks at. The first page of an answer
 * brings its records along: whoever types sees one answer, not empty rows and then their texts. */

#include "tsn-record-list.h"

#include "tsn-record-question.h"
#include "tsn-session.h"

#define KEPT 1000 /* items held; a GtkListView asks for 400 when it is first drawn */

/* -- Item -- */

struct _TsnRecordItem
{
  GObject parent_instance;

  TsnId id;
  TsnRecord *record;
  TsnRecordList *list; /* borrowed; NULL when that is gone */
  gboolean wished;     /* is in `wishes` */
};

enum
{
  ITEM_PROP_RECORD = 1,
  N_ITEM_PROPS
};

static GParamSpec *item_properties[N_ITEM_PROPS];

G_DEFINE_FINAL_TYPE (TsnRecordItem, tsn_record_item, G_TYPE_OBJECT)

static void forget_item (TsnRecordList *self, TsnRecordItem *item);

const TsnId *
tsn_record_item_get_id (TsnRecordItem *self)
{
  return &self->id;
}

TsnRecord *
tsn_record_item_get_record (TsnRecordItem *self)
{
  return self->record;
}

static void
item_set_record (TsnRecordItem *self, TsnRecord *record)
{
  g_clear_pointer (&self->record, tsn_record_unref);
  self->record = record != NULL ? tsn_record_ref (record) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), item_properties[ITEM_PROP_RECORD]);
}

static void
tsn_record_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == ITEM_PROP_RECORD)
    g_value_set_pointer (value, TSN_RECORD_ITEM (object)->record);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tsn_record_item_finalize (GObject *object)
{
  TsnRecordItem *self = TSN_RECORD_ITEM (object);

  if (self->list != NULL)
    forget_item (self->list, self);
  g_clear_pointer (&self->record, tsn_record_unref);
  G_OBJECT_CLASS (tsn_record_item_parent_class)->finalize (object);
}

static void
tsn_record_item_class_init (TsnRecordItemClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = tsn_record_item_get_property;
  object_class->finalize = tsn_record_item_finalize;
  item_properties[ITEM_PROP_RECORD] =
      g_param_spec_pointer ("record", NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_ITEM_PROPS, item_properties);
}

static void
tsn_record_item_init (TsnRecordItem *self)
{
}

/* -- List -- */

struct _TsnRecordList
{
  GObject parent_instance;

  TsnStation *station;
  const TsnKind *kind;

  char *words;     /* nullable */
  TsnQuery *query; /* nullable */
  guint limit;
  gboolean current; /* without those whose end is past */
  guint question;   /* counts; an answer to an older one is thrown away */
  gboolean loading;
  guint reload_id; /* an idle source: many changes are one reload */

  GArray *ids;       /* of TsnId */
  GHashTable *items; /* id of the item -> TsnRecordItem, borrowed: all that are alive */
  GQueue kept;       /* of TsnRecordItem, last asked for first; holds a reference */
  GQueue wishes;     /* of TsnRecordItem, borrowed; last asked for first */
  GHashTable
      *first; /* id -> TsnRecord: what came with the ids, for items that are yet to be made */
  gboolean reading;
  guint read_id; /* an idle source */
};

enum
{
  PROP_LOADING = 1,
  PROP_N_ITEMS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TsnRecordList,
                               tsn_record_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
forget_item (TsnRecordList *self, TsnRecordItem *item)
{
  g_hash_table_remove (self->items, &item->id);
  if (item->wished)
    g_queue_remove (&self->wishes, item);
}

/* -- Reading records -- */

typedef struct
{
  const TsnKind *kind;
  GArray *ids;
  GPtrArray *records; /* of TsnRecord or NULL, as @ids */
} ReadPage;

static void
read_page_free (gpointer data)
{
  ReadPage *page = data;

  g_array_unref (page->ids);
  g_ptr_array_unref (page->records);
  g_free (page);
}

static gboolean
read_page_work (TsnSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  ReadPage *page = data;

  return tsn_record_question_read (session,
                                   page->kind,
                                   page->ids,
                                   page->ids->len,
                                   page->records,
                                   error);
}

static void wish_to_read (TsnRecordList *self);

static void
read_page_answer (gpointer object, gpointer data, const GError *error)
{
  TsnRecordList *self = object;
  ReadPage *page = data;

  self->reading = FALSE;
  for (guint i = 0; error == NULL && i < page->ids->len; i++)
    {
      TsnRecordItem *item = g_hash_table_lookup (self->items, &g_array_index (page->ids, TsnId, i));

      if (item != NULL)
        item_set_record (item, g_ptr_array_index (page->records, i));
    }
  if (error == NULL)
    wish_to_read (self);
}

static gboolean
read_cb (gpointer user_data)
{
  TsnRecordList *self = user_data;
  ReadPage *page = g_new0 (ReadPage, 1);
  TsnRecordItem *item;

  self->read_id = 0;
  self->reading = TRUE;
  page->kind = self->kind;
  page->ids = g_array_new (FALSE, FALSE, sizeof (TsnId));
  page->records = tsn_record_question_records ();
  while (page->ids->len < TSN_RECORD_PAGE && (item = g_queue_pop_head (&self->wishes)) != NULL)
    {
      item->wished = FALSE;
      g_array_append_val (page->ids, item->id);
    }
  tsn_station_ask (self->station,
                   TSN_STORE_READ,
                   read_page_work,
                   page,
                   read_page_free,
                   self,
                   read_page_answer);
  return G_SOURCE_REMOVE;
}

/* As an idle of high priority: all rows of a page are asked for before it runs. */
static void
wish_to_read (TsnRecordList *self)
{
  if (!self->reading && self->read_id == 0 && !g_queue_is_empty (&self->wishes))
    self->read_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, read_cb, self, NULL);
}

static void
wish (TsnRecordList *self, TsnRecordItem *item)
{
  if (item->wished)
    return;
  item->wished = TRUE;
  g_queue_push_head (&self->wishes, item);
  wish_to_read (self);
}

/* -- The model -- */

static void
keep (TsnRecordList *self, TsnRecordItem *item)
{
  g_queue_push_head (&self->kept, g_object_ref (item));
  if (self->kept.length > KEPT)
    g_object_unref (g_queue_pop_tail (&self->kept));
}

/* Once: later the record may have changed. */
static TsnRecord *
take_first (TsnRecordList *self, const TsnId *id)
{
  gpointer key = NULL, record = NULL;

  g_hash_table_steal_extended (self->first, id, &key, &record);
  g_free (key);
  return record;
}

static TsnRecordItem *
new_item (TsnRecordList *self, const TsnId *id)
{
  TsnRecordItem *item = g_object_new (TSN_TYPE_RECORD_ITEM, NULL);

  item->id = *id;
  item->list = self;
  item->record = take_first (self, id);
  g_hash_table_insert (self->items, &item->id, item);
  keep (self, item);
  if (item->record == NULL)
    wish (self, item);
  return item;
}

static gpointer
get_item (GListModel *model, guint position)
{
  TsnRecordList *self = TSN_RECORD_LIST (model);
  TsnRecordItem *item;
  const TsnId *id;

  if (position >= self->ids->len)
    return NULL;
  id = &g_array_index (self->ids, TsnId, position);
  item = g_hash_table_lookup (self->items, id);
  if (item != NULL)
    return g_object_ref (item);
  return new_item (self, id);
}

static guint
get_n_items (GListModel *model)
{
  return TSN_RECORD_LIST (model)->ids->len;
}

static GType
get_item_type (GListModel *model)
{
  return TSN_TYPE_RECORD_ITEM;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item = get_item;
  iface->get_n_items = get_n_items;
  iface->get_item_type = get_item_type;
}

/* -- Asking for the ids -- */

static void
set_loading (TsnRecordList *self, gboolean loading)
{
  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static gboolean
same_id (GArray *a, guint i, GArray *b, guint j)
{
  return tsn_id_equal (&g_array_index (a, TsnId, i), &g_array_index (b, TsnId, j));
}

/* Takes away what a question found before, with a signal of its own. GtkListView looks for the rows
 * that it lost among those that come in the same signal, all of them: 100,000 are most of a second
 * in which no key gets through. */
static void
remove_ids (TsnRecordList *self, guint position, guint n_removed)
{
  g_autoptr (GArray) old = self->ids;

  self->ids = g_array_sized_new (FALSE, FALSE, sizeof (TsnId), old->len - n_removed);
  g_array_append_vals (self->ids, old->data, position);
  g_array_append_vals (self->ids,
                       &g_array_index (old, TsnId, position + n_removed),
                       old->len - n_removed - position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, 0);
}

static void
take_ids (TsnRecordList *self, GArray *ids)
{
  guint old = self->ids->len;
  guint before = 0, after = 0, shorter = MIN (old, ids->len);
  guint n_removed, n_added;

  while (before < shorter && same_id (self->ids, before, ids, before))
    before++;
  while (after < shorter - before &&
         same_id (self->ids, old - after - 1, ids, ids->len - after - 1))
    after++;
  n_removed = old - before - after;
  n_added = ids->len - before - after;
  if (n_removed > 0 && MAX (n_removed, n_added) > KEPT)
    {
      remove_ids (self, before, n_removed);
      n_removed = 0;
    }
  g_array_unref (self->ids);
  self->ids = g_array_ref (ids);
  if (n_removed > 0 || n_added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), before, n_removed, n_added);
  if (old != ids->len)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void
take_first_records (TsnRecordList *self, TsnRecordQuestion *ask)
{
  g_hash_table_remove_all (self->first);
  for (guint i = 0; i < ask->first->len; i++)
    {
      const TsnId *id = &g_array_index (ask->ids, TsnId, i);
      TsnRecord *record = g_ptr_array_index (ask->first, i);

      if (record != NULL && !g_hash_table_contains (self->items, id))
        g_hash_table_insert (self->first, g_memdup2 (id, sizeof *id), tsn_record_ref (record));
    }
}

static void
ask_answer (gpointer object, gpointer data, const GError *error)
{
  TsnRecordList *self = object;
  TsnRecordQuestion *ask = data;

  if (ask->number != self->question)
    return;
  if (error == NULL)
    {
      take_first_records (self, ask);
      take_ids (self, ask->ids);
    }
  set_loading (self, FALSE);
}

static TsnQuery *
everything (const TsnKind *kind)
{
  TsnQuery *query = tsn_query_new (kind);

  query->descending = TRUE; /* ids are in the order of creation */
  return query;
}

static void
ask_again (TsnRecordList *self)
{
  TsnRecordQuestion *ask = tsn_record_question_new (self->kind);
  TsnStore *store = tsn_station_get_store (self->station);

  ask->number = ++self->question;
  ask->store = store != NULL ? g_object_ref (store) : NULL;
  ask->words = g_strdup (self->words);
  ask->query = self->query != NULL ? tsn_query_copy (self->query) : everything (self->kind);
  ask->limit = self->limit;
  ask->current = self->current;
  set_loading (self, TRUE);
  if (self->words != NULL)
    tsn_station_ask_for_key (self->station,
                             tsn_record_question_work,
                             ask,
                             tsn_record_question_free,
                             self,
                             ask_answer);
  else
    tsn_station_ask (self->station,
                     TSN_STORE_READ,
                     tsn_record_question_work,
                     ask,
                     tsn_record_question_free,
                     self,
                     ask_answer);
}

void
tsn_record_list_show (TsnRecordList *self, const char *words, TsnQuery *query, guint limit)
{
  g_free (self->words);
  self->words = words != NULL && *words != '\0' ? g_strdup (words) : NULL;
  tsn_query_free (self->query);
  self->query = query;
  self->limit = limit;
  ask_again (self);
}

void
tsn_record_list_set_current (TsnRecordList *self, gboolean current)
{
  self->current = current;
}

static gboolean
reload_cb (gpointer user_data)
{
  TsnRecordList *self = user_data;

  self->reload_id = 0;
  if (self->question > 0)
    ask_again (self);
  return G_SOURCE_REMOVE;
}

static void
reload_soon (TsnRecordList *self)
{
  if (self->reload_id == 0)
    self->reload_id = g_idle_add (reload_cb, self);
}

void
tsn_record_list_reload (TsnRecordList *self)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_remove_all (self->first);
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    wish (self, item);
  reload_soon (self);
}

static void
changed_cb (TsnStation *station, guint kind, const TsnId *record, TsnRecordList *self)
{
  TsnRecordItem *item;

  if (kind != self->kind->number)
    return;
  if (record == NULL)
    {
      tsn_record_list_reload (self);
      return;
    }
  g_hash_table_remove (self->first, record);
  item = g_hash_table_lookup (self->items, record);
  if (item != NULL)
    wish (self, item);
  reload_soon (self);
}

gboolean
tsn_record_list_is_loading (TsnRecordList *self)
{
  return self->loading;
}

/* -- Life -- */

static void
tsn_record_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  TsnRecordList *self = TSN_RECORD_LIST (object);

  switch (id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, self->ids->len);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
tsn_record_list_dispose (GObject *object)
{
  TsnRecordList *self = TSN_RECORD_LIST (object);
  GHashTableIter iter;
  gpointer item;

  g_clear_handle_id (&self->reload_id, g_source_remove);
  g_clear_handle_id (&self->read_id, g_source_remove);
  /* Rows may outlive the list. */
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    TSN_RECORD_ITEM (item)->list = NULL;
  g_hash_table_remove_all (self->items);
  g_queue_clear (&self->wishes);
  g_queue_clear_full (&self->kept, g_object_unref);
  g_clear_object (&self->station);
  G_OBJECT_CLASS (tsn_record_list_parent_class)->dispose (object);
}

static void
tsn_record_list_finalize (GObject *object)
{
  TsnRecordList *self = TSN_RECORD_LIST (object);

  g_hash_table_unref (self->items);
  g_hash_table_unref (self->first);
  g_array_unref (self->ids);
  g_free (self->words);
  tsn_query_free (self->query);
  G_OBJECT_CLASS (tsn_record_list_parent_class)->finalize (object);
}

static void
tsn_record_list_class_init (TsnRecordListClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tsn_record_list_get_property;
  object_class->dispose = tsn_record_list_dispose;
  object_class->finalize = tsn_record_list_finalize;
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tsn_record_list_init (TsnRecordList *self)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (TsnId));
  self->items = g_hash_table_new (tsn_id_hash, tsn_id_equal);
  self->first =
      g_hash_table_new_full (tsn_id_hash, tsn_id_equal, g_free, (GDestroyNotify) tsn_record_unref);
  g_queue_init (&self->kept);
  g_queue_init (&self->wishes);
}

TsnRecordList *
tsn_record_list_new (TsnStation *station, const TsnKind *kind)
{
  TsnRecordList *self = g_object_new (TSN_TYPE_RECORD_LIST, NULL);

  self->station = g_object_ref (station);
  self->kind = kind;
  g_signal_connect_object (station, "changed", G_CALLBACK (changed_cb), self, 0);
  return self;
}
