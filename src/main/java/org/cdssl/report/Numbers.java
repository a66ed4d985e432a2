package org.cdssl.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.cdssl.config.Size3;

/// Numbers as a person reads them.
final class Numbers {
  private static final String MINUS = "\u2212";
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  private Numbers() {}

  /// Three significant digits: `0.0213`, `12.3`, `1,230`, `1.2×10⁻⁵`; a dash for NaN.
  static String text(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : MINUS + "∞";
    }
    double size = Math.abs(value);
    if (value == 0) {
      return "0";
    }
    if (size >= 999_500 || size < 0.9995e-3) {
      return scientific(value, 3);
    }
    if (size >= 999.5) {
      return sign(value) + String.format(Locale.ROOT, "%,.0f", size);
    }
    BigDecimal rounded = new BigDecimal(size).round(new MathContext(3));
    int exponent = rounded.precision() - rounded.scale() - 1;
    return sign(value) + rounded.setScale(2 - exponent, RoundingMode.HALF_EVEN).toPlainString();
  }

  /// A whole number with thousands separated by commas.
  static String count(double value) {
    return Double.isNaN(value)
        ? "–"
        : sign(value) + String.format(Locale.ROOT, "%,.0f", Math.abs(value));
  }

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace("-", MINUS);
  }

  /// With a fixed number of decimals.
  static String fixed(double value, int decimals) {
    String digits = String.format(Locale.ROOT, "%,." + decimals + "f", Math.abs(value));
    return digits.matches("[0.,]*") ? digits : sign(value) + digits;
  }

  /// A mantissa with at most `digits` significant digits times a power of ten.
  static String scientific(double value, int digits) {
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded =
        new BigDecimal(Math.abs(value)).round(new MathContext(digits)).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    String mantissa = rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString();
    String power = "10" + superscript(exponent);
    return sign(value) + (mantissa.equals("1") ? power : mantissa + "×" + power);
  }

  /// `64×64×32`, H × W × D.
  static String size(Size3 size) {
    return size.toString().replace('x', '×');
  }

  /// `45 s`, `12 min 3 s`, `3 h 20 min`, `2 d 4 h`.
  static String duration(double seconds) {
    if (!(seconds >= 0) || Double.isInfinite(seconds)) {
      return "–";
    }
    if (seconds < 10) {
      return text(seconds) + " s";
    }
    long s = Math.round(seconds);
    if (s < 60) {
      return s + " s";
    }
    if (s < 3600) {
      return s / 60 + " min " + s % 60 + " s";
    }
    long minutes = Math.round(seconds / 60);
    if (minutes < 24 * 60) {
      return minutes / 60 + " h " + minutes % 60 + " min";
    }
    long hours = Math.round(seconds / 3600);
    return hours / 24 + " d " + hours % 24 + " h";
  }

  private static String sign(double value) {
    return value < 0 ? MINUS : "";
  }

  private static String superscript(int exponent) {
    StringBuilder out = new StringBuilder(exponent < 0 ? "⁻" : "");
    for (char c : Integer.toString(Math.abs(exponent)).toCharArray()) {
      out.append(SUPERSCRIPTS.charAt(c - '0'));
    }
    return out.toString();
  }
}
