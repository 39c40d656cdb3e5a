package io.millrace.loader.original;

import io.millrace.contract.message.Source;
import io.millrace.contract.message.WorkUnit;
import io.millrace.loader.batch.StreamKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The originals that a group's refused rows need, as far as they were fetched. A transaction only looks here, and begins again
 * when something was missing: Kafka may be slow, and a transaction must not wait for it.
 */
public final class FetchedOriginals {
    private final Map<Source, Optional<WorkUnit>> units = new HashMap<>();
    private final Map<StreamPlace, Map<Long, Optional<byte[]>>> values = new HashMap<>();
    private final Set<Source> missingUnits = new HashSet<>();
    private final Map<StreamPlace, SortedSet<Long>> missingValues = new HashMap<>();

    private record StreamPlace(String topic, StreamKey stream) {}

    /** Something is to be fetched before the transaction can be made. Has no stack trace: it is an answer. */
    public static final class MissingException extends RuntimeException {
        MissingException() {
            super("the raw texts of refused rows have to be fetched", null, false, false);
        }
    }

    /** @return the unit, or nothing when its topic no longer has it, or nobody has looked */
    Optional<WorkUnit> unit(Source source) {
        Optional<WorkUnit> unit = units.get(source);
        if (unit == null) {
            missingUnits.add(source);
            return Optional.empty();
        }
        return unit;
    }

    /** @return the values of those records that the topic still has, as far as somebody has looked */
    Map<Long, byte[]> values(String topic, StreamKey stream, SortedSet<Long> offsets) {
        StreamPlace place = new StreamPlace(topic, stream);
        Map<Long, Optional<byte[]>> known = values.getOrDefault(place, Map.of());
        Map<Long, byte[]> found = new TreeMap<>();
        for (long offset : offsets) {
            Optional<byte[]> value = known.get(offset);
            if (value == null) {
                missingValues.computeIfAbsent(place, p -> new TreeSet<>()).add(offset);
            } else {
                value.ifPresent(bytes -> found.put(offset, bytes));
            }
        }
        return found;
    }

    public void expectAll() {
        if (!missingUnits.isEmpty() || !missingValues.isEmpty()) {
            throw new MissingException();
        }
    }

    /** Fetches what was asked for in vain. Not in a transaction. */
    public void fetch(Originals originals) throws Originals.UnreachableException {
        for (Source source : Set.copyOf(missingUnits)) {
            units.put(source, originals.fetch(source));
            missingUnits.remove(source);
        }
        for (Map.Entry<StreamPlace, SortedSet<Long>> missing :
                Map.copyOf(missingValues).entrySet()) {
            StreamPlace place = missing.getKey();
            Map<Long, byte[]> found = originals.values(
                    place.topic(), place.stream().topicId(), place.stream().partition(), missing.getValue());
            Map<Long, Optional<byte[]>> known = values.computeIfAbsent(place, p -> new HashMap<>());
            missing.getValue().forEach(offset -> known.put(offset, Optional.ofNullable(found.get(offset))));
            missingValues.remove(place);
        }
    }
}
