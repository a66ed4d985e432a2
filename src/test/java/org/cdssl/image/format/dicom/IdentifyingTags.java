package org.cdssl.image.format.dicom;

import java.util.List;

/// Elements that identify somebody: names, numbers, dates, addresses, physicians, places, devices
/// and free text.
public final class IdentifyingTags {
  public static final List<Integer> ALL =
      List.of(
          0x00080012,
          0x00080014,
          0x00080020,
          0x00080021,
          0x00080022,
          0x00080023,
          0x00080030,
          0x00080050,
          0x00080080,
          0x00080081,
          0x00080090,
          0x00080092,
          0x00081010,
          0x00081030,
          0x0008103E,
          0x00081040,
          0x00081048,
          0x00081050,
          0x00081060,
          0x00081070,
          0x00100010,
          0x00100020,
          0x00100021,
          0x00100030,
          0x00100040,
          0x00101000,
          0x00101001,
          0x00101010,
          0x00101040,
          0x00101060,
          0x00102154,
          0x00102180,
          0x001021B0,
          0x00104000,
          0x00181000,
          0x00181030,
          0x00200010,
          0x00204000,
          0x00321032,
          0x00400254,
          0x00400275,
          0x0040A124,
          0x00091010);

  private IdentifyingTags() {}
}
