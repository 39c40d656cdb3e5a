package io.millrace.loader.partition;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The time that a table's partitions cover: disjoint spans [from, to) in order, neighbours made one. */
public record Coverage(List<Span> spans) {
    /** [from, to) */
    public record Span(Instant from, Instant to) {
        boolean has(Instant time) {
            return !time.isBefore(from) && time.isBefore(to);
        }
    }

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

    /** @return the covered time around that moment, if it has a partition */
    public Optional<Span> around(Instant time) {
        return spans.stream().filter(span -> span.has(time)).findFirst();
    }

    /** With one partition more. */
    public Coverage and(Span partition) {
        List<Span> more = new ArrayList<>(spans);
        more.add(partition);
        return of(more);
    }
}
