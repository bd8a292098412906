/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* zxing-cpp 1.4 speaks C++ only, and decodes pictures only: the modules are drawn for it. Nothing
 * is thrown beyond here. */

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

static Options
as_drawn ()
{
  Options options;

  options.setFormats (ZXing::BarcodeFormat::QRCode);
  options.setBinarizer (ZXing::Binarizer::FixedThreshold);
  options.setIsPure (true);
  return options;
}

/* A part of a structured append whose other parts are missing is no text. */
static GBytes *
decode (const std::vector<guint8> &picture, guint side)
{
  auto pixels = static_cast<int> (side);
  auto code = ZXing::ReadBarcode ({ picture.data (), pixels, pixels, ZXing::ImageFormat::Lum },
                                  as_drawn ());

  return code.isValid () && !code.isPartOfSequence ()
             ? g_bytes_new (code.bytes ().data (), code.bytes ().size ())
             : nullptr;
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
