package io.millrace.loader.batch;

/** Where a message stands; part of every log line and error about it. */
public record BatchPlace(String topic, int partition, long offset) {
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
