package io.millrace.ingest.status;

import io.millrace.api.upload.UploadState;
import io.millrace.contract.message.Job;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What this replica knows of an upload that it receives or received. One thread writes, any may read. */
public final class UploadProgress {
    private final UUID id;
    private final Job job;
    private final Thread receiver;
    private volatile int units;
    private volatile long bytes;
    private volatile long wireBytes;
    private volatile UploadState state = UploadState.RECEIVING;
    private volatile @Nullable String reason;
    private volatile @Nullable Instant receivedAt;
    private boolean attended = true; // guarded by this: whether the receiver is still at it

    UploadProgress(UUID id, Job job, Thread receiver) {
        this.id = id;
        this.job = job;
        this.receiver = receiver;
    }

    /** Another unit is on its way. */
    public void advance(int unitsSoFar, long bytesSoFar, long wireBytesSoFar) {
        units = unitsSoFar;
        bytes = bytesSoFar;
        wireBytes = wireBytesSoFar;
    }

    /** Kafka has all of it. */
    public void received(long allWireBytes, Instant at) {
        wireBytes = allWireBytes;
        receivedAt = at;
        state = UploadState.LOADING;
    }

    /** The body ended before its time; the job goes on receiving when the same key comes again. */
    public void interrupted(String why) {
        reason = why;
    }

    /** The job is over. */
    public void stopped(UploadState outcome, String why) {
        reason = why;
        state = outcome;
    }

    /** Ends the request that receives the body, if it is still running. */
    public synchronized void endReception() {
        if (attended) {
            receiver.interrupt();
        }
    }

    /** The receiving thread turns to other things. */
    public synchronized void leave() {
        attended = false;
    }

    public UUID id() {
        return id;
    }

    public Job job() {
        return job;
    }

    public UploadState state() {
        return state;
    }

    public @Nullable String reason() {
        return reason;
    }

    /** Units cut so far. */
    public int units() {
        return units;
    }

    /** Unpacked bytes in them. */
    public long bytes() {
        return bytes;
    }

    long wireBytes() {
        return wireBytes;
    }

    @Nullable
    Instant receivedAt() {
        return receivedAt;
    }
}
