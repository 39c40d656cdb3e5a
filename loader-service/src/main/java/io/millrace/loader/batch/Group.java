package io.millrace.loader.batch;

import io.millrace.contract.message.RowBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/** What one transaction loads: successive messages of one Kafka partition. */
public record Group(List<Batch> batches) {
    public Group {
        if (batches.isEmpty()) {
            throw new IllegalArgumentException("batches: a group has at least one");
        }
        batches = List.copyOf(batches);
    }

    /** The first batch of each unit, in the order of their keys. */
    public SortedMap<UnitKey, Batch> units() {
        SortedMap<UnitKey, Batch> units = new TreeMap<>();
        withRows().forEach(batch -> units.putIfAbsent(batch.key(), batch));
        return units;
    }

    /** Batches of units that came already within this very group. */
    public List<Batch> echoes() {
        SortedMap<UnitKey, Batch> units = units();
        return withRows().stream()
                .filter(batch -> units.get(batch.key()) != batch)
                .toList();
    }

    /** The batches of each stream, as they came. */
    public SortedMap<StreamKey, List<Batch>> slices() {
        SortedMap<StreamKey, List<Batch>> slices = new TreeMap<>();
        batches.stream().filter(Batch::ofStream).forEach(batch -> slices.computeIfAbsent(
                        batch.stream(), key -> new ArrayList<>())
                .add(batch));
        return slices;
    }

    private List<Batch> withRows() {
        return of(RowBatch.PartCase.ROWS);
    }

    public List<Batch> ends() {
        return of(RowBatch.PartCase.END);
    }

    public List<Batch> stops() {
        return of(RowBatch.PartCase.STOP);
    }

    private Stream<Batch> ofJobs() {
        return batches.stream().filter(Batch::ofJob);
    }

    private List<Batch> of(RowBatch.PartCase part) {
        return ofJobs().filter(batch -> batch.message().getPartCase() == part).toList();
    }

    /** The ids of the group's jobs, in order. */
    public SortedSet<UUID> jobs() {
        SortedSet<UUID> jobs = new TreeSet<>();
        ofJobs().forEach(batch -> jobs.add(batch.job()));
        return jobs;
    }

    /** One batch of every distinct (job, cut, dataset): two attempts under one key may cut differently. */
    public List<Batch> senders() {
        List<Batch> senders = new ArrayList<>();
        for (Batch batch : ofJobs().toList()) {
            if (senders.stream()
                    .noneMatch(known -> known.job().equals(batch.job())
                            && known.sender().getCut().equals(batch.sender().getCut())
                            && known.sender().getDataset().equals(batch.sender().getDataset()))) {
                senders.add(batch);
            }
        }
        return senders;
    }

    /** The two halves of a group of several batches, in order. */
    public List<Group> halves() {
        int middle = batches.size() / 2;
        return List.of(new Group(batches.subList(0, middle)), new Group(batches.subList(middle, batches.size())));
    }

    /** Where the group stands and what it holds, for log lines and errors. */
    @Override
    public String toString() {
        BatchPlace first = batches.getFirst().place();
        BatchPlace last = batches.getLast().place();
        List<Object> of = new ArrayList<>(jobs());
        of.addAll(slices().keySet());
        return "%s..%d (%d batches of %s)".formatted(first, last.offset(), batches.size(), of);
    }
}
