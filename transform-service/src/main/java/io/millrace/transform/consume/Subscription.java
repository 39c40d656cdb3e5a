package io.millrace.transform.consume;

import io.millrace.contract.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Which topics of records are subscribed to: those of all datasets, without those that are left out for a while. */
final class Subscription {
    private final Map<String, Long> leftOut = new HashMap<>(); // until when, nanoseconds
    private Map<String, String> topics = Map.of(); // dataset by topic

    /** The dataset that the topic belongs to, when it is subscribed to. */
    Map<String, String> topics() {
        return topics;
    }

    /** The topic is given away, and taken again after that time, when all its partitions are gone. */
    void leaveOut(String topic, Duration atLeast) {
        leftOut.put(topic, System.nanoTime() + atLeast.toNanos());
    }

    /**
     * @param isHere whether some partition of a topic is still assigned
     * @return whether another set of topics is to be subscribed to than before
     */
    boolean follow(Set<String> datasets, Predicate<String> isHere) {
        long now = System.nanoTime();
        Map<String, String> wanted = new HashMap<>();
        for (String dataset : datasets) {
            wanted.put(Topics.records(dataset), dataset);
        }
        leftOut.entrySet()
                .removeIf(entry -> !wanted.containsKey(entry.getKey())
                        || (now - entry.getValue() >= 0 && !isHere.test(entry.getKey())));
        wanted.keySet().removeAll(leftOut.keySet());
        if (wanted.equals(topics)) {
            return false;
        }
        topics = Map.copyOf(wanted);
        return true;
    }
}
