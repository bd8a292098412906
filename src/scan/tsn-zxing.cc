/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* zxing-cpp 1.4 speaks C++ only, and decodes pictures only: modules are drawn for it. Nothing is
 * thrown beyond here. */

#include "tsn-zxing.h"

#define ZX_USE_UTF8 1 /* 1.4 asks for it */
#include <ZXing/ReadBarcode.h>
#include <exception>
#include <strings.h>
#include <vector>

#define QUIET  4u
#define PIXELS 3u /* of a module that is drawn */

#if __has_include(<ZXing/ReaderOptions.h>)
using Options = ZXing::ReaderOptions;
#else
using Options = ZXing::DecodeHints;
#endif

/* A part of a structured append whose other parts are missing is no text. */
template <typename Code>
static GBytes *
bytes_of (const Code &code)
{
  return code.isValid () && !code.isPartOfSequence ()
             ? g_bytes_new (code.bytes ().data (), code.bytes ().size ())
             : nullptr;
}

/* -- Modules -- */

static Options
as_drawn ()
{
  Options options;

  options.setFormats (ZXing::BarcodeFormat::QRCode);
  options.setBinarizer (ZXing::Binarizer::FixedThreshold);
  options.setIsPure (true);
  return options;
}

static GBytes *
decode (const std::vector<guint8> &picture, guint side)
{
  auto pixels = static_cast<int> (side);

  return bytes_of (ZXing::ReadBarcode ({ picture.data (), pixels, pixels, ZXing::ImageFormat::Lum },
                                       as_drawn ()));
}

GBytes *
tsn_zxing_decode (const guint8 *modules, guint size)
{
  guint side = (size + 2 * QUIET) * PIXELS;

  try
    {
      std::vector<guint8> picture (static_cast<gsize> (side) * side, 255);

      for (guint y = 0; y < size * PIXELS; y++)
        for (guint x = 0; x < size * PIXELS; x++)
          if (modules[y / PIXELS * size + x / PIXELS])
            picture[static_cast<gsize> (y + QUIET * PIXELS) * side + x + QUIET * PIXELS] = 0;
      auto bytes = decode (picture, side);
      explicit_bzero (picture.data (), picture.size ());
      return bytes;
    }
  catch (const std::exception &)
    {
      return nullptr;
    }
}

/* -- Pictures -- */

static Options
as_seen ()
{
  Options options;

  options.setFormats (ZXing::BarcodeFormat::QRCode);
  options.setTryRotate (false); /* a QR code is found as it lies */
  options.setTryDownscale (false);
#if __has_include(<ZXing/ReaderOptions.h>)
  options.setTryInvert (false);
#endif
  return options;
}

template <typename Position>
static TsnScanCode *
code_at (const Position &position, GBytes *bytes)
{
  /* Ours go the other way around. */
  static const guint theirs[] = { 0, 3, 2, 1 };
  auto code = g_new0 (TsnScanCode, 1);

  code->bytes = bytes;
  for (guint i = 0; i < 4; i++)
    {
      code->corners[i].x = position[theirs[i]].x;
      code->corners[i].y = position[theirs[i]].y;
    }
  return code;
}

GPtrArray *
tsn_zxing_read (TsnScanImage *image)
{
  auto codes = g_ptr_array_new_with_free_func (
      reinterpret_cast<GDestroyNotify> (tsn_scan_code_free));

  try
    {
      ZXing::ImageView view (image->data,
                             static_cast<int> (image->width),
                             static_cast<int> (image->height),
                             ZXing::ImageFormat::Lum,
                             static_cast<int> (image->stride));

      for (const auto &found : ZXing::ReadBarcodes (view, as_seen ()))
        if (auto bytes = bytes_of (found))
          g_ptr_array_add (codes, code_at (found.position (), bytes));
    }
  catch (const std::exception &)
    {
      /* What it had found until then is no less right. */
    }
  return codes;
}
