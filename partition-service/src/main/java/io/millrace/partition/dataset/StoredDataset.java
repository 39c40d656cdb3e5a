package io.millrace.partition.dataset;

import io.millrace.contract.dataset.Dataset;
import java.time.Instant;

/** A version of a dataset as the database keeps it. */
public record StoredDataset(Dataset definition, int version, Instant createdAt) {}
