package io.millrace.loader.partition;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The time that a table's partitions cover: disjoint spans [from, to) in order, neighbours made one. */
public record Coverage(List<Span> spans) {
    /** [from, to) */
    public record Span(Instant from, Instant to) {}

    public Coverage {
        spans = List.copyOf(spans);
    }

    public static Coverage of(List<Span> partitions) {
        List<Span> spans = new ArrayList<>();
        partitions.stream().sorted(Comparator.comparing(Span::from)).forEach(next -> {
            if (!spans.isEmpty() && !spans.getLast().to().isBefore(next.from())) {
                Span last = spans.removeLast();
                Instant to = last.to().isAfter(next.to()) ? last.to() : next.to();
                spans.add(new Span(last.from(), to));
            } else {
                spans.add(next);
            }
        });
        return new Coverage(spans);
    }

    /** Whether every time from {@code first} to {@code last}, both included, has its partition. */
    public boolean covers(Instant first, Instant last) {
        return spans.stream().anyMatch(span -> !first.isBefore(span.from()) && last.isBefore(span.to()));
    }
}
