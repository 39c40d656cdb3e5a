package io.millrace.partition.shape;

/**
 * Why a table cannot take another form.
 *
 * @param object what stands in the way, as PostgreSQL names it
 * @param reason why it cannot be had afterwards
 * @param remedy what to do before the next attempt
 */
public record Obstacle(String object, String reason, String remedy) {
    @Override
    public String toString() {
        return "%s: %s; %s".formatted(object, reason, remedy);
    }
}
