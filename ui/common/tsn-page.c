/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What all pages have in common is the station; what the window may ask of them are the vfuncs of
 * the header. The window calls those directly, so there is nothing else here. */

#include "tsn-page.h"

typedef struct
{
  TsnStation *station; /* owned */
} TsnPagePrivate;

enum
{
  PROP_STATION = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TsnPage, tsn_page, ADW_TYPE_BIN)

static void
tsn_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_STATION)
    g_value_set_object (value, tsn_page_get_station (TSN_PAGE (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tsn_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  TsnPagePrivate *priv = tsn_page_get_instance_private (TSN_PAGE (object));

  if (id == PROP_STATION)
    priv->station = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tsn_page_finalize (GObject *object)
{
  TsnPagePrivate *priv = tsn_page_get_instance_private (TSN_PAGE (object));

  g_clear_object (&priv->station);
  G_OBJECT_CLASS (tsn_page_parent_class)->finalize (object);
}

static void
tsn_page_class_init (TsnPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = tsn_page_get_property;
  object_class->set_property = tsn_page_set_property;
  object_class->finalize = tsn_page_finalize;
  properties[PROP_STATION] = g_param_spec_object ("station",
                                                  NULL,
                                                  NULL,
                                                  TSN_TYPE_STATION,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                      G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tsn_page_init (TsnPage *self)
{
}

TsnStation *
tsn_page_get_station (TsnPage *self)
{
  TsnPagePrivate *priv = tsn_page_get_instance_private (self);

  return priv->station;
}
