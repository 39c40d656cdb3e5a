package io.millrace.ingest.unpack;

/**
 * Against archives that blow up.
 *
 * @param wireBytes bytes as sent at most
 * @param unpackedBytes bytes after unpacking at most
 * @param ratio unpacked bytes for each packed one at most, asked once {@link #RATIO_FROM} bytes are unpacked
 */
public record UnpackLimits(long wireBytes, long unpackedBytes, int ratio) {
    /** Small archives may have any ratio: they do no harm. */
    public static final long RATIO_FROM = 16 << 20;
}
