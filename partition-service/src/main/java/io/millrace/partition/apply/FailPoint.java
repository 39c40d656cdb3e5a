package io.millrace.partition.apply;

/** A place between two steps of work that must outlive a crash. Tests let it crash there; otherwise nothing happens. */
public interface FailPoint {
    /** @param step the one that has just been done */
    void reached(Enum<?> step);
}
