/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The status as a page: one document that needs nothing else, no script, no picture, no font.
 *
 * Its words stand here twice, and not in the catalogue: gettext answers in the language of the
 * process, while each browser asks for its own. It does not load itself again: who reads it with a
 * screen reader would begin anew each time, and for watching there are the metrics.
 *
 * Nothing on it was chosen by people. A device is the last eight digits of its id, as `tsunagictl
 * device list` prints it (the first ones are the time of its making, and alike).
 */

#include <string.h>

#include "tsn-status.h"

#define ROWS_MAX 2000
#define TIME     "%Y-%m-%d %H:%M:%S"

static const char STYLE[] =
    ":root{color-scheme:light dark;--back:#fafafa;--card:#fff;--text:#1e1e1e;--soft:#5a5a5a;"
    "--line:#d8d8d8;--good:#1a6b33;--bad:#a51d2d;--link:#1a5fb4}"
    "@media(prefers-color-scheme:dark){:root{--back:#1e1e1e;--card:#2a2a2a;--text:#f2f2f2;"
    "--soft:#b8b8b8;--line:#484848;--good:#78d68f;--bad:#ff938c;--link:#99c1f1}}"
    "*{box-sizing:border-box}"
    "body{margin:0;background:var(--back);color:var(--text);font:1rem/1.6 system-ui,sans-serif}"
    "main{max-width:64rem;margin:0 auto;padding:1.5rem 1rem}"
    "h1{font-size:1.6rem;margin:0}h2{font-size:1.2rem;margin:2rem 0 .5rem}"
    "p{margin:.25rem 0}.soft{color:var(--soft)}.good{color:var(--good)}.bad{color:var(--bad)}"
    ".good,.bad{font-weight:600}"
    "a{color:var(--link)}:focus-visible{outline:2px solid var(--link);outline-offset:2px}"
    "dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(10rem,1fr));gap:.75rem 1.5rem;"
    "margin:1rem 0;padding:1rem;background:var(--card);border:1px solid var(--line);"
    "border-radius:.75rem}"
    "dt{color:var(--soft);font-size:.875rem}dd{margin:0;font-variant-numeric:tabular-nums}"
    ".table{overflow-x:auto;margin-top:.5rem;background:var(--card);border:1px solid var(--line);"
    "border-radius:.75rem}"
    "table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}"
    "th,td{padding:.5rem .75rem;text-align:start;white-space:nowrap}"
    "thead th{color:var(--soft);font-size:.875rem;font-weight:600}"
    "tbody tr{border-top:1px solid var(--line)}tbody th{font-family:monospace;font-weight:400}"
    ".number{text-align:end}a{display:inline-block}footer{margin-top:1.5rem}";

typedef struct
{
  const TsnStatus *status;
  gboolean japanese;
  GString *out;
} Page;

#define SAY(page, english, in_japanese) ((page)->japanese ? (in_japanese) : (english))

static void
write_text (Page *page, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (page->out, escaped);
}

/* <@open>@text</...> */
static void
write_element (Page *page, const char *open, const char *text)
{
  g_string_append_printf (page->out, "<%s>", open);
  write_text (page, text);
  g_string_append_printf (page->out, "</%.*s>\n", (int) strcspn (open, " "), open);
}

static char *
format_number (guint64 number)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
}

static char *
format_time (gint64 ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (ms / 1000);

  return time != NULL ? g_date_time_format (time, TIME) : g_strdup ("-");
}

/* In the two largest units that say something. */
static char *
format_span (Page *page, gint64 ms)
{
  gint64 seconds = ABS (ms) / 1000;
  gint64 days = seconds / 86400;
  int hours = (int) (seconds / 3600 % 24);
  int minutes = (int) (seconds / 60 % 60);

  if (days > 0)
    return g_strdup_printf (SAY (page, "%d d %d h", "%d日%d時間"),
                            (int) MIN (days, G_MAXINT),
                            hours);
  if (hours > 0)
    return g_strdup_printf (SAY (page, "%d h %d min", "%d時間%d分"), hours, minutes);
  if (minutes > 0)
    return g_strdup_printf (SAY (page, "%d min %d s", "%d分%d秒"), minutes, (int) (seconds % 60));
  return g_strdup_printf (SAY (page, "%d.%d s", "%d.%d秒"),
                          (int) seconds,
                          (int) (ABS (ms) / 100 % 10));
}

/* -- The server -- */

static void
write_fact (Page *page, const char *name, const char *value)
{
  g_string_append (page->out, "<div>");
  write_element (page, "dt", name);
  write_element (page, "dd", value);
  g_string_append (page->out, "</div>");
}

static void
write_count (Page *page, const char *name, guint64 number)
{
  g_autofree char *text = format_number (number);

  write_fact (page, name, text);
}

static guint64
count_refused (const TsnHttpCounts *counts)
{
  guint64 n = counts->malformed + counts->connections_refused;

  for (guint i = 400; i < TSN_HTTP_STATUS_MAX; i++)
    n += counts->answers[i];
  return n;
}

static void
write_server (Page *page)
{
  const TsnStatus *status = page->status;
  const TsnHttpCounts *counts = &status->counts;
  g_autofree char *started = format_time (status->started_ms);
  g_autofree char *uptime = format_span (page, status->now_ms - status->started_ms);

  g_string_append (page->out, "<dl>\n");
  write_fact (page, SAY (page, "Version", "バージョン"), status->version);
  write_fact (page, SAY (page, "Database", "データベース"), status->backend);
  write_fact (page, SAY (page, "Running since", "起動日時"), started);
  write_fact (page, SAY (page, "Uptime", "稼働時間"), uptime);
  write_count (page, SAY (page, "Connections", "接続数"), counts->n_connections);
  write_count (page, SAY (page, "Waiting for news", "新着待ちの端末"), counts->n_lines);
  write_count (page, SAY (page, "Requests in work", "処理中の要求"), counts->n_jobs);
  write_count (page, SAY (page, "Answered", "正常に応答した要求"), counts->answers[200]);
  write_count (page, SAY (page, "Refused or failed", "拒否・失敗した要求"), count_refused (counts));
  write_count (page, SAY (page, "Changes taken", "受け取った変更"), counts->patches_taken);
  write_count (page, SAY (page, "Changes refused", "拒否した変更"), counts->patches_refused);
  g_string_append (page->out, "</dl>\n");
}

/* -- Devices -- */

static const char *
role_text (Page *page, guint role)
{
  const char *const ROLES[][2] = {
    [0] = { "Not known yet", "未確認" },
    [TSN_ROLE_DESK] = { "Desk", "事務局" },
    [TSN_ROLE_RECEPTION] = { "Reception", "受付" },
    [TSN_ROLE_KIOSK] = { "Kiosk", "キオスク" },
    [TSN_ROLE_EMS] = { "Ambulance", "救急" },
  };

  return ROLES[role < G_N_ELEMENTS (ROLES) ? role : 0][page->japanese];
}

static char *
clock_text (Page *page, const TsnStatusDevice *row)
{
  gboolean refused = row->off_at_ms != 0;
  gint64 ms = refused ? row->off_ms : row->skew_ms;
  g_autofree char *span = format_span (page, ms);
  g_autofree char *at = format_time (row->off_at_ms);

  if (refused)
    return g_strdup_printf (ms > 0 ? SAY (page, "%s ahead (%s)", "%s進んでいた（%s）")
                                   : SAY (page, "%s behind (%s)", "%s遅れていた（%s）"),
                            span,
                            at);
  if (row->contact_ms == 0)
    return g_strdup ("-");
  if (ABS (ms) < 1000)
    return g_strdup (SAY (page, "Right", "正確"));
  return g_strdup_printf (ms > 0 ? SAY (page, "%s ahead", "%s進み")
                                 : SAY (page, "%s behind", "%s遅れ"),
                          span);
}

static void
write_device (Page *page, const TsnStatusDevice *row)
{
  char id[TSN_ID_TEXT_SIZE];
  g_autofree char *contact = row->contact_ms != 0
                                 ? format_time (row->contact_ms)
                                 : g_strdup (SAY (page, "Not since the start", "起動後なし"));
  g_autofree char *behind = row->behind >= 0 ? format_number ((guint64) row->behind)
                                             : g_strdup ("-");
  g_autofree char *clock = clock_text (page, row);

  tsn_id_format (&row->device.device, id);
  g_string_append (page->out, "<tr>");
  write_element (page, "th scope=\"row\"", id + TSN_ID_TEXT_SIZE - 1 - 8);
  write_element (page, "td", role_text (page, row->device.role));
  write_element (page,
                 row->device.revoked ? "td class=\"bad\"" : "td",
                 row->device.revoked ? SAY (page, "Revoked", "失効")
                                     : SAY (page, "Active", "有効"));
  write_element (page, "td", contact);
  write_element (page, "td class=\"number\"", behind);
  write_element (page, row->off_at_ms != 0 ? "td class=\"bad\"" : "td", clock);
  g_string_append (page->out, "</tr>\n");
}

static void
begin_table (Page *page, const char *label)
{
  const char *const HEADS[][2] = {
    { "Device", "端末" },
    { "Role", "役割" },
    { "State", "状態" },
    { "Last contact", "最後の通信" },
    { "Not fetched yet", "未取得" },
    { "Clock", "時計" },
  };

  /* What may be scrolled can be reached by the keyboard, and has a name. */
  g_string_append (page->out, "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"");
  write_text (page, label);
  g_string_append (page->out, "\"><table><thead><tr>\n");
  for (guint i = 0; i < G_N_ELEMENTS (HEADS); i++)
    write_element (page,
                   i == 4 ? "th scope=\"col\" class=\"number\"" : "th scope=\"col\"",
                   HEADS[i][page->japanese]);
  g_string_append (page->out, "</tr></thead><tbody>\n");
}

/* Gives the first device that is of another one. */
static guint
write_municipality (Page *page, const TsnStatusMunicipality *municipality, guint first)
{
  const GArray *devices = page->status->devices;
  g_autofree char *title = g_strdup_printf (
      SAY (page,
           "Municipality %" G_GINT64_FORMAT " (key %02x%02x%02x%02x)",
           "自治体 %" G_GINT64_FORMAT "（鍵 %02x%02x%02x%02x）"),
      municipality->number,
      municipality->root_public[0],
      municipality->root_public[1],
      municipality->root_public[2],
      municipality->root_public[3]);
  g_autofree char *numbered = g_strdup_printf (
      SAY (page, "Changes so far: %" G_GINT64_FORMAT, "これまでの変更：%" G_GINT64_FORMAT "件"),
      municipality->n_numbered);
  guint i;

  write_element (page, "h2", title);
  write_element (page, "p", numbered);
  begin_table (page, title);
  for (i = first; i < devices->len; i++)
    {
      const TsnStatusDevice *row = &g_array_index (devices, TsnStatusDevice, i);

      if (row->device.municipality != municipality->number)
        break;
      if (i < ROWS_MAX)
        write_device (page, row);
    }
  g_string_append (page->out, "</tbody></table></div>\n");
  return i;
}

static void
write_municipalities (Page *page)
{
  const TsnStatus *status = page->status;
  guint next = 0;

  for (guint i = 0; i < status->municipalities->len && next <= ROWS_MAX; i++)
    next = write_municipality (page,
                               &g_array_index (status->municipalities, TsnStatusMunicipality, i),
                               next);
  if (status->municipalities->len == 0)
    write_element (page,
                   "p",
                   SAY (page, "No municipality came yet.", "登録された自治体はまだありません。"));
  if (status->devices->len > ROWS_MAX)
    write_element (page,
                   "p",
                   SAY (page, "There are more than are listed.", "一部のみ表示しています。"));
  g_string_append (page->out, "<footer>\n");
  write_element (
      page,
      "p class=\"soft\"",
      SAY (
          page,
          "Contact, clock and what a device has not fetched yet are what this process saw since "
          "it runs; with several processes on one database, each saw its part. Not fetched yet is "
          "at most so many changes: some are replaced by newer ones, or not for that role.",
          "通信、時計、未取得は、このプロセスが起動してから見たものです。データベースを複数のプロセス"
          "で使うときは、それぞれが自分の分だけを表示します。未取得は最大の件数です（新しい変更に"
          "置き換わったものや、その役割に送らないものを含みます）。"));
  g_string_append (page->out, "</footer>\n");
}

/* -- The document -- */

/* With the zone in which all times of the page are. */
static char *
format_now (const TsnStatus *status)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (status->now_ms / 1000);

  return time != NULL ? g_date_time_format (time, TIME " %Z") : g_strdup ("-");
}

char *
tsn_status_page (const TsnStatus *self, gboolean japanese)
{
  Page page = { self, japanese != FALSE, g_string_new ("<!DOCTYPE html>\n") };
  g_autofree char *now = format_now (self);
  g_autofree char *seen = g_strdup_printf (SAY (&page, "As of %s", "%s 現在"), now);

  g_string_append_printf (page.out,
                          "<html lang=\"%s\"><head><meta charset=\"utf-8\">"
                          "<meta name=\"viewport\" content=\"width=device-width\">"
                          "<title>%s</title><style>%s</style></head><body><main>\n",
                          SAY (&page, "en", "ja"),
                          SAY (&page, "Tsunagi server", "Tsunagi サーバー"),
                          STYLE);
  write_element (&page, "h1", SAY (&page, "Tsunagi server", "Tsunagi サーバー"));
  write_element (&page,
                 self->read ? "p class=\"good\"" : "p class=\"bad\"",
                 self->read
                     ? SAY (&page, "Running", "動いています")
                     : SAY (&page, "The database does not answer", "データベースが応答しません"));
  g_string_append (page.out, "<p class=\"soft\">");
  write_text (&page, seen);
  g_string_append_printf (page.out,
                          " · <a href=\"/\">%s</a> · <a href=\"/metrics\">%s</a></p>\n",
                          SAY (&page, "Reload", "再読み込み"),
                          SAY (&page, "Metrics", "メトリクス"));
  write_server (&page);
  if (self->read)
    write_municipalities (&page);
  g_string_append (page.out, "</main></body></html>\n");
  return g_string_free (page.out, FALSE);
}

char *
tsn_status_page_policy (void)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = NULL;
  guint8 digest[32];
  gsize size = sizeof digest;

  g_checksum_update (sum, (const guint8 *) STYLE, sizeof STYLE - 1);
  g_checksum_get_digest (sum, digest, &size);
  text = g_base64_encode (digest, size);
  return g_strdup_printf (
      "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; "
      "form-action 'none'; frame-ancestors 'none'",
      text);
}
