package io.millrace.loader.ledger;

import com.google.protobuf.ByteString;
import io.millrace.contract.message.Job;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What {@code millrace.job} says of a job.
 *
 * @param units how many units there are; null before the end marker came
 * @param stopped aborted or failed
 * @param completed all of its units are in; it can no longer be stopped
 */
public record JobRow(
        UUID id,
        String dataset,
        ByteString cut,
        boolean dryRun,
        @Nullable Integer units,
        boolean stopped,
        boolean completed) {

    /** Whether a message belongs to this job: the same key with other options would cut the input elsewhere. */
    public boolean agreesWith(Job sender) {
        return dataset.equals(sender.getDataset()) && cut.equals(sender.getCut());
    }

    /** Whether units may be added: a job that has ended takes none. */
    public boolean open() {
        return !stopped && !completed;
    }

    /** Whether the job, as far as its end is known, has a unit of this number. */
    public boolean has(int unit) {
        return units == null || unit < units;
    }

    /** Why a message of another cut or dataset is a conflict. */
    public String otherCut(Job sender) {
        return "conflict: the key was used for dataset %s and again for dataset %s, or with options that cut the input"
                        .formatted(dataset, sender.getDataset())
                + " elsewhere";
    }
}
