package org.cdssl.image.format.dicom.codec.j2k;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.cdssl.image.format.dicom.codec.CodecException;

/// Takes the packets of a tile apart (T.800 B.9 to B.12): which code blocks have bytes in which
/// layer, in any of the five progression orders.
final class PacketReader {
  private final byte[] data;
  private final PacketBits bits;
  private final TileComponent[] components;

  /// A precinct and where it stands in the order: `x` and `y` on the reference grid.
  private record Place(int component, int resolution, int index, long x, long y) {}

  PacketReader(byte[] data, TileComponent[] components) {
    this.data = data;
    this.bits = new PacketBits(data);
    this.components = components;
  }

  /// @param progression 0 LRCP, 1 RLCP, 2 RPCL, 3 PCRL, 4 CPRL
  void read(int progression, int layers) throws CodecException {
    List<Place> places = places();
    Comparator<Place> byResolution = Comparator.comparingInt(Place::resolution);
    Comparator<Place> byComponent = Comparator.comparingInt(Place::component);
    Comparator<Place> byPosition = Comparator.comparingLong(Place::y).thenComparingLong(Place::x);
    Comparator<Place> byIndex = Comparator.comparingInt(Place::index);
    switch (progression) {
      case 0 -> {
        places.sort(byResolution.thenComparing(byComponent).thenComparing(byIndex));
        for (int layer = 0; layer < layers; layer++) {
          packets(places, layer);
        }
      }
      case 1 -> {
        places.sort(byResolution.thenComparing(byComponent).thenComparing(byIndex));
        for (int from = 0; from < places.size(); ) {
          int to = from;
          while (to < places.size()
              && places.get(to).resolution() == places.get(from).resolution()) {
            to++;
          }
          for (int layer = 0; layer < layers; layer++) {
            packets(places.subList(from, to), layer);
          }
          from = to;
        }
      }
      default -> {
        places.sort(
            switch (progression) {
              case 2 ->
                  byResolution
                      .thenComparing(byPosition)
                      .thenComparing(byComponent)
                      .thenComparing(byIndex);
              case 3 ->
                  byPosition
                      .thenComparing(byComponent)
                      .thenComparing(byResolution)
                      .thenComparing(byIndex);
              default ->
                  byComponent
                      .thenComparing(byPosition)
                      .thenComparing(byResolution)
                      .thenComparing(byIndex);
            });
        for (Place place : places) {
          for (int layer = 0; layer < layers; layer++) {
            packet(place, layer);
          }
        }
      }
    }
  }

  private List<Place> places() {
    List<Place> places = new ArrayList<>();
    for (int c = 0; c < components.length; c++) {
      TileComponent component = components[c];
      for (int r = 0; r < component.resolutions.length; r++) {
        TileComponent.Resolution resolution = component.resolutions[r];
        int down = component.style.levels - r;
        int px = component.style.precinctX[r];
        int py = component.style.precinctY[r];
        for (int j = 0, k = 0; j < resolution.precinctsY(); j++) {
          for (int i = 0; i < resolution.precinctsX(); i++, k++) {
            long x = ((long) ((resolution.x0() >> px) + i) << px) << down;
            long y = ((long) ((resolution.y0() >> py) + j) << py) << down;
            places.add(new Place(c, r, k, Math.max(x, component.x0), Math.max(y, component.y0)));
          }
        }
      }
    }
    return places;
  }

  private void packets(List<Place> places, int layer) throws CodecException {
    for (Place place : places) {
      packet(place, layer);
    }
  }

  private void packet(Place place, int layer) throws CodecException {
    if (isMarker(0x91)) {
      bits.move(bits.position() + 6);
    }
    TileComponent component = components[place.component()];
    Subband[] bands = component.resolutions[place.resolution()].bands();
    List<CodeBlock> withBytes = new ArrayList<>();
    List<int[]> lengths = new ArrayList<>();
    if (bits.read() == 1) {
      for (Subband band : bands) {
        header(band.precincts()[place.index()], layer, component.style, withBytes, lengths);
      }
    }
    bits.align();
    if (isMarker(0x92)) {
      bits.move(bits.position() + 2);
    }
    int at = bits.position();
    for (int i = 0; i < withBytes.size(); i++) {
      CodeBlock block = withBytes.get(i);
      int[] segments = lengths.get(i);
      for (int s = 0; s < segments.length; s += 2) {
        int count = segments[s + 1];
        if (count > data.length - at) {
          throw PacketBits.truncated();
        }
        block.append(data, at, count);
        block.segmentBytes[segments[s]] += count;
        at += count;
      }
    }
    bits.move(at);
  }

  private void header(
      Subband.Precinct precinct,
      int layer,
      CodingStyle style,
      List<CodeBlock> withBytes,
      List<int[]> lengths)
      throws CodecException {
    for (int y = 0, k = 0; y < precinct.down(); y++) {
      for (int x = 0; x < precinct.across(); x++, k++) {
        CodeBlock block = precinct.blocks()[k];
        if (block.included) {
          if (bits.read() == 0) {
            continue;
          }
        } else {
          if (!precinct.inclusion().isBelow(bits, x, y, layer + 1)) {
            continue;
          }
          block.included = true;
          int planes = 1;
          while (!precinct.zeros().isBelow(bits, x, y, planes)) {
            if (++planes > 64) {
              throw new CodecException("is damaged: a block of its JPEG 2000 data");
            }
          }
          block.zeroPlanes = precinct.zeros().value(x, y);
        }
        withBytes.add(block);
        lengths.add(segments(block, style));
      }
    }
  }

  /// Pairs of a segment's index and the bytes that this packet adds to it.
  private int[] segments(CodeBlock block, CodingStyle style) throws CodecException {
    int left = passes();
    block.passes += left;
    while (bits.read() == 1) {
      if (++block.lengthBits > 31) {
        throw new CodecException("is damaged: a length in its JPEG 2000 data");
      }
    }
    int[] pairs = {};
    while (left > 0) {
      int s = block.segments - 1;
      if (s < 0 || block.segmentPasses[s] == block.segmentMost[s]) {
        block.addSegment(mostPasses(block, style));
        s++;
      }
      int passes = Math.min(left, block.segmentMost[s] - block.segmentPasses[s]);
      int size = block.lengthBits + 31 - Integer.numberOfLeadingZeros(passes);
      if (size > 31) {
        throw new CodecException("is damaged: a length in its JPEG 2000 data");
      }
      pairs = java.util.Arrays.copyOf(pairs, pairs.length + 2);
      pairs[pairs.length - 2] = s;
      pairs[pairs.length - 1] = bits.read(size);
      block.segmentPasses[s] += passes;
      left -= passes;
    }
    return pairs;
  }

  private static int mostPasses(CodeBlock block, CodingStyle style) {
    if ((style.blockStyle & CodingStyle.TERMINATE) != 0) {
      return 1;
    }
    if ((style.blockStyle & CodingStyle.BYPASS) == 0) {
      return Integer.MAX_VALUE;
    }
    if (block.segments == 0) {
      return 10;
    }
    int last = block.segmentMost[block.segments - 1];
    return last == 1 || last == 10 ? 2 : 1;
  }

  private int passes() throws CodecException {
    if (bits.read() == 0) {
      return 1;
    }
    if (bits.read() == 0) {
      return 2;
    }
    int more = bits.read(2);
    if (more < 3) {
      return 3 + more;
    }
    more = bits.read(5);
    return more < 31 ? 6 + more : 37 + bits.read(7);
  }

  private boolean isMarker(int second) {
    int at = bits.position();
    return at + 1 < data.length
        && data[at] == (byte) 0xff
        && (data[at + 1] & 0xff) == second
        && (second == 0x92 || at + 6 <= data.length);
  }
}
